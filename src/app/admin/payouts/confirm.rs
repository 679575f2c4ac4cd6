//! The confirmation: what is chosen, a preview that says it in words, and one button under an id that was made with the plan.

use super::{
    api::confirm_payouts,
    by_hand::{HowPaid, Transaction},
    runs::run_path,
    selection::Selection,
    view::{Order, PlanView},
};
use crate::{
    AppError,
    ui::{Dialog, Notice, Tone},
};
use domain::{Money, PartnerId, PayoutRunId, payout::PayoutMethod};
use leptos::prelude::*;
use std::collections::HashMap;

/// So many who are left out are named without being asked.
const SHORT: usize = 5;
/// The longest note.
const LONGEST: &str = "500";

/// What came of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// It is reserved. Who was left out is named.
    Done { run: PayoutRunId, left_out: Vec<String> },
    /// Nothing was done.
    Refused(AppError),
}

/// What outlives a plan that is loaded anew: what was typed, and what came of the last confirmation.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    said: RwSignal<Option<Said>>,
    notes: RwSignal<String>,
    /// How what is recorded by hand was paid.
    pub(super) paid_by: RwSignal<Option<PayoutMethod>>,
    /// The ids of payments that were made elsewhere.
    transactions: RwSignal<HashMap<PartnerId, String>>,
    /// Why nothing was done.
    fault: RwSignal<Option<AppError>>,
    reload: Callback<()>,
}

impl Desk {
    pub(super) fn new(reload: Callback<()>) -> Self {
        Self {
            said: RwSignal::new(None),
            notes: RwSignal::new(String::new()),
            paid_by: RwSignal::new(None),
            transactions: RwSignal::new(HashMap::new()),
            fault: RwSignal::new(None),
            reload,
        }
    }

    /// The id that was typed for a payment to a partner.
    pub(super) fn transaction(self, partner: &PartnerId) -> String {
        self.transactions.with(|all| all.get(partner).cloned().unwrap_or_default())
    }

    pub(super) fn set_transaction(self, partner: PartnerId, id: String) {
        self.transactions.update(|all| drop(all.insert(partner, id)));
    }

    /// What is wrong with a field.
    pub(super) fn fault_of(self, name: &str) -> Option<String> {
        self.fault.with(|fault| match fault {
            Some(AppError::Invalid { field, message }) if field == name => Some(message.clone()),
            _ => None,
        })
    }

    fn done(self, run: PayoutRunId, left_out: Vec<String>) {
        self.notes.set(String::new());
        self.paid_by.set(None);
        self.transactions.set(HashMap::new());
        self.said.set(Some(Said::Done { run, left_out }));
        self.reload.run(());
    }
}

/// What came of the last confirmation.
#[component]
pub(super) fn Outcome(desk: Desk) -> impl IntoView {
    let note = |said: Said| match said {
        Said::Refused(error) => {
            view! { <Notice tone=Tone::Bad alert=true><p>{error.to_string()}</p></Notice> }.into_any()
        }
        Said::Done { run, left_out } => {
            let names = left_out.join(", ");
            let left = (!names.is_empty()).then(|| {
                view! { " Left out, because something has changed meanwhile: "<b>{names}</b>"." }
            });
            let tone = if left.is_some() { Tone::Warn } else { Tone::Good };
            view! {
                <Notice tone alert=true>
                    <p><b>"Confirmed."</b>" The money is reserved and goes out now."{left}</p>
                    <a class="btn" href=run_path(&run)>"Watch it"</a>
                </Notice>
            }
            .into_any()
        }
    };
    move || desk.said.get().map(note)
}

/// `12 partners`.
fn partners(count: usize) -> String {
    if count == 1 { "1 partner".to_owned() } else { format!("{count} partners") }
}

/// The payment in words: `Pay 12 partners $1,234.00 by PayPal`.
fn sentence(count: usize, sum: Money, method: PayoutMethod) -> String {
    let who = partners(count);
    match method {
        PayoutMethod::Manual => format!("Record {sum} as paid to {who}"),
        PayoutMethod::Bank => format!("Pay {who} {sum} by bank transfer"),
        PayoutMethod::Paypal | PayoutMethod::Stripe => format!("Pay {who} {sum} by {}", method.title()),
    }
}

