//! The questions that outside systems are asked, and under which names the store keeps their answers.

use crate::{Policy, metrics::METRICS};
use domain::{PartnerId, Source};
use std::time::Duration;

/// The key of answers that concern the whole channel.
pub(crate) const CHANNEL: &str = "channel";

/// One question; asked by one caller at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// A partner's collab with everything.
    Collab(PartnerId),
    /// Who looks after a partner.
    Contact(PartnerId),
    /// All orders of one partner: for a first visit that comes before the shop's orders were read.
    OrdersOf(PartnerId),
    /// The merchant's channel at CC.
    CcChannel,
    /// CC's tiers.
    Tiers,
    /// All collabs.
    Collabs,
    /// Orders that changed since the last time.
    Orders,
    /// All products.
    Products,
    /// All accounts in the affiliate network.
    Accounts,
    /// Actions that may have changed since the last time.
    Actions,
    /// Whether the CRM answers at all.
    CrmAlive,
    /// Sessions of the whole channel, as CC counts them.
    Sessions,
    /// Revenue of the whole channel, as CC counts it.
    Revenue,
    /// Clicks by partner and day, as the network counts them.
    NetworkClicks,
}

impl Question {
    /// Who is asked.
    pub(crate) const fn source(&self) -> Source {
        match self {
            Self::Collab(_) | Self::CcChannel | Self::Tiers | Self::Collabs | Self::Sessions | Self::Revenue => {
                Source::Cc
            }
            Self::OrdersOf(_) | Self::Orders | Self::Products => Source::Shopify,
            Self::Accounts | Self::Actions | Self::NetworkClicks => Source::Impact,
            Self::Contact(_) | Self::CrmAlive => Source::Hubspot,
        }
    }

    /// The kind of answer.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Collab(_) => "collab",
            Self::Contact(_) => "contact",
            Self::OrdersOf(_) | Self::Orders => "orders",
            Self::CcChannel => "channel",
            Self::Tiers => "tiers",
            Self::Collabs => "collabs",
            Self::Products => "products",
            Self::Accounts => "partners",
            Self::Actions => "actions",
            Self::CrmAlive => "alive",
            Self::Sessions => "sessions",
            Self::Revenue => "revenue",
            Self::NetworkClicks => "clicks",
        }
    }

    /// Whom the answer is about.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Collab(partner) | Self::Contact(partner) | Self::OrdersOf(partner) => partner.as_str(),
            Self::Sessions | Self::Revenue | Self::NetworkClicks => METRICS,
            _ => CHANNEL,
        }
    }

    /// How old its answer may grow before a page asks again. Lists that change slowly have longer.
    pub(crate) fn fresh(&self, policy: &Policy) -> Duration {
        match self {
            Self::Collab(_) | Self::Contact(_) | Self::OrdersOf(_) | Self::Orders | Self::Actions => policy.fresh,
            // Counted once a day.
            Self::Sessions | Self::Revenue | Self::NetworkClicks => policy.fresh.max(Duration::from_hours(2)),
            _ => policy.fresh.max(Duration::from_mins(20)),
        }
    }

    /// What is read from a source in the background, in the order in which one builds on another.
    pub(crate) fn feeds(source: Source) -> Vec<(Self, Duration)> {
        let minutes = Duration::from_mins;
        match source {
            Source::Cc => {
                vec![
                    (Self::Tiers, minutes(10)),
                    (Self::Collabs, minutes(10)),
                    (Self::CcChannel, minutes(15)),
                    (Self::Sessions, minutes(60)),
                    (Self::Revenue, minutes(60)),
                ]
            }
            Source::Shopify => vec![(Self::Products, minutes(10)), (Self::Orders, Duration::from_secs(30))],
            Source::Impact => {
                vec![(Self::Accounts, minutes(10)), (Self::Actions, minutes(4)), (Self::NetworkClicks, minutes(60))]
            }
            Source::Hubspot => vec![(Self::CrmAlive, minutes(4))],
            Source::Program => Vec::new(),
        }
    }
}
