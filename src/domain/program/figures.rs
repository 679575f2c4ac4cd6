//! What the program's own figures are: of all its partners, or of one.

use crate::{
    Currency, Day, Money, PartnerId,
    earnings::{Bucket, Figure, Range},
};
use serde::{Deserialize, Serialize};

/// What a page asks for; every part may be left out, and all of it lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FiguresQuery {
    /// Whose figures; all partners' when left out, a partner's own when they ask.
    pub partner: Option<PartnerId>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Cut of the series.
    pub bucket: Option<Bucket>,
    /// Currency; the one with most conversions when left out.
    pub currency: Option<Currency>,
}

/// The figures. Amounts are in one currency: currencies are never added together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramFigures {
    /// The days shown.
    pub range: Range,
    /// Today in the channel's time zone.
    pub today: Day,
    /// How the series is cut.
    pub bucket: Bucket,
    /// The currency of every amount here.
    pub currency: Currency,
    /// All currencies there are.
    pub currencies: Vec<Currency>,
    /// Whether anything ever counted, on these days or others.
    pub has_counted: bool,
    /// What the conversions of these days came to, less what was given back of them since.
    pub revenue: Figure<Money>,
    /// Orders of these days that count: not turned down, and not wholly given back.
    pub conversions: Figure<i64>,
    /// Earned by partners on these days, bonuses and deductions included.
    pub earned: Figure<Money>,
    /// As much of it as is paid by now.
    pub earned_paid: Figure<Money>,
    /// The rest of it: held, to be paid, or on its way by now. What was owed on a day of the past is not known: totals lie on the day
    /// that something was earned, whenever it was paid.
    pub outstanding: Figure<Money>,
    /// What is owed now, whenever it was earned: the ledger's balance.
    pub owed: Money,
    /// What was ever earned.
    pub earned_ever: Money,
    /// How many payouts arrived on these days.
    pub payouts: Figure<i64>,
    /// What they came to.
    pub paid_out: Figure<Money>,
    /// Revenue by conversion; unknown without one.
    pub average_order: Figure<Money>,
    /// Clicks on the links of partners who are or were in the program, whatever the currency.
    pub clicks: Figure<i64>,
    /// Earned by click; unknown without one.
    pub earned_per_click: Figure<Money>,
    /// Customers whose first order here is one of these days' conversions.
    pub new_customers: Figure<i64>,
    /// Conversions of customers who were known when they ordered. How many customers these are is not known: totals of days do not tell
    /// one buyer with three orders from three.
    pub returning_orders: Figure<i64>,
    /// The series.
    pub points: Vec<ProgramPoint>,
    /// Who brought most; empty when the figures are one partner's.
    pub top: Vec<TopPartner>,
}

/// One bucket of the series. Amounts are minor units of the view's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgramPoint {
    /// First day of the bucket.
    pub day: Day,
    /// What its conversions came to.
    pub revenue: i64,
    /// Earned by partners.
    pub earned: i64,
    /// As much of it as is paid by now.
    pub earned_paid: i64,
    /// How many conversions.
    pub conversions: i64,
    /// How many payouts arrived.
    pub payouts: i64,
    /// What they came to.
    pub paid_out: i64,
    /// Clicks on partners' links.
    pub clicks: i64,
    /// Customers whose first order here is one of its conversions.
    pub new_customers: i64,
    /// Conversions of customers who were known when they ordered.
    pub returning_orders: i64,
}

impl ProgramPoint {
    /// A point at which nothing happened.
    pub fn empty(day: Day) -> Self {
        Self { day, ..Self::default() }
    }

    /// What is not paid by now of what was earned.
    pub const fn outstanding(&self) -> i64 {
        self.earned - self.earned_paid
    }

    /// Revenue by conversion; unknown without one.
    pub fn average_order(&self) -> Option<i64> {
        share(self.revenue, self.conversions)
    }

    /// Earned by click; unknown without one.
    pub fn earned_per_click(&self) -> Option<i64> {
        share(self.earned, self.clicks)
    }
}

/// A partner who brought much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopPartner {
    /// Our id.
    pub id: PartnerId,
    /// Full name.
    pub name: String,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// Affiliate code, if there is one.
    pub code: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
    /// How many conversions.
    pub conversions: i64,
    /// What they came to.
    pub revenue: Money,
    /// What the partner earned.
    pub earned: Money,
}

/// An amount for each of so many, rounded half to even, once; unknown for none.
pub fn for_each(amount: Money, count: i64) -> Option<Money> {
    share(amount.minor, count).map(|minor| Money::new(minor, amount.currency))
}

fn share(minor: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| crate::money::share(minor, 1, count.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_tells_what_follows_from_its_sums() {
        let point = ProgramPoint {
            revenue: 1_000,
            conversions: 3,
            earned: 100,
            earned_paid: 40,
            clicks: 8,
            ..ProgramPoint::default()
        };
        assert_eq!((point.outstanding(), point.average_order(), point.earned_per_click()), (60, Some(333), Some(12)));
        let nothing = ProgramPoint::default();
        assert_eq!((nothing.average_order(), nothing.earned_per_click()), (None, None));
    }

    #[test]
    fn an_amount_for_each_is_rounded_once_and_of_none_is_unknown() {
        let of = |minor, count| for_each(Money::new(minor, Currency::USD), count).map(|it| it.minor);
        assert_eq!([of(1_000, 3), of(5, 2), of(7, 2), of(-5, 2)], [Some(333), Some(2), Some(4), Some(-2)]);
        assert_eq!([of(1_000, 0), of(0, 0), of(1, -1)], [None; 3]);
        assert_eq!(of(i64::MAX, 1), Some(i64::MAX));
    }
}
