//! Why a source gave no answer: a word that the store keeps, and words for people.

use connectors::ConnectorError;
use std::time::Duration;
use store::StoreError;

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// The outside system did not answer.
    #[error(transparent)]
    Source(#[from] ConnectorError),
    /// Our own store failed while the answer was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The word that the store keeps for a fault.
pub(crate) fn word(error: &ConnectorError) -> &'static str {
    match error {
        ConnectorError::Timeout => "timeout",
        ConnectorError::Unreachable => "unreachable",
        ConnectorError::Paused { .. } => "paused",
        ConnectorError::RateLimited { .. } => "rate_limited",
        ConnectorError::Unauthorized => "unauthorized",
        ConnectorError::NotFound => "not_found",
        ConnectorError::Rejected { .. } => "rejected",
        ConnectorError::Failed { .. } => "failed",
        ConnectorError::Malformed { .. } => "malformed",
        ConnectorError::TooLarge => "too_large",
    }
}

/// What the fault means, after the source's name.
pub(crate) fn says(word: &str) -> &'static str {
    match word {
        "rate_limited" => "asks us to wait",
        "unauthorized" => "refuses our access, so the merchant has to connect it again",
        "rejected" | "not_found" => "refuses our question",
        "malformed" | "too_large" => "gives answers that we cannot read",
        _ => "does not answer",
    }
}

/// Whom a failure holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The system answered; nothing is held back.
    None,
    /// The system works, but not for this question.
    Question,
    /// The system is in trouble: nobody asks it for a while.
    Source,
    /// The system, or the client that speaks to it, says how long to wait.
    Told(Duration),
}

/// Decides whom a failure holds back.
pub(crate) fn reach(error: &ConnectorError) -> Reach {
    match error {
        ConnectorError::Timeout
        | ConnectorError::Unreachable
        | ConnectorError::Unauthorized
        | ConnectorError::Failed { .. } => Reach::Source,
        ConnectorError::Paused { retry_after } | ConnectorError::RateLimited { retry_after } => {
            Reach::Told(*retry_after)
        }
        ConnectorError::Rejected { .. } | ConnectorError::Malformed { .. } | ConnectorError::TooLarge => {
            Reach::Question
        }
        ConnectorError::NotFound => Reach::None,
    }
}
