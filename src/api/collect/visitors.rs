//! What was seen of a visitor, and how a repeat is told without knowing who it is.

use super::{collector::Hint, origin::Origin};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ChannelId, CouponCode, Handle, Money, PartnerId, Timestamp, analytics::EventName};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::Mark;

/// A link that is followed twice within this time was followed once.
const CLICK_AGAIN: Duration = Duration::from_mins(30);
/// Bytes of a mark: by chance no two are alike.
const MARK_BYTES: usize = 16;

/// An event, and as much of who caused it as is needed for a moment. Address and browser never leave the memory.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What happened.
    pub event: EventName,
    /// When.
    pub at: Timestamp,
    /// Whose it is, when that is known already.
    pub partner: Option<PartnerId>,
    /// Code of the link that it came by.
    pub link: Option<String>,
    /// Handle of the partner.
    pub handle: Option<Handle>,
    /// Coupon of the partner.
    pub coupon: Option<CouponCode>,
    /// Id of a completed checkout's order; may be empty.
    pub order: String,
    /// The visitor's address.
    pub address: String,
    /// The browser's name of itself.
    pub agent: String,
    /// Where the visitor came from.
    pub origin: Origin,
    /// `phone`, `tablet` or `desktop`.
    pub device: &'static str,
    /// ISO 3166 country, or `??`.
    pub country: String,
    /// What a completed checkout was worth.
    pub worth: Option<Money>,
}

impl Seen {
    /// What tells whose it is, the most certain first.
    pub(crate) fn hints(&self) -> impl Iterator<Item = Hint> {
        let link = self.link.clone().map(Hint::Link);
        let handle = self.handle.as_ref().map(|handle| Hint::Handle(handle.to_string()));
        let coupon = self.coupon.as_ref().map(|coupon| Hint::Coupon(coupon.to_string()));
        [link, handle, coupon].into_iter().flatten()
    }
}

/// What tells a repeat of the event. A click counts again after a while, an order never on this day, whoever reports it; of
/// the steps between, a visitor takes each once a day: what the funnel counts are visitors, so that its rates are shares.
pub(crate) fn mark(seen: &Seen, channel: &ChannelId, partner: &PartnerId, salt: &str, day_ends: Timestamp) -> Mark {
    let visitor = digest(&[salt, channel.as_str(), &seen.address, &seen.agent]);
    let visitor = URL_SAFE_NO_PAD.encode(visitor);
    let (who, subject, until) = match seen.event {
        EventName::Click => (visitor.as_str(), seen.link.as_deref().unwrap_or_default(), seen.at.plus(CLICK_AGAIN)),
        EventName::CheckoutCompleted if !seen.order.is_empty() => ("", seen.order.as_str(), day_ends),
        EventName::CheckoutCompleted => (visitor.as_str(), "", seen.at.plus(CLICK_AGAIN)),
        _ => (visitor.as_str(), "", day_ends),
    };
    let hash = digest(&[salt, who, seen.event.as_str(), partner.as_str(), subject]);
    let key = hash.get(..MARK_BYTES).unwrap_or(&hash);
    Mark { key: URL_SAFE_NO_PAD.encode(key), until }
}

/// Each part with its length: no two lists of parts are one text.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(event: EventName) -> Seen {
        Seen {
            event,
            at: Timestamp::from_millis(1_000),
            partner: None,
            link: Some("k3x9qz".into()),
            handle: None,
            coupon: None,
            order: String::new(),
            address: "192.0.2.1".into(),
            agent: "Mozilla/5.0".into(),
            origin: Origin { name: "direct".into(), is_known: true },
            device: "phone",
            country: "US".into(),
            worth: None,
        }
    }

    fn key(seen: &Seen, salt: &str) -> String {
        let channel = ChannelId::from_parts(1, [1; 10]);
        let partner = PartnerId::from_parts(1, [1; 10]);
        mark(seen, &channel, &partner, salt, Timestamp::from_millis(5_000)).key
    }

    #[test]
    fn a_visitor_is_one_by_address_and_browser_and_another_every_day() {
        let visit = seen(EventName::PageViewed);
        assert_eq!(key(&visit, "salt"), key(&visit.clone(), "salt"));
        assert_ne!(key(&visit, "salt"), key(&visit, "the next day's"));
        assert_ne!(key(&visit, "salt"), key(&Seen { address: "192.0.2.2".into(), ..visit.clone() }, "salt"));
        assert_ne!(key(&visit, "salt"), key(&Seen { agent: "Opera/9".into(), ..visit.clone() }, "salt"));
        assert_ne!(key(&visit, "salt"), key(&seen(EventName::ProductViewed), "salt"));
        let other = Seen { address: "192.0.2.1Mozilla".into(), agent: "/5.0".into(), ..visit.clone() };
        assert_ne!(key(&visit, "salt"), key(&other, "salt"));
        assert!(!key(&visit, "salt").contains("192"));
    }

    #[test]
    fn a_link_is_told_from_another_and_an_order_is_one_whoever_reports_it() {
        let click = seen(EventName::Click);
        assert_ne!(key(&click, "salt"), key(&Seen { link: Some("other2".into()), ..click.clone() }, "salt"));
        let order = Seen { order: "1001".into(), ..seen(EventName::CheckoutCompleted) };
        assert_eq!(key(&order, "salt"), key(&Seen { address: "192.0.2.9".into(), ..order.clone() }, "salt"));
        assert_ne!(key(&order, "salt"), key(&Seen { order: "1002".into(), ..order.clone() }, "salt"));
    }
}
