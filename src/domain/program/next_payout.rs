//! When a partner can be paid what the program owes, and how much: said the same way wherever it is said.

use super::{ProgramSettings, Terms};
use crate::{Currency, Day, Money, earnings::NextPayment};

/// From which day on a commission can be paid: once it is free, if it is held, and its month is over, for a payout is of what was earned
/// until the end of the last month. What takes back counts at once.
pub fn payable_from(amount: Money, earned_on: Day, free_on: Option<Day>) -> Day {
    if amount.minor < 0 {
        return earned_on;
    }
    free_on.map_or(earned_on, |free_on| free_on.max(earned_on)).max(earned_on.month_start_after(1))
}

impl ProgramSettings {
    /// The next payout that pays something, and how much. `parts` are amounts with the day from which each can be paid; one whose day
    /// has passed waits for the next payout. None when they all together are nothing, or less than the minimum.
    pub fn next_payout(
        &self,
        terms: Terms,
        parts: &[(Day, i64)],
        currency: Currency,
        today: Day,
    ) -> Option<NextPayment> {
        let last = parts.iter().map(|(from, _)| *from).max()?;
        let mut day = self.pay_day(today);
        loop {
            let due = parts.iter().filter(|(from, _)| *from <= day).map(|(_, amount)| *amount);
            let amount = Money::new(due.fold(0, i64::saturating_add), currency);
            if terms.may_be_paid(amount) {
                return Some(NextPayment { day, amount });
            }
            if day >= last {
                return None;
            }
            day = self.pay_day(day.plus(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        PartnerId, Timestamp,
        program::{Member, MemberStatus},
    };

    const USD: Currency = Currency::USD;

    fn day(month: u32, day: u32) -> Day {
        Day::parse_iso(&format!("2026-{month:02}-{day:02}")).unwrap()
    }

    fn terms(minimum: Option<i64>) -> Terms {
        let member = Member::new(PartnerId::from_parts(1, [1; 10]), MemberStatus::Approved, Timestamp::default());
        let minimums = minimum.map(|minor| Money::new(minor, USD)).into_iter().collect();
        Member { minimums, ..member }.terms(None, &ProgramSettings::default())
    }

    fn next(parts: &[(Day, i64)], minimum: Option<i64>, today: Day) -> Option<(Day, i64)> {
        let settings = ProgramSettings { payout_day: 15, ..ProgramSettings::default() };
        let next = settings.next_payout(terms(minimum), parts, USD, today);
        next.map(|next| (next.day, next.amount.minor))
    }

    #[test]
    fn a_commission_waits_for_its_holding_period_and_for_the_end_of_its_month() {
        let ten = Money::new(1_000, USD);
        assert_eq!(payable_from(ten, day(3, 3), None), day(4, 1));
        assert_eq!(payable_from(ten, day(3, 3), Some(day(3, 10))), day(4, 1));
        assert_eq!(payable_from(ten, day(3, 3), Some(day(4, 20))), day(4, 20));
        assert_eq!(payable_from(Money::new(-1, USD), day(3, 3), None), day(3, 3));
    }

    #[test]
    fn what_was_not_paid_on_its_day_goes_out_with_the_next_payout() {
        let parts = [(day(2, 1), 1_000), (day(3, 1), 500), (day(4, 1), 200)];
        assert_eq!(next(&parts, None, day(2, 1)), Some((day(2, 15), 1_000)));
        assert_eq!(next(&parts, None, day(2, 15)), Some((day(2, 15), 1_000)));
        assert_eq!(next(&parts, None, day(2, 16)), Some((day(3, 15), 1_500)));
        assert_eq!(next(&parts, None, day(8, 1)), Some((day(8, 15), 1_700)));
        assert_eq!(next(&[], None, day(8, 1)), None);
    }

    #[test]
    fn what_was_taken_back_is_taken_off_and_a_minimum_is_waited_for() {
        let parts = [(day(2, 1), 1_000), (day(2, 3), -1_200), (day(4, 1), 500)];
        assert_eq!(next(&parts, None, day(2, 1)), Some((day(4, 15), 300)));
        assert_eq!(next(&parts, Some(301), day(2, 1)), None);
        assert_eq!(next(&[(day(2, 1), 4_000), (day(5, 2), 1_500)], Some(5_000), day(2, 1)), Some((day(5, 15), 5_500)));
    }
}
