//! Range, cut and currency of a page, as links and a plain form: all of it works without JavaScript.

use super::{Fault, Pair, Period};
use crate::ui::{Choice, Notice, Tone};
use domain::{
    Currency, Day,
    earnings::{Bucket, Range},
};
use leptos::prelude::*;
use leptos_router::components::Form;

/// Ranges that are one click away: short text, long text, and the last so many days.
pub const PRESETS: [(&str, &str, i64); 4] = [
    ("7 d", "Last 7 days", 7),
    ("30 d", "Last 30 days", 30),
    ("90 d", "Last 90 days", 90),
    ("12 m", "Last 12 months", 365),
];

/// What the choices of the moment led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The days.
    pub range: Range,
    /// Today in the channel's time zone.
    pub today: Day,
    /// The currency.
    pub currency: Currency,
    /// All there are.
    pub currencies: Vec<Currency>,
}

/// Range presets, a free range, the currency when there is a choice, and the download.
#[component]
pub fn Controls(
    /// The choices of the moment.
    period: Period,
    /// What else the address keeps.
    rest: Vec<Pair>,
    /// What of the URL could not be read.
    faults: Vec<Fault>,
    /// What they led to.
    shown: Shown,
    /// The page's own address.
    path: String,
    /// Where the CSV file is.
    csv: String,
) -> impl IntoView {
    let Shown { range, today, currency, currencies } = shown;
    let presets = PRESETS.map(|(text, title, days)| {
        let preset = Range::last(days, today);
        (text.to_owned(), title.to_owned(), period.over(preset).href(&path, &rest), preset == range)
    });
    let choice = |it: Currency| {
        let href = Period { currency: Some(it), ..period.clone() }.href(&path, &rest);
        (it.to_string(), format!("Show {it}"), href, it == currency)
    };
    let currencies = currencies.into_iter().map(choice).collect::<Vec<_>>();
    let download = Period { from: Some(range.from), to: Some(range.to), ..period.clone() }.href(&csv, &rest);
    view! {
        <Choice label="Range" options=presets.to_vec() />
        <CustomRange period rest faults range today path />
        {(currencies.len() > 1).then(|| view! { <Choice label="Currency" options=currencies /> })}
        <a class="btn" href=download rel="external" download="">"Download CSV"</a>
    }
}

/// Day, week or month.
#[component]
pub fn Buckets(
    /// The choices of the moment.
    period: Period,
    /// What else the address keeps.
    rest: Vec<Pair>,
    /// The cut of the moment.
    bucket: Bucket,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let option = |(it, text, title): (Bucket, &str, &str)| {
        let href = Period { bucket: Some(it), ..period.clone() }.href(&path, &rest);
        (text.to_owned(), title.to_owned(), href, it == bucket)
    };
    let options =
        [(Bucket::Day, "Day", "By day"), (Bucket::Week, "Week", "By week"), (Bucket::Month, "Month", "By month")]
            .map(option);
    view! { <Choice label="Cut" options=options.to_vec() /> }
}

/// A free range: a form that sends what the URL holds.
#[component]
fn CustomRange(
    period: Period,
    rest: Vec<Pair>,
    faults: Vec<Fault>,
    range: Range,
    today: Day,
    path: String,
) -> impl IntoView {
    let is_custom = !PRESETS.iter().any(|(_, _, days)| Range::last(*days, today) == range);
    let summary = if is_custom { range.label() } else { "Custom".to_owned() };
    let currency = ("currency", period.currency.map(|it| it.to_string()));
    // What was typed stays, to be put right.
    let is_refused = period.refused.is_some();
    let Range { from, to } = period.refused.unwrap_or(range);
    let [wrong_from, wrong_to] =
        ["from", "to"].map(|name| faults.iter().any(|(field, _)| *field == name).then_some("true"));
    view! {
        <details class="pop" open=is_refused>
            <summary class="btn">{summary}</summary>
            <Form method="GET" action=path attr:class="pop-body">
                {kept(rest.into_iter().chain([currency]))}
                <label>"From" <input type="date" name="from" value=from.iso() max=today.iso() required aria-invalid=wrong_from /></label>
                <label>"To" <input type="date" name="to" value=to.iso() max=today.iso() required aria-invalid=wrong_to /></label>
                <button class="btn primary" type="submit">"Show"</button>
            </Form>
        </details>
    }
}

/// What a form sends along of the address it stands at.
pub fn kept(pairs: impl IntoIterator<Item = Pair>) -> impl IntoView {
    let field = |(name, value): Pair| value.map(|value| view! { <input type="hidden" name=name value=value /> });
    pairs.into_iter().filter_map(field).collect_view()
}

/// What the URL asked for and could not be understood; the rest of it is shown all the same.
#[component]
pub fn Faults(
    /// The fields, and what to do about them.
    #[prop(into)]
    faults: Signal<Vec<Fault>>,
) -> impl IntoView {
    let line = |(field, fault): Fault| view! { <li><b>{field}</b>": "{fault}</li> };
    view! {
        <Show when=move || !faults.read().is_empty()>
            <Notice tone=Tone::Bad alert=true>
                <ul>{move || faults.get().into_iter().map(line).collect_view()}</ul>
            </Notice>
        </Show>
    }
}
