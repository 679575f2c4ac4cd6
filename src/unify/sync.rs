//! What is read of a whole channel: collabs, orders, products, the network's accounts and actions.

mod accounts;
mod actions;
pub(crate) mod clicks;
mod collabs;
mod orders;
mod products;

/// How far back an empty store is filled: a year with room for comparison.
pub(crate) const HISTORY_DAYS: i64 = 400;

/// Pages after which a list that never ends is given up: ten thousand pages are more than any vendor gives.
const MOST_PAGES: usize = 10_000;

/// The fault of a vendor whose list leads back to itself.
fn endless(what: &str) -> crate::fault::AskError {
    let what = format!("the list of {what} does not end");
    crate::fault::AskError::Source(connectors::ConnectorError::Malformed { what })
}
