//! What the team enters by hand: an order, or a bonus or deduction without one.

use super::{
    Desk,
    api::{AdjustmentForm, Entered, OrderForm, adjust, enter_order},
};
use crate::{
    admin::program::form::{AreaField, Fields, FormFault, OnceKey, SelectField, SendButton, Sending, TextField},
    ui::{Dialog, Tone},
};
use leptos::{either::Either, ev::SubmitEvent, prelude::*};

/// What the dialog is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// An order.
    Order,
    /// A bonus or deduction.
    Adjustment,
}

/// The dialog.
#[component]
pub(super) fn Enter(desk: Desk) -> impl IntoView {
    let title = move || match desk.task.get() {
        Task::Order => "Enter an order".to_owned(),
        Task::Adjustment => "Bonus or deduction".to_owned(),
    };
    let content = move || match desk.task.get() {
        Task::Order => Either::Left(view! { <OrderEntry desk /> }),
        Task::Adjustment => Either::Right(view! { <Adjustment desk /> }),
    };
    view! { <Dialog open=desk.is_open title=Signal::derive(title)>{content}</Dialog> }
}

const ORDER: &[&str] =
    &["code", "order_id", "total_amount", "currency", "email", "name", "commission", "timestamp", "notes"];

#[component]
fn OrderEntry(desk: Desk) -> impl IntoView {
    let form = Sending::new("order");
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let order = OrderForm {
            code: fields.text("code"),
            order_id: fields.text("order_id"),
            total_amount: fields.text("total_amount"),
            currency: fields.text("currency"),
            email: fields.text("email"),
            name: fields.text("name"),
            commission: fields.text("commission"),
            timestamp: fields.text("timestamp"),
            notes: fields.text("notes"),
        };
        let id = order.order_id.clone();
        form.send(enter_order(order), move |entered| {
            let (tone, text) = told(&id, &entered);
            desk.done(tone, vec![text]);
        });
    };
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="dialog-body">
                <FormFault form fields=ORDER />
                <div class="pair">
                    <TextField form name="code" title="Partner's code" />
                    <TextField form name="order_id" title="Order id" />
                    <TextField form name="total_amount" title="Total" hint="Such as 100.00." />
                    <TextField form name="currency" title="Currency" hint="Empty: the shop's." />
                    <TextField form name="email" title="Customer's e-mail" kind="email" />
                    <TextField form name="name" title="Customer's name" hint="May be empty." />
                    <TextField form name="timestamp" title="Day" kind="date" hint="Empty: now." />
                    <TextField form name="commission" title="Commission" hint="Empty: as the partner's terms say." />
                </div>
                <AreaField form name="notes" title="Notes" />
            </div>
            <Footer form desk text="Enter the order" />
        </form>
    }
}

fn told(id: &str, entered: &Entered) -> (Tone, String) {
    let id = id.trim().trim_start_matches('#');
    if entered.is_new {
        (Tone::Good, format!("#{id} is counted. It brings {}.", entered.amount))
    } else {
        (Tone::Warn, format!("#{id} was counted before, with {}. Nothing was changed.", entered.amount))
    }
}

#[component]
fn Adjustment(desk: Desk) -> impl IntoView {
    let form = Sending::new("adjustment");
    let key = OnceKey::new();
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let adjustment = AdjustmentForm {
            key: key.get(),
            code: fields.text("code"),
            about: None,
            takes: fields.text("direction") == "take",
            amount: fields.text("amount"),
            currency: fields.text("currency"),
            reason: fields.text("reason"),
        };
        form.send(adjust(adjustment), move |is_new| {
            let text =
                if is_new { "It is in the partner's balance now." } else { "It was in the partner's balance already." };
            desk.done(Tone::Good, vec![text.to_owned()]);
        });
    };
    let directions = [("give", "Bonus: the partner gets it"), ("take", "Deduction: it is taken from the partner")];
    let directions = directions.map(|(value, text)| (value.to_owned(), text.to_owned())).into();
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="dialog-body">
                <FormFault form fields=&["code", "amount", "currency", "reason"] />
                <TextField form name="code" title="Partner's code" />
                <SelectField form name="direction" title="What it is" options=directions chosen="give" />
                <div class="pair">
                    <TextField form name="amount" title="Amount" hint="Such as 25.00." />
                    <TextField form name="currency" title="Currency" hint="Empty: the shop's." />
                </div>
                <AreaField form name="reason" title="Reason" hint="The partner reads it." />
            </div>
            <Footer form desk text="Save" />
        </form>
    }
}

#[component]
fn Footer(form: Sending, desk: Desk, text: &'static str) -> impl IntoView {
    view! {
        <footer>
            <button class="btn" type="button" on:click=move |_| desk.is_open.set(false)>"Cancel"</button>
            <SendButton form text />
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    #[test]
    fn whoever_enters_an_order_twice_is_told_so() {
        let entered = |is_new| Entered { is_new, amount: Money::new(1_000, Currency::USD) };
        assert_eq!(told(" #7 ", &entered(true)), (Tone::Good, "#7 is counted. It brings $10.00.".to_owned()));
        assert_eq!(told("7", &entered(false)).0, Tone::Warn);
    }
}
