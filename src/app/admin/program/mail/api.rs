//! What the page of messages asks the server.

use crate::{AppError, admin::program::stand::StandParams};
#[cfg(feature = "ssr")]
use crate::{admin::program::team, services::refused};
use domain::{
    MailId,
    mail::{MailPage, MailState},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailText {
    /// Its subject.
    pub subject: String,
    /// As plain text, without a private address.
    pub text: String,
    /// As a document of its own that loads nothing, without a private address.
    pub html: String,
}

/// A page of messages, the newest first.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/mail", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_mail(query: StandParams<MailState>) -> Result<MailPage, AppError> {
    let (services, channel, _) = team()?;
    services.program.mail_page(&channel, query.state, query.after.as_deref()).await.map_err(refused)
}

/// What a message says.
///
/// # Errors
/// As [`list_mail`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/mail-text", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_mail_text(id: MailId) -> Result<MailText, AppError> {
    let (services, channel, _) = team()?;
    let found = services.program.mail_text(&channel, &id).await.map_err(refused)?;
    Ok(MailText { subject: found.subject, text: found.text, html: found.html })
}

/// Lets a message go out that was given up.
///
/// # Errors
/// As [`load_mail_text`], or when it was not given up.
#[server(prefix = "/fn", endpoint = "admin/send-mail-again", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn send_again(id: MailId) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.send_again(&channel, &id, &who).await.map_err(refused)
}
