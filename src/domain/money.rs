//! Money in whole minor units with its currency, and rates in basis points. Never a float.

mod exact;

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why a text is not money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not three letters.
    #[error("a currency is a three-letter code such as USD")]
    Currency,
    /// Not a plain decimal number.
    #[error("an amount is a decimal number such as 12.34")]
    Amount,
    /// Parts of the smallest unit.
    #[error("an amount in {0} has at most {digits} digits behind the point", digits = .0.digits())]
    Digits(Currency),
    /// More than can be kept.
    #[error("the amount is too large")]
    TooLarge,
    /// Two currencies in one sum.
    #[error("amounts of two currencies are never added")]
    Mixed,
}

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The code, such as `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many digits stand behind the decimal point (ISO 4217).
    pub fn digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The sign that people read, such as `$` or `KWD `.
    pub fn sign(self) -> String {
        match &self.0 {
            b"USD" => "$".into(),
            b"EUR" => "€".into(),
            b"GBP" => "£".into(),
            b"JPY" => "¥".into(),
            b"CAD" => "CA$".into(),
            b"AUD" => "A$".into(),
            _ => format!("{}\u{a0}", self.code()),
        }
    }

    fn scale(self) -> i64 {
        10i64.pow(self.digits())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let code: [u8; 3] = text.trim().as_bytes().try_into().map_err(|_| MoneyError::Currency)?;
        let code = code.map(|letter| letter.to_ascii_uppercase());
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code)).ok_or(MoneyError::Currency)
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// An amount in minor units (cents) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents for USD, yen for JPY.
    pub minor: i64,
    /// The currency the units are of.
    pub currency: Currency,
}

impl Money {
    /// So many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads a plain decimal such as `19.99` exactly. Digits beyond the minor unit are rounded half to even.
    ///
    /// # Errors
    /// When the text is no plain decimal (`1e3`, `NaN`, `1,000`) or too large.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) || digits.ends_with('.') {
            return Err(MoneyError::Amount);
        }
        let places = currency.digits() as usize;
        let kept: String = fraction.chars().chain("000".chars()).take(places).collect();
        let dropped = fraction.get(places..).unwrap_or("");
        let exact: i64 = format!("{whole}{kept}").parse().map_err(|_| MoneyError::TooLarge)?;
        let rounded = if rounds_up(exact, dropped) { exact.checked_add(1) } else { Some(exact) };
        let minor = rounded.ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }

    /// The sum, if both are of one currency and the sum can be kept.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }

    /// The share that a rate gives, rounded half to even once.
    #[must_use]
    pub fn at_rate(self, rate: RateBps) -> Self {
        let exact = i128::from(self.minor) * i128::from(rate.0);
        let minor = divide_half_even(exact, 10_000);
        Self::new(i64::try_from(minor).unwrap_or(i64::MAX), self.currency)
    }

    /// The amount as a plain decimal, such as `-1234.50`: for CSV, charts and forms.
    pub fn decimal(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = self.split();
        match self.currency.digits() {
            0 => format!("{sign}{whole}"),
            digits => format!("{sign}{whole}.{part:0width$}", width = digits as usize),
        }
    }

    fn split(self) -> (u64, u64) {
        let scale = self.currency.scale().unsigned_abs();
        (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale)
    }
}

/// For people: `$1,234.50`, `−€8.94`, `KWD 1.234`.
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = self.split();
        let sign = if self.minor < 0 { "\u{2212}" } else { "" };
        write!(out, "{sign}{}{}", self.currency.sign(), grouped(whole))?;
        match self.currency.digits() {
            0 => Ok(()),
            digits => write!(out, ".{part:0width$}", width = digits as usize),
        }
    }
}

/// A whole number with thousands apart: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn rounds_up(kept: i64, dropped: &str) -> bool {
    let mut rest = dropped.bytes();
    match rest.next() {
        None | Some(b'0'..=b'4') => false,
        Some(b'5') => rest.any(|digit| digit != b'0') || kept % 2 == 1,
        Some(_) => true,
    }
}

fn divide_half_even(number: i128, by: i128) -> i128 {
    let floor = number.div_euclid(by);
    match (number.rem_euclid(by) * 2).cmp(&by) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

/// So many parts of a whole, of an amount in minor units; rounded half to even, once. Nothing when there is no whole.
pub fn share(amount: i64, parts: i128, whole: i128) -> i64 {
    if whole <= 0 {
        return 0;
    }
    i64::try_from(divide_half_even(i128::from(amount) * parts, whole)).unwrap_or(i64::MAX)
}

/// A rate in basis points: 1,000 is 10 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RateBps(pub i64);

impl RateBps {
    /// The rate that turns `base` into `part`, rounded half to even; none when there is no base.
    pub fn observed(part: Money, base: Money) -> Option<Self> {
        if part.currency != base.currency || base.minor <= 0 {
            return None;
        }
        let exact = divide_half_even(i128::from(part.minor) * 10_000, i128::from(base.minor));
        i64::try_from(exact).ok().map(Self)
    }
}

/// For people: `12 %`, `7.5 %`.
impl fmt::Display for RateBps {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(out, "{sign}{whole}\u{a0}%"),
            tenths if tenths % 10 == 0 => write!(out, "{sign}{whole}.{}\u{a0}%", tenths / 10),
            _ => write!(out, "{sign}{whole}.{part:02}\u{a0}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str, code: &str) -> Result<Money, MoneyError> {
        Money::parse(text, code.parse().unwrap())
    }

    #[test]
    fn amounts_that_floats_get_wrong_are_exact() {
        for (text, code, minor) in [
            ("19.99", "USD", 1999),
            ("8.20", "USD", 820),
            ("4.35", "EUR", 435),
            ("0.1", "USD", 10),
            ("1000", "JPY", 1000),
            ("1.234", "KWD", 1234),
            ("-7.5", "USD", -750),
            ("007", "USD", 700),
            ("1000000000000000", "USD", 100_000_000_000_000_000),
        ] {
            assert_eq!(money(text, code).unwrap().minor, minor, "{text} {code}");
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for bad in ["", "-", ".", "1.", ".5", "1e3", "NaN", "inf", "1,000", "0x1", "1 0", "--1", "+1", "١"] {
            assert_eq!(money(bad, "USD"), Err(MoneyError::Amount), "{bad}");
        }
        assert_eq!(money("99999999999999999999", "USD"), Err(MoneyError::TooLarge));
        assert!("US".parse::<Currency>().is_err() && "U1D".parse::<Currency>().is_err());
    }

    #[test]
    fn rounding_is_half_even_at_the_minor_unit() {
        for (text, minor) in [("0.125", 12), ("0.135", 14), ("0.1251", 13), ("0.1249", 12), ("-0.125", -12)] {
            assert_eq!(money(text, "USD").unwrap().minor, minor, "{text}");
        }
        assert_eq!(money("0.05", "USD").unwrap().at_rate(RateBps(1000)).minor, 0);
        assert_eq!(money("0.15", "USD").unwrap().at_rate(RateBps(1000)).minor, 2);
        assert_eq!(money("100.00", "USD").unwrap().at_rate(RateBps(1000)).minor, 1000);
    }

    #[test]
    fn people_read_signs_and_groups() {
        assert_eq!(money("1234567.5", "USD").unwrap().to_string(), "$1,234,567.50");
        assert_eq!(money("-8.94", "EUR").unwrap().to_string(), "\u{2212}€8.94");
        assert_eq!(money("1000", "JPY").unwrap().to_string(), "¥1,000");
        assert_eq!(money("1.2", "KWD").unwrap().to_string(), "KWD\u{a0}1.200");
        assert_eq!(RateBps(750).to_string(), "7.5\u{a0}%");
        assert_eq!(RateBps(1234).to_string(), "12.34\u{a0}%");
    }

    #[test]
    fn currencies_are_never_added() {
        let dollars = Money::new(1, Currency::USD);
        assert_eq!(dollars.plus(Money::new(1, Currency::EUR)), Err(MoneyError::Mixed));
        assert_eq!(dollars.plus(Money::new(i64::MAX, Currency::USD)), Err(MoneyError::TooLarge));
    }

    proptest! {
        #[test]
        fn decimals_read_back(minor in any::<i64>().prop_filter("has a negative", |n| *n != i64::MIN), code in "USD|JPY|KWD") {
            let amount = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(Money::parse(&amount.decimal(), amount.currency), Ok(amount));
        }

        #[test]
        fn a_share_is_within_half_a_unit(minor in -1_000_000_000i64..1_000_000_000, rate in 0i64..=10_000) {
            let share = Money::new(minor, Currency::USD).at_rate(RateBps(rate)).minor;
            let distance = (i128::from(share) * 10_000 - i128::from(minor) * i128::from(rate)).abs();
            prop_assert!(distance <= 5_000);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Money::parse(&text, Currency::USD);
        }
    }
}
