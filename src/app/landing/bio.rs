//! The partner's words about themselves: paragraphs and lists, bold and italic, and web addresses that are links.

use super::address::web_address;
use domain::bio::{Block, Line, Span, parse};
use leptos::{either::Either, prelude::*};

/// The text as elements.
pub(super) fn blocks(text: &str) -> impl IntoView + use<> {
    parse(text).into_iter().map(block).collect_view()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Paragraph(lines) => {
            let line = |(place, line): (usize, Line)| {
                let new_line = (place > 0).then(|| view! { <br /> });
                (new_line, spans(line))
            };
            view! { <p dir="auto">{lines.into_iter().enumerate().map(line).collect_view()}</p> }.into_any()
        }
        Block::List(items) => {
            let items = items.into_iter().map(|line| view! { <li dir="auto">{spans(line)}</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
    }
}

fn spans(line: Line) -> impl IntoView {
    line.into_iter().map(span).collect_view()
}

fn span(span: Span) -> AnyView {
    let Span { text, is_bold, is_italic, href } = span;
    let text = match href.as_deref().and_then(web_address) {
        Some(href) => Either::Left(view! { <a href=href rel="nofollow ugc noopener">{text}</a> }),
        None => Either::Right(text),
    };
    match (is_bold, is_italic) {
        (true, true) => view! { <strong><em>{text}</em></strong> }.into_any(),
        (true, false) => view! { <strong>{text}</strong> }.into_any(),
        (false, true) => view! { <em>{text}</em> }.into_any(),
        (false, false) => text.into_any(),
    }
}
