//! One client policy for all outside systems.
//!
//! - connections within 2 s, an answer within [`HttpPolicy::total_timeout`] including repeats, at most [`HttpPolicy::max_bytes`];
//! - no redirects: credentials never go to a place that an answer names;
//! - repeats with jitter, only of calls that may be repeated without harm;
//! - `Retry-After` and rate-limit headers are obeyed by all later calls, between 1 and 300 s;
//! - a circuit breaker and a budget of calls, both on the handed-in clock.
//!
//! Callers on interactive paths put `tokio::time::timeout` around a call. Dropping a call is safe at any moment: a place in
//! the budget that was not used is given back, and the breaker counts neither a failure nor a success.
//! Logs name the operation, never addresses, headers or bodies.

mod breaker;
mod budget;
mod call;
mod client;
mod fault;
mod public;
mod retry_after;
mod upload;

pub(crate) use budget::{Limit, Limits};
pub(crate) use call::{Call, path};
pub(crate) use client::{Refusal, Setup, VendorClient};
pub(crate) use fault::shortened;
pub(crate) use retry_after::clamped;
pub(crate) use upload::Uploader;

use std::time::Duration;

/// How patient a client is. The default suits background work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpPolicy {
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a call may take with all its repeats.
    pub total_timeout: Duration,
    /// How long a call may wait for its place in the rate limit before it is refused instead.
    pub longest_wait: Duration,
    /// Largest answer that is read.
    pub max_bytes: usize,
    /// How often a call is repeated that may be.
    pub max_repeats: u32,
    /// Mean pause before the first repeat; doubles with each.
    pub pause: Duration,
}

impl Default for HttpPolicy {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            total_timeout: Duration::from_secs(10),
            longest_wait: Duration::from_secs(5),
            max_bytes: 8 * 1024 * 1024,
            max_repeats: 2,
            pause: Duration::from_millis(200),
        }
    }
}
