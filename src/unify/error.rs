//! Why a view could not be given.

use std::{borrow::Cow, time::Duration};
use store::StoreError;

/// Why the combined data layer could not answer. Outside systems that fail are no errors here: views say so themselves.
#[derive(Debug, thiserror::Error)]
pub enum UnifyError {
    /// There is no such channel or partner. HTTP 404.
    #[error("not found")]
    NotFound,
    /// The question makes no sense; names the part that does not. HTTP 422.
    #[error("{field}: {message}")]
    Invalid {
        /// The part of the question, as it is called in the page's URL or form.
        field: Cow<'static, str>,
        /// What is wrong with it, in words for the person who asked.
        message: String,
    },
    /// Somebody else was first; says what became of it. HTTP 409.
    #[error("{0}")]
    Conflict(String),
    /// A system that has to be written to does not do it; says what the person can do. HTTP 503.
    #[error("{0}")]
    Outside(String),
    /// This was done too often. HTTP 429.
    #[error("too often: again in {} s", retry_after.as_secs())]
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
    /// Our own store failed. HTTP 503.
    #[error(transparent)]
    Store(StoreError),
}

impl UnifyError {
    pub(crate) fn invalid(field: &'static str, message: &str) -> Self {
        Self::Invalid { field: field.into(), message: message.to_owned() }
    }
}

impl From<StoreError> for UnifyError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InvalidCursor => {
                Self::invalid("after", "this page of the list is no longer there: start again from the first")
            }
            other => Self::Store(other),
        }
    }
}
