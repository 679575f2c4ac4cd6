//! From one figure to another, as text: every step looks like a figure, and the last one is the figure itself.

/// A number within its text, such as `−$1,234.50`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    /// What stands before the digits, without the sign.
    before: String,
    after: String,
    /// All digits as one whole number, with its sign.
    value: i64,
    /// How many of them stand behind the point.
    decimals: usize,
}

impl Number {
    /// Reads a text that holds one number; none when it holds none, or more.
    fn read(text: &str) -> Option<Self> {
        let is_part = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
        let start = text.find(|letter: char| letter.is_ascii_digit())?;
        let length = text.get(start..)?.find(|letter| !is_part(letter)).unwrap_or(text.len() - start);
        let (before, rest) = text.split_at_checked(start)?;
        let (digits, after) = rest.split_at_checked(length)?;
        if after.contains(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain: String = whole.chars().filter(|letter| *letter != ',').chain(part.chars()).collect();
        let value: i64 = plain.parse().ok()?;
        let sign = if before.contains('\u{2212}') { -1 } else { 1 };
        Some(Self {
            before: before.replace('\u{2212}', ""),
            after: after.to_owned(),
            value: sign * value,
            decimals: part.len(),
        })
    }

    /// The text with another number in it.
    fn with(&self, value: i64) -> String {
        let unit = 10_u64.pow(u32::try_from(self.decimals).unwrap_or(0));
        let size = value.unsigned_abs();
        let sign = if value < 0 { "\u{2212}" } else { "" };
        let whole = domain::money::grouped(size / unit);
        let part = match self.decimals {
            0 => String::new(),
            width => format!(".{:0width$}", size % unit),
        };
        format!("{sign}{}{whole}{part}{}", self.before, self.after)
    }
}

/// What to show on the way from one text to another: none when there is nothing to count.
pub(super) fn way(from: &str, to: &str) -> Option<impl Fn(f64) -> String + use<>> {
    let (from, to) = (Number::read(from)?, Number::read(to)?);
    let is_same_kind = (&from.before, &from.after, from.decimals) == (&to.before, &to.after, to.decimals);
    if !is_same_kind || from.value == to.value || to.decimals > 4 {
        return None;
    }
    Some(move |share: f64| {
        // Quick at first, slow at the end.
        let eased = 1.0 - (1.0 - share.clamp(0.0, 1.0)).powi(3);
        let gone = (to.value - from.value) as f64 * eased;
        #[expect(clippy::cast_possible_truncation, reason = "it lies between two whole numbers")]
        to.with(from.value + gone.round() as i64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    #[test]
    fn the_way_begins_and_ends_with_what_is_shown() {
        for (from, to) in [
            ("$0.00", "$1,234.50"),
            ("€84.00", "−€5.10"),
            ("999", "1,204"),
            ("KWD\u{a0}1.250", "KWD\u{a0}2.000"),
            ("¥9", "¥12,000"),
        ] {
            let way = way(from, to).unwrap();
            assert_eq!((way(0.0).as_str(), way(1.0).as_str()), (from, to));
        }
        let half = way("$0.00", "$100.00").unwrap()(0.2);
        assert!(("$40.00".."$60.00").contains(&half.as_str()), "{half}");
    }

    #[test]
    fn every_amount_reads_back() {
        for minor in [0, 5, -5, 99, 100, 123_456, -123_456_789] {
            let text = Money::new(minor, Currency::USD).to_string();
            let number = Number::read(&text).unwrap();
            assert_eq!((number.value, number.with(minor)), (minor, text));
        }
    }

    #[test]
    fn what_is_no_number_or_another_currency_does_not_count() {
        assert!(way("–", "$5.00").is_none());
        assert!(way("$4.00", "€5.00").is_none());
        assert!(way("3 of 10", "4 of 10").is_none());
        assert!(way("$5.00", "$5.00").is_none());
        assert!(way("", "").is_none());
    }
}
