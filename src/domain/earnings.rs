//! The earnings view: totals, series, the list of entries, and what reconciliation found.

mod asked;
mod entry;
mod figure;

pub use asked::RangeFault;
pub use entry::{Entry, EntryPage, EntryQuery, EntryStatus, EntryStep};
pub use figure::{Change, Figure};

use crate::{Currency, Day, Money, PartnerId, SourceReport, Timestamp};
use serde::{Deserialize, Serialize};

/// Where an earning comes from. Each cent earned belongs to exactly one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Commission on a sale that CC attributed to the partner.
    CcSale,
    /// Commission on a sale that only the network reports.
    Network,
    /// Commission of our own program.
    Program,
    /// A bonus or adjustment.
    Bonus,
}

impl Stream {
    /// All of them, in stacking order.
    pub const ALL: [Self; 4] = [Self::CcSale, Self::Network, Self::Program, Self::Bonus];

    /// Those that a picture of some points tells apart: our own program only where it brought something.
    pub fn told_apart(points: &[Point]) -> Vec<Self> {
        let has_program = points.iter().any(|point| point.program != 0);
        Self::ALL.into_iter().filter(|stream| has_program || *stream != Self::Program).collect()
    }

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CcSale => "cc_sale",
            Self::Network => "network",
            Self::Program => "program",
            Self::Bonus => "bonus",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::CcSale => "CC sales",
            Self::Network => "Network commissions",
            Self::Program => "Program commissions",
            Self::Bonus => "Bonuses",
        }
    }
}

/// How a series is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// By day.
    #[default]
    Day,
    /// By week from Monday.
    Week,
    /// By calendar month.
    Month,
}

impl Bucket {
    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month].into_iter().find(|it| it.as_str() == text)
    }

    /// The first day of the bucket that a day falls into.
    pub fn start(self, day: Day) -> Day {
        match self {
            Self::Day => day,
            Self::Week => day.week_start(),
            Self::Month => day.month_start(),
        }
    }

    /// The first day of the next bucket.
    pub fn next(self, start: Day) -> Day {
        match self {
            Self::Day => start.plus(1),
            Self::Week => start.plus(7),
            Self::Month => start.month_start_after(1),
        }
    }
}

/// Days from first to last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Range {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Range {
    /// The longest range that one request may ask for, in days.
    pub const MAX_DAYS: i64 = 1_100;

    /// The last `days` days up to and with `today`.
    pub const fn last(days: i64, today: Day) -> Self {
        Self { from: today.plus(1 - days), to: today }
    }

    /// How many days it has.
    pub const fn days(self) -> i64 {
        self.to.number() - self.from.number() + 1
    }

    /// The range of the same length just before.
    #[must_use]
    pub const fn before(self) -> Self {
        Self { from: self.from.plus(-self.days()), to: self.from.plus(-1) }
    }

    /// As `Oct 23 – Nov 21, 2026`, or `Dec 1, 2025 – Jan 4, 2026`.
    pub fn label(self) -> String {
        let is_one_year = self.from.date().0 == self.to.date().0;
        let from = if is_one_year { self.from.short() } else { self.from.long() };
        format!("{from} – {}", self.to.long())
    }
}

/// What a page asks for; every part may be left out, and all of it lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EarningsQuery {
    /// Whose earnings, when an admin asks; a partner's own otherwise.
    pub partner: Option<PartnerId>,
    /// First day, `2026-10-23`.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Cut of the series.
    pub bucket: Option<Bucket>,
    /// Currency; the partner's main one when left out.
    pub currency: Option<Currency>,
}

/// One bucket of the series. Amounts are minor units of the view's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// First day of the bucket.
    pub day: Day,
    /// Earned on sales that CC attributed.
    pub cc_sale: i64,
    /// Earned on sales that only the network reports.
    pub network: i64,
    /// Commissions of our own program.
    pub program: i64,
    /// Bonuses and adjustments.
    pub bonus: i64,
}

impl Point {
    /// What one stream brought.
    pub const fn amount(&self, stream: Stream) -> i64 {
        match stream {
            Stream::CcSale => self.cc_sale,
            Stream::Network => self.network,
            Stream::Program => self.program,
            Stream::Bonus => self.bonus,
        }
    }

    /// All together.
    pub const fn total(&self) -> i64 {
        self.cc_sale + self.network + self.program + self.bonus
    }
}

/// The next payment that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPayment {
    /// The day it is expected.
    pub day: Day,
    /// How much.
    pub amount: Money,
}

/// What reconciliation found, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// How many orders.
    pub orders: i64,
    /// What the sales are worth.
    pub sales: Money,
    /// The commission at stake; none when no rate is known to count it with.
    pub at_stake: Option<Money>,
}

/// What one source has and another lacks, after the grace period.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Orders that CC attributed and the network does not have, per currency.
    pub missing_in_network: Vec<Mismatch>,
    /// Commissions of the network on orders that the store does not attribute to the partner, per currency.
    pub missing_in_store: Vec<Mismatch>,
}

/// Everything above the list of the earnings page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarningsOverview {
    /// The currency of every amount here.
    pub currency: Currency,
    /// All currencies the partner earns in, the main one first.
    pub currencies: Vec<Currency>,
    /// Today in the channel's time zone.
    pub today: Day,
    /// The days shown.
    pub range: Range,
    /// How the series is cut.
    pub bucket: Bucket,
    /// Earned (pending, approved and paid).
    pub earned: Figure<Money>,
    /// Attributed sales.
    pub sales: Figure<Money>,
    /// How many orders these were.
    pub orders: Figure<i64>,
    /// Average order value.
    pub average_order: Figure<Money>,
    /// The next payment expected.
    pub next_payment: Option<NextPayment>,
    /// What payouts of our own program have under way.
    pub on_its_way: Money,
    /// The series; empty when nothing is known yet.
    pub points: Vec<Point>,
    /// What reconciliation found.
    pub reconciliation: Reconciliation,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together: ages are counted from it.
    pub generated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_has_the_same_length_and_touches() {
        let range = Range::last(30, Day::from_number(100));
        assert_eq!((range.days(), range.before().days()), (30, 30));
        assert_eq!(range.before().to.plus(1), range.from);
    }

    #[test]
    fn a_range_says_each_year_it_touches() {
        let day = |text| Day::parse_iso(text).unwrap();
        let label = |from, to| Range { from: day(from), to: day(to) }.label();
        assert_eq!(label("2026-10-23", "2026-11-21"), "Oct 23 – Nov 21, 2026");
        assert_eq!(label("2025-11-22", "2026-11-21"), "Nov 22, 2025 – Nov 21, 2026");
    }
}
