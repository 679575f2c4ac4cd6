//! Setting and taking away the marks of the biography around what is chosen in a text field.

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `**bold**`
    Bold,
    /// `*italic*`
    Italic,
    /// Lines that begin with `- `
    List,
}

impl Mark {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Bold, Self::Italic, Self::List];

    /// What the button is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::List => "List",
        }
    }

    /// What the button says when pointed at.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Bold => "Bold (Ctrl B)",
            Self::Italic => "Italic (Ctrl I)",
            Self::List => "List (Ctrl Shift 8)",
        }
    }

    /// What the button shows.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Bold => "B",
            Self::Italic => "I",
            Self::List => "•–",
        }
    }

    /// The button's class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Bold => "mark-bold",
            Self::Italic => "mark-italic",
            Self::List => "mark-list",
        }
    }

    /// Whether a key, pressed with Ctrl or Command, sets it.
    pub fn is_key(self, code: &str, shift: bool) -> bool {
        match self {
            Self::Bold => code == "KeyB" && !shift,
            Self::Italic => code == "KeyI" && !shift,
            Self::List => code == "Digit8" && shift,
        }
    }

    const fn around(self) -> &'static str {
        match self {
            Self::Bold => "**",
            Self::Italic => "*",
            Self::List => "- ",
        }
    }
}

/// What to do to a field. Positions are in units of UTF-16, as fields count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: (usize, usize),
    /// By what.
    pub text: String,
    /// What is chosen afterwards.
    pub select: (usize, usize),
}

/// Sets a mark around what is chosen, or takes it away where it is set.
pub fn toggle(text: &str, chosen: (usize, usize), mark: Mark) -> Edit {
    let units: Vec<u16> = text.encode_utf16().collect();
    let end = chosen.1.min(units.len());
    let start = chosen.0.min(end);
    match mark {
        Mark::List => toggle_list(&units, start, end),
        Mark::Bold | Mark::Italic => toggle_around(&units, start, end, mark.around()),
    }
}

fn read(units: &[u16], start: usize, end: usize) -> String {
    String::from_utf16_lossy(units.get(start..end).unwrap_or_default())
}

fn toggle_around(units: &[u16], start: usize, end: usize, around: &str) -> Edit {
    let size = around.len();
    let (before, after) = (stars_before(units, start), stars_after(units, end));
    // One star is italic, two are bold, three are both.
    let is_set = |stars: usize| if size == 2 { stars >= 2 } else { stars % 2 == 1 };
    let inside = read(units, start, end);
    if is_set(before) && is_set(after) {
        return Edit { range: (start - size, end + size), text: inside, select: (start - size, end - size) };
    }
    Edit { range: (start, end), text: format!("{around}{inside}{around}"), select: (start + size, end + size) }
}

const STAR: u16 = b'*' as u16;
const BREAK: u16 = b'\n' as u16;

fn stars_before(units: &[u16], at: usize) -> usize {
    units.iter().take(at).rev().take_while(|unit| **unit == STAR).count()
}

fn stars_after(units: &[u16], at: usize) -> usize {
    units.iter().skip(at).take_while(|unit| **unit == STAR).count()
}

fn toggle_list(units: &[u16], start: usize, end: usize) -> Edit {
    let from = units.iter().take(start).rposition(|unit| *unit == BREAK).map_or(0, |at| at + 1);
    let to = units.iter().skip(end).position(|unit| *unit == BREAK).map_or(units.len(), |at| end + at);
    let text = read(units, from, to);
    let lines: Vec<&str> = text.split('\n').collect();
    let is_list = lines.iter().all(|line| line.starts_with("- "));
    let changed: Vec<String> = if is_list {
        lines.iter().map(|line| line.trim_start_matches("- ").to_owned()).collect()
    } else {
        lines.iter().map(|line| if line.starts_with("- ") { (*line).to_owned() } else { format!("- {line}") }).collect()
    };
    let text = changed.join("\n");
    let size = text.encode_utf16().count();
    // A single place stays one: at the end of what changed.
    let select = if start == end { (from + size, from + size) } else { (from, from + size) };
    Edit { range: (from, to), text, select }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[` and `]` stand around what is chosen.
    fn applied(text: &str, mark: Mark) -> String {
        let start = text.find('[').unwrap();
        let end = text.find(']').unwrap() - 1;
        let plain = text.replace(['[', ']'], "");
        let unit = |at: usize| plain[..at].encode_utf16().count();
        let edit = toggle(&plain, (unit(start), unit(end)), mark);
        let units: Vec<u16> = plain.encode_utf16().collect();
        let mut all = read(&units, 0, edit.range.0) + &edit.text + &read(&units, edit.range.1, units.len());
        let byte = |at: usize, text: &str| {
            text.char_indices()
                .map(|(byte, _)| byte)
                .chain([text.len()])
                .find(|byte| text[..*byte].encode_utf16().count() >= at)
                .unwrap()
        };
        all.insert(byte(edit.select.1, &all), ']');
        all.insert(byte(edit.select.0, &all), '[');
        all
    }

    #[test]
    fn a_mark_is_set_and_taken_away_again() {
        assert_eq!(applied("I [run] far", Mark::Bold), "I **[run]** far");
        assert_eq!(applied("I **[run]** far", Mark::Bold), "I [run] far");
        assert_eq!(applied("I **[run]** far", Mark::Italic), "I ***[run]*** far");
        assert_eq!(applied("I ***[run]*** far", Mark::Italic), "I **[run]** far");
        assert_eq!(applied("I ***[run]*** far", Mark::Bold), "I *[run]* far");
        assert_eq!(applied("😀 [é😀] x", Mark::Italic), "😀 *[é😀]* x");
        assert_eq!(applied("[]", Mark::Bold), "**[]**");
    }

    #[test]
    fn whole_lines_become_a_list_and_lines_again() {
        assert_eq!(applied("one\nt[wo\nth]ree\nfour", Mark::List), "one\n[- two\n- three]\nfour");
        assert_eq!(applied("one\n- t[wo\n- th]ree", Mark::List), "one\n[two\nthree]");
        assert_eq!(applied("on[]e", Mark::List), "- one[]");
    }

    #[test]
    fn a_place_beyond_the_text_is_its_end() {
        assert_eq!(toggle("ab", (7, 9), Mark::Bold), Edit { range: (2, 2), text: "****".into(), select: (4, 4) });
    }
}
