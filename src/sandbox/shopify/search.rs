//! Shopify's search text: `tag:'x' AND (status:active OR title:foo*) -created_at:<2026-01-01`.

/// A parsed search.
#[derive(Debug, PartialEq)]
pub(super) enum Search {
    All(Vec<Search>),
    Any(Vec<Search>),
    Not(Box<Search>),
    Term(Term),
}

/// One condition; without a field it is a word to be found anywhere.
#[derive(Debug, PartialEq)]
pub(super) struct Term {
    pub(super) field: Option<String>,
    pub(super) compare: Compare,
    pub(super) value: String,
    pub(super) prefix: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Compare {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    pub(super) fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

impl Search {
    pub(super) fn parse(text: &str) -> Self {
        Parser { rest: text.chars().collect(), at: 0 }.any()
    }

    pub(super) fn matches(&self, holds: &impl Fn(&Term) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(holds)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(holds)),
            Self::Not(inside) => !inside.matches(holds),
            Self::Term(term) => holds(term),
        }
    }
}

impl Term {
    /// Compares as the vendor does: without regard to case, `*` at the end for a beginning.
    pub(super) fn is(&self, text: &str) -> bool {
        let (text, value) = (text.to_lowercase(), self.value.to_lowercase());
        if self.prefix { text.starts_with(&value) } else { text == value }
    }

    /// A whole text, or the beginning of one of its words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let (text, value) = (text.to_lowercase(), self.value.to_lowercase());
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        text == value
            || (self.prefix && text.starts_with(&value))
            || words.any(|word| if self.prefix { word.starts_with(&value) } else { word == value })
            || (value.contains(' ') && text.contains(&value))
    }
}

struct Parser {
    rest: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes a word such as `OR` when it stands alone.
    fn keyword(&mut self, word: &str) -> bool {
        self.skip_spaces();
        let end = self.at + word.len();
        let here = self.rest.iter().skip(self.at).take(word.len()).copied().eq(word.chars());
        let alone = self.rest.get(end).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        if here && alone {
            self.at = end;
        }
        here && alone
    }

    fn any(&mut self) -> Search {
        let mut parts = vec![self.all()];
        while self.keyword("OR") {
            parts.push(self.all());
        }
        if parts.len() == 1 { parts.remove(0) } else { Search::Any(parts) }
    }

    fn all(&mut self) -> Search {
        let mut parts = Vec::new();
        loop {
            let start = self.at;
            if self.keyword("AND") {
                continue;
            }
            if self.keyword("OR") {
                self.at = start;
                break;
            }
            match self.one() {
                Some(part) => parts.push(part),
                None => break,
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Search::All(parts) }
    }

    fn one(&mut self) -> Option<Search> {
        if self.keyword("NOT") {
            return self.one().map(|inside| Search::Not(Box::new(inside)));
        }
        self.skip_spaces();
        match self.peek()? {
            ')' => None,
            '(' => {
                self.at += 1;
                let inside = self.any();
                self.skip_spaces();
                if self.peek() == Some(')') {
                    self.at += 1;
                }
                Some(inside)
            }
            '-' => {
                self.at += 1;
                self.one().map(|inside| Search::Not(Box::new(inside)))
            }
            _ => Some(Search::Term(self.term())),
        }
    }

    fn term(&mut self) -> Term {
        let (word, prefix, quoted) = self.word(true);
        if quoted || self.peek() != Some(':') {
            return Term { field: None, compare: Compare::Equal, value: word, prefix };
        }
        self.at += 1;
        let compare = self.compare();
        let (value, prefix, _) = self.word(false);
        Term { field: Some(word), compare, value, prefix }
    }

    fn compare(&mut self) -> Compare {
        let pair = (self.peek(), self.rest.get(self.at + 1).copied());
        let (compare, length) = match pair {
            (Some('>'), Some('=')) => (Compare::GreaterOrEqual, 2),
            (Some('<'), Some('=')) => (Compare::LessOrEqual, 2),
            (Some('>'), _) => (Compare::Greater, 1),
            (Some('<'), _) => (Compare::Less, 1),
            _ => (Compare::Equal, 0),
        };
        self.at += length;
        compare
    }

    /// A word or a quoted text; a backslash takes the next character as it is.
    fn word(&mut self, is_name: bool) -> (String, bool, bool) {
        let quote = self.peek().filter(|c| matches!(c, '\'' | '"'));
        self.at += usize::from(quote.is_some());
        let (mut text, mut prefix) = (String::new(), false);
        while let Some(c) = self.peek() {
            self.at += 1;
            match (c, quote) {
                ('\\', _) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                (c, Some(quote)) if c == quote => break,
                ('*', None) => prefix = true,
                (c, None) if c.is_whitespace() || matches!(c, '(' | ')') || (is_name && c == ':') => {
                    self.at -= 1;
                    break;
                }
                (c, _) => text.push(c),
            }
        }
        (text, prefix, quote.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(search: &str, field: &str, text: &str) -> bool {
        Search::parse(search).matches(&|term| term.field.as_deref() == Some(field) && term.is(text))
    }

    #[test]
    fn quotes_and_escapes_hold_a_value_together() {
        assert!(found(r"tag:'it\'s here'", "tag", "it's here"));
        assert!(found("tag:\"a (b) OR c\"", "tag", "a (b) OR c"));
        assert!(found(r"tag:cc-creator-id-1", "tag", "CC-creator-id-1"));
    }

    #[test]
    fn times_keep_their_colons() {
        let Search::Term(term) = Search::parse("updated_at:>=2026-11-01T00:00:00Z") else { panic!("one term") };
        assert_eq!((term.compare, term.value.as_str()), (Compare::GreaterOrEqual, "2026-11-01T00:00:00Z"));
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let search = Search::parse("a:1 AND b:2 OR c:3");
        let holds = |names: &'static [&'static str]| {
            search.matches(&move |term: &Term| names.contains(&term.field.as_deref().unwrap_or_default()))
        };
        assert!(holds(&["a", "b"]) && holds(&["c"]));
        assert!(!holds(&["a"]) && !holds(&["b"]));
    }

    #[test]
    fn a_minus_or_not_turns_a_term_round() {
        assert!(found("-tag:x AND NOT tag:y", "tag", "z"));
        assert!(!found("-tag:x", "tag", "x"));
    }

    #[test]
    fn a_star_finds_beginnings() {
        assert!(found("title:trail*", "title", "Trail shoe"));
        assert!(!found("title:trail", "title", "Trail shoe"));
    }

    #[test]
    fn broken_text_ends() {
        for text in ["", "(", ")", "a:", "'", "\\", "((a OR", "AND AND", "-", "NOT"] {
            let _ = Search::parse(text).matches(&|_| true);
        }
    }
}
