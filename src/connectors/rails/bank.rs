//! Bank transfers: files that the merchant hands to their bank. Pure functions from payments to text.
//!
//! - [`sepa`]: credit transfers in euro, pain.001.001.09 under the rules of the European Payments Council;
//! - [`nacha`]: direct deposits in US dollars, PPD credits;
//! - [`calendar`]: on which days banks pay.
//!
//! A file is made whole or not at all: a payment that does not fit is named, and nothing is left out in silence.

pub mod calendar;
pub mod nacha;
pub mod sepa;

use domain::Money;

/// One payment to a partner's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankPayment<A> {
    /// Our id of the payout.
    pub id: String,
    /// Whose account it is.
    pub name: String,
    /// The account.
    pub account: A,
    /// How much; positive, in the currency of the file.
    pub amount: Money,
    /// What the partner reads on their statement.
    pub note: String,
}

/// Why no file can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankFileError {
    /// One payment does not fit.
    #[error("payout {id}: {reason}")]
    Payment {
        /// Our id of the payout.
        id: String,
        /// Why.
        reason: String,
    },
    /// The file as a whole does not fit.
    #[error("{0}")]
    File(String),
}

impl BankFileError {
    fn payment<A>(payment: &BankPayment<A>, reason: impl ToString) -> Self {
        Self::Payment { id: payment.id.clone(), reason: reason.to_string() }
    }
}

/// Refuses files without payments, or with one payout twice: both would be a mistake of ours that a bank might act on.
fn check_ids<A>(payments: &[BankPayment<A>]) -> Result<(), BankFileError> {
    if payments.is_empty() {
        return Err(BankFileError::File("a file has at least one payment".to_owned()));
    }
    let mut seen = std::collections::HashSet::new();
    match payments.iter().find(|it| !seen.insert(it.id.as_str())) {
        Some(twice) => Err(BankFileError::payment(twice, "is in the file twice")),
        None => Ok(()),
    }
}

/// The text in the letters that banks know, cut to so many characters.
fn latin(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let known = ::sepa::transliterate(&words, ::sepa::Transliteration::German);
    let cut: String = known.chars().take(most).collect();
    cut.trim().to_owned()
}
