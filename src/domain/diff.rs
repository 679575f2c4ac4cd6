//! What changed between two texts, word by word.

use serde::{Deserialize, Serialize};

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It stands in both.
    Kept,
    /// Only the older text has it.
    Removed,
    /// Only the newer text has it.
    Added,
}

/// A piece of text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// The text.
    pub text: String,
}

/// Above this many pairs of words to compare, the middle is shown as replaced: texts of this product are far shorter.
const PAIRS: usize = 4_000_000;

/// The pieces of both texts in reading order; without the added ones they are `before`, without the removed ones `after`.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (split(before), split(after));
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(same..).unwrap_or_default(), new.get(same..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let mut pieces = Pieces::default();
    old.iter().take(same).for_each(|word| pieces.push(Fate::Kept, word));
    compare(old_middle, new_middle, &mut pieces);
    old_rest.iter().skip(old_middle.len()).for_each(|word| pieces.push(Fate::Kept, word));
    pieces.0
}

/// Words, runs of spaces, and every other sign by itself.
fn split(text: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        '\n' => 3,
        _ if letter.is_whitespace() => 1,
        _ if letter.is_alphanumeric() => 0,
        _ => 2,
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, letter) in text.char_indices() {
        let now = kind(letter);
        if last.is_some_and(|last| last != now || now > 1) {
            words.extend(text.get(start..at));
            start = at;
        }
        last = Some(now);
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, fate: Fate, text: &str) {
        match self.0.last_mut() {
            Some(last) if last.fate == fate => last.text.push_str(text),
            _ => self.0.push(Piece { fate, text: text.to_owned() }),
        }
    }
}

/// The longest common subsequence of both, by the usual table.
fn compare(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > PAIRS {
        for word in old {
            pieces.push(Fate::Removed, word);
        }
        for word in new {
            pieces.push(Fate::Added, word);
        }
        return;
    }
    // `lengths[i * width + j]`: of the longest common subsequence of `old[i..]` and `new[j..]`.
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let longest = if a == b {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = longest;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                pieces.push(Fate::Kept, a);
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), Some(_)) if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) => {
                pieces.push(Fate::Removed, a);
                i += 1;
            }
            (_, Some(b)) => {
                pieces.push(Fate::Added, b);
                j += 1;
            }
            (Some(a), None) => {
                pieces.push(Fate::Removed, a);
                i += 1;
            }
            (None, None) => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(before: &str, after: &str) -> String {
        let mark = |piece: Piece| match piece.fate {
            Fate::Kept => piece.text,
            Fate::Removed => format!("[-{}]", piece.text),
            Fate::Added => format!("[+{}]", piece.text),
        };
        words(before, after).into_iter().map(mark).collect()
    }

    fn only(pieces: &[Piece], left_out: Fate) -> String {
        pieces.iter().filter(|piece| piece.fate != left_out).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn a_changed_word_stands_alone() {
        assert_eq!(shown("I run far.", "I walk far."), "I [-run][+walk] far.");
        assert_eq!(shown("", "New"), "[+New]");
        assert_eq!(shown("Gone", ""), "[-Gone]");
        assert_eq!(shown("same", "same"), "same");
        assert_eq!(shown("a b c", "a c"), "a [-b ]c");
        assert_eq!(shown("**bold**", "bold"), "[-**]bold[-**]");
    }

    #[test]
    fn texts_too_long_to_compare_are_replaced_in_their_middle() {
        let (old, new) = ("a b ".repeat(3_000), "c d ".repeat(3_000));
        let pieces = words(&format!("x {old}y"), &format!("x {new}y"));
        assert_eq!(only(&pieces, Fate::Added), format!("x {old}y"));
        assert_eq!(pieces.len(), 4);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(before in "[ab ,\n.é]{0,40}", after in "[ab ,\n.é]{0,40}") {
            let pieces = words(&before, &after);
            prop_assert_eq!(only(&pieces, Fate::Added), before);
            prop_assert_eq!(only(&pieces, Fate::Removed), after);
        }
    }
}
