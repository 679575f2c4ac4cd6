//! The systems that facts come from, and how fresh and how well each of them is.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A system that facts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// CreatorCommerce: profile, tier, drops, landing page.
    Cc,
    /// Shopify: products and orders.
    Shopify,
    /// impact.com: the affiliate network.
    Impact,
    /// HubSpot: the CRM.
    Hubspot,
    /// Our own affiliate program.
    Program,
}

impl Source {
    /// All outside systems, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::Cc, Self::Shopify, Self::Impact, Self::Hubspot];

    /// The name in the store, in URLs and in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cc => "cc",
            Self::Shopify => "shopify",
            Self::Impact => "impact",
            Self::Hubspot => "hubspot",
            Self::Program => "program",
        }
    }

    /// The name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cc => "CreatorCommerce",
            Self::Shopify => "Shopify",
            Self::Impact => "impact.com",
            Self::Hubspot => "HubSpot",
            Self::Program => "Partner program",
        }
    }

    /// What a partner finds there.
    pub const fn holds(self) -> &'static str {
        match self {
            Self::Cc => "profile, tier, drops",
            Self::Shopify => "attributed orders, products",
            Self::Impact => "commissions, bonuses",
            Self::Hubspot => "your contact",
            Self::Program => "commissions, bonuses, payouts",
        }
    }
}

impl FromStr for Source {
    type Err = UnknownSource;
    fn from_str(text: &str) -> Result<Self, UnknownSource> {
        Self::ALL.into_iter().chain([Self::Program]).find(|source| source.as_str() == text).ok_or(UnknownSource)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.title())
    }
}

/// The text names no source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known source")]
pub struct UnknownSource;

/// How a source is, as one page sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceHealth {
    /// It answered within its freshness.
    Live,
    /// Its data is older than its freshness and a new answer is on the way.
    Refreshing,
    /// It fails or hangs; the last known data is shown.
    Stale,
    /// It fails or hangs and has never answered: its facts are unknown.
    Unknown,
    /// It answered that it does not know this partner.
    Missing,
    /// The merchant has not connected it.
    Off,
}

/// What a page says about one source: the small print beside each fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Which system.
    pub source: Source,
    /// How it is.
    pub health: SourceHealth,
    /// When the shown data was fetched.
    pub as_of: Option<Timestamp>,
    /// What is wrong and what happens next, in words for the partner; empty when all is well.
    pub note: String,
}
