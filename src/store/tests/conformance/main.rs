//! What the store promises, told once and played on both engines.
//!
//! SQLite always plays; PostgreSQL does when `TANDEM_TEST_POSTGRES` names a server on which databases may be made.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

mod content;
mod coupon_sites;
mod deleted;
mod direct;
mod entries;
mod events;
mod feeds;
mod figures;
mod imports;
mod links;
mod lists;
mod mail;
mod milestones;
mod next_payout;
mod opening;
mod partners;
mod partners_list;
mod payouts;
mod payouts_asked;
mod program;
mod proof;
mod races;
mod random;
mod reconciliation;
mod refunds;
mod sales;
mod shelf;
mod sign_in;
mod thousands;
mod totals;
mod traffic;
mod world;
