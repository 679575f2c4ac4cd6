//! What holds for everybody in the program, and for a group of partners.

use super::{Minimums, Rate};
use crate::{Day, GroupId, Money};
use serde::{Deserialize, Serialize};

/// How a channel's program works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that a person sets by itself")]
pub struct ProgramSettings {
    /// The program's name; empty for the merchant's.
    pub name: String,
    /// The rate of partners who have none of their own.
    pub rate: Rate,
    /// For how many days after the order a commission is held.
    pub hold_days: i64,
    /// What must be due before it is paid, currency by currency.
    #[serde(alias = "minimum")]
    pub minimums: Minimums,
    /// Whether the application form is open.
    pub takes_applications: bool,
    /// Whether whoever applies is a partner at once.
    pub approves_at_once: bool,
    /// What applicants are asked beside name and e-mail.
    pub questions: Vec<Question>,
    /// On which day of the month payouts are made, 1 to 28: what partners are told to expect.
    pub payout_day: i64,
    /// Above which sum a payout waits for a second member of the team; payouts in other currencies than this sum's always do.
    pub approval_above: Option<Money>,
    /// Whether orders with a partner's former code still count for them.
    pub old_codes_count: bool,
    /// Whether a code counts for one order, and its partner has another one then: a code that leaks is worth nothing. Codes that CC gave
    /// its creators are not ours to change.
    pub codes_count_once: bool,
}

/// A question of the application form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// Whether an answer is needed.
    pub is_required: bool,
}

impl Default for ProgramSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            rate: Rate::USUAL,
            hold_days: 30,
            minimums: Minimums::default(),
            takes_applications: false,
            approves_at_once: false,
            questions: Vec::new(),
            payout_day: 15,
            approval_above: None,
            old_codes_count: true,
            codes_count_once: false,
        }
    }
}

impl ProgramSettings {
    /// The most questions that the application form may ask.
    pub const MOST_QUESTIONS: usize = 20;
    /// The longest question, in characters.
    pub const LONGEST_QUESTION: usize = 200;
    /// The holding periods that can be chosen, in days.
    pub const HOLDS: [i64; 6] = [0, 7, 14, 30, 60, 90];

    /// Whether a payout of this sum waits for a second member of the team. A limit says nothing of other currencies: there, any sum
    /// does.
    #[must_use]
    pub fn needs_approval(&self, sum: Money) -> bool {
        self.approval_above.is_some_and(|limit| limit.currency != sum.currency || sum.minor > limit.minor)
    }

    /// The first day of payment on or after a day.
    #[must_use]
    pub fn pay_day(&self, from: Day) -> Day {
        let wanted = self.payout_day.clamp(1, 28);
        // At most 31 days lie between two of them.
        (0..=31).map(|later| from.plus(later)).find(|day| day.date().2 == wanted).unwrap_or(from)
    }
}

/// Partners who share terms; what is `None` is the program's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Our id.
    pub id: GroupId,
    /// Its name, one of a kind in the channel.
    pub name: String,
    /// The rate of its partners.
    pub rate: Option<Rate>,
    /// For how many days after the order a commission is held.
    pub hold_days: Option<i64>,
    /// What must be due before it is paid; the program's in the currencies that it says nothing of.
    pub minimums: Minimums,
    /// From which sales in the last 90 days on partners move here by themselves; none when they never do.
    pub moves_at: Option<Money>,
}

impl Group {
    /// The days of sales that a move looks at.
    pub const WINDOW: i64 = 90;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pay_day_is_the_next_one_of_its_kind() {
        let settings = ProgramSettings { payout_day: 15, ..ProgramSettings::default() };
        let day = |year, month, day| Day::from_date(year, month, day).unwrap();
        assert_eq!(settings.pay_day(day(2026, 11, 15)), day(2026, 11, 15));
        assert_eq!(settings.pay_day(day(2026, 11, 16)), day(2026, 12, 15));
        assert_eq!(settings.pay_day(day(2026, 12, 31)), day(2027, 1, 15));
        let odd = ProgramSettings { payout_day: 31, ..settings };
        assert_eq!(odd.pay_day(day(2026, 2, 1)), day(2026, 2, 28));
    }

    #[test]
    fn what_was_kept_before_a_setting_came_reads_with_its_default() {
        let settings: ProgramSettings = serde_json::from_str(r#"{"name":"Friends"}"#).unwrap();
        assert_eq!(settings, ProgramSettings { name: "Friends".into(), ..ProgramSettings::default() });
        let one: ProgramSettings = serde_json::from_str(r#"{"minimum":{"minor":5000,"currency":"USD"}}"#).unwrap();
        assert_eq!(one.minimums, Minimums::from_iter([Money::new(5_000, crate::Currency::USD)]));
    }
}
