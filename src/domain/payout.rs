//! Payouts: what a partner is owed, on its way to them.

use crate::{
    Currency, Email,
    bank::{AccountKind, Bic, Iban, InvalidAccount, UsAccount},
};
use serde::{Deserialize, Serialize};

/// What `PayPal` takes of a receiver, in bytes.
const LONGEST_PAYPAL_ADDRESS: usize = 127;
/// The longest name that banks take.
const LONGEST_HOLDER: usize = 70;

/// How money goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutMethod {
    /// `PayPal` Payouts, to an e-mail address.
    Paypal,
    /// A transfer to the partner's connected Stripe account.
    Stripe,
    /// A bank transfer, by a file that the merchant hands to their bank.
    Bank,
    /// Paid elsewhere, and recorded here.
    Manual,
}

impl PayoutMethod {
    /// All of them, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::Paypal, Self::Bank, Self::Stripe, Self::Manual];

    /// The name in the store, in the API and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paypal => "paypal",
            Self::Stripe => "stripe",
            Self::Bank => "bank",
            Self::Manual => "manual",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// How a payment was made, in words for people: what was recorded by hand says how it was really paid, as far as that is known.
    pub fn told(self, paid_by: Option<Self>) -> String {
        match paid_by {
            Some(real) if self == Self::Manual && real != Self::Manual => format!("{} (by hand)", real.title()),
            _ => self.title().to_owned(),
        }
    }

    /// Whether a payment service carries the money and says what became of it.
    pub const fn is_rail(self) -> bool {
        matches!(self, Self::Paypal | Self::Stripe)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Paypal => "PayPal",
            Self::Stripe => "Stripe",
            Self::Bank => "Bank transfer",
            Self::Manual => "Manual",
        }
    }
}

/// Where a payout stands. Money is reserved from the first state on, and free again in the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// Reserved; a second member of the team has to approve it.
    AwaitingApproval,
    /// Reserved; nothing was sent yet.
    Scheduled,
    /// Handed to the rail, or about to be: what came of it is not known until the rail was asked.
    Sending,
    /// The rail has accepted it and is at work.
    InFlight,
    /// The money arrived.
    Paid,
    /// The rail refused it or gave it back.
    Failed,
    /// Called off before it was sent.
    Cancelled,
}

impl PayoutStatus {
    /// All of them, in the order in which a payout passes through them.
    pub const ALL: [Self; 7] = [
        Self::AwaitingApproval,
        Self::Scheduled,
        Self::Sending,
        Self::InFlight,
        Self::Paid,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::InFlight => "in_flight",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "Awaiting approval",
            Self::Scheduled => "Scheduled",
            Self::Sending => "Sending",
            Self::InFlight => "On its way",
            Self::Paid => "Paid",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether nothing more happens to it by itself. A payout that was paid may still come back.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::Failed | Self::Cancelled)
    }
}

/// Where a partner's money goes. Kept sealed; people see [`PayoutAccount::shown`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PayoutAccount {
    /// A `PayPal` account.
    Paypal {
        /// Its e-mail address.
        email: Email,
    },
    /// A connected Stripe account.
    Stripe {
        /// Its id, such as `acct_1N…`.
        account: String,
    },
    /// A bank account in the single euro payments area.
    Sepa {
        /// Whose it is.
        name: String,
        /// Its number.
        iban: Iban,
        /// Its bank; not needed inside the area.
        bic: Option<Bic>,
    },
    /// A bank account in the United States.
    UnitedStates {
        /// Whose it is.
        name: String,
        /// Bank, number and kind.
        account: UsAccount,
    },
}

/// What somebody typed of an account, read. No message repeats what was typed: it may be shown and kept where the account may not.
impl PayoutAccount {
    /// A `PayPal` account.
    ///
    /// # Errors
    /// Names `email`.
    pub fn paypal(email: &str) -> Result<Self, InvalidAccount> {
        let fault = |_| invalid("email", "type the e-mail address of the PayPal account");
        Self::Paypal { email: email.trim().parse().map_err(fault)? }.usable()
    }

    /// A connected Stripe account.
    ///
    /// # Errors
    /// Names `stripe_account`.
    pub fn stripe(account: &str) -> Result<Self, InvalidAccount> {
        let account = account.trim();
        let is_id = account
            .strip_prefix("acct_")
            .is_some_and(|id| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let why = "the id of a Stripe account begins with acct_ and has letters and digits";
        is_id.then(|| Self::Stripe { account: account.to_owned() }).ok_or(invalid("stripe_account", why))
    }

    /// A bank account in the single euro payments area; the bank's own code may be empty.
    ///
    /// # Errors
    /// Names `name`, `iban` or `bic`.
    pub fn sepa(name: &str, iban: &str, bic: &str) -> Result<Self, InvalidAccount> {
        let name = holder(name)?;
        let iban = iban.parse()?;
        let bic = if bic.trim().is_empty() { None } else { Some(bic.parse()?) };
        Self::Sepa { name, iban, bic }.usable()
    }

    /// A bank account in the United States.
    ///
    /// # Errors
    /// Names `name`, `routing`, `account` or `kind`.
    pub fn united_states(name: &str, routing: &str, account: &str, kind: &str) -> Result<Self, InvalidAccount> {
        let (name, kind) = (holder(name)?, AccountKind::parse(kind)?);
        Self::UnitedStates { name, account: UsAccount::new(routing, account, kind)? }.usable()
    }

    fn usable(self) -> Result<Self, InvalidAccount> {
        self.fault().map_or(Ok(self), Err)
    }
}

const fn invalid(field: &'static str, reason: &'static str) -> InvalidAccount {
    InvalidAccount { field, reason }
}

fn holder(name: &str) -> Result<String, InvalidAccount> {
    let name = name.trim();
    if name.is_empty() {
        return Err(invalid("name", "type the name of the account’s holder"));
    }
    if name.chars().count() > LONGEST_HOLDER || name.chars().any(char::is_control) {
        return Err(invalid("name", "the name has up to 70 characters in one line"));
    }
    Ok(name.to_owned())
}

impl PayoutAccount {
    /// How money gets there.
    pub const fn method(&self) -> PayoutMethod {
        match self {
            Self::Paypal { .. } => PayoutMethod::Paypal,
            Self::Stripe { .. } => PayoutMethod::Stripe,
            Self::Sepa { .. } | Self::UnitedStates { .. } => PayoutMethod::Bank,
        }
    }

