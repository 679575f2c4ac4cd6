//! A line of the program's charts: what it is, its colour, and its value at a point.

use crate::ui::{count_text, money_text};
use domain::{Currency, Money, program::ProgramPoint};

/// A line of the charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// What conversions came to.
    Revenue,
    /// What partners earned.
    Commissions,
    /// As much of it as is paid by now.
    Paid,
    /// The rest of it.
    Outstanding,
    /// What payouts that arrived came to.
    Payouts,
    /// Revenue by conversion.
    AverageOrder,
    /// Earned by click.
    PerClick,
    /// How many conversions.
    Conversions,
    /// Customers who ordered for the first time.
    NewCustomers,
    /// Orders of customers who were known.
    ReturningOrders,
    /// Clicks on partners' links.
    Clicks,
}

impl Line {
    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Revenue => "Revenue",
            Self::Commissions => "Commissions",
            Self::Paid => "Paid of commissions",
            Self::Outstanding => "Outstanding of commissions",
            Self::Payouts => "Payouts",
            Self::AverageOrder => "Average order",
            Self::PerClick => "Earned per click",
            Self::Conversions => "Conversions",
            Self::NewCustomers => "New customers",
            Self::ReturningOrders => "Orders of returning customers",
            Self::Clicks => "Clicks",
        }
    }

    /// The class of its colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Revenue | Self::AverageOrder | Self::NewCustomers => "shop",
            Self::Commissions | Self::Paid | Self::Payouts | Self::PerClick => "program",
            Self::Outstanding | Self::Conversions | Self::ReturningOrders | Self::Clicks => "visits",
        }
    }

    /// The style sheet's name of its colour.
    #[cfg(feature = "ssr")]
    pub fn variable(self) -> &'static str {
        match self.class() {
            "shop" => "--src-shop",
            "program" => "--src-program",
            _ => "--visits",
        }
    }

    /// Its value at a point; none is unknown.
    pub fn of(self, point: &ProgramPoint) -> Option<i64> {
        match self {
            Self::Revenue => Some(point.revenue),
            Self::Commissions => Some(point.earned),
            Self::Paid => Some(point.earned_paid),
            Self::Outstanding => Some(point.outstanding()),
            Self::Payouts => Some(point.paid_out),
            Self::AverageOrder => point.average_order(),
            Self::PerClick => point.earned_per_click(),
            Self::Conversions => Some(point.conversions),
            Self::NewCustomers => Some(point.new_customers),
            Self::ReturningOrders => Some(point.returning_orders),
            Self::Clicks => Some(point.clicks),
        }
    }

    /// Whether it counts something; else it is an amount.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Conversions | Self::NewCustomers | Self::ReturningOrders | Self::Clicks)
    }

    /// Its value at a point, for people.
    pub fn text(self, point: &ProgramPoint, currency: Currency) -> String {
        let value = self.of(point);
        if self.is_count() { count_text(value) } else { money_text(value.map(|minor| Money::new(minor, currency))) }
    }
}
