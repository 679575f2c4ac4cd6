//! What a partner earns by one order.

use crate::{Currency, Money, RateBps};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A share of the order, or the same amount for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// A share of the order's total.
    Percentage(RateBps),
    /// The same amount for each order.
    Fixed(Money),
}

impl Rate {
    /// The rate that the form for a new partner begins with: 10 %.
    pub const USUAL: Self = Self::Percentage(RateBps(1_000));
    /// More than the whole order is a slip of the hand.
    pub const MOST: RateBps = RateBps(10_000);

    /// What an order of this total brings. Rounded half to even at the minor unit, once.
    #[must_use]
    pub fn of(self, total: Money) -> Money {
        match self {
            Self::Percentage(rate) => total.at_rate(rate),
            Self::Fixed(amount) => amount,
        }
    }

    /// The name of its kind in the store and in the API.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Percentage(_) => "percentage",
            Self::Fixed(_) => "fixed",
        }
    }

    /// Its number in the store: basis points or minor units.
    pub const fn value(self) -> i64 {
        match self {
            Self::Percentage(rate) => rate.0,
            Self::Fixed(amount) => amount.minor,
        }
    }

    /// The currency of a fixed amount.
    pub const fn currency(self) -> Option<Currency> {
        match self {
            Self::Percentage(_) => None,
            Self::Fixed(amount) => Some(amount.currency),
        }
    }

    /// Puts together what the store keeps apart.
    pub fn from_parts(kind: &str, value: i64, currency: Option<Currency>) -> Option<Self> {
        match (kind, currency) {
            ("percentage", _) => Some(Self::Percentage(RateBps(value))),
            ("fixed", Some(currency)) => Some(Self::Fixed(Money::new(value, currency))),
            _ => None,
        }
    }

    /// Reads what a form says: `kind` and a number such as `10`, `7.5` (per cent) or `5.00` (of the currency).
    ///
    /// # Errors
    /// What to do about it, in words for the person who typed it.
    pub fn read(kind: &str, text: &str, currency: Currency) -> Result<Self, &'static str> {
        match kind {
            "percentage" => {
                let text = text.trim().trim_end_matches('%').trim_end();
                // Two decimals of a per cent are basis points: any currency of two digits reads them exactly.
                let is_fine = text.split_once('.').is_none_or(|(_, part)| part.len() <= 2);
                let rate = Money::parse(text, Currency::USD).ok().filter(|_| is_fine).map(|it| RateBps(it.minor));
                let rate = rate.ok_or("enter a percentage such as 10 or 7.5")?;
                let fits = (RateBps(0)..=Self::MOST).contains(&rate);
                fits.then_some(Self::Percentage(rate)).ok_or("a percentage lies between 0 and 100")
            }
            "fixed" => {
                let amount = Money::exact(text, currency).map_err(|_| "enter an amount such as 5.00")?;
                (amount.minor >= 0).then_some(Self::Fixed(amount)).ok_or("an amount is not negative")
            }
            _ => Err("choose a percentage or a fixed amount"),
        }
    }
}

/// For people: `10 %`, `$5.00 an order`.
impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentage(rate) => rate.fmt(out),
            Self::Fixed(amount) => write!(out, "{amount} an order"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dollars(text: &str) -> Money {
        Money::parse(text, Currency::USD).unwrap()
    }

    #[test]
    fn the_contracts_examples() {
        assert_eq!(Rate::USUAL.of(dollars("100.00")), dollars("10.00"));
        assert_eq!(Rate::Fixed(dollars("5")).of(dollars("100.00")), dollars("5.00"));
        assert_eq!(Rate::Fixed(dollars("5")).of(dollars("0")), dollars("5.00"));
        assert_eq!(Rate::USUAL.of(dollars("0.05")), dollars("0.00"));
        assert_eq!(Rate::USUAL.of(dollars("19.99")), dollars("2.00"));
        let yen = Money::parse("1000", "JPY".parse().unwrap()).unwrap();
        assert_eq!(Rate::USUAL.of(yen).minor, 100);
    }

    #[test]
    fn forms_are_read_exactly_or_refused_in_words() {
        let read = |kind, text| Rate::read(kind, text, Currency::EUR);
        assert_eq!(read("percentage", " 7.5 % "), Ok(Rate::Percentage(RateBps(750))));
        assert_eq!(read("percentage", "100"), Ok(Rate::Percentage(RateBps(10_000))));
        assert_eq!(read("fixed", "5"), Ok(Rate::Fixed(Money::new(500, Currency::EUR))));
        for (kind, text) in [
            ("percentage", "100.01"),
            ("percentage", "-1"),
            ("percentage", "1.005"),
            ("percentage", "ten"),
            ("fixed", "-5"),
            ("fixed", ""),
            ("", "5"),
        ] {
            assert!(read(kind, text).is_err(), "{kind} {text}");
        }
    }

    proptest! {
        #[test]
        fn a_share_never_exceeds_the_whole(minor in 0..=i64::MAX / 2, bps in 0..=10_000i64) {
            let share = Rate::Percentage(RateBps(bps)).of(Money::new(minor, Currency::USD)).minor;
            prop_assert!((0..=minor).contains(&share));
        }

        #[test]
        fn the_store_gives_back_what_it_was_given(value in 0..1_000_000i64, is_fixed: bool) {
            let rate = if is_fixed { Rate::Fixed(Money::new(value, Currency::EUR)) } else { Rate::Percentage(RateBps(value)) };
            prop_assert_eq!(Rate::from_parts(rate.kind(), rate.value(), rate.currency()), Some(rate));
        }
    }
}
