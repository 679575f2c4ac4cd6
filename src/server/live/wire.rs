//! What goes over the line: the text form of server-sent events (WHATWG HTML, 9.2.6).

use axum::body::Bytes;
use domain::{EventId, clock::random, live::LiveEvent};
use store::CatchUp;

/// A sign of life. An event and no comment: the page hears it too, and so notices a line that died without a word.
pub(super) const HEARTBEAT: Bytes = Bytes::from_static(b"event: beat\ndata: {}\n\n");

/// Why the server ends a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bye {
    /// The session is over: do not come back without signing in.
    Over,
    /// The account has too many streams open: come back when somebody looks.
    Crowded,
    /// The server stops: come back in a moment.
    Stopping,
}

/// An event that happened.
pub(super) fn event(event: &LiveEvent) -> Bytes {
    event_text(event).into()
}

fn event_text(event: &LiveEvent) -> String {
    // Numbers and texts always serialise; were one left out, the next event or visit would make up for it.
    let data = serde_json::to_string(event).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.id, event.what.as_str())
}

/// How a stream begins: what was missed up to `position`, and word that from there on all is told as it comes.
pub(super) fn opening(missed: &CatchUp, position: &EventId) -> Bytes {
    // After how long a browser that lost the line asks again: not all of them at once.
    let [noise] = random::<1>();
    let mut text = format!("retry: {}\n\n", 2_000 + u32::from(noise) * 12);
    match missed {
        CatchUp::Lost => text.push_str(&text_of("reset", position)),
        CatchUp::Events(events) => {
            // What came later is told by the channel's loop.
            let known = events.iter().filter(|event| event.id.as_str() <= position.as_str());
            known.for_each(|event| text.push_str(&event_text(event)));
        }
    }
    text.push_str(&text_of("hello", position));
    text.into()
}

fn text_of(name: &str, position: &EventId) -> String {
    format!("id: {position}\nevent: {name}\ndata: {{}}\n\n")
}

/// More happened up to `position` than is told: read everything anew.
pub(super) fn reset(position: &EventId) -> Bytes {
    text_of("reset", position).into()
}

/// The stream ends.
pub(super) fn bye(why: Bye) -> Bytes {
    Bytes::from_static(match why {
        Bye::Over => b"event: bye\ndata: over\n\n",
        Bye::Crowded => b"event: bye\ndata: crowded\n\n",
        Bye::Stopping => b"event: bye\ndata: stopping\n\n",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money, PartnerId, Timestamp, live::Happening};

    #[test]
    fn an_event_is_three_lines_whatever_its_title() {
        let told = LiveEvent {
            id: EventId::from_parts(1, [1; 10]).into(),
            partner: PartnerId::from_parts(1, [2; 10]),
            what: Happening::Order,
            count: 1,
            amount: Some(Money::new(8_400, Currency::EUR)),
            title: "#1\n\ndata: {}\r\nid: x\u{2028}".into(),
            at: Timestamp::from_millis(5),
        };
        let text = String::from_utf8(event(&told).to_vec()).unwrap();
        let lines: Vec<&str> = text.split(['\n', '\r']).collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!((lines[0], lines[1]), (format!("id: {}", told.id).as_str(), "event: order"));
        assert_eq!(serde_json::from_str::<LiveEvent>(&lines[2]["data: ".len()..]).unwrap(), told);
    }
}
