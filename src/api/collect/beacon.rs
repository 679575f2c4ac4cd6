//! What a storefront's page sends, read strictly: a field that is wrong refuses the whole, unknown fields are passed over.

use domain::{CouponCode, Currency, Handle, Money, analytics::EventName};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Events that one message may hold.
const MOST_EVENTS: usize = 20;
/// What a text field may hold, in bytes.
const LONGEST: usize = 2_048;
/// The largest order that is believed, in minor units: much in any currency, and still far from what sums can hold.
const LARGEST_ORDER: i64 = 100_000_000_000;

/// Why a message was refused, in words for whoever wrote the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBeacon {
    /// Not JSON, or not of this shape.
    #[error("the body must be a JSON object, or up to {MOST_EVENTS} of them in an array")]
    Shape,
    /// No events, or too many.
    #[error("send 1 to {MOST_EVENTS} events at once")]
    Count,
    /// A field says something that it cannot mean.
    #[error("{0}")]
    Field(&'static str),
}

/// An event as a page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beacon {
    /// What happened.
    pub event: EventName,
    /// The page, as an address or a path.
    pub url: String,
    /// The page that led the visitor here; may be empty.
    pub referrer: String,
    /// The campaign's source with which the visit began; may be empty.
    pub utm_source: String,
    /// Code of the link that it came by.
    pub link: Option<String>,
    /// Handle of the partner.
    pub partner: Option<Handle>,
    /// Coupon of the partner.
    pub coupon: Option<CouponCode>,
    /// What a completed checkout was worth.
    pub worth: Option<Money>,
    /// Id of the completed checkout's order; may be empty.
    pub order: String,
    /// The visitor's language; may be empty.
    pub language: String,
    /// The visitor's time zone; may be empty.
    pub zone: String,
}

#[derive(Deserialize)]
struct Wire<'a> {
    event: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    referrer: String,
    #[serde(default)]
    utm_source: String,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    partner: Option<String>,
    #[serde(default)]
    coupon: Option<String>,
    #[serde(default, borrow)]
    value: Option<&'a RawValue>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    order: Option<String>,
    #[serde(default)]
    language: String,
    #[serde(default)]
    zone: String,
}

/// Reads a message.
///
/// # Errors
/// When it is not of this shape, or one of its fields makes no sense.
pub fn read(body: &[u8]) -> Result<Vec<Beacon>, BadBeacon> {
    let text = std::str::from_utf8(body).map_err(|_| BadBeacon::Shape)?.trim();
    let wires: Vec<Wire<'_>> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(|_| BadBeacon::Shape)?
    } else {
        vec![serde_json::from_str(text).map_err(|_| BadBeacon::Shape)?]
    };
    if !(1..=MOST_EVENTS).contains(&wires.len()) {
        return Err(BadBeacon::Count);
    }
    wires.into_iter().map(beacon).collect()
}

fn beacon(wire: Wire<'_>) -> Result<Beacon, BadBeacon> {
    let texts = [&wire.url, &wire.referrer, &wire.utm_source, &wire.language, &wire.zone];
    if texts.iter().any(|text| text.len() > LONGEST) {
        return Err(BadBeacon::Field("a text is too long"));
    }
    let event = EventName::parse(&wire.event).filter(|event| *event != EventName::Click);
    let event = event.ok_or(BadBeacon::Field("event is the name of a standard event, such as page_viewed"))?;
    let worth = match event {
        EventName::CheckoutCompleted => worth(wire.value, wire.currency.as_deref())?,
        _ => None,
    };
    Ok(Beacon {
        event,
        url: wire.url,
        referrer: wire.referrer,
        utm_source: wire.utm_source,
        link: wire.link.filter(|code| is_code(code)),
        // A hint that is none leads nowhere; it does not make the message wrong.
        partner: wire.partner.and_then(|handle| handle.parse().ok()),
        coupon: wire.coupon.and_then(|code| code.parse().ok()),
        worth,
        order: wire.order.filter(|order| order.len() <= 200).unwrap_or_default(),
        language: wire.language,
        zone: wire.zone,
    })
}

