//! The front desk on a real store: who is let in, for how long, and what they may see.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says where")]

mod admins;
mod desk;
mod partners;
mod sessions;
