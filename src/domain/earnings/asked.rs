//! Which days a page may ask for, and how they are cut when it does not say.

use super::{Bucket, Range};
use crate::Day;

/// Days that a page may ask for at all: 1970 to 2200.
const SANE: std::ops::RangeInclusive<i64> = 0..=84_006;

/// Why days cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeFault {
    /// `from` or `to`.
    pub field: &'static str,
    /// What to do about it.
    pub message: String,
}

impl Range {
    /// The days to show: the last 30 when nothing is asked.
    ///
    /// # Errors
    /// When they make no sense, or are more than [`Range::MAX_DAYS`].
    pub fn asked(from: Option<Day>, to: Option<Day>, today: Day) -> Result<Self, RangeFault> {
        Self::check(from, to)?;
        let to = to.unwrap_or_else(|| from.map_or(today, |from| from.max(today)));
        let range = Self { from: from.unwrap_or(to.plus(-29)), to };
        if range.days() > Self::MAX_DAYS {
            let message = format!("choose at most {} days", Self::MAX_DAYS);
            return Err(RangeFault { field: "from", message });
        }
        Ok(range)
    }

    /// Whether the days make sense, alone and together.
    ///
    /// # Errors
    /// When they do not.
    pub fn check(from: Option<Day>, to: Option<Day>) -> Result<(), RangeFault> {
        let fault = |field, message: &str| Err(RangeFault { field, message: message.to_owned() });
        for (field, day) in [("from", from), ("to", to)] {
            if day.is_some_and(|day| !SANE.contains(&day.number())) {
                return fault(field, "choose a day after 1970");
            }
        }
        match (from, to) {
            (Some(from), Some(to)) if from > to => fault("from", "the first day lies after the last"),
            _ => Ok(()),
        }
    }
}

impl Bucket {
    /// The cut of a series that stays readable over so many days.
    pub const fn fitting(range: Range) -> Self {
        match range.days() {
            i64::MIN..=92 => Self::Day,
            93..=400 => Self::Week,
            _ => Self::Month,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn without_a_wish_the_last_thirty_days_are_shown() {
        let today = day("2026-11-21");
        assert_eq!(Range::asked(None, None, today).unwrap(), Range::last(30, today));
        let from = Range::asked(Some(day("2026-11-01")), None, today).unwrap();
        assert_eq!((from.from, from.to), (day("2026-11-01"), today));
        let to = Range::asked(None, Some(day("2026-01-30")), today).unwrap();
        assert_eq!((to.from, to.days()), (day("2026-01-01"), 30));
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let today = day("2026-11-21");
        let ask = |from, to| {
            let asked = Range::asked(Some(Day::from_number(from)), Some(Day::from_number(to)), today);
            asked.err().map(|fault| fault.field)
        };
        assert_eq!(ask(20_001, 20_000), Some("from"));
        assert_eq!(ask(0, Range::MAX_DAYS), Some("from"));
        assert_eq!(ask(i64::MIN, 0), Some("from"));
        assert_eq!(ask(0, i64::MAX), Some("to"));
        assert_eq!(ask(1, Range::MAX_DAYS), None);
    }
}
