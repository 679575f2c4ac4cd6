//! One call to a vendor, and paths into which outside text can be put safely.

use crate::{ConnectorError, Result};
use http::{HeaderName, Method};
use secrecy::SecretString;
use serde::Serialize;
use std::fmt::Write;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A call: what is asked, and whether asking twice does harm.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What it is for, in words for the log.
    pub(super) operation: &'static str,
    pub(super) method: Method,
    /// Path and query below the base URL, encoded.
    pub(super) target: String,
    pub(super) body: Option<Vec<u8>>,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(HeaderName, String)>,
    /// For vendors whose credential changes from call to call; a secret.
    pub(super) authorization: Option<SecretString>,
    pub(super) is_write: bool,
    pub(super) is_repeatable: bool,
}

impl Call {
    /// Reads something.
    pub(crate) fn get(operation: &'static str, path: String) -> Self {
        Self {
            operation,
            method: Method::GET,
            target: path,
            body: None,
            content_type: JSON,
            headers: Vec::new(),
            authorization: None,
            is_write: false,
            is_repeatable: true,
        }
    }

    /// Sends JSON. Not repeated unless [`Call::repeatable`] says so.
    pub(crate) fn post(operation: &'static str, path: String, body: &impl Serialize) -> Self {
        // Bodies are built from our own structs and JSON values, which always serialise.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { body: Some(body), ..Self::writing(operation, path) }
    }

    /// Sends a form. Not repeated unless [`Call::repeatable`] says so.
    pub(crate) fn form(operation: &'static str, path: String, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let body = pairs.join("&").into_bytes();
        Self { body: Some(body), content_type: FORM, ..Self::writing(operation, path) }
    }

    fn writing(operation: &'static str, path: String) -> Self {
        Self { method: Method::POST, is_write: true, is_repeatable: false, ..Self::get(operation, path) }
    }

    /// Adds a header, which is no secret.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((HeaderName::from_static(name), value.to_owned()));
        self
    }

    /// Sends this credential, and takes it for a secret.
    pub(crate) fn authorized(mut self, credential: SecretString) -> Self {
        self.authorization = Some(credential);
        self
    }

    /// Adds a query parameter.
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        let mark = if self.target.contains('?') { '&' } else { '?' };
        self.target.push(mark);
        self.target.push_str(&encoded(name));
        self.target.push('=');
        self.target.push_str(&encoded(value));
        self
    }

    /// Asking twice gives the same result as asking once.
    pub(crate) fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    /// Asking twice is not like asking once, although it is a GET.
    pub(crate) fn once(mut self) -> Self {
        self.is_repeatable = false;
        self
    }

    /// Reads although it is a POST, as in GraphQL.
    pub(crate) fn reading(mut self) -> Self {
        self.is_write = false;
        self.repeatable()
    }
}

/// A path of these segments, each percent-encoded.
///
/// # Errors
/// `NotFound` for segments that would lead elsewhere (`""`, `.`, `..`): no vendor has such an id.
pub(crate) fn path(segments: &[&str]) -> Result<String> {
    if segments.iter().any(|it| matches!(*it, "" | "." | "..")) {
        return Err(ConnectorError::NotFound);
    }
    let encoded = segments.iter().map(|segment| encoded(segment));
    Ok(encoded.fold(String::new(), |path, segment| path + "/" + &segment))
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_segments_stay_one_segment() {
        assert_eq!(path(&["contacts", "a/b?c#d%e+f@x.y"]).as_deref(), Ok("/contacts/a%2Fb%3Fc%23d%25e%2Bf%40x.y"));
        for bad in ["", ".", ".."] {
            assert_eq!(path(&["a", bad]), Err(ConnectorError::NotFound));
        }
    }

    #[test]
    fn query_values_are_encoded() {
        let call = Call::get("test", "/x".into()).query("email", "a+b@c.de").query("q", "1&2=3");
        assert_eq!(call.target, "/x?email=a%2Bb%40c.de&q=1%262%3D3");
    }

    #[test]
    fn form_fields_are_encoded() {
        let call = Call::form("test", "/x".into(), &[("metadata[payout_id]", "a b&c=d"), ("amount", "1100")]);
        assert_eq!(call.body.as_deref(), Some(b"metadata%5Bpayout_id%5D=a%20b%26c%3Dd&amount=1100".as_slice()));
        assert!(!call.is_repeatable && call.is_write && call.content_type == FORM);
    }

    #[test]
    fn a_credential_is_not_shown() {
        let call = Call::get("test", "/x".into()).authorized("Bearer very-secret".into());
        assert!(!format!("{call:?}").contains("very-secret"));
    }

    proptest! {
        #[test]
        fn a_segment_never_changes_the_path(text in "\\PC{1,20}") {
            prop_assume!(text != "." && text != "..");
            let made = format!("http://host{}", path(&["a", &text, "b"]).unwrap());
            let url = reqwest::Url::parse(&made).unwrap();
            prop_assert_eq!(url.path_segments().unwrap().count(), 3);
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }
    }
}
