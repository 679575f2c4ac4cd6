//! A figure beside what it was in the period before, and how it changed.

use crate::Money;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A figure and what it was in the period before; none is unknown, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure<T> {
    /// Now.
    pub now: Option<T>,
    /// In the period before.
    pub before: Option<T>,
}

/// How a figure changed against the period before, which was more than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    now: i64,
    before: i64,
}

impl Change {
    /// The change; none when there is nothing to compare with.
    pub const fn of(now: i64, before: i64) -> Option<Self> {
        if before > 0 { Some(Self { now, before }) } else { None }
    }

    /// Whether it is more now, less, or just the same.
    pub fn way(self) -> Ordering {
        self.now.cmp(&self.before)
    }

    /// How much, without a sign: whole percent from 10 % on, tenths below. What changed at all is never said to be nothing.
    pub fn percent(self) -> String {
        let before = i128::from(self.before);
        let tenths = ((i128::from(self.now) - before).abs() * 2_000 + before) / (2 * before);
        match tenths {
            0 if self.way() != Ordering::Equal => "under 0.1\u{a0}%".to_owned(),
            0..100 if tenths % 10 != 0 => format!("{}.{}\u{a0}%", tenths / 10, tenths % 10),
            0..100 => format!("{}\u{a0}%", tenths / 10),
            _ => format!("{}\u{a0}%", (tenths + 5) / 10),
        }
    }
}

impl Figure<Money> {
    /// How it changed, if both are known.
    pub fn change(self) -> Option<Change> {
        Change::of(self.now?.minor, self.before?.minor)
    }
}

impl Figure<i64> {
    /// How it changed, if both are known.
    pub fn change(self) -> Option<Change> {
        Change::of(self.now?, self.before?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn change_needs_something_to_compare_with() {
        assert_eq!(Change::of(50, 0), None);
        assert_eq!(Change::of(50, -5), None);
        assert_eq!(Figure { now: Some(Money::zero(Currency::USD)), before: None }.change(), None);
    }

    #[test]
    fn what_changed_is_never_said_to_be_unchanged() {
        let said = |now, before| {
            let change = Change::of(now, before).unwrap();
            (change.way(), change.percent().replace('\u{a0}', " "))
        };
        assert_eq!(said(118, 100), (Ordering::Greater, "18 %".into()));
        assert_eq!(said(50, 100), (Ordering::Less, "50 %".into()));
        assert_eq!(said(-50, 100), (Ordering::Less, "150 %".into()));
        assert_eq!(said(100_900, 100_000), (Ordering::Greater, "0.9 %".into()));
        assert_eq!(said(99_100, 100_000), (Ordering::Less, "0.9 %".into()));
        assert_eq!(said(103, 100), (Ordering::Greater, "3 %".into()));
        assert_eq!(said(10_996, 10_000), (Ordering::Greater, "10 %".into()));
        assert_eq!(said(100_001, 100_000), (Ordering::Greater, "under 0.1 %".into()));
        assert_eq!(said(100, 100), (Ordering::Equal, "0 %".into()));
        assert_eq!(said(i64::MAX, 1).0, Ordering::Greater);
    }
}