/// What is chosen and the way to pay it.
#[component]
pub(super) fn Confirm(plan: PlanView, selection: Selection, desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    let method = plan.method;
    let sum = move || format!("{} selected, {}", partners(selection.count()), selection.sum());
    let title = Signal::derive(move || sentence(selection.count(), selection.sum(), method));
    let plan = StoredValue::new(plan);
    let review = move |_| {
        desk.fault.set(None);
        // Whoever named an account was most likely paid there.
        if desk.paid_by.get_untracked().is_none() {
            desk.paid_by.set(untrack(|| selection.common_account()));
        }
        open.set(true);
    };
    view! {
        <div class="plan-foot needs-script">
            <p role="status">{sum}</p>
            <button class="btn primary" type="button" disabled=move || selection.count() == 0 on:click=review>
                "Review payout"
            </button>
        </div>
        <Dialog open title>
            <Preview plan=plan.get_value() selection desk open />
        </Dialog>
    }
}

/// The last look before money moves.
#[component]
fn Preview(plan: PlanView, selection: Selection, desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let (method, until) = (plan.method, plan.until.long());
    let pay = StoredValue::new(plan);
    let confirm = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        desk.fault.set(None);
        let order = pay.with_value(|plan| order(plan, selection, desk));
        leptos::task::spawn_local(async move {
            let run = order.run.clone();
            let answer = confirm_payouts(order).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(left_out) => {
                    let _ = open.try_set(false);
                    desk.done(run, left_out);
                }
                Err(error @ AppError::Conflict { .. }) => {
                    let _ = open.try_set(false);
                    desk.said.set(Some(Said::Refused(error)));
                    desk.reload.run(());
                }
                // The same id is sent again: whatever became of this attempt, it is one run.
                Err(error) => drop(desk.fault.try_set(Some(error))),
            }
        });
    };
    let elsewhere = move || desk.fault.get().filter(|_| desk.fault_of("paid_by").is_none());
    let said = move || elsewhere().map(|error| view! { <p class="fault" role="alert">{error.to_string()}</p> });
    let by_hand = (method == PayoutMethod::Manual).then(|| view! { <HowPaid desk /><Transaction selection desk /> });
    view! {
        <div class="dialog-body">
            <p>{format!("What was earned up to {until}. {}", what_happens(method))}</p>
            <LeftOut selection />
            {by_hand}
            <label class="field">
                "Note for the partners, if you like"
                <textarea rows="2" maxlength=LONGEST dir="auto" prop:value=desk.notes
                    on:input=move |event| desk.notes.set(event_target_value(&event))></textarea>
            </label>
            {said}
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| open.set(false)>"Back"</button>
            <button class="btn primary" type="button" aria-busy=move || is_busy.get().then_some("true") on:click=confirm>
                {move || format!("Confirm {}", selection.sum())}
            </button>
        </footer>
    }
}

fn order(plan: &PlanView, selection: Selection, desk: Desk) -> Order {
    Order {
        run: plan.run.clone(),
        method: plan.method,
        currency: plan.currency,
        until: plan.until,
        items: untrack(|| selection.items(|partner| desk.transaction(partner))),
        notes: desk.notes.get_untracked(),
        paid_by: desk.paid_by.get_untracked(),
    }
}

/// What a confirmation sets going.
const fn what_happens(method: PayoutMethod) -> &'static str {
    match method {
        PayoutMethod::Paypal => "PayPal gets it at once and says what became of each payment.",
        PayoutMethod::Stripe => "Stripe gets it at once and says what became of each transfer.",
        PayoutMethod::Bank => "You download a file for your bank, and say here once the bank has executed it.",
        PayoutMethod::Manual => "No money moves: you paid elsewhere, and record it here.",
    }
}

/// Who is due something and is not paid by this, and why.
#[component]
fn LeftOut(selection: Selection) -> impl IntoView {
    let left = selection.left_out();
    let is_short = left.len() <= SHORT;
    let line = |(name, why): (String, String)| view! { <li><b dir="auto">{name}</b>{format!(": {why}")}</li> };
    (!left.is_empty()).then(|| {
        view! {
            <details class="left-out" open=is_short>
                <summary>{format!("{} left out", partners(left.len()))}</summary>
                <ul>{left.into_iter().map(line).collect_view()}</ul>
            </details>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn a_payment_is_said_in_words() {
        let sum = Money::new(123_400, Currency::USD);
        assert_eq!(sentence(12, sum, PayoutMethod::Paypal), "Pay 12 partners $1,234.00 by PayPal");
        assert_eq!(sentence(1, sum, PayoutMethod::Bank), "Pay 1 partner $1,234.00 by bank transfer");
        assert_eq!(sentence(2, sum, PayoutMethod::Manual), "Record $1,234.00 as paid to 2 partners");
    }
}
