//! Reads amounts as they were meant, or not at all.

use super::{Currency, Money, MoneyError};

/// A float keeps so many decimal digits whatever the number, and is written with two more at most.
const KEPT_BY_FLOATS: usize = 15;
const LONGEST_OF_FLOATS: usize = 17;

impl Money {
    /// Reads a plain decimal such as `19.99` or `19.990` exactly, and refuses parts of the minor unit: whoever sends or types an amount
    /// is told instead of being corrected. What a float makes of a sum, such as `0.30000000000000004` for 0.1 + 0.2, is the amount that
    /// it agrees with in the fifteen digits that a float keeps.
    ///
    /// # Errors
    /// As [`Money::parse`], and when there are more digits than the currency has.
    pub fn exact(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let rounded = Self::parse(text, currency)?;
        let digits = text.trim().trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let places = currency.digits() as usize;
        let Some(excess) = fraction.len().checked_sub(places).filter(|excess| *excess > 0) else {
            return Ok(rounded);
        };
        let all = format!("{whole}{fraction}");
        let all = all.trim_start_matches('0');
        let within = all.len().checked_sub(KEPT_BY_FLOATS).filter(|more| *more > 0 && all.len() <= LONGEST_OF_FLOATS);
        let is_noise = within.is_some_and(|more| {
            let unit = 10i128.pow(u32::try_from(excess).unwrap_or(0));
            let rest = all.parse::<i128>().unwrap_or(0).rem_euclid(unit);
            rest.min(unit - rest) * 2 <= 10i128.pow(u32::try_from(more).unwrap_or(0))
        });
        if is_noise { Ok(rounded) } else { Err(MoneyError::Digits(currency)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_of_a_cent_are_refused_and_the_noise_of_floats_is_none() {
        let exact = |text: &str, code: &str| Money::exact(text, code.parse().unwrap()).map(|it| it.minor);
        for (text, code, minor) in [
            ("8.20", "USD", 820),
            ("8.2000000000000000000000000000000000000000000000", "USD", 820),
            ("0.30000000000000004", "USD", 30),
            ("0.7999999999999999", "USD", 80),
            ("-0.30000000000000004", "USD", -30),
            ("434.99999999999994", "USD", 43_500),
            ("110.00000000000001", "JPY", 110),
            ("1.2340000000000002", "KWD", 1_234),
            ("000.30000000000000004", "USD", 30),
        ] {
            assert_eq!(exact(text, code), Ok(minor), "{text} {code}");
        }
        for (text, code) in [
            ("8.205", "USD"),
            ("1000.5", "JPY"),
            ("1.2345", "KWD"),
            ("0.001", "USD"),
            ("8.20499999999999", "USD"),
            ("8.2050000000000001", "USD"),
            ("0.299999", "USD"),
            ("0.300000000000000000000000000000000000004", "USD"),
        ] {
            let currency = code.parse().unwrap();
            assert_eq!(exact(text, code), Err(MoneyError::Digits(currency)), "{text} {code}");
        }
        let fault = Money::exact("8.205", Currency::USD).unwrap_err().to_string();
        assert_eq!(fault, "an amount in USD has at most 2 digits behind the point");
        assert_eq!(exact("1e3", "USD"), Err(MoneyError::Amount));
    }

    proptest! {
        #[test]
        #[expect(clippy::cast_precision_loss, reason = "that is what floats do")]
        fn what_a_float_makes_of_an_amount_reads_back(minor in 0i64..1_000_000_000_000, parts in 1i64..20) {
            let (whole, piece) = (minor as f64 / 100.0, (minor / parts) as f64 / 100.0);
            let rest = (minor - minor / parts) as f64 / 100.0;
            for text in [whole.to_string(), (piece + rest).to_string()] {
                prop_assert_eq!(Money::exact(&text, Currency::USD), Ok(Money::new(minor, Currency::USD)), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Money::exact(&text, Currency::USD);
        }
    }
}
