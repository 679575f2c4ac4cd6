//! Terms as people type and read them: rates, holding periods, amounts.

use super::invalid;
use crate::AppError;
use domain::{
    Currency, Money,
    program::{ProgramSettings, Rate},
};

/// A rate; none when no kind of it is chosen.
pub(in crate::admin) fn rate(kind: &str, text: &str, currency: Currency) -> Result<Option<Rate>, AppError> {
    if kind.is_empty() {
        return Ok(None);
    }
    Rate::read(kind, text, currency).map(Some).map_err(|fault| invalid("rate", fault))
}

/// A holding period; none when nothing is chosen.
pub(super) fn days(text: &str) -> Result<Option<i64>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let known = |days: &i64| ProgramSettings::HOLDS.contains(days);
    let days = text.parse().ok().filter(known);
    days.map(Some).ok_or_else(|| invalid("hold_days", "choose one of the holding periods"))
}

/// An amount that is not negative; none when nothing is typed.
pub(super) fn amount(field: &'static str, text: &str, currency: Currency) -> Result<Option<Money>, AppError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let amount = Money::exact(text, currency).map_err(|fault| invalid(field, fault.to_string()))?;
    if amount.minor < 0 {
        return Err(invalid(field, "an amount is not negative"));
    }
    Ok(Some(amount))
}

/// A rate's number as it is typed: `7.5`, `5.00`.
pub(super) fn rate_number(rate: Rate) -> String {
    match rate {
        Rate::Percentage(bps) => {
            let text = Money::new(bps.0, Currency::USD).decimal();
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Rate::Fixed(amount) => amount.decimal(),
    }
}

/// A holding period for people.
pub(super) fn hold_text(days: i64) -> String {
    match days {
        0 => "not held".to_owned(),
        days => format!("{days} days"),
    }
}

/// A minimum for people.
pub(super) fn minimum_text(minimum: Option<Money>) -> String {
    minimum.map_or_else(|| "none".to_owned(), |it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RateBps;

    #[test]
    fn a_rate_is_typed_as_it_is_shown() {
        for (bps, text) in [(1_000, "10"), (750, "7.5"), (1_205, "12.05"), (0, "0"), (10_000, "100")] {
            let rate = Rate::Percentage(RateBps(bps));
            assert_eq!(rate_number(rate), text);
            assert_eq!(super::rate("percentage", text, Currency::USD), Ok(Some(rate)));
        }
        assert_eq!(rate_number(Rate::Fixed(Money::new(500, Currency::EUR))), "5.00");
    }
}
