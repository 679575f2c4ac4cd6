//! Where money should go, as somebody types it. It goes to the server once, and never comes back.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What is typed, field by field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountDraft {
    /// A `PayPal` account.
    Paypal { email: String },
    /// A connected Stripe account.
    Stripe { stripe_account: String },
    /// A bank account in the single euro payments area.
    Sepa { name: String, iban: String, bic: String },
    /// A bank account in the United States.
    UnitedStates { name: String, routing: String, account: String, account_kind: String },
}

impl fmt::Debug for AccountDraft {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AccountDraft").finish_non_exhaustive()
    }
}

#[cfg(feature = "ssr")]
pub(super) use reading::read;

#[cfg(feature = "ssr")]
mod reading {
    use super::AccountDraft;
    use domain::{bank::InvalidAccount, payout::PayoutAccount};
    use program::ProgramError;

    /// The account, or the field at fault.
    pub fn read(draft: &AccountDraft) -> Result<PayoutAccount, ProgramError> {
        let account = match draft {
            AccountDraft::Paypal { email } => PayoutAccount::paypal(email),
            AccountDraft::Stripe { stripe_account } => PayoutAccount::stripe(stripe_account),
            AccountDraft::Sepa { name, iban, bic } => PayoutAccount::sepa(name, iban, bic),
            AccountDraft::UnitedStates { name, routing, account, account_kind } => {
                PayoutAccount::united_states(name, routing, account, account_kind)
            }
        };
        account.map_err(of_account)
    }

    fn of_account(fault: InvalidAccount) -> ProgramError {
        let field = if fault.field == "kind" { "account_kind" } else { fault.field };
        ProgramError::Invalid { field, message: fault.reason.to_owned() }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn fault(draft: &AccountDraft) -> &'static str {
            match read(draft) {
                Err(ProgramError::Invalid { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        }

        fn sepa(name: &str, iban: &str, bic: &str) -> AccountDraft {
            AccountDraft::Sepa { name: name.into(), iban: iban.into(), bic: bic.into() }
        }

        fn american(routing: &str, account: &str, kind: &str) -> AccountDraft {
            AccountDraft::UnitedStates {
                name: "Ana".into(),
                routing: routing.into(),
                account: account.into(),
                account_kind: kind.into(),
            }
        }

        #[test]
        fn accounts_are_read_however_they_are_spaced() {
            let read = |draft: &AccountDraft| read(draft).unwrap().shown();
            assert!(read(&sepa(" Ana ", "de89 3704 0044 0532 0130 00", " ")).ends_with("3000"));
            assert_eq!(read(&AccountDraft::Paypal { email: " ana@example.com ".into() }), "a•••@example.com");
            assert!(read(&american("021000021", "123456789", "checking")).ends_with("6789"));
            let stripe = AccountDraft::Stripe { stripe_account: "acct_1NabcWXYZ".into() };
            assert_eq!(read(&stripe), "•••• WXYZ");
        }

        #[test]
        fn every_fault_is_named_by_its_field() {
            assert_eq!(fault(&AccountDraft::Paypal { email: "ana".into() }), "email");
            assert_eq!(fault(&AccountDraft::Stripe { stripe_account: "ba_1".into() }), "stripe_account");
            assert_eq!(fault(&sepa("", "DE89370400440532013000", "")), "name");
            assert_eq!(fault(&sepa("Ana", "DE88370400440532013000", "")), "iban");
            assert_eq!(fault(&sepa("Ana", "TR330006100519786457841326", "")), "iban", "no bank moves euro there");
            let long = format!("{}@{}.example.com", "a".repeat(60), "b".repeat(60));
            assert_eq!(fault(&AccountDraft::Paypal { email: long }), "email");
            assert_eq!(fault(&sepa("Ana", "DE89370400440532013000", "X")), "bic");
            assert_eq!(fault(&american("1", "123", "checking")), "routing");
            assert_eq!(fault(&american("021000021", "", "checking")), "account");
            assert_eq!(fault(&american("021000021", "123", "")), "account_kind");
        }

        #[test]
        fn what_is_typed_is_in_no_log() {
            assert!(!format!("{:?}", sepa("Ana", "DE89370400440532013000", "")).contains("DE89"));
        }
    }
}
