//! How far an import has come, and what became of its lines.

use super::{
    acts::{Acts, Desk},
    faults::FaultTable,
    lines_text,
};
use crate::ui::{Icon, IconName, Notice, Tone, count_text};
use domain::program::{ImportCounts, ImportDetail, ImportKind, ImportLine, ImportState};
use leptos::prelude::*;

/// The figures, what can be done, and what was wrong.
#[component]
pub(super) fn Progress(detail: ImportDetail, desk: Desk) -> impl IntoView {
    let ImportDetail { import, preview, faults, fault_count, kept } = detail;
    let file = format!("/admin/imports/{}/faults.csv", import.id);
    let shown = i64::try_from(faults.len()).unwrap_or(i64::MAX);
    let note = more(shown, kept, fault_count).map(|text| view! { <p class="count">{text}</p> });
    let has_faults = (fault_count > 0).then(|| {
        view! {
            <section class="card" aria-labelledby="faults-title">
                <header>
                    <h2 id="faults-title">"Lines that were not taken"</h2>
                    <div class="tools"><a class="btn" href=file rel="external" download><Icon name=IconName::Download />"CSV"</a></div>
                </header>
                {note}
                <FaultTable faults />
            </section>
        }
    });
    view! {
        {said(&import).map(|(tone, text)| view! { <Notice tone><p>{text}</p></Notice> })}
        <section class="card" aria-labelledby="progress-title">
            <header>
                <h2 id="progress-title">"Progress"</h2>
                <Acts state=import.state desk />
            </header>
            <div class="import-progress">
                <progress max="100" value=import.percent aria-labelledby="progress-title"></progress>
                <p>{so_far(import.counts, preview.rows)}</p>
            </div>
            <Counts kind=import.kind counts=import.counts />
        </section>
        {has_faults}
    }
}

fn so_far(counts: ImportCounts, rows: i64) -> String {
    format!("{} of {}", count_text(Some(counts.all())), lines_text(rows))
}

/// What to say of an import that does not go on by itself.
fn said(import: &ImportLine) -> Option<(Tone, String)> {
    let lines = lines_text(import.counts.all());
    let read = if import.counts.all() == 1 { "1 line was read.".to_owned() } else { format!("All {lines} were read.") };
    match import.state {
        ImportState::Preview | ImportState::Running => None,
        ImportState::Paused if import.reason.is_empty() => {
            Some((Tone::Warn, "It is paused, and goes on where it stopped.".to_owned()))
        }
        ImportState::Paused => Some((Tone::Bad, format!("{} It can go on from there.", import.reason))),
        ImportState::Done if import.counts.refused == 0 => Some((Tone::Good, read)),
        ImportState::Done => Some((
            Tone::Warn,
            format!("{read} Correct those below and bring the file again: what is known changes nothing."),
        )),
        ImportState::Failed => Some((Tone::Bad, format!("{} What was taken in before stays.", import.reason))),
        ImportState::Cancelled => {
            Some((Tone::Warn, format!("It was cancelled after {lines}. What was taken in until then stays.")))
        }
    }
}

fn more(shown: i64, kept: i64, all: i64) -> Option<String> {
    let count = |number| count_text(Some(number));
    match (all > kept, all > shown) {
        (true, _) => {
            Some(format!("The first {} of {}; the file has the first {}.", count(shown), count(all), count(kept)))
        }
        (false, true) => Some(format!("The first {} of {}; the file has all.", count(shown), count(all))),
        (false, false) => None,
    }
}

#[component]
fn Counts(kind: ImportKind, counts: ImportCounts) -> impl IntoView {
    let mut all = vec![("New", counts.new), ("Known already", counts.known), ("Not readable", counts.refused)];
    if kind == ImportKind::Orders {
        all.push(("Nobody’s", counts.not_tracked));
    }
    let count = |(name, number)| view! { <div><dt>{name}</dt><dd>{count_text(Some(number))}</dd></div> };
    view! { <dl class="import-counts">{all.into_iter().map(count).collect_view()}</dl> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_it_is_said_in_words() {
        let line = |state, refused| ImportLine {
            id: domain::ImportId::from_parts(1, [1; 10]),
            kind: ImportKind::Orders,
            file_name: "orders.csv".into(),
            state,
            reason: String::new(),
            when: String::new(),
            by: String::new(),
            percent: 100,
            counts: ImportCounts { new: 2_500, refused, ..ImportCounts::default() },
        };
        let text = |state, refused| said(&line(state, refused)).map(|(_, text)| text).unwrap_or_default();
        assert_eq!(text(ImportState::Done, 0), "All 2,500 lines were read.");
        assert!(text(ImportState::Done, 3).starts_with("All 2,503 lines were read. Correct those below"));
        assert!(text(ImportState::Cancelled, 0).starts_with("It was cancelled after 2,500 lines."));
        assert_eq!(text(ImportState::Running, 0), "");
    }

    #[test]
    fn what_is_shown_of_many_faults_is_said() {
        assert_eq!(more(3, 3, 3), None);
        assert_eq!(more(100, 450, 450).unwrap(), "The first 100 of 450; the file has all.");
        assert_eq!(more(100, 10_000, 20_000).unwrap(), "The first 100 of 20,000; the file has the first 10,000.");
    }
}
