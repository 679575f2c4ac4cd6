//! The biography's few marks: `**bold**`, `*italic*`, lists of lines that begin with `- `, paragraphs by empty lines, and web addresses.
//!
//! A text becomes blocks of lines of spans and never HTML. Spans do not nest: each says how it looks, so marks may overlap and
//! nothing can grow deep. A mark without its partner on the same line is an ordinary sign. Reading takes time by the length.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A piece of a line that looks alike.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Span {
    /// What is read.
    pub text: String,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is italic.
    pub is_italic: bool,
    /// Where it leads (http or https), if it is a web address.
    pub href: Option<String>,
}

/// A line.
pub type Line = Vec<Span>;

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "lines", rename_all = "snake_case")]
pub enum Block {
    /// Lines that follow one another.
    Paragraph(Vec<Line>),
    /// The items of a list.
    List(Vec<Line>),
}

impl Block {
    /// Its lines or items.
    pub fn lines(&self) -> &[Line] {
        match self {
            Self::Paragraph(lines) | Self::List(lines) => lines,
        }
    }
}

/// What begins an item of a list.
const ITEM: &str = "- ";
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Reads a text.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut goes_on = false;
    for raw in text.lines() {
        if raw.trim().is_empty() {
            goes_on = false;
            continue;
        }
        let item = raw.strip_prefix(ITEM);
        let line = line(item.unwrap_or(raw));
        match (blocks.last_mut().filter(|_| goes_on), item.is_some()) {
            (Some(Block::List(lines)), true) | (Some(Block::Paragraph(lines)), false) => lines.push(line),
            (_, true) => blocks.push(Block::List(vec![line])),
            (_, false) => blocks.push(Block::Paragraph(vec![line])),
        }
        goes_on = true;
    }
    blocks
}

/// The text without its marks, for places that show plain text only.
pub fn plain(text: &str) -> String {
    let blocks = parse(text);
    let blocks = blocks.iter().map(|block| {
        let lines = block.lines().iter().map(|line| line.iter().map(|span| span.text.as_str()).collect::<String>());
        lines.collect::<Vec<_>>().join("\n")
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// A mark that may begin or end something.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Where it stands.
    at: usize,
    /// How many stars: one or two.
    stars: usize,
    opens: bool,
    closes: bool,
}

/// What a line is made of, by position in its bytes.
#[derive(Default)]
struct Scan {
    marks: Vec<Mark>,
    links: Vec<Range<usize>>,
}

fn line(text: &str) -> Line {
    let text = text.trim_end_matches('\r');
    let scan = scan(text);
    let (bold, bold_marks) = pairs(&scan.marks, 2);
    let (italic, italic_marks) = pairs(&scan.marks, 1);
    let mut marks = [bold_marks, italic_marks].concat();
    marks.sort_unstable_by_key(|mark| mark.start);
    // Wherever something changes; between two such places all letters look alike.
    let ranges = [bold.as_slice(), italic.as_slice(), marks.as_slice(), scan.links.as_slice()];
    let mut edges: Vec<usize> = ranges.into_iter().flatten().flat_map(|range| [range.start, range.end]).collect();
    edges.extend([0, text.len()]);
    edges.sort_unstable();
    edges.dedup();
    let (mut in_bold, mut in_italic) = (Within::of(&bold), Within::of(&italic));
    let (mut in_mark, mut in_link) = (Within::of(&marks), Within::of(&scan.links));
    let mut spans = Line::new();
    for (start, end) in edges.iter().copied().zip(edges.iter().copied().skip(1)) {
        let Some(piece) = text.get(start..end).filter(|_| !in_mark.holds(start)) else { continue };
        spans.push(Span {
            text: piece.to_owned(),
            is_bold: in_bold.holds(start),
            is_italic: in_italic.holds(start),
            href: in_link.holds(start).then(|| piece.to_owned()),
        });
    }
    spans
}

/// Finds marks and addresses. Each letter is looked at once, addresses twice.
fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut before = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let begins_word = before.is_none_or(|letter: char| !letter.is_alphanumeric());
        let step = if begins_word && starts_address(rest) {
            address(rest, at, &mut scan)
        } else {
            stars(rest, at, before, &mut scan)
        };
        before = rest.get(..step).and_then(|passed| passed.chars().next_back());
        at += step.max(1);
    }
    scan
}

