//! Finds codes in a page: as words of its text, whatever their case.
//!
//! Tags part words and are not looked into; scripts, styles and comments are no text. A word is what stands between spaces, without the
//! signs around it; and each run of letters, digits, `-` and `_` within it. So `Code:ANA15,` has ANA15 in it, and XANA15, ANA15-XL and
//! ANA150 have not. Codes of fewer than four characters stand everywhere by chance: they are not looked for.

use domain::CouponCode;
use std::collections::{BTreeSet, HashSet};

/// Shorter codes are too common to be found.
pub(super) const SHORTEST: usize = 4;
const LONGEST: usize = 60;
/// A longer entity is none.
const LONGEST_ENTITY: usize = 10;
/// Elements whose content is not shown.
const HIDDEN: [&str; 4] = ["script", "style", "template", "noscript"];

/// The codes that stand on the page.
pub(super) fn codes_in(html: &str, codes: &HashSet<CouponCode>) -> BTreeSet<CouponCode> {
    let text = text_of(html);
    let mut found = BTreeSet::new();
    for word in text.split_whitespace() {
        for candidate in candidates(word) {
            if (SHORTEST..=LONGEST).contains(&candidate.chars().count())
                && let Ok(code) = candidate.parse::<CouponCode>()
                && codes.contains(&code)
            {
                found.insert(code);
            }
        }
    }
    found
}

/// What in a word could be a code.
fn candidates(word: &str) -> impl Iterator<Item = &str> {
    let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let runs = word.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_'));
    [word, bare].into_iter().chain(runs.map(|run| run.trim_matches(['-', '_'])))
}

/// The text of a page: tags are spaces, and the most usual entities are what they stand for.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, found)) = rest.find(['<', '&']).and_then(|at| rest.split_at_checked(at)) {
        text.push_str(before);
        rest = match found.strip_prefix('<') {
            Some(inner) => after_tag(inner, &mut text),
            None => after_entity(found.strip_prefix('&').unwrap_or_default(), &mut text),
        };
    }
    text.push_str(rest);
    text
}

/// What follows the tag, comment or hidden element of which this is the inside. A sign that begins none is text.
fn after_tag<'a>(inner: &'a str, text: &mut String) -> &'a str {
    if let Some(comment) = inner.strip_prefix("!--") {
        text.push(' ');
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    if !inner.starts_with(|letter: char| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!' | '?')) {
        text.push('<');
        return inner;
    }
    text.push(' ');
    let Some((tag, after)) = inner.split_once('>') else { return "" };
    let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    match HIDDEN.iter().find(|hidden| name.eq_ignore_ascii_case(hidden)) {
        Some(hidden) => after_hidden(after, hidden),
        None => after,
    }
}

/// The end tag of an element, and what follows it; nothing when it is never closed, as browsers have it.
fn after_hidden<'a>(content: &'a str, name: &str) -> &'a str {
    let ends = content.match_indices("</").filter_map(|(at, _)| content.get(at..));
    let closes = |end: &&str| end.get(2..2 + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
    ends.into_iter().find(closes).unwrap_or_default()
}

/// What follows the entity of which this is the inside. What is none is text.
fn after_entity<'a>(inner: &'a str, text: &mut String) -> &'a str {
    let end = inner.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
    let entity = end.and_then(|end| Some((letter_of(inner.get(..end)?)?, inner.get(end + 1..)?)));
    let (letter, after) = entity.unwrap_or(('&', inner));
    text.push(letter);
    after
}

/// The letter that an entity stands for. Named ones other than these are of no code; they part words.
fn letter_of(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => (!entity.is_empty() && entity.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(html: &str, codes: &[&str]) -> Vec<String> {
        let codes = codes.iter().map(|code| code.parse().unwrap()).collect();
        codes_in(html, &codes).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn codes_are_found_as_words_whatever_their_case_and_what_stands_around_them() {
        for html in [
            "ANA15",
            "<b>ana15</b>",
            "Code:Ana15,",
            "\u{201c}ANA15\u{201d}!",
            "<li>20%<br/>ANA15<br/>",
            "(ANA15)",
            "a&nbsp;ANA15&nbsp;b",
            "&#65;NA15",
            "&#x41;na15;",
            "ANA15-",
            "1 < 2 ANA15",
            "https://shop.example/?code=ANA15&x=1",
            "<p\nclass='a'>ANA15",
            "<script>x</script>ANA15",
            "<!-- a -->ANA15",
            "<style>b</STYLE >ANA15",
        ] {
            assert_eq!(found(html, &["ANA15", "BEN15"]), ["ANA15"], "{html}");
        }
    }

    #[test]
    fn what_is_not_the_text_of_the_page_or_not_the_whole_word_is_not_found() {
        for html in [
            "XANA15",
            "ANA150",
            "ANA15-XL",
            "my_ANA15",
            "ANA<b>15</b>",
            "<a title='ANA15'>x</a>",
            "<!-- ANA15 -->",
            "<!-- ANA15",
            "<script>var a = 'ANA15'</script>",
            "<script>'</scr' + 'ANA15",
            "<style>ANA15</style>",
            "<a ANA15",
            "",
            "<",
            "&",
            "&#;",
            "<script",
            "\u{c4}ANA15",
            "&#0;&#xFFFFFFFF;ANA\u{ad}15",
        ] {
            assert_eq!(found(html, &["ANA15"]), [] as [&str; 0], "{html}");
        }
    }

    #[test]
    fn codes_of_other_signs_are_found_as_they_are_written_and_short_ones_never() {
        assert_eq!(found("Take ana.15! or 50%OFF, now", &["ANA.15", "50%OFF"]), ["50%OFF", "ANA.15"]);
        assert_eq!(found("SUMMER-SALE", &["SUMMER", "SALE", "SUMMER-SALE"]), ["SUMMER-SALE"]);
        assert_eq!(found("ANA AB C", &["ANA", "AB", "C"]), [] as [&str; 0]);
    }

    #[test]
    fn a_huge_hostile_page_is_read_in_one_go() {
        let page = format!("<script></scrip</script>{}ANA15", "<&<a>&amp".repeat(400_000));
        let began = std::time::Instant::now();
        assert_eq!(found(&page, &["ANA15"]), [] as [&str; 0], "it stands behind an entity that never ends");
        assert_eq!(found(&format!("{page} ANA15 "), &["ANA15"]), ["ANA15"]);
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn no_page_breaks_it_and_a_word_of_its_own_is_always_found(before in "[^<&]{0,80}", after in "\\PC{0,80}") {
            let _ = found(&after, &["ANA15"]);
            prop_assert_eq!(found(&format!("{before} ana15 {after}"), &["ANA15"]), ["ANA15"]);
            prop_assert_eq!(found(&format!("{before}<p>ana15</p>{after}"), &["ANA15"]), ["ANA15"]);
        }

        #[test]
        fn markup_of_any_kind_is_read_to_its_end(parts in proptest::collection::vec(
            proptest::sample::select(vec!["<", ">", "&", ";", "<!--", "-->", "<script>", "</script>", "<a ", "\u{e9}", "&#", "x41", "ANA15", " ", "/", "'"]), 0..60)) {
            let codes = found(&parts.concat(), &["ANA15"]);
            prop_assert!(codes.len() <= 1);
        }
    }
}
