//! Tests of all connectors over HTTP: against a stub that says odd things, and against the sandbox.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cc_answers;
mod cc_examples;
mod cc_writes;
mod coupon_page;
mod crm;
mod mail;
mod network;
mod payouts;
mod policy;
mod rail_paypal;
mod rail_stripe;
mod rail_webhooks;
mod rails_sandbox;
mod sandbox_vendors;
mod secrets;
mod shop;
mod shop_webhooks;
mod sign_on;
mod stub;
