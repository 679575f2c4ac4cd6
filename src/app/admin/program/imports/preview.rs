//! What a file says, before anybody confirms it.

use super::{
    acts::{Acts, Desk},
    faults::FaultTable,
    lines_text,
};
use crate::ui::{Notice, Tone, count_text};
use domain::program::{ImportDetail, ImportKind, ImportPreview, ImportState, PreviewLine};
use leptos::{either::Either, prelude::*};

/// The preview with its two ways on.
#[component]
pub(super) fn Preview(detail: ImportDetail, desk: Desk) -> impl IntoView {
    let ImportDetail { import, preview, .. } = detail;
    let readable = preview.rows - preview.refused;
    let confirm = match readable {
        0 => String::new(),
        _ => format!("Import {}", lines_text(readable)),
    };
    let tone = if preview.refused > 0 { Tone::Warn } else { Tone::Quiet };
    let (sentence, follows) = (sentence(import.kind, &preview), what_follows(import.kind, &preview));
    let unknown = unknown(&preview);
    let faults = preview.faults.clone();
    let has_faults = (!faults.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="faults-title">
                <header><h2 id="faults-title">"What is wrong with lines"</h2></header>
                <FaultTable faults />
            </section>
        }
    });
    view! {
        <Notice tone>
            <div>
                <p><b>{sentence}</b></p>
                <p>{follows}</p>
            </div>
        </Notice>
        {unknown.map(|text| view! { <Notice tone=Tone::Warn><p>{text}</p></Notice> })}
        <section class="card" aria-labelledby="lines-title">
            <header>
                <h2 id="lines-title">"The first lines, as they are understood"</h2>
                <Acts state=ImportState::Preview confirm desk />
            </header>
            <Lines kind=import.kind lines=preview.lines />
        </section>
        {has_faults}
    }
}

fn sentence(kind: ImportKind, preview: &ImportPreview) -> String {
    let all = lines_text(preview.rows);
    match preview.refused {
        0 => {
            let what = kind.title().to_lowercase();
            format!("{all}, readable as {what}, with a {} between the cells.", preview.separator)
        }
        1 => format!("{all}. 1 cannot be read and will be left out; correct it and bring it again."),
        bad => {
            let bad = count_text(Some(bad));
            format!("{all}. {bad} cannot be read and will be left out; correct them and bring them again.")
        }
    }
}

/// What will become of the lines that can be read.
fn what_follows(kind: ImportKind, preview: &ImportPreview) -> String {
    let known = "What is known already changes nothing, so that the same file can be brought again.";
    match (kind, preview.not_tracked) {
        (ImportKind::Partners, _) | (_, Some(0)) => known.to_owned(),
        (ImportKind::Orders, Some(lines)) => {
            let lines = count_text(Some(lines));
            format!(
                "Lines whose code is nobody’s, or whose partner is not approved: {lines}. They bring no commission. {known}"
            )
        }
        (ImportKind::Orders, None) => {
            format!(
                "There are too many codes to say beforehand whose they are. Those of nobody bring no commission. {known}"
            )
        }
    }
}

fn unknown(preview: &ImportPreview) -> Option<String> {
    let names = preview.unknown.join(", ");
    match preview.unknown.len() {
        0 => None,
        1 => Some(format!("One column is not known and will be left out: {names}.")),
        count => Some(format!("{count} columns are not known and will be left out: {names}.")),
    }
}

#[component]
fn Lines(kind: ImportKind, lines: Vec<PreviewLine>) -> impl IntoView {
    let shown = columns(kind, &lines);
    let heading = |at: usize| kind.headings().get(at).map(|name| view! { <th scope="col">{*name}</th> });
    let headings = shown.iter().copied().filter_map(heading).collect_view();
    view! {
        <div class="table-scroll import-lines" tabindex="0" role="region" aria-labelledby="lines-title">
            <table>
                <thead><tr><th scope="col" class="num">"Line"</th>{headings}</tr></thead>
                <tbody>{lines.into_iter().map(|line| row(line, &shown)).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Which of the headings are shown: those that any line says something of, and the usual ones.
fn columns(kind: ImportKind, lines: &[PreviewLine]) -> Vec<usize> {
    let is_filled = |at: usize| lines.iter().any(|line| line.cells.get(at).is_some_and(|text| !text.is_empty()));
    (0..kind.headings().len()).filter(|at| *at < kind.always_shown() || is_filled(*at)).collect()
}

fn row(line: PreviewLine, shown: &[usize]) -> impl IntoView + use<> {
    let PreviewLine { line, cells, problem } = line;
    let cells = if cells.is_empty() {
        Either::Left(view! { <td colspan=shown.len().to_string() class="fault">{problem}</td> })
    } else {
        let last = shown.last().copied();
        let cell = |at: &usize| {
            let text = cells.get(*at).cloned().unwrap_or_default();
            let why = (Some(*at) == last && !problem.is_empty())
                .then(|| view! { <small class="fault">{problem.clone()}</small> });
            view! { <td dir="auto">{text}{why}</td> }
        };
        Either::Right(shown.iter().map(cell).collect_view())
    };
    view! { <tr><td class="num">{line}</td>{cells}</tr> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_says_what_will_be_left_out() {
        let preview = ImportPreview {
            separator: "comma".into(),
            unknown: vec!["colour".into(), "size".into()],
            rows: 5_000,
            refused: 50,
            not_tracked: Some(450),
            ..ImportPreview::default()
        };
        assert!(sentence(ImportKind::Orders, &preview).starts_with("5,000 lines. 50 cannot be read"));
        assert!(what_follows(ImportKind::Orders, &preview).contains("450"));
        assert_eq!(unknown(&preview).unwrap(), "2 columns are not known and will be left out: colour, size.");
        let good = ImportPreview { refused: 0, unknown: Vec::new(), ..preview };
        assert!(sentence(ImportKind::Partners, &good).contains("5,000 lines, readable as partners"));
        assert_eq!(unknown(&good), None);
    }

    #[test]
    fn columns_that_no_line_fills_are_left_out() {
        let line = |cells: &[&str]| PreviewLine {
            line: 2,
            cells: cells.iter().map(|it| (*it).to_owned()).collect(),
            problem: String::new(),
        };
        let ana = line(&["ana@fern.example", "", "ANA15", "Yes", "", "PayPal a•••@fern.example", ""]);
        assert_eq!(columns(ImportKind::Partners, &[ana]), [0, 1, 2, 3, 5]);
        let old = line(&["ana@fern.example", "", "ANA15", "Yes"]);
        assert_eq!(columns(ImportKind::Partners, &[old]), [0, 1, 2, 3]);
    }
}
