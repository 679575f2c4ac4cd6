//! What happened lately, in one sentence.

use domain::{
    Money,
    live::{Happening, LiveEvent},
};

/// What a notice sums up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// How many there were of each kind, in the order of [`KINDS`], and the last of them.
    kinds: [(i64, Option<LiveEvent>); 5],
}

/// Kinds of events, what matters most first, and what one and many of them are called.
const KINDS: [(Happening, &str, &str); 5] = [
    (Happening::Order, "new order", "new orders"),
    (Happening::Commission, "commission", "commissions"),
    (Happening::Refund, "refund", "refunds"),
    (Happening::CodeSeen, "code on a coupon site", "codes on coupon sites"),
    (Happening::Click, "click", "clicks"),
];

impl Tally {
    /// Takes note of an event. Only browsers hear any.
    #[cfg(any(test, feature = "hydrate"))]
    pub(super) fn add(&mut self, event: LiveEvent) {
        let found = KINDS.iter().zip(self.kinds.iter_mut()).find(|((kind, ..), _)| *kind == event.what);
        if let Some((_, (count, last))) = found {
            *count += event.count.max(1);
            *last = Some(event);
        }
    }

    /// The sentence. What matters most is called by its name when there is one of it; everything else is counted.
    pub(super) fn sentence(&self) -> String {
        let happened = KINDS.iter().zip(&self.kinds).filter(|(_, (count, _))| *count > 0);
        let parts: Vec<String> = happened
            .enumerate()
            .map(|(place, ((_, one, many), (count, last)))| match (place, count, last) {
                (0, 1, Some(event)) => named(event),
                (_, 1, _) => format!("1 {one}"),
                _ => format!("{count} {many}"),
            })
            .collect();
        parts.join(", ")
    }
}

fn named(event: &LiveEvent) -> String {
    let amount = event.amount.map(|amount| if event.what == Happening::Refund { negated(amount) } else { amount });
    let amount = amount.map(|amount| format!(" · {amount}")).unwrap_or_default();
    let title = event.title.trim();
    let name = match (event.what, title.is_empty()) {
        (Happening::Order, true) => "New order".to_owned(),
        (Happening::Order, false) => format!("New order {title}"),
        (Happening::Commission, true) => "Commission".to_owned(),
        (Happening::Commission, false) => format!("Commission for {title}"),
        (Happening::Refund, true) => "Refund".to_owned(),
        (Happening::Refund, false) => format!("Refund for {title}"),
        (Happening::CodeSeen, true) => "A code is on a coupon site".to_owned(),
        (Happening::CodeSeen, false) => format!("{title} is on a coupon site"),
        (Happening::Click, true) => "New click".to_owned(),
        (Happening::Click, false) => format!("New click on {title}"),
    };
    format!("{name}{amount}")
}

fn negated(amount: Money) -> Money {
    Money::new(amount.minor.saturating_neg(), amount.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, PartnerId, Timestamp};

    fn event(what: Happening, title: &str, minor: Option<i64>, count: i64) -> LiveEvent {
        LiveEvent {
            id: String::new(),
            partner: PartnerId::from_parts(1, [1; 10]),
            what,
            count,
            amount: minor.map(|minor| Money::new(minor, Currency::EUR)),
            title: title.into(),
            at: Timestamp::from_millis(0),
        }
    }

    fn said(events: &[LiveEvent]) -> String {
        let mut tally = Tally::default();
        events.iter().cloned().for_each(|event| tally.add(event));
        tally.sentence()
    }

    #[test]
    fn one_event_is_named() {
        assert_eq!(said(&[event(Happening::Order, "#1042", Some(8_400), 1)]), "New order #1042 · €84.00");
        assert_eq!(said(&[event(Happening::Commission, "#1042", Some(840), 1)]), "Commission for #1042 · €8.40");
        assert_eq!(said(&[event(Happening::Refund, "#1042", Some(500), 1)]), "Refund for #1042 · \u{2212}€5.00");
        assert_eq!(said(&[event(Happening::Click, "Spring", None, 1)]), "New click on Spring");
        assert_eq!(said(&[event(Happening::Commission, " ", None, 1)]), "Commission");
        assert_eq!(said(&[event(Happening::CodeSeen, "ANA15", None, 1)]), "ANA15 is on a coupon site");
    }

    #[test]
    fn several_are_summed_up() {
        let order = event(Happening::Order, "#1", Some(100), 1);
        assert_eq!(said(&[order.clone(), order.clone(), order.clone()]), "3 new orders");
        let clicks = event(Happening::Click, "Spring", None, 12);
        assert_eq!(said(std::slice::from_ref(&clicks)), "12 clicks");
        let refund = event(Happening::Refund, "#1", Some(100), 1);
        let named = "New order #1 · €1.00, 1 refund, 12 clicks";
        assert_eq!(said(&[clicks.clone(), refund.clone(), order.clone()]), named);
        assert_eq!(said(&[order.clone(), clicks, refund, order]), "2 new orders, 1 refund, 12 clicks");
    }
}
