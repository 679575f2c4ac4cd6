//! Terms as people type and read them: rates, holding periods, amounts.

use super::{
    currencies::{FIXED_IN, MINIMUM_IN, TypedAmount},
    invalid,
};
use crate::{AppError, Services, services::refused};
use domain::{
    ChannelId, Currency, Money,
    program::{Minimums, ProgramSettings, Rate},
};

/// The currencies that amounts can be typed in: the shop's, then those in which anything was sold or earned.
pub(in crate::admin) async fn currencies(
    services: &Services,
    channel: &ChannelId,
    shops: Currency,
) -> Result<Vec<Currency>, AppError> {
    let used = services.program.store().currencies(channel, None).await.map_err(|error| refused(error.into()))?;
    Ok(std::iter::once(shops).chain(used.into_iter().filter(|it| *it != shops)).collect())
}

/// Codes of currencies, as forms name them.
pub(in crate::admin) fn codes(currencies: &[Currency]) -> Vec<String> {
    currencies.iter().map(ToString::to_string).collect()
}

/// A rate; none when no kind of it is chosen. A fixed one is in the shop's currency unless its kind names another.
pub(in crate::admin) fn rate(kind: &str, text: &str, shops: Currency) -> Result<Option<Rate>, AppError> {
    let (kind, currency) = match kind.strip_prefix(FIXED_IN) {
        Some(code) => ("fixed", code.parse().map_err(|_| invalid("rate_kind", "choose one of the currencies"))?),
        None => (kind, shops),
    };
    if kind.is_empty() {
        return Ok(None);
    }
    Rate::read(kind, text, currency).map(Some).map_err(|fault| invalid("rate", fault))
}

/// The kind of a rate, as [`rate`] reads it.
pub(super) fn rate_kind(rate: Option<Rate>, shops: Currency) -> String {
    match rate {
        Some(Rate::Fixed(amount)) if amount.currency != shops => format!("{FIXED_IN}{}", amount.currency),
        rate => rate.map(Rate::kind).unwrap_or_default().to_owned(),
    }
}

/// Minimums, each in a currency of its own.
pub(super) fn minimums(typed: &[TypedAmount]) -> Result<Minimums, AppError> {
    let read = |it: &TypedAmount| {
        let named = |fault: String| invalid(format!("{MINIMUM_IN}{}", it.currency), fault);
        let currency: Currency = it.currency.parse().map_err(|_| named("choose one of the currencies".into()))?;
        read_amount(&it.amount, currency).map_err(named)
    };
    typed.iter().filter_map(|it| read(it).transpose()).collect()
}

/// Minimums as they are typed: in each of some currencies, and in those that there is one of all the same.
pub(in crate::admin) fn typed_minimums(minimums: &Minimums, currencies: &[Currency]) -> Vec<TypedAmount> {
    let others = minimums.iter().map(|it| it.currency).filter(|it| !currencies.contains(it));
    let typed = |currency: Currency| TypedAmount {
        currency: currency.to_string(),
        amount: minimums.of(currency).map(Money::decimal).unwrap_or_default(),
    };
    currencies.iter().copied().chain(others).map(typed).collect()
}

/// Minimums for people, currency by currency.
pub(super) fn told_minimums(minimums: &Minimums) -> Vec<TypedAmount> {
    minimums.iter().map(|it| TypedAmount { currency: it.currency.to_string(), amount: it.to_string() }).collect()
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
    read_amount(text, currency).map_err(|fault| invalid(field, fault))
}

fn read_amount(text: &str, currency: Currency) -> Result<Option<Money>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let amount = Money::exact(text, currency).map_err(|fault| fault.to_string())?;
    if amount.minor < 0 {
        return Err("an amount is not negative".into());
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

    #[test]
    fn a_fixed_rate_is_of_the_currency_that_its_kind_names() {
        for currency in [Currency::USD, Currency::EUR, "JPY".parse().unwrap()] {
            let fixed = Rate::Fixed(Money::new(500, currency));
            let kind = rate_kind(Some(fixed), Currency::USD);
            assert_eq!(rate(&kind, &rate_number(fixed), Currency::USD), Ok(Some(fixed)), "{kind}");
        }
        assert!(
            matches!(rate("fixed_euro", "5", Currency::USD), Err(AppError::Invalid { field, .. }) if field == "rate_kind")
        );
    }

    #[test]
    fn each_minimum_is_read_in_its_currency_and_named_when_it_is_wrong() {
        let typed = |currency: &str, amount: &str| TypedAmount { currency: currency.into(), amount: amount.into() };
        let read = minimums(&[typed("USD", ""), typed("EUR", "45"), typed("JPY", "500")]).unwrap();
        let shown = [Currency::USD, Currency::EUR];
        let shown: Vec<String> = typed_minimums(&read, &shown).into_iter().map(|it| it.amount).collect();
        assert_eq!(shown, ["", "45.00", "500"]);
        let field = |amount| match minimums(&[typed("USD", "50"), typed("EUR", amount)]) {
            Err(AppError::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        };
        assert_eq!((field("-1").as_str(), field("1e3").as_str()), ("minimum-EUR", "minimum-EUR"));
    }
}
