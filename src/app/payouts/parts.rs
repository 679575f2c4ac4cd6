//! What the partner's and the team's pages of payouts share.

use crate::ui::{Chip, Tone};
use domain::{
    Money,
    payout::{PayoutMethod, PayoutStatus},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often a page looks again while something is under way.
const SOON: Duration = Duration::from_secs(4);

/// How much goes where, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: PayoutStatus,
    /// How it goes out.
    pub method: PayoutMethod,
    /// How it was really paid, when it was recorded by hand.
    pub paid_by: Option<PayoutMethod>,
    /// What people may see of the account.
    pub shown: String,
    /// The rail's id of the payment.
    pub transaction_id: Option<String>,
    /// What the rail took for it.
    pub fee: Option<Money>,
    /// Why it failed or waits.
    pub reason: String,
    /// For the team and the partner.
    pub notes: String,
}

impl Line {
    /// How it goes out, or was really paid, for people.
    pub fn way(&self) -> String {
        self.method.told(self.paid_by)
    }
}

#[cfg(feature = "ssr")]
impl From<&store::Payout> for Line {
    fn from(payout: &store::Payout) -> Self {
        Self {
            amount: payout.amount,
            status: payout.status,
            method: payout.method,
            paid_by: payout.paid_by,
            shown: account_of(payout),
            transaction_id: payout.transaction_id.clone(),
            fee: payout.fee,
            reason: payout.reason.clone(),
            notes: payout.notes.clone(),
        }
    }
}

/// What people may see of the account that was paid: of what is recorded by hand only if it is known to have gone there.
#[cfg(feature = "ssr")]
pub(super) fn account_of(payout: &store::Payout) -> String {
    let is_elsewhere = payout.method == PayoutMethod::Manual && payout.paid_by.is_none();
    if is_elsewhere { String::new() } else { payout.shown.clone() }
}

/// Where a payout stands.
#[component]
pub fn Standing(
    /// Where it stands.
    status: PayoutStatus,
    /// How many stand so, when it is about several.
    #[prop(optional)]
    count: Option<i64>,
) -> impl IntoView {
    let text = count.map_or_else(|| status.title().to_owned(), |count| format!("{count} {}", in_a_row(status)));
    view! { <Chip tone=tone_of(status) text /> }
}

const fn tone_of(status: PayoutStatus) -> Tone {
    match status {
        PayoutStatus::Paid => Tone::Good,
        PayoutStatus::AwaitingApproval | PayoutStatus::Scheduled | PayoutStatus::Sending | PayoutStatus::InFlight => {
            Tone::Warn
        }
        PayoutStatus::Failed => Tone::Bad,
        PayoutStatus::Cancelled => Tone::Quiet,
    }
}

/// The word behind a number: `3 paid`.
fn in_a_row(status: PayoutStatus) -> String {
    status.title().to_lowercase()
}

/// The rail's id of a payment and what it took for it.
#[component]
pub fn Proof(
    /// The payout.
    line: Line,
) -> impl IntoView {
    let id = line.transaction_id.map(|id| view! { <code>{id}</code> });
    let fee = line.fee.map(|fee| view! { <small>{format!("Fee {fee}")}</small> });
    view! { {id}{fee} }
}

/// Whether the server may know more soon, without anybody doing anything. Only banks wait for people.
pub const fn moves_by_itself(status: PayoutStatus, method: PayoutMethod) -> bool {
    match status {
        PayoutStatus::Scheduled | PayoutStatus::Sending => true,
        PayoutStatus::InFlight => !matches!(method, PayoutMethod::Bank),
        PayoutStatus::AwaitingApproval | PayoutStatus::Paid | PayoutStatus::Failed | PayoutStatus::Cancelled => false,
    }
}

/// Loads the data again every few seconds while something moves and somebody looks. Shows nothing.
#[component]
pub fn Watch(
    /// Whether anything moves.
    is_open: bool,
    /// How often.
    #[prop(default = SOON)]
    every: Duration,
    /// Loads the data again.
    reload: Callback<()>,
) -> impl IntoView {
    // Effects run in the browser only.
    Effect::new(move |_| {
        let look = move || {
            if !document().hidden() {
                reload.run(());
            }
        };
        if is_open && let Ok(timer) = set_interval_with_handle(look, every) {
            on_cleanup(move || timer.clear());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_moves_by_itself_is_watched() {
        assert!(moves_by_itself(PayoutStatus::Scheduled, PayoutMethod::Bank));
        assert!(moves_by_itself(PayoutStatus::InFlight, PayoutMethod::Paypal));
        assert!(!moves_by_itself(PayoutStatus::InFlight, PayoutMethod::Bank), "a person says what the bank did");
        for settled in PayoutStatus::ALL.into_iter().filter(|status| status.is_settled()) {
            assert!(!moves_by_itself(settled, PayoutMethod::Paypal), "{settled:?}");
        }
    }
}