fn starts_address(rest: &str) -> bool {
    SCHEMES.iter().any(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Notes an address and says how many bytes it takes. What looks like one and is none is passed over as a whole.
fn address(rest: &str, at: usize, scan: &mut Scan) -> usize {
    let is_end = |letter: char| letter.is_whitespace() || letter.is_control() || "\"'<>\\^`{|}".contains(letter);
    let word = rest.split(is_end).next().unwrap_or_default();
    // Signs that end a sentence, and marks around the address, are not part of it.
    let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '…', '*']);
    if !is_web_address(bare) {
        return word.len();
    }
    scan.links.push(at..at + bare.len());
    bare.len()
}

/// `http` or `https`, a host, no name and password.
fn is_web_address(text: &str) -> bool {
    let host = text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| {
        let name = host.split(':').next().unwrap_or_default();
        !name.is_empty() && host.chars().all(|letter| letter.is_alphanumeric() || ".-:".contains(letter))
    })
}

/// Notes a run of stars, or passes one letter.
fn stars(rest: &str, at: usize, before: Option<char>, scan: &mut Scan) -> usize {
    let run = rest.len() - rest.trim_start_matches('*').len();
    if run == 0 {
        return rest.chars().next().map_or(1, char::len_utf8);
    }
    let after = rest.get(run..).and_then(|rest| rest.chars().next());
    let is_text = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_whitespace());
    let in_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let opens = is_text(after) && !in_word(before);
    let closes = is_text(before) && !in_word(after);
    let mark = |at, stars| Mark { at, stars, opens, closes };
    match run {
        1 | 2 => scan.marks.push(mark(at, run)),
        3 => scan.marks.extend([mark(at, 2), mark(at + 2, 1)]),
        _ => {}
    }
    run
}

/// What lies between marks that belong together, and those marks themselves.
fn pairs(marks: &[Mark], stars: usize) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut insides, mut used) = (Vec::new(), Vec::new());
    let mut open: Option<Mark> = None;
    for mark in marks.iter().filter(|mark| mark.stars == stars) {
        match open {
            Some(begin) if mark.closes => {
                insides.push(begin.at..mark.at + stars);
                used.extend([begin.at..begin.at + stars, mark.at..mark.at + stars]);
                open = None;
            }
            Some(_) => {}
            None => open = Some(*mark).filter(|mark| mark.opens),
        }
    }
    (insides, used)
}

/// Answers for places that only grow whether they lie in one of the ranges.
struct Within<'a>(&'a [Range<usize>]);

impl<'a> Within<'a> {
    fn of(ranges: &'a [Range<usize>]) -> Self {
        Self(ranges)
    }

