//! What server functions reach: the services that the server hands in, and who is asking.

use crate::AppError;
use access::{Access, AccessError, Scope, Viewer};
use axum::http::{StatusCode, request::Parts};
use domain::PartnerId;
use leptos::prelude::*;
use program::{Program, ProgramError};
use std::sync::Arc;
use unify::{Unify, UnifyError, content::Editor};

/// Everything a server function may call; provided as context by the server.
#[derive(Clone)]
pub struct Services {
    /// The combined data layer.
    pub unify: Arc<Unify>,
    /// The affiliate program.
    pub program: Program,
    /// Who may do what.
    pub access: Arc<Access>,
    /// Where the application is reached, such as `https://partners.example.com`.
    pub public_url: String,
}

/// The services of this request.
///
/// # Errors
/// When the server did not provide them: a fault in the wiring.
pub fn services() -> Result<Services, AppError> {
    use_context::<Services>().ok_or_else(|| internal("services are not in context"))
}

/// Who is asking.
///
/// # Errors
/// When nobody is signed in.
pub fn viewer() -> Result<Viewer, AppError> {
    let parts = use_context::<Parts>();
    let viewer = parts.and_then(|parts| parts.extensions.get::<Option<Viewer>>().cloned().flatten());
    viewer.ok_or_else(|| answer(StatusCode::UNAUTHORIZED, AppError::Unauthorized))
}

/// The partner this request may see: themselves, or the one an admin asks for.
///
/// # Errors
/// When nobody is signed in or the viewer may not see that partner.
pub async fn scope(asked: Option<&PartnerId>) -> Result<(Services, Scope), AppError> {
    let services = services()?;
    let viewer = viewer()?;
    let scope = viewer.scope(&services.access, asked).await.map_err(|error| denied(&error))?;
    Ok((services, scope))
}

/// From where the request came, as the audit trail names it; put into the request's extensions by the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorAddress(pub String);

/// Who is asking, as whoever writes a landing page.
///
/// # Errors
/// When nobody is signed in.
pub fn editor() -> Result<Editor, AppError> {
    let address = use_context::<Parts>().and_then(|parts| parts.extensions.get::<VisitorAddress>().cloned());
    let viewer = viewer()?;
    Ok(Editor {
        account: viewer.account(),
        admin: match &viewer {
            Viewer::Admin { name, .. } => Some(name.clone()),
            Viewer::Partner { .. } => None,
        },
        address: address.map(|VisitorAddress(address)| address),
    })
}

/// The channel, for the merchant's team only.
///
/// # Errors
/// When no admin is signed in.
pub fn team() -> Result<(Services, domain::ChannelId), AppError> {
    let services = services()?;
    match viewer()? {
        Viewer::Admin { channel, .. } => Ok((services, channel)),
        Viewer::Partner { .. } => Err(denied(&AccessError::Denied)),
    }
}

/// Turns a refusal into what the browser may know.
pub fn denied(error: &AccessError) -> AppError {
    match error {
        AccessError::Denied => answer(StatusCode::FORBIDDEN, AppError::Forbidden),
        AccessError::NotFound => answer(StatusCode::NOT_FOUND, AppError::NotFound),
        AccessError::Store(_) => unavailable(error),
    }
}

/// Turns a fault of the data layer into what the browser may know; logged once, here.
pub fn failed(error: UnifyError) -> AppError {
    match error {
        UnifyError::NotFound => answer(StatusCode::NOT_FOUND, AppError::NotFound),
        UnifyError::Invalid { field, message } => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, AppError::Invalid { field: field.into_owned(), message })
        }
        UnifyError::TooMany { retry_after } => {
            let message = format!("That was too often. Please wait {} s and try again.", retry_after.as_secs().max(1));
            answer(StatusCode::TOO_MANY_REQUESTS, AppError::TooMany { message })
        }
        UnifyError::Conflict(message) => answer(StatusCode::CONFLICT, AppError::Conflict { message }),
        UnifyError::Outside(message) => answer(StatusCode::SERVICE_UNAVAILABLE, AppError::Outside { message }),
        UnifyError::Store(_) => unavailable(&error),
    }
}

/// Turns a fault of the program into what the browser may know; logged once, here.
pub fn refused(error: ProgramError) -> AppError {
    match error {
        ProgramError::NotFound => answer(StatusCode::NOT_FOUND, AppError::NotFound),
        ProgramError::Invalid { field, message } => invalid(field.to_owned(), message),
        ProgramError::Rail(message) => answer(StatusCode::SERVICE_UNAVAILABLE, AppError::Outside { message }),
        ProgramError::Conflict(message) => answer(StatusCode::CONFLICT, AppError::Conflict { message }),
        ProgramError::Store(_) => unavailable(&error),
    }
}

/// What was typed into a field cannot be.
pub fn invalid(field: String, message: String) -> AppError {
    answer(StatusCode::UNPROCESSABLE_ENTITY, AppError::Invalid { field, message })
}

fn unavailable(error: &dyn std::error::Error) -> AppError {
    tracing::error!(error = %error, "a page could not be answered");
    answer(StatusCode::SERVICE_UNAVAILABLE, AppError::Unavailable)
}

/// A fault of our own; logged once, here.
pub fn internal(what: &str) -> AppError {
    let id = domain::AdminId::new(&domain::clock::SystemClock).to_string();
    let id = id.trim_start_matches(domain::AdminId::PREFIX).to_owned();
    tracing::error!(reference = %id, what, "a page broke");
    answer(StatusCode::INTERNAL_SERVER_ERROR, AppError::Internal { id })
}

fn answer(status: StatusCode, error: AppError) -> AppError {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
    error
}