    /// The currency that it takes; any, when there is none.
    pub const fn currency(&self) -> Option<Currency> {
        match self {
            Self::Paypal { .. } | Self::Stripe { .. } => None,
            Self::Sepa { .. } => Some(Currency::EUR),
            Self::UnitedStates { .. } => Some(Currency::USD),
        }
    }

    /// The field that keeps any payout from getting there, and why, in words for the person who typed it: one such payment would be
    /// refused with all that go out with it.
    pub fn fault(&self) -> Option<InvalidAccount> {
        match self {
            Self::Paypal { email } if email.as_str().len() > LONGEST_PAYPAL_ADDRESS => {
                Some(InvalidAccount { field: "email", reason: "PayPal takes e-mail addresses of up to 127 characters" })
            }
            Self::Sepa { iban, .. } if !iban.is_in_euro_area() => Some(InvalidAccount {
                field: "iban",
                reason: "the country of this IBAN is outside the single euro payments area",
            }),
            _ => None,
        }
    }

    /// All of it, as somebody types it elsewhere: what it is called and what it is.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Paypal { email } => vec![("PayPal address", email.to_string())],
            Self::Stripe { account } => vec![("Stripe account", account.clone())],
            Self::Sepa { name, iban, bic } => {
                let bic = bic.as_ref().map(|bic| ("BIC", bic.as_str().to_owned()));
                [("Holder", name.clone()), ("IBAN", iban.grouped())].into_iter().chain(bic).collect()
            }
            Self::UnitedStates { name, account } => vec![
                ("Holder", name.clone()),
                ("Routing number", account.routing().as_str().to_owned()),
                ("Account number", account.account().to_owned()),
                ("Kind", account.kind().as_str().to_owned()),
            ],
        }
    }

    /// Enough to recognise it by, and no more.
    pub fn shown(&self) -> String {
        match self {
            Self::Paypal { email } => email.masked(),
            Self::Stripe { account } => last_four(account),
            Self::Sepa { iban, .. } => format!("{} {}", iban.country(), iban.masked()),
            Self::UnitedStates { account, .. } => account.masked(),
        }
    }
}

fn last_four(text: &str) -> String {
    let count = text.chars().count();
    let last: String = text.chars().skip(count.saturating_sub(4)).collect();
    format!("•••• {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_enough_to_recognise_an_account_and_no_more() {
        let paypal = PayoutAccount::Paypal { email: "jane.doe@example.com".parse().unwrap() };
        assert_eq!(paypal.shown(), "j•••@example.com");
        let stripe = PayoutAccount::Stripe { account: "acct_1NabcWXYZ".into() };
        assert_eq!(stripe.shown(), "•••• WXYZ");
        let sepa = PayoutAccount::Sepa {
            name: "Jane Doe".into(),
            iban: "DE89 3704 0044 0532 0130 00".parse().unwrap(),
            bic: None,
        };
        assert!(sepa.shown().starts_with("DE ") && sepa.shown().ends_with("3000") && !sepa.shown().contains("0532"));
        assert_eq!((sepa.method(), sepa.currency()), (PayoutMethod::Bank, Some(Currency::EUR)));
        assert_eq!(sepa.fault(), None);
        let kept = serde_json::to_string(&sepa).unwrap();
        assert_eq!(serde_json::from_str::<PayoutAccount>(&kept).unwrap(), sepa);
    }

    #[test]
    fn what_was_recorded_by_hand_says_how_it_was_paid() {
        use PayoutMethod::{Bank, Manual, Paypal};
        assert_eq!(Manual.told(Some(Paypal)), "PayPal (by hand)");
        assert_eq!([Manual.told(Some(Manual)), Manual.told(None)], ["Manual", "Manual"]);
        assert_eq!(Bank.told(None), "Bank transfer");
    }

    #[test]
    fn accounts_that_would_stop_everybody_s_payout_are_told_apart() {
        let paypal = |local: usize| PayoutAccount::Paypal {
            email: format!("{}@{}.example.com", "a".repeat(local), "b".repeat(60)).parse().unwrap(),
        };
        assert_eq!(paypal(54).fault(), None);
        assert_eq!(paypal(55).fault().unwrap().field, "email");
        let turkish = "TR330006100519786457841326".parse().unwrap();
        let sepa = PayoutAccount::Sepa { name: "Ece".into(), iban: turkish, bic: None };
        assert_eq!(sepa.fault().unwrap().field, "iban");
    }
}
