//! What other systems call: webhooks in. No cookies here; whoever calls proves themselves by a signature.
#![forbid(unsafe_code)]

pub mod inbox;
pub mod webhooks;
