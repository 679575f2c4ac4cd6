//! Checks what a page's URL asks for before it is counted.

use crate::{Result, UnifyError};
use domain::{
    Day,
    earnings::{Range, RangeFault},
};

/// The days to show: the last 30 when the URL says nothing.
pub(super) fn range(from: Option<Day>, to: Option<Day>, today: Day) -> Result<Range> {
    Range::asked(from, to, today).map_err(invalid)
}

/// Whether the days make sense, alone and together.
pub(super) fn check_days(from: Option<Day>, to: Option<Day>) -> Result<()> {
    Range::check(from, to).map_err(invalid)
}

fn invalid(fault: RangeFault) -> UnifyError {
    UnifyError::invalid(fault.field, &fault.message)
}

/// How many lines a page may have.
pub(super) fn check_limit(limit: Option<u32>, most: u32) -> Result<()> {
    if limit.is_some_and(|limit| limit == 0 || limit > most) {
        let message = format!("choose 1 to {most} lines");
        return Err(UnifyError::invalid("limit", &message));
    }
    Ok(())
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

    #[test]
    fn a_page_has_a_sane_length() {
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
