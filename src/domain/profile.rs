//! The profile view: one person as CC, the network and the CRM know them, each fact with its source.

use crate::{RateBps, Source, SourceReport, Timestamp, program::AgreedRate};
use serde::{Deserialize, Serialize};

/// A fact and the system it comes from; its age is that source's. None is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// The fact.
    pub value: Option<T>,
    /// Where it comes from.
    pub source: Source,
}

/// A person of the merchant's team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Full name.
    pub name: String,
    /// E-mail, if known.
    pub email: String,
}

/// A price cut for the partner's followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// A share of the price.
    Percentage(RateBps),
    /// A fixed amount off.
    Fixed(crate::Money),
}

/// The partner in an affiliate network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkAccount {
    /// The partner's id there.
    pub id: String,
    /// The name there.
    pub name: String,
    /// The state there in the network's words, such as `ACTIVE`.
    pub state: String,
}

/// One person, from all systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Full name.
    pub name: Fact<String>,
    /// E-mail.
    pub email: Fact<String>,
    /// Handle of the landing page.
    pub handle: Fact<String>,
    /// Biography as plain text.
    pub bio: Fact<String>,
    /// Profile picture.
    pub picture_url: Fact<String>,
    /// The tier's name.
    pub tier: Fact<String>,
    /// What followers save.
    pub discount: Fact<Discount>,
    /// What the program gives them for an order, and whose word that is; none while their orders do not count.
    pub agreed_rate: Fact<AgreedRate>,
    /// Commission as paid by the network over the last 90 days.
    pub observed_rate: Fact<RateBps>,
    /// The sales contact.
    pub contact: Fact<Contact>,
    /// The coupon code.
    pub coupon: Fact<String>,
    /// The affiliate link.
    pub affiliate_url: Fact<String>,
    /// The account in the affiliate network.
    pub network: Fact<NetworkAccount>,
    /// When the partner joined, as `Mar 3, 2025`.
    pub joined: String,
    /// How many drops stand on the landing page.
    pub drops: Fact<i64>,
    /// The landing page's address, if there is one.
    pub landing_url: Option<String>,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}
