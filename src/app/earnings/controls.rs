//! Range, cut and currency of the earnings page, as links and a plain form: all of it works without JavaScript.

use super::params::Params;
use domain::{
    Currency, Day,
    earnings::{Bucket, EarningsOverview, Range},
};
use leptos::prelude::*;
use leptos_router::components::Form;

const PRESETS: [(&str, &str, i64); 4] = [
    ("7 d", "Last 7 days", 7),
    ("30 d", "Last 30 days", 30),
    ("90 d", "Last 90 days", 90),
    ("12 m", "Last 12 months", 365),
];

/// A row of choices of which one is current.
#[component]
fn Choice(
    /// What is chosen.
    label: &'static str,
    /// Short text, long text, address and whether it is current.
    options: Vec<(String, String, String, bool)>,
) -> impl IntoView {
    let link = |(text, title, href, current): (String, String, String, bool)| {
        view! {
            <a href=href title=title aria-current=current.then_some("true")>
                {text}
            </a>
        }
    };
    view! { <div class="seg" role="group" aria-label=label>{options.into_iter().map(link).collect_view()}</div> }
}

/// Range presets, a free range, the cut of the series, the currency, and the download.
#[component]
pub fn Controls(
    /// The choices of the moment.
    params: Params,
    /// What they led to.
    overview: EarningsOverview,
    /// The page's own address.
    path: String,
    /// Where the CSV file is.
    csv: String,
) -> impl IntoView {
    let today = overview.today;
    let range = overview.range;
    let presets = PRESETS.map(|(text, title, days)| {
        let preset = Range::last(days, today);
        (text.to_owned(), title.to_owned(), params.over(preset).href(&path), preset == range)
    });
    let currencies =
        overview.currencies.iter().map(|currency| currency_option(&params, &path, *currency, overview.currency));
    let currencies = currencies.collect::<Vec<_>>();
    let download = Params { from: Some(range.from), to: Some(range.to), ..params.first() }.href(&csv);
    view! {
        <Choice label="Range" options=presets.to_vec() />
        <CustomRange params=params.clone() range today path />
        {(currencies.len() > 1).then(|| view! { <Choice label="Currency" options=currencies /> })}
        <a class="btn" href=download rel="external" download="">"Download CSV"</a>
    }
}

fn currency_option(
    params: &Params,
    path: &str,
    currency: Currency,
    current: Currency,
) -> (String, String, String, bool) {
    let href = Params { currency: Some(currency), ..params.first() }.href(path);
    (currency.to_string(), format!("Show {currency}"), href, currency == current)
}

/// Day, week or month.
#[component]
pub fn Buckets(
    /// The choices of the moment.
    params: Params,
    /// The cut of the moment.
    bucket: Bucket,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let option = |(it, text, title): (Bucket, &str, &str)| {
        let href = Params { bucket: Some(it), ..params.first() }.href(&path);
        (text.to_owned(), title.to_owned(), href, it == bucket)
    };
    let options =
        [(Bucket::Day, "Day", "By day"), (Bucket::Week, "Week", "By week"), (Bucket::Month, "Month", "By month")]
            .map(option);
    view! { <Choice label="Cut" options=options.to_vec() /> }
}

/// A free range: a form that sends what the URL holds.
#[component]
fn CustomRange(params: Params, range: Range, today: Day, path: String) -> impl IntoView {
    let is_custom = !PRESETS.iter().any(|(_, _, days)| Range::last(*days, today) == range);
    let summary = if is_custom { range.label() } else { "Custom".to_owned() };
    let kept = [
        ("currency", params.currency.map(|it| it.to_string())),
        ("status", params.status.map(|it| it.as_str().to_owned())),
        ("stream", params.stream.map(|it| it.as_str().to_owned())),
    ];
    let hidden = kept
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <input type="hidden" name=name value=value /> }))
        .collect_view();
    // What was typed stays, to be put right.
    let is_refused = params.refused.is_some();
    let Range { from, to } = params.refused.unwrap_or(range);
    let [wrong_from, wrong_to] =
        ["from", "to"].map(|name| params.faults.iter().any(|(field, _)| *field == name).then_some("true"));
    view! {
        <details class="pop" open=is_refused>
            <summary class="btn">{summary}</summary>
            <Form method="GET" action=path attr:class="pop-body">
                {hidden}
                <label>"From" <input type="date" name="from" value=from.iso() max=today.iso() required aria-invalid=wrong_from /></label>
                <label>"To" <input type="date" name="to" value=to.iso() max=today.iso() required aria-invalid=wrong_to /></label>
                <button class="btn primary" type="submit">"Show"</button>
            </Form>
        </details>
    }
}
