//! What others call: webhooks in, by a signature, and events of the shop's pages, by anybody. No cookies here.
#![forbid(unsafe_code)]

pub mod collect;
pub mod inbox;
pub mod script;
pub mod webhooks;
