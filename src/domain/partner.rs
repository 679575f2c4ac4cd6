//! Partners: who they are in our store and in the systems around it.

use crate::{ChannelId, CouponCode, Email, Handle, PartnerId, Source, Timestamp};
use serde::{Deserialize, Serialize};

/// The merchant's shop, as far as pages need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Our id.
    pub id: ChannelId,
    /// The Shopify domain, such as `northtrail.myshopify.com`: CC's key of the channel.
    pub domain: String,
    /// The merchant's name.
    pub name: String,
    /// ISO 4217 currency of the shop.
    pub currency: crate::Currency,
    /// IANA time zone in which days are counted.
    pub time_zone: String,
    /// The merchant's colour, `#rrggbb`.
    pub brand_color: String,
    /// The merchant's logo, if there is one.
    pub logo_url: Option<String>,
    /// The storefront's address, such as `https://northtrail.example`.
    pub store_url: String,
    /// Whether this channel holds test data only.
    pub is_test: bool,
}

/// A partner as our store keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The tenant.
    pub channel_id: ChannelId,
    /// Our id.
    pub id: PartnerId,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// E-mail in lower case.
    pub email: Email,
    /// Handle of the landing page, if there is one.
    pub handle: Option<Handle>,
    /// CC creator id (24 hex digits).
    pub cc_creator_id: Option<String>,
    /// CC collab id (24 hex digits).
    pub cc_collab_id: Option<String>,
    /// The current affiliate code.
    pub affiliate_code: Option<CouponCode>,
    /// CC's id of the partner's tier.
    pub tier_id: Option<String>,
    /// The tier's name, such as `Gold`.
    pub tier: String,
    /// Profile picture, if there is one.
    pub picture_url: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
    /// When the partner became one.
    pub joined_at: Timestamp,
}

impl Partner {
    /// The name for people: the full name, or what stands for it.
    pub fn name(&self) -> String {
        let full = format!("{} {}", self.first_name, self.last_name);
        match full.trim() {
            "" => self.handle.as_ref().map_or_else(|| self.email.to_string(), Handle::to_string),
            name => name.to_owned(),
        }
    }
}

/// The partner's id in one outside system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalId {
    /// Which system.
    pub source: Source,
    /// The id there.
    pub id: String,
}
