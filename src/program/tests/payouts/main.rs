//! Payouts through the real rails' clients against stand-ins that break in every way: what is due is paid once, or is due again.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod anything;
mod bank;
mod plan;
mod returns;
mod sending;
mod stuck;
mod world;
