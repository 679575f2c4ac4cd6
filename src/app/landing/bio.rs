//! The partner's words about themselves: plain text in paragraphs, whose web addresses become links.

use super::address::web_address;
use leptos::prelude::*;

/// The paragraphs; an empty line begins a new one.
pub fn paragraphs(text: &str) -> AnyView {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| view! { <p dir="auto">{lines(paragraph.trim())}</p> })
        .collect_view()
        .into_any()
}

fn lines(paragraph: &str) -> AnyView {
    paragraph
        .lines()
        .enumerate()
        .map(|(place, line)| {
            let new_line = (place > 0).then(|| view! { <br /> });
            (new_line, words(line))
        })
        .collect_view()
        .into_any()
}

fn words(line: &str) -> AnyView {
    line.split_inclusive(' ').map(word).collect_view().into_any()
}

/// A word, as a link when it is a web address. Signs that end a sentence are not part of the address.
fn word(word: &str) -> AnyView {
    let bare = word.trim_end();
    let address = bare.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '…']);
    let rest = word.strip_prefix(address).unwrap_or_default().to_owned();
    match web_address(address) {
        Some(href) => {
            let text = href.clone();
            view! { <a href=href rel="nofollow ugc noopener">{text}</a>{rest} }.into_any()
        }
        None => word.to_owned().into_any(),
    }
}
