//! The outside systems: their colours, and where a page's facts come from.

use super::{Chip, Icon, IconName, Notice, Tone};
use domain::{Source, SourceHealth, SourceReport, Timestamp, earnings::Stream, time::age};
use leptos::prelude::*;

/// The class of a source's colour; the same on every page.
pub const fn source_class(source: Source) -> &'static str {
    match source {
        Source::Cc => "cc",
        Source::Shopify => "shop",
        Source::Impact => "net",
        Source::Hubspot => "crm",
        Source::Program => "program",
    }
}

/// The class of a stream's colour; the same on every page and chart.
pub const fn stream_class(stream: Stream) -> &'static str {
    match stream {
        Stream::CcSale => "cc",
        Stream::Network => "net",
        Stream::Program => "program",
        Stream::Bonus => "bonus",
    }
}

const fn short_name(source: Source) -> &'static str {
    match source {
        Source::Cc => "CC",
        Source::Shopify => "Shopify",
        Source::Impact => "impact",
        Source::Hubspot => "HubSpot",
        Source::Program => "Program",
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
    let (off, reports): (Vec<_>, Vec<_>) = reports.into_iter().partition(|report| report.health == SourceHealth::Off);
    let off = not_connected(&off).map(|text| view! { <p class="src-off">{text}</p> });
    let lines = reports.into_iter().map(|report| view! { <Line report now retry asked /> }).collect_view();
    let asking = move || asked.get().map(|source| format!("Asking {source} again…")).unwrap_or_default();
    view! {
        <section class="card">
            <header><h2>"Where this comes from"</h2></header>
            <ul class="src">{lines}</ul>
            {off}
            <p class="visually-hidden" role="status">{asking}</p>
        </section>
    }
}

/// What the merchant has not set up is no news, and one line.
fn not_connected(reports: &[SourceReport]) -> Option<String> {
    let names: Vec<&str> = reports.iter().map(|report| report.source.title()).collect();
    (!names.is_empty()).then(|| format!("Not connected: {}", names.join(", ")))
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

/// Says across the page which sources do not answer, and how old what is shown of them is; nothing when all is well.
#[component]
pub fn StaleNotice(
    /// How each source is.
    reports: Vec<SourceReport>,
    /// The time ages are counted from.
    now: Timestamp,
) -> impl IntoView {
    let lines: Vec<String> = reports.iter().filter_map(|report| in_words(report, now)).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warn>
                <Icon name=IconName::Warning />
                <p>{lines.join(" ")}</p>
            </Notice>
        }
    })
}

fn in_words(report: &SourceReport, now: Timestamp) -> Option<String> {
    let source = report.source;
    match (report.health, report.as_of) {
        (SourceHealth::Stale, Some(time)) => {
            let age = age(now.since(time));
            Some(format!("{source} does not answer now: what is shown of it is what it said {age}."))
        }
        (SourceHealth::Stale | SourceHealth::Unknown, _) => {
            Some(format!("{source} has not answered yet: what only it knows is not known here either."))
        }
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_is_not_set_up_is_one_line() {
        let off = |source| SourceReport { source, health: SourceHealth::Off, as_of: None, note: "No.".into() };
        assert_eq!(not_connected(&[]), None);
        let line = not_connected(&[off(Source::Cc), off(Source::Hubspot)]);
        assert_eq!(line.as_deref(), Some("Not connected: CreatorCommerce, HubSpot"));
    }

    #[test]
    fn only_a_source_that_fails_is_spoken_of() {
        let now = Timestamp::from_millis(10_000_000);
        let report = |health, as_of| SourceReport { source: Source::Hubspot, health, as_of, note: String::new() };
        let earlier = Some(now.minus(Duration::from_hours(2)));
        assert_eq!(in_words(&report(SourceHealth::Live, earlier), now), None);
        assert_eq!(in_words(&report(SourceHealth::Missing, None), now), None);
        let stale = in_words(&report(SourceHealth::Stale, earlier), now).unwrap();
        assert!(stale.contains("2 h ago"), "{stale}");
        assert!(in_words(&report(SourceHealth::Unknown, None), now).unwrap().contains("not known"));
    }
}