    fn holds(&mut self, at: usize) -> bool {
        while let [first, rest @ ..] = self.0 {
            if at < first.end {
                return at >= first.start;
            }
            self.0 = rest;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Instant;

    /// The spans of a one-line text, with marks written as tags.
    fn tagged(text: &str) -> String {
        let line = line(text);
        let spans = line.iter().map(|span| {
            let (mut open, mut close) = (String::new(), String::new());
            for (is_on, tag) in [(span.is_bold, "b"), (span.is_italic, "i"), (span.href.is_some(), "a")] {
                if is_on {
                    open = format!("{open}<{tag}>");
                    close = format!("</{tag}>{close}");
                }
            }
            format!("{open}{}{close}", span.text)
        });
        spans.collect()
    }

    #[test]
    fn marks_that_belong_together_are_read() {
        for (text, read) in [
            ("I **run** far", "I <b>run</b> far"),
            ("I *run* far", "I <i>run</i> far"),
            ("***both***", "<b><i>both</i></b>"),
            ("**a *b* c**", "<b>a </b><b><i>b</i></b><b> c</b>"),
            ("**a *b** c*", "<b>a </b><b><i>b</i></b><i> c</i>"),
            ("(**a**, *b*)", "(<b>a</b>, <i>b</i>)"),
            ("**跑**步", "<b>跑</b>步"),
        ] {
            assert_eq!(tagged(text), read, "{text}");
        }
    }

    #[test]
    fn a_lonely_mark_is_an_ordinary_sign() {
        for text in ["2*3*4", "a * b * c", "**", "****", "**open", "close**", "* item", "5 ** 2", "*", "a *b\\"] {
            assert_eq!(tagged(text), text);
        }
    }

    #[test]
    fn addresses_lead_where_they_say() {
        for (text, read) in [
            ("See https://club.example/ana?x=1.", "See <a>https://club.example/ana?x=1</a>."),
            ("(http://127.0.0.1:4000/x)", "(<a>http://127.0.0.1:4000/x</a>)"),
            ("**https://club.example**", "<b><a>https://club.example</a></b>"),
            ("https://a.example/*x*y", "<a>https://a.example/*x*y</a>"),
            ("https://bank.example@evil.example", "https://bank.example@evil.example"),
            ("https:///x javascript:alert(1)", "https:///x javascript:alert(1)"),
            ("xhttps://a.example", "xhttps://a.example"),
            ("https://x.example/\"onload=", "<a>https://x.example/</a>\"onload="),
        ] {
            assert_eq!(tagged(text), read, "{text}");
        }
    }

    #[test]
    fn lists_and_paragraphs_are_told_apart() {
        let blocks = parse("One\ntwo\r\n- a\n- **b**\n\n- c\n-d\n\n\n\nlast");
        let kinds = blocks.iter().map(|block| (matches!(block, Block::List(_)), block.lines().len()));
        assert_eq!(kinds.collect::<Vec<_>>(), [(false, 2), (true, 2), (true, 1), (false, 1), (false, 1)]);
        assert_eq!(plain("One\ntwo\n- a\n- **b**\n\n\n *c*"), "One\ntwo\n\na\nb\n\n c");
        assert_eq!(parse(" \n\n"), vec![]);
    }

    #[test]
    fn long_hostile_texts_take_time_by_their_length() {
        let pieces = ["**a ", "*", "** ", "http://", "http://@;", "***x", "- ", "\n", "https://a.b*", "*a* "];
        let texts = pieces.iter().map(|piece| piece.repeat(1_000_000 / piece.len()));
        let began = Instant::now();
        let spans: usize =
            texts.map(|text| parse(&text).iter().flat_map(Block::lines).map(Vec::len).sum::<usize>()).sum();
        assert!(spans > 0);
        // Ten megabytes: seconds without optimisation, hours if any part were quadratic.
        assert!(began.elapsed().as_secs() < 60);
    }

    proptest! {
        #[test]
        fn text_without_marks_comes_back_the_same(
            paragraphs in prop::collection::vec(prop::collection::vec("[a-zA-Z0-9 .,é(]{0,20}[a-z]", 1..4), 0..4),
        ) {
            let text = paragraphs.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n");
            let blocks = parse(&text);
            prop_assert_eq!(blocks.len(), paragraphs.len());
            prop_assert!(blocks.iter().flat_map(Block::lines).all(|line| line.len() == 1));
            prop_assert_eq!(plain(&text), text);
        }

        #[test]
        fn any_text_is_read_and_no_letter_of_it_is_lost(text in "(?s)([*]{1,4}|- |\n|https?://|[a-c é@/.:]|.){0,60}") {
            let blocks = parse(&text);
            let letters = |text: &str| text.chars().filter(|it| !it.is_whitespace() && *it != '*' && *it != '-').collect::<String>();
            let spans: String = blocks.iter().flat_map(Block::lines).flatten().map(|span| span.text.as_str()).collect();
            prop_assert_eq!(letters(&spans), letters(&text));
            for span in blocks.iter().flat_map(Block::lines).flatten() {
                prop_assert!(!span.text.is_empty() && !span.text.contains('\n'));
                if let Some(href) = &span.href {
                    prop_assert!(starts_address(href) && !href.contains(['"', '\'', '<', '>', ' ']));
                }
            }
        }

        #[test]
        fn what_is_bold_is_bold_again(word in "[a-z]{1,8}", before in "[a-z ]{0,5} ", after in " [a-z ]{0,5}") {
            let text = format!("{before}**{word}**{after}");
            let line = line(&text);
            let bold: Vec<_> = line.iter().filter(|span| span.is_bold).map(|span| span.text.clone()).collect();
            prop_assert_eq!(bold, vec![word]);
        }
    }
}
