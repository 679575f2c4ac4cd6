//! What a partner is owed, and the codes that orders count for them by.

use super::{
    Desk,
    api::{BalanceLine, change_code},
};
use crate::{
    admin::program::form::{Fields, FormFault, SendButton, Sending, TextField, clear},
    ui::{Card, Chip, CopyButton, Empty, Tone},
};
use domain::{PartnerId, program::CodeLine};
use leptos::{either::Either, ev::SubmitEvent, html::Form, prelude::*};

/// What their accounts hold, currency by currency.
#[component]
pub(super) fn Balances(balances: Vec<BalanceLine>, partner: Option<PartnerId>) -> impl IntoView {
    let href = partner.map(|partner| format!("/admin/commissions?partner={partner}"));
    let content = if balances.is_empty() {
        Either::Left(view! { <Empty title="Nothing yet" text="What they earn in the program shows up here." /> })
    } else {
        Either::Right(balances.into_iter().map(balance).collect_view())
    };
    let all = href.map(|href| view! { <a class="link" href=href>"Their commissions"</a> }.into_any());
    view! { <Card title="Owed" tools=all.unwrap_or_else(|| ().into_any())>{content}</Card> }
}

fn balance(it: BalanceLine) -> impl IntoView {
    let facts = [
        ("Held", it.held, "in the holding period"),
        ("Payable", it.payable, "for the next payout"),
        ("In payout", it.reserved, "on its way"),
        ("Paid", it.paid, "arrived"),
    ];
    let line = |(title, amount, text): (&'static str, domain::Money, &'static str)| {
        view! { <div class="fact"><dt>{title}</dt><dd><b>{amount.to_string()}</b><small class="of">{text}</small></dd></div> }
    };
    view! { <dl class="facts narrow balances">{facts.map(line).collect_view()}</dl> }
}

/// The code, the former ones, and a way to a new one.
#[component]
pub(super) fn Codes(codes: Vec<CodeLine>, desk: Desk) -> impl IntoView {
    let form = Sending::new("code");
    let node = NodeRef::<Form>::new();
    let send = move |event: SubmitEvent| {
        let code = Fields::of(&event).text("code");
        form.send(change_code(desk.partner(), code), move |code| {
            clear(node);
            desk.done(format!("The code is {code} from now on."));
        });
    };
    view! {
        <Card title="Coupon codes">
            <ul class="codes">{codes.into_iter().map(code_line).collect_view()}</ul>
            <form class="pad" method="post" novalidate node_ref=node on:submit=send>
                <FormFault form fields=&["code"] />
                <TextField form name="code" title="New code" hint="Empty: one is made. Former codes stay theirs." />
                <p><SendButton form text="Give this code" /></p>
            </form>
        </Card>
    }
}

fn code_line(it: CodeLine) -> impl IntoView {
    let chip = match (it.is_current, it.is_used) {
        (true, false) => (Tone::Good, "Present"),
        (_, true) => (Tone::Quiet, "Used"),
        (false, false) => (Tone::Quiet, "Former"),
    };
    view! {
        <li>
            <span><code>{it.code.clone()}</code><small>{format!("since {}", it.since)}</small></span>
            <Chip tone=chip.0 text=chip.1 />
            <CopyButton text=it.code.clone() label=format!("Copy {}", it.code) />
        </li>
    }
}
