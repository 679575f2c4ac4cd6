//! What other systems count of the same: each figure with whose it is and how old.

use crate::ui::{Card, ChangeMark, source_class};
use domain::analytics::OtherFigure;
use leptos::prelude::*;

/// The card; nothing when nobody else counts.
#[component]
pub fn Others(
    /// The figures.
    figures: Vec<OtherFigure>,
) -> impl IntoView {
    let line = |OtherFigure { source, title, value, change, note, .. }: OtherFigure| {
        let is_known = value.is_some();
        let figure = match value {
            Some(value) => value.into_any(),
            None => {
                view! { <span aria-hidden="true">"–"</span><span class="visually-hidden">"unknown"</span> }.into_any()
            }
        };
        view! {
            <li>
                <span class="other-title">
                    <i class=format!("dot {}", source_class(source)) aria-hidden="true"></i>
                    {title}
                </span>
                <span class="other-figure">
                    <b class:unknown=!is_known>{figure}</b>
                    {change.map(|change| view! { <ChangeMark change /> })}
                </span>
                <small><span class="visually-hidden">{format!("{source}: ")}</span>{note}</small>
            </li>
        }
    };
    (!figures.is_empty()).then(|| {
        view! {
            <Card title="Also counted elsewhere">
                <ul class="others">{figures.into_iter().map(line).collect_view()}</ul>
            </Card>
        }
    })
}
