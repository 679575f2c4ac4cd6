//! The list of entries: what it is asked for, and what a line of it says.

use super::Stream;
use crate::{CommissionStatus, Currency, Day, Money, PartnerId, Source, Timestamp};
use serde::{Deserialize, Serialize};

/// Narrows the list of entries; lives in the page's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EntryQuery {
    /// Whose entries, when an admin asks.
    pub partner: Option<PartnerId>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Only this status.
    pub status: Option<EntryStatus>,
    /// Only this stream.
    pub stream: Option<Stream>,
    /// Only this currency.
    pub currency: Option<Currency>,
    /// Where the page before ended (opaque).
    pub after: Option<String>,
    /// How many; 50 when left out, 1,000 at most.
    pub limit: Option<u32>,
}

/// Where an entry of the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStatus {
    /// The commission's own status.
    Commission(CommissionStatus),
    /// The network has not reported the order yet, and still may.
    AwaitingNetwork,
    /// The grace period is over and the network does not have the order.
    NotInNetwork,
    /// The grace period is over and the store does not attribute the order.
    NotInStore,
    /// The order was cancelled or refunded before it earned anything.
    Cancelled,
}

impl EntryStatus {
    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Commission(status) => status.as_str(),
            Self::AwaitingNetwork => "awaiting_network",
            Self::NotInNetwork => "not_in_network",
            Self::NotInStore => "not_in_store",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::AwaitingNetwork, Self::NotInNetwork, Self::NotInStore, Self::Cancelled]
            .into_iter()
            .find(|it| it.as_str() == text)
            .or_else(|| CommissionStatus::parse(text).map(Self::Commission))
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Commission(status) => status.title(),
            Self::AwaitingNetwork => "Awaiting network",
            Self::NotInNetwork => "Not in network",
            Self::NotInStore => "Not in store",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// One line of the list: a sale with what it earns, a commission, or a bonus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Our id of the order or commission, as text: stable key of the line.
    pub id: String,
    /// The order's name or the bonus's title.
    pub title: String,
    /// When it happened.
    pub at: Timestamp,
    /// The same in the channel's time zone, for people: `Nov 20, 09:14`.
    pub when: String,
    /// The stream it belongs to.
    pub stream: Stream,
    /// The systems that report it.
    pub sources: Vec<Source>,
    /// The sale, if there was one.
    pub sale: Option<Money>,
    /// How much of the sale was given back.
    pub refunded: Option<Money>,
    /// What it earns; none is unknown.
    pub earned: Option<Money>,
    /// Where it stands. With a network commission that the store lacks, [`EntryStatus::NotInStore`].
    pub status: EntryStatus,
    /// When and why, in words: `Hold until Dec 20`, `Expected Dec 15`.
    pub reason: String,
    /// The code that an order of the program came with.
    pub coupon: Option<String>,
    /// Who bought, as far as the partner may know: `l•••@example.com`. Of orders of the program only.
    pub customer: Option<String>,
    /// What happened to a commission of the program, oldest first.
    pub steps: Vec<EntryStep>,
}

impl Entry {
    /// Whether our own program decided it.
    pub fn is_of_program(&self) -> bool {
        self.sources.contains(&Source::Program)
    }
}

/// A step in the life of a commission, as its partner reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryStep {
    /// When, as the channel's clocks show it.
    pub when: String,
    /// Where it stands from then on.
    pub status: CommissionStatus,
    /// What it comes to from then on.
    pub amount: Money,
    /// Whether somebody of the team did it; else it came by itself.
    pub is_by_team: bool,
    /// Why; may be empty.
    pub reason: String,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// The lines, newest first.
    pub entries: Vec<Entry>,
    /// Pass back as `after` for the next page; none on the last.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_statuses_read_back() {
        for name in ["pending", "paid", "not_in_network", "not_in_store", "awaiting_network", "cancelled"] {
            assert_eq!(EntryStatus::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(EntryStatus::parse("nonsense"), None);
    }
}
