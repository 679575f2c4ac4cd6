//! Where the money of a partner of a file goes. No fault repeats what stands in a cell.

use super::cells::Cells;
use domain::{
    bank::InvalidAccount,
    payout::{PayoutAccount, PayoutMethod},
};

/// What an account is known by: its column, and how money gets there.
const KNOWN_BY: [(&str, PayoutMethod); 4] = [
    ("paypal_email", PayoutMethod::Paypal),
    ("iban", PayoutMethod::Bank),
    ("account_number", PayoutMethod::Bank),
    ("stripe_account", PayoutMethod::Stripe),
];

/// Reads the account; none when the line has none.
pub(super) fn read(cells: &mut Cells<'_>) -> Option<PayoutAccount> {
    let method = match cells.get("payout_method") {
        Some(text) => Some(cells.noted("payout_method", method(text).ok_or("is paypal, bank or stripe"))?),
        None => None,
    };
    let fits = |(_, of): &(&str, PayoutMethod)| method.is_none_or(|method| method == *of);
    let given: Vec<&str> =
        KNOWN_BY.into_iter().filter(fits).map(|(name, _)| name).filter(|name| cells.get(name).is_some()).collect();
    match (given.as_slice(), method) {
        ([], None) => None,
        ([], Some(method)) => {
            cells.note(KNOWN_BY.iter().find(|(_, of)| *of == method)?.0, "is required by the payout method");
            None
        }
        ([one], _) => {
            let account = account(cells, one);
            account.map_err(|fault| cells.note(column(fault.field), fault.reason)).ok()
        }
        ([..], None) => {
            cells.note("payout_method", "say which of the accounts is paid: paypal, bank or stripe");
            None
        }
        ([first, ..], Some(_)) => {
            cells.note(first, "a line has one bank account: leave out the IBAN or the account number");
            None
        }
    }
}

fn method(text: &str) -> Option<PayoutMethod> {
    match text.to_lowercase().as_str() {
        "paypal" => Some(PayoutMethod::Paypal),
        "bank" | "bank transfer" | "bank_transfer" => Some(PayoutMethod::Bank),
        "stripe" => Some(PayoutMethod::Stripe),
        _ => None,
    }
}

fn account(cells: &Cells<'_>, known_by: &str) -> Result<PayoutAccount, InvalidAccount> {
    let text = |name| cells.get(name).unwrap_or_default();
    let holder = text("account_name");
    match known_by {
        "paypal_email" => PayoutAccount::paypal(text("paypal_email")),
        "stripe_account" => PayoutAccount::stripe(text("stripe_account")),
        "iban" => PayoutAccount::sepa(holder, text("iban"), text("bic")),
        _ => PayoutAccount::united_states(
            holder,
            text("routing_number"),
            text("account_number"),
            &text("account_type").to_lowercase(),
        ),
    }
}

/// The column of a field.
fn column(field: &str) -> &str {
    match field {
        "email" => "paypal_email",
        "name" => "account_name",
        "routing" => "routing_number",
        "account" => "account_number",
        "kind" => "account_type",
        same => same,
    }
}
