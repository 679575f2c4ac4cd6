//! Points in time and calendar days, and how both are written for people.

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970, UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970, UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The time so much later.
    #[must_use]
    pub fn plus(self, by: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time so much earlier.
    #[must_use]
    pub fn minus(self, by: std::time::Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; nothing when it lies ahead.
    pub fn since(self, earlier: Self) -> std::time::Duration {
        let millis = self.0.saturating_sub(earlier.0);
        std::time::Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }
}

/// A calendar day: days since 1970 in the channel's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i64);

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Day {
    /// From days since 1970.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1970.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day so many days later (earlier, when negative).
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// The day of a date of the Gregorian calendar, if there is such a date.
    pub fn from_date(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(-9999..=9999).contains(&year) {
            return None;
        }
        // Counting from 1 March puts the leap day last (the civil-calendar method of H. Hinnant).
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Self(era * 146_097 + day_of_era - 719_468);
        (found.date() == (year, month, day)).then_some(found)
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        Self(self.0 - self.date().2 + 1)
    }

    /// The first day of the month that is `months` later (earlier, when negative).
    #[must_use]
    pub fn month_start_after(self, months: i64) -> Self {
        let (year, month, _) = self.date();
        let count = year * 12 + month - 1 + months;
        Self::from_date(count.div_euclid(12), count.rem_euclid(12) + 1, 1).unwrap_or(self)
    }

    /// The Monday of this day's week.
    #[must_use]
    pub fn week_start(self) -> Self {
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// As `2026-11-21`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads `2026-11-21`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::from_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// As `Nov 21`.
    pub fn short(self) -> String {
        let (_, month, day) = self.date();
        format!("{} {day}", month_name(month))
    }

    /// As `Nov 21, 2026`.
    pub fn long(self) -> String {
        format!("{}, {}", self.short(), self.date().0)
    }

    /// The month, as `Nov 2026`.
    pub fn month(self) -> String {
        let (year, month, _) = self.date();
        format!("{} {year}", month_name(month))
    }
}

fn month_name(month: i64) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// How long ago something was, for people: `just now`, `4 min ago`, `3 h ago`, `2 days ago`.
pub fn age(past: std::time::Duration) -> String {
    let minutes = past.as_secs() / 60;
    match minutes {
        0 => "just now".into(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        1440..2880 => "yesterday".into(),
        _ => format!("{} days ago", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_and_dates_are_the_same_thing(number in -1_000_000i64..1_000_000) {
            let day = Day::from_number(number);
            let (year, month, date) = day.date();
            prop_assert_eq!(Day::from_date(year, month, date), Some(day));
        }

        #[test]
        fn weeks_begin_on_monday(number in -100_000i64..100_000) {
            let monday = Day::from_number(number).week_start();
            // 1970-01-05 was a Monday.
            prop_assert_eq!((monday.number() - 4).rem_euclid(7), 0);
            prop_assert!((0..7).contains(&(number - monday.number())));
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(Day::parse_iso("2026-11-21").map(Day::number), Some(20_778));
        assert_eq!(Day::from_number(20_778).long(), "Nov 21, 2026");
        assert_eq!(Day::parse_iso("2026-02-29"), None);
        assert_eq!(Day::parse_iso("2024-02-29").map(Day::iso).as_deref(), Some("2024-02-29"));
        assert_eq!(Day::from_number(20_778).month_start_after(2).iso(), "2027-01-01");
    }
}
