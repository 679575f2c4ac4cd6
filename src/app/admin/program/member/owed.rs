//! What a partner is owed.

use super::api::BalanceLine;
use crate::{
    admin::payouts::params::PayoutsParams,
    ui::{Card, Empty},
};
use domain::PartnerId;
use leptos::{either::Either, prelude::*};

/// What their accounts hold, currency by currency.
#[component]
pub(super) fn Balances(balances: Vec<BalanceLine>, partner: Option<PartnerId>) -> impl IntoView {
    let href = partner.as_ref().map(|partner| format!("/admin/commissions?partner={partner}"));
    let content = if balances.is_empty() {
        Either::Left(view! { <Empty title="Nothing yet" text="What they earn in the program shows up here." /> })
    } else {
        Either::Right(balances.into_iter().map(|it| balance(it, partner.clone())).collect_view())
    };
    let links = partner.as_ref().map(|partner| {
        let customers = format!("/admin/customers?partner={partner}");
        let payouts = format!("/admin/payouts?of={partner}");
        view! { <a class="link" href=customers>"Their customers"</a>" "<a class="link" href=payouts>"Payout runs"</a>" " }
    });
    let all = href.map(|href| view! { {links}<a class="link" href=href>"Their commissions"</a> }.into_any());
    view! { <Card title="Owed" tools=all.unwrap_or_else(|| ().into_any())>{content}</Card> }
}

fn balance(it: BalanceLine, partner: Option<PartnerId>) -> impl IntoView {
    let due = it.payable;
    let pay = partner.filter(|_| due.minor > 0).map(|partner| PayoutsParams::of_one(partner, due.currency).href());
    let facts = [
        ("Held", it.held, "in the holding period"),
        ("Payable", it.payable, "for the next payout"),
        ("In payout", it.reserved, "on its way"),
        ("Paid", it.paid, "arrived"),
    ];
    let line = |(title, amount, text): (&'static str, domain::Money, &'static str)| {
        let pay = pay.clone().filter(|_| title == "Payable").map(|href| {
            view! { <a class="btn small" href=href aria-label=format!("Pay {due}")>"Pay"</a> }
        });
        view! { <div class="fact"><dt>{title}</dt><dd><b>{amount.to_string()}</b><small class="of">{text}</small>{pay}</dd></div> }
    };
    view! { <dl class="facts narrow balances">{facts.map(line).collect_view()}</dl> }
}
