//! The views of the merchant's team: overview and the list of partners.

use crate::{
    Currency, Money, PartnerId, SourceReport, Timestamp,
    earnings::{Figure, Point, Range, Reconciliation},
};
use serde::{Deserialize, Serialize};

/// What the list of partners is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerSort {
    /// Attributed sales of the last 30 days, largest first.
    #[default]
    Sales,
    /// Earned in the last 30 days, largest first.
    Earned,
    /// Orders in the last 30 days, most first.
    Orders,
    /// Name, A to Z.
    Name,
    /// Newest partner first.
    Joined,
}

impl PartnerSort {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sales, Self::Earned, Self::Orders, Self::Name, Self::Joined];

    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Earned => "earned",
            Self::Orders => "orders",
            Self::Name => "name",
            Self::Joined => "joined",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Narrows and sorts the list of partners; lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartnerQuery {
    /// Text to find in name, e-mail, handle or code.
    pub text: String,
    /// Only this tier.
    pub tier: Option<String>,
    /// Sorted by.
    pub sort: PartnerSort,
    /// Whether the order is turned round.
    pub reversed: bool,
    /// Currency of the figures; the channel's when left out.
    pub currency: Option<Currency>,
    /// Where the page before ended (opaque).
    pub after: Option<String>,
    /// How many; 50 when left out, 200 at most.
    pub limit: Option<u32>,
}

/// One line of the list of partners. Figures are of the last 30 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerRow {
    /// Our id.
    pub id: PartnerId,
    /// Full name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Handle, if there is one.
    pub handle: Option<String>,
    /// Picture, if there is one.
    pub picture_url: Option<String>,
    /// The tier's name; may be empty.
    pub tier: String,
    /// Affiliate code, if there is one.
    pub code: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
    /// Whether the affiliate network knows the partner; none while it has not been asked.
    pub in_network: Option<bool>,
    /// Attributed sales; none while the shop has not been read.
    pub sales: Option<Money>,
    /// Earned; none while the network has not been read.
    pub earned: Option<Money>,
    /// Orders; none while the shop has not been read.
    pub orders: Option<i64>,
    /// Joined on, as `Mar 3, 2025`.
    pub joined: String,
}

impl PartnerRow {
    /// The same line without the figures of what was never read: a part of the truth is no figure.
    #[must_use]
    pub fn knowing(self, sales: bool, earned: bool, network: bool) -> Self {
        Self {
            in_network: self.in_network.filter(|_| network),
            sales: self.sales.filter(|_| sales),
            earned: self.earned.filter(|_| earned),
            orders: self.orders.filter(|_| sales),
            ..self
        }
    }
}

/// A page of partners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerPage {
    /// The lines.
    pub rows: Vec<PartnerRow>,
    /// Pass back as `after` for the next page; none on the last.
    pub next: Option<String>,
    /// How many partners match in all.
    pub total: i64,
    /// All tiers, to choose from.
    pub tiers: Vec<String>,
    /// The currency of the figures.
    pub currency: Currency,
}

/// The first page of the merchant's team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The days shown.
    pub range: Range,
    /// The currency of every amount here.
    pub currency: Currency,
    /// All currencies there are.
    pub currencies: Vec<Currency>,
    /// Attributed sales.
    pub sales: Figure<Money>,
    /// Earned by partners.
    pub earned: Figure<Money>,
    /// Orders.
    pub orders: Figure<i64>,
    /// Partners with at least one order.
    pub active_partners: Figure<i64>,
    /// Day by day.
    pub points: Vec<Point>,
    /// The five best partners by sales.
    pub top: Vec<PartnerRow>,
    /// What reconciliation found over all partners.
    pub reconciliation: Reconciliation,
    /// The sources, as the channel sees them.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}
