//! Why an outside system gave no answer, in kinds that callers can act on.

use std::time::Duration;

/// Why a call failed. Never holds a secret; the vendor's own words are kept for the log, not for partners.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    /// No answer within the time allowed.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke.
    #[error("not reachable")]
    Unreachable,
    /// Too many failures of late: not asked at all.
    #[error("not asked: paused for {}s after repeated failures", retry_after.as_secs())]
    Paused {
        /// When it will be asked again.
        retry_after: Duration,
    },
    /// The vendor's rate limit, or our own budget that obeys it.
    #[error("rate limit reached, again in {}s", retry_after.as_secs())]
    RateLimited {
        /// When to ask again: 1 to 300 seconds.
        retry_after: Duration,
    },
    /// The credentials are refused: the merchant must reconnect.
    #[error("credentials refused")]
    Unauthorized,
    /// What was asked for is not there.
    #[error("not found")]
    NotFound,
    /// The vendor refused the request.
    #[error("refused with status {status}: {message}")]
    Rejected {
        /// HTTP status.
        status: u16,
        /// The vendor's own code, if it gave one.
        code: Option<String>,
        /// The vendor's words, shortened to 300 characters.
        message: String,
        /// The vendor's id of the request, if it gave one.
        request_id: Option<String>,
    },
    /// The vendor failed (5xx).
    #[error("failed with status {status}")]
    Failed {
        /// HTTP status.
        status: u16,
        /// The vendor's id of the request, if it gave one.
        request_id: Option<String>,
    },
    /// The answer is not what the contract says.
    #[error("answer not understood: {what}")]
    Malformed {
        /// What was wrong, without the answer's content.
        what: String,
    },
    /// The answer is larger than allowed.
    #[error("answer too large")]
    TooLarge,
}

impl ConnectorError {
    /// The vendor's id of the request, if it gave one: what its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Rejected { request_id, .. } | Self::Failed { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }
}
