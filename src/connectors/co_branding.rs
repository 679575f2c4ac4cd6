//! The co-branding layer (CreatorCommerce): collabs, tiers, drops, biography, metrics.

use crate::Result;
use async_trait::async_trait;
use domain::{CouponCode, Day, Email, profile::Discount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The merchant's channel as CC knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CcChannel {
    /// CC's id (24 hex digits).
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is a test channel.
    pub is_test: bool,
    /// Colour of the brand kit, `#rrggbb`, if set.
    pub primary_color: Option<String>,
    /// Logo of the brand kit, if set.
    pub logo_url: Option<String>,
    /// The storefront's domain, if set.
    pub primary_domain: Option<String>,
}

/// The person behind a collab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creator {
    /// CC's id (24 hex digits).
    pub id: String,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// E-mail, if CC gives one that is valid.
    pub email: Option<Email>,
    /// Handle, if set.
    pub handle: Option<String>,
    /// Profile picture, if set (http or https only).
    pub picture_url: Option<String>,
    /// Colour of the landing page, `#rrggbb`, if set.
    pub color: Option<String>,
    /// When the creator came to CC, if told.
    pub created_at: Option<domain::Timestamp>,
}

/// A collab as lists give it: one creator in one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollabSummary {
    /// CC's id (24 hex digits).
    pub id: String,
    /// The creator; lists may give the id alone, then names are empty.
    pub creator: Creator,
    /// CC's id of the tier.
    pub tier_id: Option<String>,
    /// The tier's name, when the answer says it.
    pub tier: Option<String>,
    /// The affiliate code.
    pub affiliate_code: Option<CouponCode>,
    /// The affiliate link (http or https only).
    pub affiliate_url: Option<String>,
    /// What followers save.
    pub discount: Option<Discount>,
    /// Whether the collab is active; true when the answer does not say.
    pub is_active: bool,
    /// When the collab began, if told.
    pub started_at: Option<domain::Timestamp>,
}

/// A product of a drop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropProduct {
    /// Shopify's numeric product id, taken from the GID.
    pub shopify_id: String,
    /// Shopify's handle of the product.
    pub handle: String,
    /// The partner's note; may be empty.
    pub note: String,
    /// The chosen variant's numeric id, if one was chosen.
    pub variant_id: Option<String>,
}

/// A collection that the partner put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// CC's id (24 hex digits).
    pub id: String,
    /// Title.
    pub title: String,
    /// Description; may be empty.
    pub description: String,
    /// Its picture (http or https only), if there is one.
    #[serde(default)]
    pub picture_url: Option<String>,
    /// The key under which we made it: a drop that was made twice is known by it.
    #[serde(default)]
    pub key: Option<String>,
    /// Whether it was taken off the page: CC documents no way to delete a drop.
    #[serde(default)]
    pub is_hidden: bool,
    /// Products in the partner's order.
    pub products: Vec<DropProduct>,
}

/// A collab with everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collab {
    /// What lists give.
    #[serde(flatten)]
    pub summary: CollabSummary,
    /// Biography as plain text, from the custom field; none when never set.
    pub bio: Option<String>,
    /// Drops in the partner's order.
    pub drops: Vec<Drop>,
}

/// A page of collabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollabPage {
    /// The collabs.
    pub collabs: Vec<CollabSummary>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A tier of the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// CC's id (24 hex digits).
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What followers save by default.
    pub discount: Option<Discount>,
    /// Whether new partners start here.
    pub is_default: bool,
}

/// A drop to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DropDraft {
    /// Title.
    pub title: String,
    /// Description; may be empty.
    pub description: String,
    /// The key under which it is made; kept by CC in a custom field.
    pub key: Option<String>,
    /// Products: the full list, in order.
    pub products: Vec<DropProduct>,
}

/// A picture to be kept by CC.
#[derive(Debug, Clone, Copy)]
pub struct MediaFile<'a> {
    /// Name with its ending, such as `portrait.jpg`.
    pub filename: &'a str,
    /// Media type, such as `image/jpeg`.
    pub content_type: &'a str,
    /// The ending without its dot.
    pub extension: &'a str,
    /// CC's id of the channel, if known.
    pub channel_id: Option<&'a str>,
    /// CC's id of the creator, if known.
    pub creator_id: Option<&'a str>,
    /// The picture itself.
    pub bytes: &'a [u8],
}

/// Metrics of the channel; amounts as decimal text per field name, days as keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMetrics {
    /// Sums over the period by CC's field name, as exact decimal text.
    pub all: BTreeMap<String, String>,
    /// By day.
    pub per_day: BTreeMap<Day, BTreeMap<String, String>>,
    /// Sums over the period before.
    pub before: BTreeMap<String, String>,
}

/// A link that signs a creator in at CC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MagicLink {
    /// The link.
    pub link: String,
    /// Whether CC asks for a mail to be sent: the creator is new.
    pub is_invitation: bool,
}

/// Speaks to the co-branding layer for one channel.
#[async_trait]
pub trait CoBranding: Send + Sync + std::fmt::Debug {
    /// The channel.
    async fn channel(&self) -> Result<CcChannel>;
    /// A page of all collabs.
    async fn collabs(&self, after: Option<&str>) -> Result<CollabPage>;
    /// The collab of the creator with this e-mail.
    async fn collab_by_email(&self, email: &Email) -> Result<Option<CollabSummary>>;
    /// A collab with everything.
    async fn collab(&self, collab_id: &str) -> Result<Option<Collab>>;
    /// The channel's tiers.
    async fn tiers(&self) -> Result<Vec<Tier>>;
    /// Writes the biography.
    async fn set_bio(&self, collab_id: &str, bio: &str) -> Result<()>;
    /// Writes the profile picture, or takes it away.
    async fn set_picture(&self, collab_id: &str, url: Option<&str>) -> Result<()>;
    /// Makes a drop and gives its id.
    async fn create_drop(&self, collab_id: &str, draft: &DropDraft) -> Result<String>;
    /// Replaces a drop's title, description and full list of products.
    async fn update_drop(&self, collab_id: &str, drop_id: &str, draft: &DropDraft) -> Result<()>;
    /// Appends products to a drop.
    async fn add_products(&self, collab_id: &str, drop_id: &str, products: &[DropProduct]) -> Result<()>;
    /// Writes a drop's picture, or takes it away.
    async fn set_drop_picture(&self, collab_id: &str, drop_id: &str, url: Option<&str>) -> Result<()>;
    /// Takes a drop off the page: CC keeps it, our reader knows it by a custom field.
    async fn hide_drop(&self, collab_id: &str, drop_id: &str) -> Result<()>;
    /// Keeps a picture and gives its public address.
    async fn upload_media(&self, file: &MediaFile<'_>) -> Result<String>;
    /// Puts the collab's drops in this order; those left out leave the page.
    async fn reorder_drops(&self, collab_id: &str, drop_ids: &[String]) -> Result<()>;
    /// Sessions of the channel, 24 hours late.
    async fn session_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics>;
    /// Revenue of the channel, 24 hours late.
    async fn revenue_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics>;
    /// A link that signs the creator in at CC.
    async fn magic_link(&self, email: &Email) -> Result<MagicLink>;
}
