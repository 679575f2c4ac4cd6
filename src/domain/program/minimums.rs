//! What must be due before it is paid, currency by currency.

use crate::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::fmt;

/// At most one amount of each currency, in the order of their codes; any amount is paid in the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Vec<Money>")]
pub struct Minimums(Vec<Money>);

/// As it is kept. What was kept before there was one for each currency is a single amount, or none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    None(()),
    One(Money),
    Many(Vec<Money>),
}

impl Minimums {
    /// The one of a currency.
    pub fn of(&self, currency: Currency) -> Option<Money> {
        self.0.iter().copied().find(|it| it.currency == currency)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Money> {
        self.0.iter().copied()
    }

    /// Whether there is none in any currency.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These, and those of others in the currencies that these say nothing of.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        others.iter().chain(self.iter()).collect()
    }

    /// As the store keeps them: `EUR 4500,USD 5000`, in minor units.
    pub fn to_text(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|it| format!("{} {}", it.currency, it.minor)).collect();
        parts.join(",")
    }

    /// Reads what the store keeps; none when it is broken.
    pub fn from_text(text: &str) -> Option<Self> {
        let read = |part: &str| {
            let (currency, minor) = part.split_once(' ')?;
            Some(Money::new(minor.parse().ok()?, currency.parse().ok()?))
        };
        text.split(',').filter(|part| !part.is_empty()).map(read).collect()
    }
}

/// Of two of a currency the last one counts.
impl FromIterator<Money> for Minimums {
    fn from_iter<T: IntoIterator<Item = Money>>(amounts: T) -> Self {
        let mut all: Vec<Money> = Vec::new();
        for amount in amounts {
            all.retain(|it| it.currency != amount.currency);
            all.push(amount);
        }
        all.sort_unstable_by_key(|it| it.currency);
        Self(all)
    }
}

impl From<Kept> for Minimums {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::None(()) => Self::default(),
            Kept::One(amount) => Self::from_iter([amount]),
            Kept::Many(amounts) => amounts.into_iter().collect(),
        }
    }
}

impl From<Minimums> for Vec<Money> {
    fn from(minimums: Minimums) -> Self {
        minimums.0
    }
}

/// For people: `€45.00 or $50.00`, whichever is due.
impl fmt::Display for Minimums {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, amount) in self.0.iter().enumerate() {
            write!(out, "{}{amount}", if index > 0 { " or " } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimums(amounts: &[(i64, Currency)]) -> Minimums {
        amounts.iter().map(|(minor, currency)| Money::new(*minor, *currency)).collect()
    }

    #[test]
    fn each_currency_has_its_own_and_the_nearest_wins() {
        let own = minimums(&[(1_000, Currency::EUR)]);
        let programs = minimums(&[(5_000, Currency::USD), (4_500, Currency::EUR)]);
        let both = own.or(&programs);
        assert_eq!(both, minimums(&[(1_000, Currency::EUR), (5_000, Currency::USD)]));
        assert_eq!(both.of(Currency::EUR), Some(Money::new(1_000, Currency::EUR)));
        assert_eq!((both.of("JPY".parse().unwrap()), both.to_string().as_str()), (None, "€10.00 or $50.00"));
    }

    #[test]
    fn the_store_gives_back_what_it_was_given() {
        for amounts in [&[][..], &[(0, Currency::USD)], &[(4_500, Currency::EUR), (5_000, Currency::USD)]] {
            let minimums = minimums(amounts);
            assert_eq!(Minimums::from_text(&minimums.to_text()), Some(minimums.clone()));
            let json = serde_json::to_string(&minimums).unwrap();
            assert_eq!(serde_json::from_str::<Minimums>(&json).unwrap(), minimums);
        }
        for broken in ["USD", "USD x", "5000", "USD 5000;EUR 1"] {
            assert_eq!(Minimums::from_text(broken), None, "{broken}");
        }
    }

    #[test]
    fn what_was_kept_as_one_amount_is_read() {
        let read = |json: &str| serde_json::from_str::<Minimums>(json).unwrap();
        assert_eq!(read("null"), Minimums::default());
        assert_eq!(read(r#"{"minor":5000,"currency":"USD"}"#), minimums(&[(5_000, Currency::USD)]));
    }
}
