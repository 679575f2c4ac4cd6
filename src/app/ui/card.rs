//! A card: a titled surface that holds one thing.

use leptos::prelude::*;

/// A surface with an optional heading and tools.
#[component]
pub fn Card(
    /// The heading; without one the card has no header.
    #[prop(optional, into)]
    title: String,
    /// What stands at the end of the header.
    #[prop(optional)]
    tools: Option<AnyView>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let class = format!("card {class}").trim_end().to_owned();
    let header = (!title.is_empty()).then(|| {
        view! {
            <header>
                <h2>{title}</h2>
                {tools.map(|tools| view! { <div class="tools">{tools}</div> })}
            </header>
        }
    });
    view! { <section class=class>{header}{children()}</section> }
}
