//! Vendors' JSON read without trust: no shape is assumed, nothing panics, numbers keep their exact text.
//!
//! Answers are read into [`Json`], whose questions (`text`, `id`, `money`, …) have an answer or none, whatever stands there:
//! vendors send numbers as strings, ids as objects, `""` or `null` for "none". `serde_json::Value` would pass amounts
//! through `f64`; here a number is the text that stood in the answer.

mod decimal;
mod safe;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use decimal::{percent, plain};
pub(crate) use safe::{color, host, opaque_id, web_url};

use crate::{ConnectorError, Result};
use domain::{Currency, Money, Timestamp};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Deeper answers are cut off: no vendor nests so deep, and reading recurses.
const DEEPEST: usize = 24;

static NULL: Json = Json::Null;

/// A JSON value whose numbers are exact text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

/// The error for an answer that breaks the contract; `what` never holds the answer's content.
pub(crate) fn malformed(what: &str) -> ConnectorError {
    ConnectorError::Malformed { what: what.to_owned() }
}

impl Json {
    /// Reads a body.
    ///
    /// # Errors
    /// When it is no JSON.
    pub(crate) fn parse(body: &[u8]) -> Result<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let raw: &RawValue = serde_json::from_slice(body).map_err(|_| malformed("the body is no JSON"))?;
        Ok(Self::read(raw.get(), 0))
    }

    fn read(text: &str, depth: usize) -> Self {
        let value = match text.as_bytes().first() {
            _ if depth > DEEPEST => None,
            Some(b'{') => {
                serde_json::from_str::<BTreeMap<String, &RawValue>>(text).ok().map(|fields| Self::object(fields, depth))
            }
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(text).ok().map(|items| Self::list(items, depth)),
            Some(b'"') => serde_json::from_str(text).ok().map(Self::Text),
            Some(b't') => Some(Self::Bool(true)),
            Some(b'f') => Some(Self::Bool(false)),
            Some(b'-' | b'0'..=b'9') => Some(Self::Number(text.to_owned())),
            _ => None,
        };
        value.unwrap_or(Self::Null)
    }

    fn object(fields: BTreeMap<String, &RawValue>, depth: usize) -> Self {
        let read = |(name, raw): (String, &RawValue)| (name, Self::read(raw.get(), depth + 1));
        Self::Object(fields.into_iter().map(read).collect())
    }

    fn list(items: Vec<&RawValue>, depth: usize) -> Self {
        let read = |raw: &RawValue| Self::read(raw.get(), depth + 1);
        Self::List(items.into_iter().map(read).collect())
    }

    /// The field of that name; null when there is none.
    pub(crate) fn get(&self, name: &str) -> &Self {
        self.fields().and_then(|fields| fields.get(name)).unwrap_or(&NULL)
    }

    /// The first of these fields that is not null: vendors name one thing in several ways.
    pub(crate) fn any(&self, names: &[&str]) -> &Self {
        let found = names.iter().map(|name| self.get(name));
        found.into_iter().find(|it| !it.is_null()).unwrap_or(&NULL)
    }

    /// The field at the end of a path such as `brandKit.primaryColor`.
    pub(crate) fn at(&self, path: &str) -> &Self {
        path.split('.').fold(self, |it, name| it.get(name))
    }

    /// Whether the field exists, even as null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields().is_some_and(|fields| fields.contains_key(name))
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub(crate) fn fields(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    pub(crate) fn items(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a list; of a connection in GraphQL also under `nodes` or `edges{node}`.
    pub(crate) fn nodes(&self) -> Option<Vec<&Self>> {
        if let Some(items) = self.items().or_else(|| self.get("nodes").items()) {
            return Some(items.iter().collect());
        }
        let edges = self.get("edges").items()?;
        Some(edges.iter().map(|edge| edge.get("node")).collect())
    }

    /// A text as it stands, even when empty.
    pub(crate) fn verbatim(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, trimmed; none when empty. A number is its own text.
    pub(crate) fn text(&self) -> Option<String> {
        let text = match self {
            Self::Text(text) | Self::Number(text) => text.trim(),
            _ => return None,
        };
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// An id: text or number, or the `_id` or `id` of an object.
    pub(crate) fn id(&self) -> Option<String> {
        let plain = match self {
            Self::Object(_) => self.any(&["_id", "id"]).text(),
            _ => self.text(),
        };
        plain.and_then(|id| opaque_id(&id))
    }

    /// Shopify's numeric id, from a number, a text or a GID such as `gid://shopify/Product/42`.
    pub(crate) fn numeric_id(&self) -> Option<String> {
        let text = self.text()?;
        let tail = text.rsplit('/').next()?;
        let digits = tail.split('?').next()?;
        let good = (1..=20).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
        good.then(|| digits.to_owned())
    }

    /// A yes or no, also as text or number.
    pub(crate) fn flag(&self) -> Option<bool> {
        if let Self::Bool(flag) = self {
            return Some(*flag);
        }
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "1" | "y" | "yes" => Some(true),
            "false" | "0" | "n" | "no" => Some(false),
            _ => None,
        }
    }

    /// A number as plain decimal text, exactly as it stood.
    pub(crate) fn decimal(&self) -> Option<String> {
        plain(&self.text()?)
    }

    /// A whole number.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.decimal()?.parse().ok()
    }

    /// An amount of that currency.
    pub(crate) fn money(&self, currency: Currency) -> Option<Money> {
        Money::parse(&self.decimal()?, currency).ok()
    }

    /// A currency code.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.text()?.parse().ok()
    }

    /// A point in time: RFC 3339 text, or milliseconds since 1970 as a number.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        match self {
            Self::Number(_) => self.whole().map(Timestamp::from_millis),
            _ => domain::zone::parse_rfc3339(&self.text()?),
        }
    }
}

