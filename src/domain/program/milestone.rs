//! Bonuses that partners get by themselves once they have brought enough.

use crate::{Day, MilestoneId, Money, PartnerId, earnings::Range};
use serde::{Deserialize, Serialize};

/// In which days what a partner brings is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// A calendar month; the next one begins at nothing.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// From the milestone's first day on, once.
    Ever,
}

impl Window {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Ever];

    /// The name in the store and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Ever => "ever",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// How often a partner can earn it, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Month => "each month",
            Self::Quarter => "each quarter",
            Self::Year => "each year",
            Self::Ever => "once",
        }
    }

    /// The calendar's days around one; `None` has no end.
    fn months(self, day: Day) -> Option<(Day, i64)> {
        let month = day.date().1;
        let (back, length) = match self {
            Self::Month => (0, 1),
            Self::Quarter => ((month - 1) % 3, 3),
            Self::Year => (month - 1, 12),
            Self::Ever => return None,
        };
        Some((day.month_start_after(-back), length))
    }
}

/// What has to be brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Sales that come to so much, refunds taken off.
    Sales(Money),
    /// So many orders, whatever their currency.
    Conversions(i64),
}

/// A bonus for everybody who reaches a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Our id.
    pub id: MilestoneId,
    /// What partners read, one of a kind in the channel.
    pub name: String,
    /// What has to be brought.
    pub goal: Goal,
    /// In which days.
    pub window: Window,
    /// What it brings.
    pub bonus: Money,
    /// The first day that counts: who brought enough before is not paid for it.
    pub starts_on: Day,
}

impl Milestone {
    /// The days that count together with one; none before the milestone's first.
    pub fn days(&self, day: Day) -> Option<Range> {
        let all = match self.window.months(day) {
            Some((from, months)) => {
                Range { from: from.max(self.starts_on), to: from.month_start_after(months).plus(-1) }
            }
            None => Range { from: self.starts_on, to: day },
        };
        (day >= self.starts_on).then_some(all)
    }

    /// What a partner's bonus of these days is called in the store: there is one.
    pub fn key(&self, days: Range, partner: &PartnerId) -> String {
        format!("{}{partner}", self.key_start(days))
    }

    /// What the names of all bonuses of these days begin with.
    pub fn key_start(&self, days: Range) -> String {
        format!("milestone:{}:{}:", self.id, days.from.number())
    }

    /// What the bonus is called that a partner gets after so many were taken back.
    pub fn key_after(&self, days: Range, partner: &PartnerId, taken_back: usize) -> String {
        let first = self.key(days, partner);
        if taken_back == 0 { first } else { format!("{first}:{}", taken_back + 1) }
    }

    /// Whose bonus a name is of, if it is one of these days.
    pub fn key_partner(&self, days: Range, key: &str) -> Option<PartnerId> {
        key.strip_prefix(&self.key_start(days))?.split(':').next()?.parse().ok()
    }

    /// Reads such a name: whose milestone, and the first of its days.
    pub fn read_key(key: &str) -> Option<(MilestoneId, Day)> {
        let mut parts = key.strip_prefix("milestone:")?.split(':');
        let (id, from) = (parts.next()?, parts.next()?);
        Some((id.parse().ok()?, Day::from_number(from.parse().ok()?)))
    }

    /// The goal and how often it can be reached, for people.
    pub fn promise(&self) -> String {
        let goal = match self.goal {
            Goal::Sales(sales) => format!("sales of {sales}"),
            Goal::Conversions(1) => "an order".to_owned(),
            Goal::Conversions(orders) => format!("{orders} orders"),
        };
        format!("{} for {goal}, {}", self.bonus, self.window.title())
    }
}

/// How far a partner is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Towards what.
    pub milestone: Milestone,
    /// In which days.
    pub days: Range,
    /// How much of the goal is there: minor units or orders.
    pub brought: i64,
}

impl Progress {
    /// How much is wanted: minor units or orders.
    pub const fn wanted(&self) -> i64 {
        match self.milestone.goal {
            Goal::Sales(sales) => sales.minor,
            Goal::Conversions(orders) => orders,
        }
    }

