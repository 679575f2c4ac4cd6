//! The outside systems: their colours, and where a page's facts come from.

use super::{Chip, Icon, IconName, Tone};
use domain::{Source, SourceHealth, SourceReport, Timestamp, earnings::Stream, time::age};
use leptos::prelude::*;

/// The class of a source's colour; the same on every page.
pub const fn source_class(source: Source) -> &'static str {
    match source {
        Source::Cc => "cc",
        Source::Shopify => "shop",
        Source::Impact => "net",
        Source::Hubspot => "crm",
    }
}

/// The class of a stream's colour; the same on every page and chart.
pub const fn stream_class(stream: Stream) -> &'static str {
    match stream {
        Stream::CcSale => "cc",
        Stream::Network => "net",
        Stream::Bonus => "bonus",
    }
}

const fn short_name(source: Source) -> &'static str {
    match source {
        Source::Cc => "CC",
        Source::Shopify => "Shopify",
        Source::Impact => "impact",
        Source::Hubspot => "HubSpot",
    }
}

/// The systems that report a thing, such as `CC + impact`.
#[component]
pub fn SourceDots(
    /// The systems.
    sources: Vec<Source>,
) -> impl IntoView {
    let dots =
        sources.iter().map(|source| view! { <i class=format!("dot {}", source_class(*source))></i> }).collect_view();
    let names: Vec<&str> = sources.iter().copied().map(short_name).collect();
    view! {
        <span class="srcs">
            <span class="dots" aria-hidden="true">{dots}</span>
            {names.join(" + ")}
        </span>
    }
}

/// The card that says where a page's facts come from, how old they are, and lets a failing source be asked again.
#[component]
pub fn SourceList(
    /// How each source is.
    reports: Vec<SourceReport>,
    /// The time ages are counted from.
    now: Timestamp,
    /// Asks a source again.
    #[prop(optional)]
    retry: Option<Callback<Source>>,
) -> impl IntoView {
    let asked = RwSignal::new(None::<Source>);
    let lines = reports.into_iter().map(|report| view! { <Line report now retry asked /> }).collect_view();
    let asking = move || asked.get().map(|source| format!("Asking {source} again…")).unwrap_or_default();
    view! {
        <section class="card">
            <header><h2>"Where this comes from"</h2></header>
            <ul class="src">{lines}</ul>
            <p class="visually-hidden" role="status">{asking}</p>
        </section>
    }
}

#[component]
fn Line(
    report: SourceReport,
    now: Timestamp,
    retry: Option<Callback<Source>>,
    asked: RwSignal<Option<Source>>,
) -> impl IntoView {
    let source = report.source;
    let (tone, word) = health(report.health);
    let when = report.as_of.map(|time| age(now.since(time)));
    let holds = match when {
        Some(when) => format!("{} · {when}", source.holds()),
        None => source.holds().to_owned(),
    };
    let again = retry.filter(|_| fails(report.health));
    view! {
        <li>
            <i class=format!("dot {}", source_class(source)) aria-hidden="true"></i>
            <span>
                <b>{source.title()}</b>
                <small>{holds}</small>
                {(!report.note.is_empty()).then(|| view! { <small class="why">{report.note}</small> })}
            </span>
            <span class="state">
                <Chip tone text=word />
                {again.map(|again| view! { <Ask source again asked /> })}
            </span>
        </li>
    }
}

#[component]
fn Ask(source: Source, again: Callback<Source>, asked: RwSignal<Option<Source>>) -> impl IntoView {
    let is_busy = move || (asked.get() == Some(source)).then_some("true");
    let ask = move |_| {
        if asked.get_untracked() != Some(source) {
            asked.set(Some(source));
            again.run(source);
        }
    };
    view! {
        <button class="btn small" type="button" aria-busy=is_busy aria-label=format!("Ask {source} again") on:click=ask>
            <Icon name=IconName::Retry />
            "Retry"
        </button>
    }
}

const fn fails(health: SourceHealth) -> bool {
    matches!(health, SourceHealth::Stale | SourceHealth::Unknown)
}

const fn health(health: SourceHealth) -> (Tone, &'static str) {
    match health {
        SourceHealth::Live => (Tone::Good, "Live"),
        SourceHealth::Refreshing => (Tone::Quiet, "Refreshing"),
        SourceHealth::Stale => (Tone::Warn, "Retrying"),
        SourceHealth::Unknown => (Tone::Bad, "No answer"),
        SourceHealth::Missing => (Tone::Quiet, "Not found"),
        SourceHealth::Off => (Tone::Quiet, "Not connected"),
    }
}
