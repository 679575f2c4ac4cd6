//! What a server function may tell the browser: a kind, words for people, and nothing of the inside.

use crate::codec::JsonText;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a server function gave no data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or no longer: 401.
    #[error("Please sign in again.")]
    Unauthorized,
    /// Signed in, but not for this: 403.
    #[error("You may not see this.")]
    Forbidden,
    /// There is no such thing: 404.
    #[error("This does not exist, or no longer.")]
    NotFound,
    /// What was asked makes no sense: 422.
    #[error("{message}")]
    Invalid {
        /// The field at fault, as the form names it.
        field: String,
        /// What to do about it.
        message: String,
    },
    /// Somebody else was first, or it changed meanwhile: 409. Nothing was done.
    #[error("{message}")]
    Conflict {
        /// What happened, and what to do about it.
        message: String,
    },
    /// This was tried too often: 429.
    #[error("{message}")]
    TooMany {
        /// How long to wait.
        message: String,
    },
    /// A system beside Tandem that has to take part does not: 503. What was typed is kept.
    #[error("{message}")]
    Outside {
        /// Which one, and what to do about it.
        message: String,
    },
    /// The store does not answer: 503.
    #[error("Tandem is busy. Please try again in a moment.")]
    Unavailable,
    /// The browser did not reach the server.
    #[error("No connection. Check your network and try again.")]
    Network,
    /// Something broke: 500. The id finds it in the log.
    #[error("Something went wrong on our side (reference {id}).")]
    Internal {
        /// Finds the fault in the log.
        id: String,
    },
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Network,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Invalid {
                field: String::new(),
                message: "The request was not understood. Reload the page and try again.".into(),
            },
            _ => Self::Internal { id: "browser".into() },
        }
    }
}
