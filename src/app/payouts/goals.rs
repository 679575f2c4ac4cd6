//! Bonuses that are promised, and how far the partner is.

use crate::ui::Card;
use domain::{
    Money,
    program::{Goal, Progress},
};
use leptos::prelude::*;

/// The card; nothing when nothing is promised.
#[component]
pub(super) fn Goals(goals: Vec<Progress>) -> impl IntoView {
    let lines = move || goals.iter().map(line).collect_view();
    view! { <Card title="Bonuses"><ul class="goals">{lines()}</ul></Card> }
}

fn line(it: &Progress) -> impl IntoView + use<> {
    let percent = it.percent();
    let label = format!("{}: {}", it.milestone.name, brought(it));
    view! {
        <li>
            <p><b dir="auto">{it.milestone.name.clone()}</b><small>{it.milestone.promise()}</small></p>
            <progress max="100" value=percent aria-label=label>{format!("{percent} %")}</progress>
            <p class="goal-now">{brought(it)}</p>
        </li>
    }
}

/// `12 of 20 orders`, `$120.00 of $500.00`, or that it is reached.
fn brought(it: &Progress) -> String {
    if it.is_reached() {
        return match it.milestone.window {
            domain::program::Window::Ever => "Reached".to_owned(),
            _ => "Reached; it begins anew afterwards".to_owned(),
        };
    }
    match it.milestone.goal {
        Goal::Sales(sales) => format!("{} of {sales}", Money::new(it.brought, sales.currency)),
        Goal::Conversions(orders) => format!("{} of {orders} orders", it.brought),
    }
}
