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
    let headings = kind.headings();
    let heading = |name: &&'static str| view! { <th scope="col">{*name}</th> };
    view! {
        <div class="table-scroll import-lines" tabindex="0" role="region" aria-labelledby="lines-title">
            <table>
                <thead><tr><th scope="col" class="num">"Line"</th>{headings.iter().map(heading).collect_view()}</tr></thead>
                <tbody>{lines.into_iter().map(|line| row(line, headings.len())).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(line: PreviewLine, width: usize) -> impl IntoView {
    let PreviewLine { line, cells, problem } = line;
    let cells = if cells.is_empty() {
        Either::Left(view! { <td colspan=width.to_string() class="fault">{problem}</td> })
    } else {
        let last = cells.len().saturating_sub(1);
        let cell = move |(at, text): (usize, String)| {
            let why =
                (at == last && !problem.is_empty()).then(|| view! { <small class="fault">{problem.clone()}</small> });
            view! { <td dir="auto">{text}{why}</td> }
        };
        Either::Right(cells.into_iter().enumerate().map(cell).collect_view())
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
}
