//! The views of the merchant's team: overview and the list of partners.

use crate::{
    Currency, GroupId, Money, PartnerId, SourceReport, Timestamp,
    earnings::{Figure, Point, Range, Reconciliation},
    program::MemberStatus,
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
    /// Earned in our own program in the last 30 days, largest first.
    Commissions,
    /// What the program owes them, largest first.
    Owed,
    /// Conversions of the program in the last 30 days, most first.
    Conversions,
}

impl PartnerSort {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Sales,
        Self::Earned,
        Self::Orders,
        Self::Name,
        Self::Joined,
        Self::Commissions,
        Self::Owed,
        Self::Conversions,
    ];

    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Earned => "earned",
            Self::Orders => "orders",
            Self::Name => "name",
            Self::Joined => "joined",
            Self::Commissions => "commissions",
            Self::Owed => "owed",
            Self::Conversions => "conversions",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Where partners stand in the program, to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In the program, and so.
    In(MemberStatus),
    /// Not in the program.
    Outside,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::In(MemberStatus::Pending),
        Self::In(MemberStatus::Approved),
        Self::In(MemberStatus::Rejected),
        Self::In(MemberStatus::Disabled),
        Self::Outside,
    ];

    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In(status) => status.as_str(),
            Self::Outside => "none",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::In(status) => status.title(),
            Self::Outside => "Not in it",
        }
    }
}

/// Narrows and sorts the list of partners; lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartnerQuery {
    /// Text to find in name, e-mail, handle or code.
    pub text: String,
    /// Only this tier.
    pub tier: Option<String>,
    /// Only those who stand so in the program.
    pub standing: Option<Standing>,
    /// Only this group of the program.
    pub group: Option<GroupId>,
    /// Only those whose code is on a coupon site.
    #[serde(default)]
    pub leaked: bool,
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
    /// Where they stand in the program; none when they are not in it.
    pub standing: Option<MemberStatus>,
    /// Their group's name, if they have one.
    pub group: Option<String>,
    /// Earned in the program.
    pub commissions: Money,
    /// What the program owes them, whenever it was earned.
    pub owed: Money,
    /// Conversions of the program.
    pub conversions: i64,
    /// Whether their code is on a coupon site.
    pub is_leaked: bool,
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
    /// All groups of the program, to choose from.
    pub groups: Vec<(GroupId, String)>,
    /// How many partners have a code that is on a coupon site, whoever is listed.
    pub leaked: usize,
    /// The currency of the figures.
    pub currency: Currency,
}

/// A partner's present code that stands on a coupon site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeakedCode {
    /// Whose.
    pub partner: PartnerId,
    /// The code.
    pub code: String,
    /// The page's address, or that of one of them.
    pub site: String,
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
    /// Some of the codes that stand on coupon sites, and how many do.
    pub leaked: (Vec<LeakedCode>, usize),
    /// What reconciliation found over all partners.
    pub reconciliation: Reconciliation,
    /// The sources, as the channel sees them.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}
