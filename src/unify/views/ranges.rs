//! Checks what a page's URL asks for before it is counted.

use crate::{Result, UnifyError};
use domain::{
    Day,
    earnings::{Bucket, Range},
};

/// Days that a page may ask for at all: 1970 to 2200.
const SANE: std::ops::RangeInclusive<i64> = 0..=84_006;

/// The days to show: the last 30 when the URL says nothing.
pub(super) fn range(from: Option<Day>, to: Option<Day>, today: Day) -> Result<Range> {
    check_days(from, to)?;
    let to = to.unwrap_or_else(|| from.map_or(today, |from| from.max(today)));
    let from = from.unwrap_or(to.plus(-29));
    let range = Range { from, to };
    if range.days() > Range::MAX_DAYS {
        let message = format!("choose at most {} days", Range::MAX_DAYS);
        return Err(UnifyError::invalid("from", &message));
    }
    Ok(range)
}

/// Whether the days make sense, alone and together.
pub(super) fn check_days(from: Option<Day>, to: Option<Day>) -> Result<()> {
    for (field, day) in [("from", from), ("to", to)] {
        if day.is_some_and(|day| !SANE.contains(&day.number())) {
            return Err(UnifyError::invalid(field, "choose a day after 1970"));
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(UnifyError::invalid("from", "the first day lies after the last")),
        _ => Ok(()),
    }
}

/// How many lines a page may have.
pub(super) fn check_limit(limit: Option<u32>, most: u32) -> Result<()> {
    if limit.is_some_and(|limit| limit == 0 || limit > most) {
        let message = format!("choose 1 to {most} lines");
        return Err(UnifyError::invalid("limit", &message));
    }
    Ok(())
}

/// The cut of a series that stays readable over so many days.
pub(super) const fn bucket(range: Range) -> Bucket {
    match range.days() {
        i64::MIN..=92 => Bucket::Day,
        93..=400 => Bucket::Week,
        _ => Bucket::Month,
    }
}

/// This month up to today, and the same days of last month (fewer when last month was shorter).
pub(super) fn month(today: Day) -> (Range, Range) {
    let range = Range { from: today.month_start(), to: today };
    let start = range.from.month_start_after(-1);
    let before = Range { from: start, to: start.plus(range.days() - 1).min(range.from.plus(-1)) };
    (range, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn field(result: Result<Range>) -> String {
        match result {
            Err(UnifyError::Invalid { field, .. }) => field.into_owned(),
            _ => String::new(),
        }
    }

    #[test]
    fn without_a_wish_the_last_thirty_days_are_shown() {
        let today = day("2026-11-21");
        assert_eq!(range(None, None, today).unwrap(), Range::last(30, today));
        let from = range(Some(day("2026-11-01")), None, today).unwrap();
        assert_eq!((from.from, from.to), (day("2026-11-01"), today));
        let to = range(None, Some(day("2026-01-30")), today).unwrap();
        assert_eq!((to.from, to.days()), (day("2026-01-01"), 30));
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let today = day("2026-11-21");
        let ask = |from, to| field(range(Some(Day::from_number(from)), Some(Day::from_number(to)), today));
        assert_eq!(ask(20_001, 20_000), "from");
        assert_eq!(ask(0, Range::MAX_DAYS), "from");
        assert_eq!(ask(i64::MIN, 0), "from");
        assert_eq!(ask(0, i64::MAX), "to");
        assert_eq!(ask(1, Range::MAX_DAYS), "");
        assert!(check_limit(Some(0), 10).is_err() && check_limit(Some(11), 10).is_err());
        assert!(check_limit(Some(10), 10).is_ok() && check_limit(None, 10).is_ok());
    }

    #[test]
    fn a_long_month_compares_with_all_of_a_short_one() {
        let (now, before) = month(day("2026-03-31"));
        assert_eq!(now.days(), 31);
        assert_eq!((before.from, before.to), (day("2026-02-01"), day("2026-02-28")));
        let (_, before) = month(day("2026-03-05"));
        assert_eq!((before.from, before.to), (day("2026-02-01"), day("2026-02-05")));
    }
}
