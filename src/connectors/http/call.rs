//! One call to a vendor, and paths into which outside text can be put safely.

use crate::{ConnectorError, Result};
use http::Method;
use serde::Serialize;
use std::fmt::Write;

/// A call: what is asked, and whether asking twice does harm.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What it is for, in words for the log.
    pub(super) operation: &'static str,
    pub(super) method: Method,
    /// Path and query below the base URL, encoded.
    pub(super) target: String,
    pub(super) body: Option<Vec<u8>>,
    pub(super) is_write: bool,
    pub(super) is_repeatable: bool,
}

impl Call {
    /// Reads something.
    pub(crate) fn get(operation: &'static str, path: String) -> Self {
        Self { operation, method: Method::GET, target: path, body: None, is_write: false, is_repeatable: true }
    }

    /// Sends JSON. Not repeated unless [`Call::repeatable`] says so.
    pub(crate) fn post(operation: &'static str, path: String, body: &impl Serialize) -> Self {
        Self {
            operation,
            method: Method::POST,
            target: path,
            // Bodies are built from our own structs and JSON values, which always serialise.
            body: Some(serde_json::to_vec(body).unwrap_or_default()),
            is_write: true,
            is_repeatable: false,
        }
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
