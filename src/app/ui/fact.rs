//! One fact of a profile: what it is, where it comes from and how old it is, or why it is not known.

use super::source_class;
use domain::{Source, SourceHealth, SourceReport, Timestamp, time::age};
use leptos::prelude::*;

/// A line of a `<dl class="facts">`.
#[component]
pub fn FactLine(
    /// What it is.
    #[prop(into)]
    label: String,
    /// The fact; none is unknown.
    #[prop(optional_no_strip)]
    value: Option<AnyView>,
    /// Where it comes from.
    source: Source,
    /// How the sources are.
    reports: StoredValue<Vec<SourceReport>>,
    /// The time ages are counted from.
    now: Timestamp,
) -> impl IntoView {
    let report = reports.with_value(|all| all.iter().find(|report| report.source == source).cloned());
    let health = report.as_ref().map_or(SourceHealth::Off, |report| report.health);
    let when = report.and_then(|report| report.as_of);
    let is_known = value.is_some();
    let shown =
        value.unwrap_or_else(|| view! { <span class="unknown">{why_unknown(source, health)}</span> }.into_any());
    let origin = is_known.then(|| {
        let when = when.map(|time| format!(" · {}", age(now.since(time))));
        view! {
            <small class="from" class:late=health == SourceHealth::Stale>
                <i class=format!("dot {}", source_class(source)) aria-hidden="true"></i>
                {source.title()}
                {when}
            </small>
        }
    });
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd><div>{shown}</div>{origin}</dd>
        </div>
    }
}

/// Why there is no fact, in words for people.
fn why_unknown(source: Source, health: SourceHealth) -> String {
    match health {
        SourceHealth::Live | SourceHealth::Refreshing => format!("Not set in {source}"),
        SourceHealth::Stale => format!("Not set when {source} last answered"),
        SourceHealth::Unknown => format!("Not known yet: {source} has not answered"),
        SourceHealth::Missing => format!("{source} does not know this partner"),
        SourceHealth::Off => format!("{source} is not connected"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_is_not_there_says_whose_turn_it_is() {
        assert_eq!(why_unknown(Source::Hubspot, SourceHealth::Live), "Not set in HubSpot");
        assert_eq!(why_unknown(Source::Hubspot, SourceHealth::Unknown), "Not known yet: HubSpot has not answered");
        assert_eq!(why_unknown(Source::Impact, SourceHealth::Missing), "impact.com does not know this partner");
    }
}