/// Reads each item of a list. A bad one is skipped, so that it does not cost the page.
///
/// # Errors
/// When there are items and all are bad: then the format has changed, and "none" would be a lie.
pub(crate) fn each<T>(what: &'static str, items: Vec<&Json>, read: impl Fn(&Json) -> Option<T>) -> Result<Vec<T>> {
    let count = items.len();
    let good: Vec<T> = items.into_iter().filter_map(read).collect();
    let skipped = count - good.len();
    if skipped > 0 {
        tracing::warn!(what, skipped, count, "items of an answer not understood");
    }
    if good.is_empty() && count > 0 {
        return Err(malformed(&format!("no item of {what} can be read")));
    }
    Ok(good)
}

/// The items of a list that must be there. An explicit null is an empty list; a missing field is not.
///
/// # Errors
/// When the field is missing or is no list.
pub(crate) fn required<'a>(what: &'static str, from: &'a Json, name: &str) -> Result<Vec<&'a Json>> {
    let list = from.get(name);
    if list.is_null() && from.has(name) {
        return Ok(Vec::new());
    }
    list.nodes().ok_or_else(|| malformed(&format!("{what} are no list")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn amounts_are_exact_as_number_and_as_text() {
        for body in [r#"{"a":8.20}"#, r#"{"a":"8.20"}"#, r#"{"a":" 8.2 "}"#, r#"{"a":820E-2}"#] {
            let amount = json(body).get("a").money(Currency::USD);
            assert_eq!(amount, Some(Money::new(820, Currency::USD)), "{body}");
        }
        // 2^53 + 1 cents: an f64 would lose the last cent.
        assert_eq!(json("90071992547409.93").money(Currency::USD).unwrap().minor, 9_007_199_254_740_993);
    }

    #[test]
    fn ids_and_flags_come_in_many_shapes() {
        assert_eq!(json("42").id().as_deref(), Some("42"));
        assert_eq!(json(r#""64ab""#).id().as_deref(), Some("64ab"));
        assert_eq!(json(r#"{"_id":"64ab"}"#).id().as_deref(), Some("64ab"));
        assert_eq!(json(r#"{"id":7}"#).id().as_deref(), Some("7"));
        assert_eq!(json(r#""""#).id(), None);
        let gid = json(r#""gid://shopify/Product/111?x=1""#);
        assert_eq!(gid.numeric_id().as_deref(), Some("111"));
        assert_eq!(json(r#""gid://shopify/Product/""#).numeric_id(), None);
        assert_eq!(json(r#""64b0000000000000000000b1""#).numeric_id(), None);
        assert_eq!(json(r#""false""#).flag(), Some(false));
        assert_eq!(json("1").flag(), Some(true));
        assert_eq!(json("[]").flag(), None);
    }

    #[test]
    fn empty_text_is_none_but_stays_readable() {
        let body = json(r#"{"date":"","bio":"","n":null}"#);
        assert_eq!(body.get("date").text(), None);
        assert_eq!(body.get("date").time(), None);
        assert_eq!(body.get("bio").verbatim(), Some(""));
        assert!(body.has("n") && body.get("n").is_null() && !body.has("m"));
    }

    #[test]
    fn times_are_read_with_their_offset() {
        let at = json(r#""2020-09-10T09:45:07-07:00""#).time();
        assert_eq!(at, Some(Timestamp::from_millis(1_599_756_307_000)));
        assert_eq!(json("1564113600000").time().map(Timestamp::millis), Some(1_564_113_600_000));
        assert_eq!(json(r#""yesterday""#).time(), None);
    }

    #[test]
    fn one_bad_item_is_skipped_but_all_bad_is_an_error() {
        let list = json(r#"[1, "x", 3]"#);
        let read = |it: &Json| it.whole();
        assert_eq!(each("numbers", list.nodes().unwrap(), read), Ok(vec![1, 3]));
        let bad = json(r#"["x", {}]"#);
        assert!(each("numbers", bad.nodes().unwrap(), read).is_err());
        assert_eq!(each("numbers", Vec::new(), read), Ok(Vec::new()));
    }

    #[test]
    fn an_absent_list_is_no_empty_list() {
        assert_eq!(required("things", &json(r#"{"a":null}"#), "a"), Ok(Vec::new()));
        assert!(required("things", &json("{}"), "a").is_err());
        assert!(required("things", &json(r#"{"a":"x"}"#), "a").is_err());
        let edges = json(r#"{"a":{"edges":[{"node":1}]}}"#);
        assert_eq!(required("things", &edges, "a").unwrap().len(), 1);
    }

    #[test]
    fn very_deep_answers_are_cut_off() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(Json::parse(deep.as_bytes()).is_ok());
        assert!(Json::parse(b"<html>").is_err());
        assert!(Json::parse(b"\xff\xfe").is_err());
        assert_eq!(Json::parse(b"\xef\xbb\xbf{}"), Ok(Json::Object(BTreeMap::new())));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Json::parse(&body);
        }

        #[test]
        fn what_serde_can_read_is_read(value in testing::any_json()) {
            let text = value.to_string();
            prop_assert!(Json::parse(text.as_bytes()).is_ok());
        }
    }
}
