//! Pages without the application: plain HTML that works without JavaScript and can be cached.
//!
//! They load nothing but `/documents.css`, so that a policy as strict as `default-src 'none'; style-src 'self'` holds:
//! no script, no inline style. The partner's colour therefore comes as an attribute of a drawing and as a class of its hue.

mod apply;
mod message;
mod meta;
mod page;
mod sign_in;
#[cfg(test)]
mod tests;

pub use apply::TRAP as APPLY_TRAP;

use crate::landing::{LandingPage, body_class};
use domain::{
    landing::Landing,
    program::{
        Question,
        application::{FieldFaults, Typed},
    },
};
use leptos::prelude::*;
use page::document;

/// What the admin typed and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct AdminSignInForm {
    /// The e-mail as typed.
    pub email: String,
    /// What to do about the fault, if there is one.
    pub error: Option<String>,
    /// The local path to go to afterwards.
    pub next: String,
}

/// A partner's private door, as it is shown.
#[derive(Debug, Clone, Default)]
pub struct DoorForm {
    /// Where the form is sent.
    pub path: String,
    /// Whether this visit sets the password.
    pub is_first: bool,
    /// What to do about the fault, if there is one.
    pub error: Option<String>,
}

/// The form to apply with, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct ApplyForm {
    /// The program's name.
    pub program: String,
    /// What applicants are asked beside the usual.
    pub questions: Vec<Question>,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with fields, by their names.
    pub faults: FieldFaults,
    /// What is wrong with no field of it.
    pub error: Option<String>,
}

/// The public landing page; `public_url` is where the pages are reached. Text from outside is text or an attribute's value; addresses lead to the web or nowhere.
pub fn landing_html(landing: &Landing, public_url: &str) -> String {
    // Signals live as long as their owner.
    Owner::new().with(|| {
        let body = view! {
            <body class=body_class(landing)>
                <LandingPage landing=Signal::stored(landing.clone()) />
            </body>
        };
        document(meta::head(landing, public_url), body.into_any())
    })
}

/// How partners sign in.
pub fn sign_in_html() -> String {
    document(page::private_head("Sign in"), sign_in::partner())
}

/// The team's sign-in form.
pub fn admin_sign_in_html(form: &AdminSignInForm) -> String {
    document(page::private_head("Team sign-in"), sign_in::team(form))
}

/// A partner's private door.
pub fn door_html(form: &DoorForm) -> String {
    let title = if form.is_first { "Set your password" } else { "Partner sign-in" };
    document(page::private_head(title), sign_in::door(form))
}

/// A door at which nobody came in time to set a password.
pub fn expired_door_html(form: &DoorForm) -> String {
    document(page::private_head("This link is too old"), sign_in::expired(form))
}

/// The form to apply with.
pub fn apply_html(form: &ApplyForm) -> String {
    document(page::private_head(&format!("Apply to {}", form.program)), apply::form(form))
}

/// A page that says one thing and offers one way on: title, text, and an optional link of text and address.
pub fn message_html(title: &str, text: &str, action: Option<(&str, &str)>) -> String {
    document(page::private_head(title), message::body(title, text, action))
}
