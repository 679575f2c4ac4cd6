//! Time zones: on which day of the channel something happened, and how its time of day is written there.

use crate::{Day, Timestamp};

/// A time zone by its IANA name.
#[derive(Debug, Clone)]
pub struct Zone(jiff::tz::TimeZone);

/// The name is not in the time zone data base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a time zone")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }

    /// Looks a zone up, for example `America/New_York`.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        jiff::tz::TimeZone::get(name).map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }

    fn civil(&self, at: Timestamp) -> jiff::civil::DateTime {
        let instant = jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.0.to_datetime(instant)
    }

    /// The calendar day at that time.
    pub fn day(&self, at: Timestamp) -> Day {
        let date = self.civil(at).date();
        Day::from_date(i64::from(date.year()), i64::from(date.month()), i64::from(date.day())).unwrap_or_default()
    }

    /// When the day begins here.
    pub fn start_of(&self, day: Day) -> Timestamp {
        let (year, month, date) = day.date();
        let start = (|| {
            let civil =
                jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, date.try_into().ok()?).ok()?;
            civil.to_zoned(self.0.clone()).ok()
        })();
        start.map_or(Timestamp::default(), |zoned| Timestamp::from_millis(zoned.timestamp().as_millisecond()))
    }

    /// Reads a date (its noon), a date with a time of day here, or an RFC 3339 time, with `T` or a space between them.
    pub fn read(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Some(day) = Day::parse_iso(text) {
            return Some(self.start_of(day).plus(std::time::Duration::from_hours(12)));
        }
        // Shops export `2026-11-21 09:14:00 -0500`.
        let joined = text.rsplit_once(' ').filter(|(_, offset)| offset.starts_with(['+', '-']));
        let joined = joined.map(|(time, offset)| format!("{time}{offset}"));
        if let Some(at) = parse_rfc3339(joined.as_deref().unwrap_or(text)) {
            return Some(at);
        }
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        let zoned = civil.to_zoned(self.0.clone()).ok()?;
        Some(Timestamp::from_millis(zoned.timestamp().as_millisecond()))
    }

    /// As `Nov 21, 09:14`.
    pub fn moment(&self, at: Timestamp) -> String {
        let civil = self.civil(at);
        format!("{}, {:02}:{:02}", self.day(at).short(), civil.hour(), civil.minute())
    }
}

/// Reads an RFC 3339 time such as `2020-09-10T09:45:07-07:00`.
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|at| Timestamp::from_millis(at.as_millisecond()))
}

/// Writes an RFC 3339 time in UTC with whole seconds, such as `2020-09-10T16:45:07Z`.
pub fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.millis().div_euclid(1000)).map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_depends_on_the_zone() {
        let late = parse_rfc3339("2026-11-21T02:30:00Z").unwrap();
        assert_eq!(Zone::utc().day(late).iso(), "2026-11-21");
        let new_york = Zone::named("America/New_York").unwrap();
        assert_eq!(new_york.day(late).iso(), "2026-11-20");
        assert_eq!(new_york.moment(late), "Nov 20, 21:30");
        assert_eq!(rfc3339(new_york.start_of(new_york.day(late))), "2026-11-20T05:00:00Z");
    }

    #[test]
    fn times_are_read_as_shops_write_them() {
        let zone = Zone::named("America/New_York").unwrap();
        let read = |text| zone.read(text).map(rfc3339);
        for text in ["2026-11-21T14:14:00Z", "2026-11-21 09:14:00", "2026-11-21T09:14", "2026-11-21 09:14:00 -0500"] {
            assert_eq!(read(text).as_deref(), Some("2026-11-21T14:14:00Z"), "{text}");
        }
        assert_eq!(read("2026-11-21").as_deref(), Some("2026-11-21T17:00:00Z"));
        for bad in ["", "21.11.2026", "11/21/2026", "2026-02-30", "yesterday"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn summer_time_moves_the_start_of_the_day() {
        let new_york = Zone::named("America/New_York").unwrap();
        assert_eq!(rfc3339(new_york.start_of(Day::parse_iso("2026-07-01").unwrap())), "2026-07-01T04:00:00Z");
        assert!(Zone::named("Mars/Olympus").is_err());
    }
}
