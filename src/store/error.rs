//! What can go wrong in the store, and what a caller tells the world about it.

/// What the store answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, its disk is full or no connection came free in time. HTTP 503 with `Retry-After`.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Too many writers wanted the same rows, also after some tries. HTTP 503 with `Retry-After`.
    #[error("the database is busy")]
    Busy,
    /// The caller's page cursor was not made by this store for this list. HTTP 400.
    #[error("the page cursor is not valid")]
    InvalidCursor,
    /// A stored row does not read back as what it was written as. HTTP 500.
    #[error("stored data is damaged: {0}")]
    Corrupt(&'static str),
    /// Anything else: a fault of settings, of the schema or of this program. HTTP 500.
    #[error("the store failed: {0}")]
    Other(String),
}
