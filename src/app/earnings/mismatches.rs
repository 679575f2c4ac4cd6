//! What reconciliation found, in words: how many orders, what they are worth and what is at stake.

use super::params::Params;
use crate::{
    period::Period,
    ui::{Notice, Tone},
};
use domain::earnings::{EntryStatus, Mismatch, Reconciliation};
use leptos::prelude::*;

/// A notice for each thing that one source has and another lacks; nothing when all is well.
#[component]
pub fn MismatchNotices(
    /// What was found.
    found: Reconciliation,
    /// The page that has the list of entries.
    path: String,
) -> impl IntoView {
    let network =
        found.missing_in_network.into_iter().map(|it| (missing_in_network(&it), EntryStatus::NotInNetwork, it.sales));
    let store = found.missing_in_store.into_iter().map(|it| (missing_in_store(&it), EntryStatus::NotInStore, it.sales));
    network
        .chain(store)
        .map(|((fact, meaning), status, sales)| {
            // What is missing in another currency has a notice of its own.
            let period = Period { currency: Some(sales.currency), ..Period::default() };
            let href = Params { period, status: Some(status), ..Params::default() }.href(&path);
            view! {
                <Notice tone=Tone::Warn>
                    <span><b>{fact}</b>" "{meaning}</span>
                    <a class="btn" href=href>"See them"</a>
                </Notice>
            }
        })
        .collect_view()
}

fn orders(count: i64) -> String {
    if count == 1 { "1 order".to_owned() } else { format!("{count} orders") }
}

fn missing_in_network(found: &Mismatch) -> (String, String) {
    let verb = if found.orders == 1 { "is" } else { "are" };
    let fact =
        format!("{} worth {} {verb} in CreatorCommerce but not in impact.com.", orders(found.orders), found.sales);
    let meaning = match found.at_stake {
        Some(stake) => format!("About {stake} of commission is at stake."),
        None => "The commission at stake is not known yet.".to_owned(),
    };
    (fact, meaning)
}

fn missing_in_store(found: &Mismatch) -> (String, String) {
    let verb = if found.orders == 1 { "is" } else { "are" };
    let fact = format!(
        "{} worth {} {verb} in impact.com but not attributed to you in the store.",
        orders(found.orders),
        found.sales
    );
    let meaning = match found.at_stake {
        Some(stake) => format!("They earn {stake}; the network may still reverse them."),
        None => String::new(),
    };
    (fact, meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    #[test]
    fn unknown_stakes_are_said_to_be_unknown() {
        let found = Mismatch { orders: 1, sales: Money::new(6180, Currency::USD), at_stake: None };
        let (fact, meaning) = missing_in_network(&found);
        assert_eq!(fact, "1 order worth $61.80 is in CreatorCommerce but not in impact.com.");
        assert!(meaning.contains("not known"));
    }
}
