//! Why a command of the program did nothing.

use store::StoreError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// There is no such thing in this channel: 404.
    #[error("there is no such thing")]
    NotFound,
    /// What was asked makes no sense: 422.
    #[error("{message}")]
    Invalid {
        /// The field at fault, as the API and the forms name it.
        field: &'static str,
        /// What to do about it.
        message: String,
    },
    /// It stands differently than whoever asked believes: 409.
    #[error("{0}")]
    Conflict(String),
    /// A rail's message is not the rail's, or not understood: 401.
    #[error("{0}")]
    Rail(String),
    /// The store does not answer: 503.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ProgramError {
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { field, message: message.into() }
    }
}
