//! The stand-ins seen from outside: every request goes over HTTP, as the connectors' do.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod bench;
mod cc_reads;
mod cc_writes;
mod hubspot;
mod impact;
mod listener;
mod merchant;
mod pages;
mod paypal;
mod shopify;
mod sso;
mod stripe;
mod switches;
mod visitors;
mod webhooks;
