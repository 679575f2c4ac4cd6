//! Days on which banks settle: TARGET for euro (European Central Bank), the Federal Reserve for US dollars.

use domain::Day;

/// The first day after this one on which euro are settled.
pub fn next_target_day(day: Day) -> Day {
    next(day, |day| is_weekend(day) || is_target_holiday(day))
}

/// The first day after this one on which the Federal Reserve settles.
pub fn next_federal_reserve_day(day: Day) -> Day {
    // A holiday on a Sunday is kept on the Monday; one on a Saturday is not made up for.
    let is_closed = |day: Day| {
        is_federal_holiday(day) || (weekday(day) == MONDAY && is_federal_holiday(day.plus(-1))) || is_weekend(day)
    };
    next(day, is_closed)
}

const MONDAY: i64 = 0;
const THURSDAY: i64 = 3;

fn next(day: Day, is_closed: impl Fn(Day) -> bool) -> Day {
    let mut next = day.plus(1);
    while is_closed(next) {
        next = next.plus(1);
    }
    next
}

/// From 0 for Monday to 6 for Sunday.
const fn weekday(day: Day) -> i64 {
    (day.number() + 3).rem_euclid(7)
}

fn is_weekend(day: Day) -> bool {
    weekday(day) >= 5
}

/// The closing days of TARGET: New Year's Day, Good Friday, Easter Monday, 1 May, 25 and 26 December.
fn is_target_holiday(day: Day) -> bool {
    let (year, month, date) = day.date();
    let from_easter = easter(year).map(|easter| day.number() - easter.number());
    matches!((month, date), (1 | 5, 1) | (12, 25 | 26)) || matches!(from_easter, Some(-2 | 1))
}

/// The holidays of the Federal Reserve Banks, each on its own date.
fn is_federal_holiday(day: Day) -> bool {
    let (_, month, date) = day.date();
    let week = (date - 1) / 7 + 1;
    let is_last = day.plus(7).date().1 != month;
    match (month, weekday(day)) {
        // Martin Luther King, Presidents, Labor and Columbus.
        (1 | 2, MONDAY) if week == 3 => true,
        (9, MONDAY) if week == 1 => true,
        (10, MONDAY) if week == 2 => true,
        // Memorial Day and Thanksgiving.
        (5, MONDAY) if is_last => true,
        (11, THURSDAY) if week == 4 => true,
        // New Year, Juneteenth, Independence, Veterans, Christmas.
        _ => matches!((month, date), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)),
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876).
fn easter(year: i64) -> Option<Day> {
    let (golden, century, part) = (year % 19, year / 100, year % 100);
    let shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - shift + 15) % 30;
    let until_sunday = (32 + 2 * (century % 4) + 2 * (part / 4) - epact - part % 4) % 7;
    let correction = (golden + 11 * epact + 22 * until_sunday) / 451;
    let number = epact + until_sunday - 7 * correction + 114;
    Day::from_date(year, number / 31, number % 31 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn easter_falls_where_it_fell() {
        for (year, date) in [
            (2000, "2000-04-23"),
            (2019, "2019-04-21"),
            (2024, "2024-03-31"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day(date)), "{year}");
        }
    }

    #[test]
    fn euro_wait_for_target() {
        for (made, pays) in [
            ("2026-11-23", "2026-11-24"),
            ("2026-11-27", "2026-11-30"),
            ("2026-11-28", "2026-11-30"),
            ("2026-12-24", "2026-12-28"),
            ("2026-04-02", "2026-04-07"),
            ("2026-04-30", "2026-05-04"),
            ("2026-12-31", "2027-01-04"),
        ] {
            assert_eq!(next_target_day(day(made)).iso(), pays, "{made}");
        }
    }

    #[test]
    fn dollars_wait_for_the_federal_reserve() {
        for (made, pays) in [
            ("2026-11-25", "2026-11-27"), // Thanksgiving
            ("2026-01-16", "2026-01-20"), // Martin Luther King
            ("2026-02-13", "2026-02-17"),
            ("2026-05-22", "2026-05-26"), // Memorial Day
            ("2026-06-18", "2026-06-22"), // Juneteenth, a Friday
            ("2026-07-03", "2026-07-06"), // 4 July, a Saturday: the Friday is open
            ("2026-07-02", "2026-07-03"),
            ("2026-09-04", "2026-09-08"),
            ("2026-10-09", "2026-10-13"),
            ("2026-11-10", "2026-11-12"),
            ("2027-07-02", "2027-07-06"), // 4 July, a Sunday: kept on the Monday
            ("2022-12-23", "2022-12-27"), // Christmas, a Sunday
        ] {
            assert_eq!(next_federal_reserve_day(day(made)).iso(), pays, "{made}");
        }
    }

    proptest! {
        #[test]
        fn the_next_day_is_a_working_day_of_this_or_the_next_week(number in 0i64..40_000) {
            let made = Day::from_number(number);
            for pays in [next_target_day(made), next_federal_reserve_day(made)] {
                prop_assert!(!is_weekend(pays) && (1..=6).contains(&(pays.number() - number)));
            }
        }
    }
}
