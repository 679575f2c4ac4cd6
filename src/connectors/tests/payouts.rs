//! Batches of payments, and what tests ask of a report.

use connectors::rail::{BatchReport, RailBatch, RailItem, RailOutcome, Receiver};
use domain::{Currency, Money};
use std::path::{Path, PathBuf};

/// A batch to these e-mail addresses, of 9.87 USD each.
pub fn to_paypal(id: &str, emails: &[&str]) -> RailBatch {
    batch(id, emails, |email| Receiver::Paypal(email.parse().unwrap()))
}

/// A batch to these accounts, of 9.87 USD each.
pub fn to_stripe(id: &str, accounts: &[&str]) -> RailBatch {
    batch(id, accounts, |account| Receiver::Stripe(account.to_owned()))
}

fn batch(id: &str, receivers: &[&str], to: impl Fn(&str) -> Receiver) -> RailBatch {
    let item = |(number, receiver): (usize, &&str)| RailItem {
        id: format!("{id}_{number}"),
        receiver: to(receiver),
        amount: Money::new(987, Currency::USD),
        note: "Commission, October".to_owned(),
    };
    let items = receivers.iter().enumerate().map(item).collect();
    RailBatch { id: id.to_owned(), title: "You have a payout!".to_owned(), items, asked: Vec::new(), sent_since: None }
}

/// The outcomes, in the order of the report.
pub fn outcomes(report: &BatchReport) -> Vec<RailOutcome> {
    report.items.iter().map(|it| it.outcome).collect()
}

/// A file of the contracts, which are not part of this repository.
pub fn contract(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().map(|it| it.join("shared/contracts").join(name)).find(|it| it.exists());
    if found.is_none() {
        println!("skipped: the contract's {name} is not here");
    }
    found
}
