//! What happened lately, in one sentence.

use domain::{
    Money,
    live::{Happening, LiveEvent},
};

/// What a notice sums up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// By kind, in the order of [`KINDS`].
    counts: [i64; 4],
    /// The only event of its kind so far: it can be named.
    single: Option<LiveEvent>,
}

/// Kinds of events, what matters most first, and what one and many of them are called.
const KINDS: [(Happening, &str, &str); 4] = [
    (Happening::Order, "new order", "new orders"),
    (Happening::Commission, "commission", "commissions"),
    (Happening::Refund, "refund", "refunds"),
    (Happening::Click, "click", "clicks"),
];

impl Tally {
    /// Takes note of an event. Only browsers hear any.
    #[cfg(any(test, feature = "hydrate"))]
    pub(super) fn add(&mut self, event: LiveEvent) {
        let is_first = self.counts == [0; 4];
        for ((kind, ..), count) in KINDS.iter().zip(self.counts.iter_mut()) {
            if *kind == event.what {
                *count += event.count.max(1);
            }
        }
        self.single = (is_first && event.count <= 1).then_some(event);
    }

    /// The sentence.
    pub(super) fn sentence(&self) -> String {
        if let Some(event) = &self.single {
            return named(event);
        }
        let parts = KINDS.iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts
            .map(|((_, one, many), count)| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") })
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
    }

    #[test]
    fn several_are_summed_up() {
        let order = event(Happening::Order, "#1", Some(100), 1);
        assert_eq!(said(&[order.clone(), order.clone(), order.clone()]), "3 new orders");
        let clicks = event(Happening::Click, "Spring", None, 12);
        assert_eq!(said(std::slice::from_ref(&clicks)), "12 clicks");
        let refund = event(Happening::Refund, "#1", Some(100), 1);
        assert_eq!(said(&[clicks, refund, order]), "1 new order, 1 refund, 12 clicks");
    }
}
