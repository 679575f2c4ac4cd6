//! What is said of a payment that was made elsewhere: how it was made, under which id, and to which account.

use super::{api::show_account, confirm::Desk, selection::Selection, view::PlanLine};
use crate::{admin::program::form::Sending, ui::CopyButton};
use domain::{PartnerId, payout::PayoutMethod};
use leptos::prelude::*;

/// The longest id of a payment.
const LONGEST: &str = "500";

/// How it was paid: asked for, because partners read it.
#[component]
pub(super) fn HowPaid(desk: Desk) -> impl IntoView {
    let fault = move || desk.fault_of("paid_by");
    let option = move |it: PayoutMethod| {
        let title = if it == PayoutMethod::Manual { "Another way" } else { it.title() };
        let is_chosen = move || desk.paid_by.get() == Some(it);
        view! { <option value=it.as_str() selected=is_chosen prop:selected=is_chosen>{title}</option> }
    };
    let choose = move |event| desk.paid_by.set(PayoutMethod::parse(&event_target_value(&event)));
    view! {
        <div class="field">
            <label for="paid-by">"How it was paid"</label>
            <select id="paid-by" on:change=choose aria-describedby="paid-by-note" aria-invalid=move || fault().map(|_| "true")>
                <option value="">"Choose"</option>
                {PayoutMethod::ALL.map(option)}
            </select>
            <p id="paid-by-note" class="field-note" class:fault=move || fault().is_some()>
                {move || fault().unwrap_or_else(|| "Partners read it beside the amount.".to_owned())}
            </p>
        </div>
    }
}

/// The id of the one payment that is recorded, or where those of several are typed.
#[component]
pub(super) fn Transaction(selection: Selection, desk: Desk) -> impl IntoView {
    let field = move |partner: PartnerId| {
        let whose = StoredValue::new(partner);
        view! {
            <label class="field">
                "Transaction id, if there is one"
                <input type="text" maxlength=LONGEST autocomplete="off"
                    prop:value=move || whose.with_value(|partner| desk.transaction(partner))
                    on:input=move |event| desk.set_transaction(whose.get_value(), event_target_value(&event)) />
            </label>
        }
    };
    let only = selection.only();
    let several = only.is_none().then(|| {
        view! { <p class="of">"Each payment keeps the transaction id that is typed in its line of the plan."</p> }
    });
    view! { {only.map(field)}{several} }
}

/// The id of one payment among several, in its line.
#[component]
pub(super) fn LineTransaction(line: PlanLine, desk: Desk) -> impl IntoView {
    let label = format!("Transaction id of the payment to {}", line.name);
    let whose = StoredValue::new(line.partner);
    view! {
        <input class="needs-script" type="text" maxlength=LONGEST autocomplete="off" aria-label=label placeholder="Transaction id"
            prop:value=move || whose.with_value(|partner| desk.transaction(partner))
            on:input=move |event| desk.set_transaction(whose.get_value(), event_target_value(&event)) />
    }
}

/// Where the partner wants their money: masked until somebody who pays asks for it.
#[component]
pub(super) fn Account(line: PlanLine) -> impl IntoView {
    let form = Sending::new("show-account");
    let facts = RwSignal::new(Vec::new());
    let Some(kind) = line.account else {
        return view! { <span class="unknown">"Not said yet"</span> }.into_any();
    };
    let label = format!("Show the account of {}", line.name);
    let whose = StoredValue::new(line.partner);
    let show = move |_| form.send(show_account(whose.get_value()), move |all| facts.set(all));
    let fact = |(title, text): (String, String)| {
        let label = format!("Copy: {title}");
        view! { <span class="account-fact"><small>{title}</small>" "<b>{text.clone()}</b><CopyButton text label /></span> }
    };
    let kept = move || {
        let all = facts.get();
        if all.is_empty() {
            let (shown, label) = (line.shown.clone(), label.clone());
            let button = view! {
                <button class="btn small needs-script" type="button" aria-label=label aria-busy=move || form.busy() on:click=show>"Show"</button>
            };
            view! { {kind.title()}" "<span class="account-shown">{shown}</span>" "{button} }.into_any()
        } else {
            view! { {kind.title()}{all.into_iter().map(fact).collect_view()} }.into_any()
        }
    };
    view! { {kept}<crate::admin::program::form::FormFault form fields=&[] /> }.into_any()
}
