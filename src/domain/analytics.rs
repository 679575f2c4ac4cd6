//! The analytics view: the funnel, clicks and conversions, from own events, the shop's orders, CC and the network.

use crate::{
    Currency, Day, Money, PartnerId, RateBps, Source, SourceReport, Timestamp,
    earnings::{Bucket, Change, Figure, Range},
    link::LinkStats,
};
use serde::{Deserialize, Serialize};

/// An own event. The names are those of Shopify's web pixels, and `click` of our redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventName {
    /// Somebody followed a partner's link.
    Click,
    /// A page was seen: a visit, once a day and visitor.
    PageViewed,
    /// A product was seen.
    ProductViewed,
    /// A product was put into the cart.
    ProductAddedToCart,
    /// A checkout began.
    CheckoutStarted,
    /// A checkout was completed.
    CheckoutCompleted,
}

impl EventName {
    /// All of them, in the order of the funnel.
    pub const ALL: [Self; 6] = [
        Self::Click,
        Self::PageViewed,
        Self::ProductViewed,
        Self::ProductAddedToCart,
        Self::CheckoutStarted,
        Self::CheckoutCompleted,
    ];

    /// The name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::PageViewed => "page_viewed",
            Self::ProductViewed => "product_viewed",
            Self::ProductAddedToCart => "product_added_to_cart",
            Self::CheckoutStarted => "checkout_started",
            Self::CheckoutCompleted => "checkout_completed",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// What clicks, visits and conversions are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The partner's link.
    #[default]
    Link,
    /// Where the visitor came from: `instagram`, `google`, `direct`.
    Source,
    /// `phone`, `tablet`, `desktop`.
    Device,
    /// ISO 3166 country, from the visitor's language and time zone; `??` when neither says.
    Country,
}

impl Dimension {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::Link, Self::Source, Self::Device, Self::Country];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Source => "source",
            Self::Device => "device",
            Self::Country => "country",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Link => "Link",
            Self::Source => "Source",
            Self::Device => "Device",
            Self::Country => "Country",
        }
    }
}

/// What a page asks for; every part may be left out, and all of it lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnalyticsQuery {
    /// Whose figures, when an admin asks; a partner's own otherwise.
    pub partner: Option<PartnerId>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Cut of the series.
    pub bucket: Option<Bucket>,
    /// Currency; the partner's main one when left out.
    pub currency: Option<Currency>,
    /// What the table is told apart by.
    pub dimension: Option<Dimension>,
}

/// A step of the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Visits.
    Visit,
    /// Product views.
    Product,
    /// Additions to the cart.
    Cart,
    /// Checkouts begun.
    Checkout,
    /// Orders, as the shop attributes them.
    Order,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Visit, Self::Product, Self::Cart, Self::Checkout, Self::Order];

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Visit => "Visits",
            Self::Product => "Product views",
            Self::Cart => "Added to cart",
            Self::Checkout => "Checkouts",
            Self::Order => "Orders",
        }
    }
}

/// A step with its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelStep {
    /// Which step.
    pub step: Step,
    /// How many, now and in the period before.
    pub count: Figure<i64>,
    /// The share of the step before that came this far; none on the first, and when that step is nothing or unknown.
    pub rate: Figure<RateBps>,
}

/// One bucket of the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficPoint {
    /// First day of the bucket.
    pub day: Day,
    /// Clicks on the partner's links.
    pub clicks: i64,
    /// Visits.
    pub visits: i64,
    /// Orders.
    pub orders: i64,
}

/// One line of the table: a link, a source, a device or a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// The value in the store.
    pub key: String,
    /// The value for people.
    pub title: String,
    /// Clicks.
    pub clicks: i64,
    /// Visits.
    pub visits: i64,
    /// Checkouts completed.
    pub purchases: i64,
    /// What these were worth.
    pub revenue: Money,
}

/// A figure that another system counts, beside our own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherFigure {
    /// Who counts it.
    pub source: Source,
    /// What it is, such as `Sessions of the whole shop`.
    pub title: String,
    /// The figure for people; none is unknown.
    pub value: Option<String>,
    /// Change against the period before, if both are known.
    pub change: Option<Change>,
    /// Whether it is the team's business alone: what the whole shop turns over is not for every partner to know.
    pub is_for_team: bool,
    /// What to know about it, such as `CC counts a day late: up to Nov 20`.
    pub note: String,
}

/// The analytics page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analytics {
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
    /// Clicks on the partner's links.
    pub clicks: Figure<i64>,
    /// Visits.
    pub visits: Figure<i64>,
    /// Orders by visit.
    pub conversion: Figure<RateBps>,
    /// Earned by click; none without clicks.
    pub earned_per_click: Figure<Money>,
    /// Average order value.
    pub average_order: Figure<Money>,
    /// The funnel.
    pub funnel: Vec<FunnelStep>,
    /// The series without gaps; at most 2,000 points.
    pub points: Vec<TrafficPoint>,
    /// What the table is told apart by.
    pub dimension: Dimension,
    /// The table, the most clicks and visits first; at most 50 lines.
    pub slices: Vec<Slice>,
    /// The partner's links that are not put away, and what they brought in the range.
    pub links: Vec<LinkStats>,
    /// What CC and the network count.
    pub others: Vec<OtherFigure>,
    /// The first day for which own events were kept; none when there never was one.
    pub since: Option<Day>,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}