/// Whether the text may be a link's code at all.
pub fn is_code(text: &str) -> bool {
    (4..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// A decimal as text or number, never by way of a float.
fn worth(value: Option<&RawValue>, currency: Option<&str>) -> Result<Option<Money>, BadBeacon> {
    let text = value.map(|value| value.get().trim_matches('"')).filter(|text| !matches!(*text, "" | "null"));
    let Some((text, currency)) = text.zip(currency) else {
        return Ok(None);
    };
    let fault = BadBeacon::Field("value is a decimal such as 129.00, and currency a code such as USD");
    let currency: Currency = currency.parse().map_err(|_| fault.clone())?;
    let worth = Money::parse(text, currency).map_err(|_| fault.clone())?;
    if (0..=LARGEST_ORDER).contains(&worth.minor) { Ok(Some(worth)) } else { Err(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(body: &str) -> Beacon {
        read(body.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn one_event_or_some_are_read() {
        let beacon =
            one(r#"{"event":"page_viewed","url":"/products/tent","partner":"Ana-Trails","link":"k3x9qz","more":[1]}"#);
        assert_eq!((beacon.event, beacon.url.as_str()), (EventName::PageViewed, "/products/tent"));
        assert_eq!((beacon.partner.unwrap().as_str(), beacon.link.as_deref()), ("ana-trails", Some("k3x9qz")));
        assert_eq!(read(br#" [{"event":"page_viewed"},{"event":"product_viewed"}]"#).unwrap().len(), 2);
    }

    #[test]
    fn an_order_is_worth_exactly_what_was_said() {
        let worth = |value: &str, currency: &str| {
            one(&format!(r#"{{"event":"checkout_completed","value":{value},"currency":{currency}}}"#)).worth
        };
        assert_eq!(worth("129.9", "\"usd\""), Some(Money::new(12_990, Currency::USD)));
        assert_eq!(worth("\"0.29\"", "\"EUR\""), Some(Money::new(29, Currency::EUR)));
        assert_eq!(worth("null", "\"EUR\""), None);
        assert_eq!(worth("12", "null"), None);
        assert_eq!(one(r#"{"event":"page_viewed","value":"many","currency":"?"}"#).worth, None);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for bad in [
            "",
            "null",
            "1",
            "\"page_viewed\"",
            "{}",
            "[]",
            "[[]]",
            "[null]",
            "{\"event\":1}",
            "{\"event\":\"click\"}",
            "{\"event\":\"purchase\"}",
            "{\"event\":\"page_viewed\"",
            "{\"event\":\"page_viewed\",\"url\":7}",
            r#"{"event":"checkout_completed","value":-1,"currency":"USD"}"#,
            r#"{"event":"checkout_completed","value":"1e9","currency":"USD"}"#,
            r#"{"event":"checkout_completed","value":"NaN","currency":"USD"}"#,
            r#"{"event":"checkout_completed","value":"99999999999999","currency":"USD"}"#,
            r#"{"event":"checkout_completed","value":{"amount":1},"currency":"USD"}"#,
            r#"{"event":"checkout_completed","value":1,"currency":"<b>"}"#,
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
        let many = format!("[{}]", vec![r#"{"event":"page_viewed"}"#; 21].join(","));
        assert_eq!(read(many.as_bytes()), Err(BadBeacon::Count));
        let long = format!(r#"{{"event":"page_viewed","url":"{}"}}"#, "x".repeat(LONGEST + 1));
        assert!(read(long.as_bytes()).is_err());
        assert!(read(b"\xff\xfe").is_err());
    }

    #[test]
    fn hostile_hints_are_no_hints() {
        let beacon =
            one(r#"{"event":"page_viewed","partner":"<script>","link":"../../x","coupon":"a b","order":null}"#);
        assert_eq!((beacon.partner, beacon.link, beacon.coupon), (None, None, None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&body);
        }

        #[test]
        fn any_texts_are_read_or_refused(event in "page_viewed|checkout_completed|\\PC{0,9}", text in "\\PC{0,60}", value in "\\PC{0,12}") {
            let body = serde_json::json!({
                "event": event, "url": text, "referrer": text, "utm_source": text, "link": text, "partner": text,
                "coupon": text, "value": value, "currency": "USD", "order": text, "language": text, "zone": text,
            });
            for beacon in read(body.to_string().as_bytes()).unwrap_or_default() {
                prop_assert!(beacon.worth.is_none_or(|worth| worth.minor >= 0));
                prop_assert!(beacon.link.is_none_or(|link| is_code(&link)));
            }
        }
    }
}