    /// Whether the goal is reached.
    pub const fn is_reached(&self) -> bool {
        self.brought >= self.wanted()
    }

    /// Whole percent of the goal, at most a hundred.
    pub fn percent(&self) -> i64 {
        let share = i128::from(self.brought.max(0)) * 100 / i128::from(self.wanted().max(1));
        i64::try_from(share.min(100)).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn day(year: i64, month: i64, day: i64) -> Day {
        Day::from_date(year, month, day).unwrap()
    }

    fn milestone(window: Window, starts_on: Day) -> Milestone {
        Milestone {
            id: MilestoneId::from_parts(1, [1; 10]),
            name: "Twenty".into(),
            goal: Goal::Conversions(20),
            window,
            bonus: Money::new(5_000, Currency::USD),
            starts_on,
        }
    }

    #[test]
    fn days_are_counted_by_the_calendar_and_never_before_the_first() {
        let start = day(2026, 2, 10);
        for (window, at, wanted) in [
            (Window::Month, day(2026, 2, 28), (start, day(2026, 2, 28))),
            (Window::Month, day(2028, 2, 1), (day(2028, 2, 1), day(2028, 2, 29))),
            (Window::Quarter, day(2026, 3, 31), (start, day(2026, 3, 31))),
            (Window::Quarter, day(2026, 12, 1), (day(2026, 10, 1), day(2026, 12, 31))),
            (Window::Year, day(2027, 7, 4), (day(2027, 1, 1), day(2027, 12, 31))),
            (Window::Ever, day(2027, 7, 4), (start, day(2027, 7, 4))),
        ] {
            let days = milestone(window, start).days(at).unwrap();
            assert_eq!((days.from, days.to), wanted, "{window:?}");
        }
        for window in Window::ALL {
            assert_eq!(milestone(window, start).days(start.plus(-1)), None);
        }
    }

    #[test]
    fn a_bonus_has_one_name_for_all_its_days_and_it_reads_back() {
        let it = milestone(Window::Quarter, day(2026, 1, 1));
        let (ana, ben) = (PartnerId::from_parts(1, [1; 10]), PartnerId::from_parts(1, [2; 10]));
        let (first, last) = (it.days(day(2026, 4, 1)).unwrap(), it.days(day(2026, 6, 30)).unwrap());
        assert_eq!(it.key(first, &ana), it.key(last, &ana));
        assert_eq!(Milestone::read_key(&it.key(first, &ana)), Some((it.id.clone(), day(2026, 4, 1))));
        assert_ne!(it.key(first, &ana), it.key(it.days(day(2026, 7, 1)).unwrap(), &ana));
        assert_ne!(it.key(first, &ana), it.key(first, &ben));
        let keys = [0, 1, 2].map(|times| it.key_after(first, &ana, times));
        assert_eq!((&keys[0], keys[1] == keys[2]), (&it.key(first, &ana), false));
        for key in &keys {
            assert_eq!(it.key_partner(first, key).as_ref(), Some(&ana), "{key}");
            assert_eq!(Milestone::read_key(key), Some((it.id.clone(), day(2026, 4, 1))));
        }
        assert_eq!(it.key_partner(it.days(day(2026, 7, 1)).unwrap(), &keys[0]), None);
        for foreign in ["", "by-hand:1", "milestone:", "milestone:mil_1:2"] {
            assert_eq!(Milestone::read_key(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn progress_ends_at_a_hundred() {
        let progress = |brought| Progress {
            milestone: milestone(Window::Ever, Day::default()),
            days: Range::last(1, Day::default()),
            brought,
        };
        for (brought, percent, is_reached) in
            [(-5, 0, false), (0, 0, false), (19, 95, false), (20, 100, true), (i64::MAX, 100, true)]
        {
            assert_eq!((progress(brought).percent(), progress(brought).is_reached()), (percent, is_reached));
        }
    }
}
