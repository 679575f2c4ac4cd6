//! What happens while a page is open: new orders, commissions, refunds and clicks.

use crate::{Money, PartnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// A sale was attributed.
    Order,
    /// A commission was decided or changed.
    Commission,
    /// Money was given back.
    Refund,
    /// Somebody followed a link.
    Click,
    /// A partner's code was read on a coupon site.
    CodeSeen,
}

impl Happening {
    /// The name in the store and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Commission => "commission",
            Self::Refund => "refund",
            Self::Click => "click",
            Self::CodeSeen => "code_seen",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Order, Self::Commission, Self::Refund, Self::Click, Self::CodeSeen]
            .into_iter()
            .find(|it| it.as_str() == text)
    }

    /// Whether it is the team's business, and not told to the partner.
    pub const fn is_for_team(self) -> bool {
        matches!(self, Self::CodeSeen)
    }
}

/// One event of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    /// Its place in the stream: later ones sort after earlier ones. A reader hands the last one back to catch up.
    pub id: String,
    /// Whom it is about.
    pub partner: PartnerId,
    /// What happened.
    pub what: Happening,
    /// How many happened at once: clicks come in bundles.
    pub count: i64,
    /// The amount, if there is one: the sale, what is earned, or what was given back.
    pub amount: Option<Money>,
    /// What it is called, such as `#1042`; may be empty.
    pub title: String,
    /// When.
    pub at: Timestamp,
}
