//! Amounts in forms that may be of several currencies: the shop's, and those in which anything was sold or earned.

use super::form::{Fields, Sending, TextField};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// An amount of one currency, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TypedAmount {
    /// Its code, such as `EUR`.
    pub currency: String,
    /// How much; empty: nothing is said of this currency.
    pub amount: String,
}

/// Begins the kind of a fixed rate in another currency than the shop's, before its code.
pub(in crate::admin) const FIXED_IN: &str = "fixed_";
/// Begins the names of the fields of minimums, before the code of their currency.
pub(in crate::admin) const MINIMUM_IN: &str = "minimum-";

/// How a commission can be promised: `usual` leaves it to others, then a share, then an amount in each currency, the shop's first.
pub(in crate::admin) fn rate_kinds(
    usual: Option<String>,
    currencies: &[String],
    chosen: &str,
) -> Vec<(String, String)> {
    let promised = chosen.strip_prefix(FIXED_IN).filter(|code| !currencies.iter().any(|it| it == code));
    let others = currencies.iter().skip(1).map(String::as_str).chain(promised);
    let others: Vec<(String, String)> =
        others.map(|code| (format!("{FIXED_IN}{code}"), format!("A fixed amount in {code} for each order"))).collect();
    let own = match currencies.first() {
        Some(shops) if !others.is_empty() => format!("A fixed amount in {shops} for each order"),
        _ => "A fixed amount for each order".to_owned(),
    };
    let kinds = [("percentage".to_owned(), "A percentage of the order".to_owned()), ("fixed".to_owned(), own)];
    usual.map(|text| (String::new(), text)).into_iter().chain(kinds).chain(others).collect()
}

/// How to type a rate.
pub(in crate::admin) fn rate_hint(currencies: &[String]) -> String {
    match currencies {
        [shops] => format!("10 for 10 %, or 5.00 for {shops} 5.00."),
        _ => "10 for 10 %, or an amount such as 5.00.".to_owned(),
    }
}

/// What is typed into the fields of these minimums.
pub(in crate::admin) fn read_minimums(fields: &Fields, shown: &[TypedAmount]) -> Vec<TypedAmount> {
    let read = |it: &TypedAmount| TypedAmount {
        amount: fields.text(&format!("{MINIMUM_IN}{}", it.currency)),
        currency: it.currency.clone(),
    };
    shown.iter().map(read).collect()
}

/// A field for the minimum payout in each currency.
#[component]
pub fn MinimumFields(
    /// The form.
    form: Sending,
    /// What is typed at first, currency by currency.
    minimums: Vec<TypedAmount>,
    /// What holds where nothing is typed, as far as others say it.
    #[prop(optional)]
    usual: Vec<TypedAmount>,
    /// What holds where nobody says anything.
    otherwise: &'static str,
) -> impl IntoView {
    let is_one = minimums.len() == 1;
    let field = move |TypedAmount { currency, amount }: TypedAmount| {
        let title = if is_one { "Minimum payout".to_owned() } else { format!("Minimum payout in {currency}") };
        let others = usual.iter().find(|it| it.currency == currency).map(|it| it.amount.clone());
        let hint = format!("In {currency}. Empty: {}.", others.unwrap_or_else(|| otherwise.to_owned()));
        view! { <TextField form name=format!("{MINIMUM_IN}{currency}") title value=amount hint /> }
    };
    minimums.into_iter().map(field).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_can_be_promised_in_every_currency_that_is_in_use() {
        let kinds = |currencies: &[&str], chosen: &str| {
            let currencies: Vec<String> = currencies.iter().map(|it| (*it).to_owned()).collect();
            rate_kinds(None, &currencies, chosen).into_iter().map(|(value, _)| value).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&["USD"], "fixed"), ["percentage", "fixed"]);
        assert_eq!(kinds(&["USD", "EUR"], "fixed"), ["percentage", "fixed", "fixed_EUR"]);
        assert_eq!(kinds(&["USD", "EUR"], "fixed_EUR"), ["percentage", "fixed", "fixed_EUR"]);
        assert_eq!(kinds(&["USD"], "fixed_GBP"), ["percentage", "fixed", "fixed_GBP"], "what is promised can be kept");
    }
}
