//! What is missing before everything can be counted, and who can do something about it.

use crate::ui::{CopyButton, Icon, IconName, Notice, Tone};
use domain::{
    Day,
    earnings::{Figure, Range},
};
use leptos::{either::EitherOf4, prelude::*};

/// What stands in the way of the figures of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// Nothing: all of it is counted.
    Nothing,
    /// The shop sends no visits.
    Visits,
    /// The range ends before the counting began.
    All(Day),
    /// The counting began within the range.
    Part(Day),
}

fn missing(since: Option<Day>, visits: Figure<i64>, range: Range) -> Missing {
    match since {
        Some(day) if day > range.to => Missing::All(day),
        _ if visits.now.is_none() => Missing::Visits,
        Some(day) if day > range.from => Missing::Part(day),
        _ => Missing::Nothing,
    }
}

/// A notice about what is not counted; nothing when all is.
#[component]
pub fn Hints(
    /// The first day of own events.
    since: Option<Day>,
    /// Visits.
    visits: Figure<i64>,
    /// The days shown.
    range: Range,
    /// What the shop has to install, for those who can.
    script: Option<String>,
) -> impl IntoView {
    match missing(since, visits, range) {
        Missing::Nothing => EitherOf4::A(()),
        Missing::All(day) => EitherOf4::B(view! {
            <Notice tone=Tone::Quiet>
                <p>{format!("Clicks and visits are counted since {}: none of these days was.", day.long())}</p>
            </Notice>
        }),
        Missing::Part(day) => EitherOf4::C(view! {
            <Notice tone=Tone::Quiet>
                <p>{format!("Clicks and visits are counted since {}: the days before hold orders alone.", day.long())}</p>
            </Notice>
        }),
        Missing::Visits => EitherOf4::D(view! { <NoVisits script /> }),
    }
}

#[component]
fn NoVisits(script: Option<String>) -> impl IntoView {
    match script {
        Some(script) => view! {
            <section class="note warn install" aria-labelledby="install-title">
                <Icon name=IconName::Warning />
                <div>
                    <h2 id="install-title">"The shop does not send visits yet"</h2>
                    <p>
                        "Put this line before "<code>"</head>"</code>" of the shop's theme. It sets no cookie, keeps to consent and Do Not Track,
                        and the funnel fills from the next visit on. Clicks on links and orders are counted without it."
                    </p>
                    <p class="install-line"><code>{script.clone()}</code><CopyButton text=script label="Copy the line" /></p>
                </div>
            </section>
        }
        .into_any(),
        None => view! {
            <Notice tone=Tone::Quiet>
                <p>
                    "The shop does not send visits yet, so the funnel shows orders alone. Your links count their clicks all the same."
                </p>
            </Notice>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_apart() {
        let range = Range::last(10, Day::from_number(100));
        let visits = |now| Figure { now, before: None };
        let since = |day| Some(Day::from_number(day));
        assert_eq!(missing(None, visits(None), range), Missing::Visits);
        assert_eq!(missing(since(50), visits(None), range), Missing::Visits);
        assert_eq!(missing(since(101), visits(None), range), Missing::All(Day::from_number(101)));
        assert_eq!(missing(since(95), visits(Some(3)), range), Missing::Part(Day::from_number(95)));
        assert_eq!(missing(since(91), visits(Some(0)), range), Missing::Nothing);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_team_reads_what_to_install_and_the_partner_that_it_is_missing() {
        let html = |script: Option<&str>| {
            let script = script.map(str::to_owned);
            Owner::new().with(|| view! { <NoVisits script /> }.to_html())
        };
        let team = html(Some("<script async src=\"https://partners.example/tandem.js\"></script>"));
        assert!(team.contains("&lt;script async src"), "{team}");
        assert!(!team.contains("<script"), "{team}");
        assert!(!html(None).contains("tandem.js"));
    }
}
