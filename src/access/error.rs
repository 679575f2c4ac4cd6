//! Why somebody was not let in, in kinds that callers can act on.

use std::time::Duration;
use store::StoreError;
use tower_sessions::session;

/// Why a viewer may not see something.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The viewer may not see it (403).
    #[error("not allowed")]
    Denied,
    /// There is no such partner in the viewer's channel (404).
    #[error("not found")]
    NotFound,
    /// The store could not be asked (503).
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The token is no good (401). The reason is for the log; people hear the same for every reason.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// E-mail or password is wrong (401), never saying which.
    #[error("wrong e-mail or password")]
    WrongPassword,
    /// Too many failures of late (429).
    #[error("too many failed sign-ins, again in {}s", retry_after.as_secs())]
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
    /// CC could not be asked (503).
    #[error("the sign-on service could not be asked")]
    Unavailable,
    /// The partner is switched off (403; people hear what they hear for a bad token).
    #[error("the partner is switched off")]
    Disabled,
    /// The store could not be asked (503).
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an admin was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateAdminError {
    /// The password breaks a rule, said in words for the person who chose it.
    #[error("password: {0}")]
    Password(&'static str),
    /// The name is empty or too long.
    #[error("name: give a name of 1 to 100 characters")]
    Name,
    /// Another admin has this e-mail.
    #[error("email: another admin has this e-mail address")]
    EmailTaken,
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<session::Error> for AccessError {
    fn from(error: session::Error) -> Self {
        Self::Store(unavailable(&error))
    }
}

impl From<session::Error> for SignInError {
    fn from(error: session::Error) -> Self {
        Self::Store(unavailable(&error))
    }
}

/// Sessions are rows of the store: one that cannot be read or written is a store that does not answer.
fn unavailable(error: &session::Error) -> StoreError {
    StoreError::Unavailable(format!("session: {error}"))
}
