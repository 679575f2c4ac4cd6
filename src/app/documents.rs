//! Pages without the application: plain HTML that works without JavaScript and can be cached.

use domain::landing::Landing;

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

/// The public landing page.
pub fn landing_html(landing: &Landing) -> String {
    format!("<!DOCTYPE html><title>{}</title>", escape(&landing.name))
}

/// How partners sign in.
pub fn sign_in_html() -> String {
    message_html(
        "Sign in",
        "Open the dashboard from your partner portal.",
        None,
    )
}

/// The team's sign-in form.
pub fn admin_sign_in_html(form: &AdminSignInForm) -> String {
    message_html("Sign in", &form.email, None)
}

/// A page that says one thing and offers one way on: title, text, and an optional link of text and address.
pub fn message_html(title: &str, text: &str, action: Option<(&str, &str)>) -> String {
    let link =
        action.map(|(label, href)| format!("<a href=\"{}\">{}</a>", escape(href), escape(label)));
    format!(
        "<!DOCTYPE html><title>{0}</title><h1>{0}</h1><p>{1}</p>{2}",
        escape(title),
        escape(text),
        link.unwrap_or_default()
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
