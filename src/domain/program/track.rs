//! One order to be tracked, whoever brings it: the API, a webhook, a file or a member of the team.

use crate::{Email, Money, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// Who bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFacts {
    /// Tells customers apart.
    pub email: Email,
    /// Name; none leaves a known one alone.
    pub name: Option<String>,
    /// The merchant's id; none leaves a known one alone.
    pub external_id: Option<String>,
    /// Whatever the merchant keeps about them, as a JSON object; none leaves what is known alone.
    pub metadata: Option<String>,
}

/// What was bought, as far as the order names one thing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    /// The merchant's id.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its category.
    pub category: Option<String>,
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The tracking API.
    Api,
    /// The shop's webhook.
    Webhook,
    /// A file.
    Import,
    /// A member of the team.
    Manual,
    /// A bonus that was earned by itself.
    Milestone,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Api, Self::Webhook, Self::Import, Self::Manual, Self::Milestone];
}

/// The command behind every way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackOrder {
    /// The merchant's id of the order: tracked once.
    pub order_id: String,
    /// Whom it counts for.
    pub partner_id: PartnerId,
    /// The code that said so.
    pub coupon: Option<crate::CouponCode>,
    /// What was paid.
    pub total: Money,
    /// Who bought; shops do not always tell.
    pub customer: Option<CustomerFacts>,
    /// The commission that the order says it brings; of the total's currency.
    pub commission: Option<Money>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Kept with the commission.
    pub notes: String,
    /// Kept with the commission.
    pub product: Option<Product>,
    /// Kept with the commission, as a JSON object.
    pub metadata: Option<String>,
    /// How it came.
    pub origin: Origin,
}
