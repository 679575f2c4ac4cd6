//! Range and currency of the overview, as links: both work without JavaScript and stay in the URL.

use crate::{admin::params::OverviewParams, period::controls::PRESETS, ui::Choice};
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
    let ranges = PRESETS.map(|(text, title, days)| {
        let href = OverviewParams { days, ..params.clone() }.href();
        (text.to_owned(), title.to_owned(), href, days == params.days)
    });
    let choice = |it: Currency| {
        let href = OverviewParams { currency: Some(it), ..params.clone() }.href();
        (it.to_string(), format!("Show {it}"), href, it == currency)
    };
    let currencies: Vec<_> = currencies.into_iter().map(choice).collect();
    view! {
        <Choice label="Range" options=ranges.to_vec() />
        {(currencies.len() > 1).then(|| view! { <Choice label="Currency" options=currencies /> })}
    }
}
