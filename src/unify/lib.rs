//! The combined data layer: asks CC, the shop, the network and the CRM side by side, keeps what they answer, joins it and says how fresh it is.
//!
//! How it works:
//! - a view reads our own store only; for each source it then decides: fresh (nothing to do), old (ask behind the
//!   visitor's back, show what is there), never known (wait for all such sources together, for the page's budget);
//! - a [`question`] is asked by one caller at a time ([`flights`]), behind a [`breaker`], and its answer is kept also when
//!   the page that wanted it is long gone ([`core`]);
//! - whole lists are read in the background ([`sync`], [`workers`]) into the store's own tables, which figures come from;
//! - visitors of the same second share a view ([`moments`]): it costs nothing in truth and much in work;
//! - what is not known is `None`, never zero, and the page's source reports say why ([`report`]).
#![forbid(unsafe_code)]

mod answers;
mod breaker;
pub mod content;
mod convert;
mod core;
mod error;
mod fault;
mod fetch;
mod figures;
mod flights;
mod gather;
mod metrics;
mod moments;
mod partner_links;
mod policy;
mod question;
mod report;
mod room;
mod service;
mod sync;
mod views;
mod workers;

pub use error::UnifyError;
pub use partner_links::Followed;
pub use policy::{Policy, Sources};
pub use service::Unify;

/// What this library answers.
pub type Result<T, E = UnifyError> = std::result::Result<T, E>;
