//! The combined data layer: asks CC, the shop, the network and the CRM side by side, keeps what they answer, joins it and says how fresh it is.
#![forbid(unsafe_code)]

mod error;
mod policy;
mod service;

pub use error::UnifyError;
pub use policy::{Policy, Sources};
pub use service::Unify;
