//! Tandem through its real router: real store, real connectors, and the sandbox over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says where")]

mod admin_sign_in;
mod alone;
mod apply;
mod cc_events;
mod collect;
mod collect_limits;
mod content;
mod crash;
mod cross_site;
mod direct;
mod doors;
mod engines;
mod files;
mod headers;
mod imports;
mod landing;
mod links;
mod lists;
mod live;
mod matrix;
mod media;
mod payout_rails;
mod payouts;
mod people;
mod program;
mod serving;
mod sessions;
mod sign_in;
mod sources;
mod support;
mod tracking;
mod webhooks;
mod xss;
