//! Range and currency of the overview, as links: both work without JavaScript and stay in the URL.

use crate::admin::params::{OverviewParams, PRESETS};
use domain::Currency;
use leptos::prelude::*;

/// The ranges, and the currencies when there is a choice.
#[component]
pub fn Controls(
    /// The choices of the moment.
    params: OverviewParams,
    /// The currency shown.
    currency: Currency,
    /// All there are.
    currencies: Vec<Currency>,
) -> impl IntoView {
    let ranges = PRESETS.map(|(days, text, title)| {
        let href = OverviewParams { days, ..params.clone() }.href();
        view! { <a href=href aria-current=(days == params.days).then_some("true")>{text}<span class="visually-hidden">{format!(", {title}")}</span></a> }
    });
    let choice = (currencies.len() > 1).then(|| {
        let links = currencies.into_iter().map(|it| {
            let href = OverviewParams { currency: Some(it), ..params.clone() }.href();
            view! { <a href=href aria-current=(it == currency).then_some("true")>{it.to_string()}</a> }
        });
        view! { <div class="seg" role="group" aria-label="Currency">{links.collect_view()}</div> }
    });
    view! {
        <div class="seg" role="group" aria-label="Range">{ranges.collect_view()}</div>
        {choice}
    }
}
