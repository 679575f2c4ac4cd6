//! Partner links: short addresses that count their clicks and lead into the merchant's shop.

mod target;

pub use target::{AllowedHosts, WebAddress};

use crate::{LinkId, Money, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// Campaign parameters that a link adds to its target; empty ones are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Utm {
    /// `utm_source`.
    pub source: String,
    /// `utm_medium`.
    pub medium: String,
    /// `utm_campaign`.
    pub campaign: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Our id.
    pub id: LinkId,
    /// The short code, as in `/r/{code}`: lower-case letters and digits.
    pub code: String,
    /// The short address as it is shared, such as `https://partners.example.com/r/k3x9q`.
    pub short_url: String,
    /// What the partner calls it.
    pub label: String,
    /// Where it leads: an address of the shop or of the landing page.
    pub target: String,
    /// Campaign parameters.
    pub utm: Utm,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it still counts: a link that was put away goes on to lead where it led.
    pub is_archived: bool,
}

/// A link to be made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LinkDraft {
    /// For whom, when an admin acts.
    pub partner: Option<PartnerId>,
    /// What the partner calls it: 1 to 60 characters.
    pub label: String,
    /// Where it leads: `https://` at an allowed host; the shop's front page when empty.
    pub target: String,
    /// Campaign parameters, 60 characters each at most.
    pub utm: Utm,
}

/// A link with what it brought in the range of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkStats {
    /// The link.
    pub link: Link,
    /// Clicks, without bots and repeats.
    pub clicks: i64,
    /// Checkouts completed by visitors who came by it, as own events tell.
    pub purchases: i64,
    /// What these were worth, in the view's currency.
    pub revenue: Money,
}
