//! What others call: the REST API, by a key; webhooks in, by a signature; and events of the shop's pages, by anybody. No cookies here.
#![forbid(unsafe_code)]

pub mod affiliates;
pub mod collect;
pub mod inbox;
mod problem;
pub mod rails;
pub mod script;
pub mod webhooks;
