//! CC's events. CC publishes no webhooks of its own, so the form is ours (contract A6): a signed envelope with its own time.

use domain::{Timestamp, zone::parse_rfc3339};
use serde_json::Value;
use std::time::Duration;

/// How far an event's time may lie from ours: a recorded event is worth nothing later.
const WINDOW: Duration = Duration::from_mins(5);

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// CC's id of it.
    pub id: String,
    /// What happened, such as `content.generated`.
    pub kind: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it belongs to test data.
    pub is_test: bool,
    /// What it is about.
    pub data: Value,
}

impl Event {
    /// Reads an envelope; none when a part is missing.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id").filter(|id| (1..=200).contains(&id.len()))?;
        Some(Self {
            id,
            kind: text("type")?,
            created_at: text("created_at").and_then(|at| parse_rfc3339(&at))?,
            is_test: body.get("test").and_then(Value::as_bool).unwrap_or(false),
            data: body.get_mut("data")?.take(),
        })
    }

    /// Whether it was made about now.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        now.since(self.created_at).max(self.created_at.since(now)) <= WINDOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::any_json;
    use proptest::prelude::*;

    #[test]
    fn an_envelope_is_read_and_its_time_checked() {
        let body = r#"{"id":"evt_1","type":"content.generated","created_at":"2026-11-21T15:00:00Z","test":true,"data":{"a":1}}"#;
        let event = Event::parse(body.as_bytes()).unwrap();
        assert_eq!((event.id.as_str(), event.kind.as_str(), event.is_test), ("evt_1", "content.generated", true));
        assert_eq!(event.data["a"], 1);
        let at = |seconds: i64| Timestamp::from_millis(event.created_at.millis() + seconds * 1_000);
        assert!(event.is_recent(at(300)) && event.is_recent(at(-300)));
        assert!(!event.is_recent(at(301)) && !event.is_recent(at(-301)));
    }

    #[test]
    fn a_part_that_is_missing_spoils_it() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"id":"","type":"a","created_at":"2026-11-21T15:00:00Z","data":{}}"#,
            r#"{"id":"1","type":"a","created_at":"yesterday","data":{}}"#,
            r#"{"id":"1","type":"a","created_at":"2026-11-21T15:00:00Z"}"#,
        ] {
            assert_eq!(Event::parse(body.as_bytes()), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(body in any_json()) {
            let _ = Event::parse(body.to_string().as_bytes());
        }
    }
}
