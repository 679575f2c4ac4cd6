//! The program's figures as tiles, each with what it was in the period before.

use crate::ui::{Tile, count_text, money_text};
use domain::{
    Money,
    earnings::{Figure, change_percent},
    program::ProgramFigures,
};
use leptos::prelude::*;

/// What orders brought, what partners earn by them, and what was paid.
#[component]
pub fn Tiles(
    /// Where they stand.
    view: ProgramFigures,
) -> impl IntoView {
    let ProgramFigures { revenue, conversions, average_order, earned, earned_paid, outstanding, .. } = view;
    let ProgramFigures { payouts, paid_out, clicks, earned_per_click, new_customers, known_customers, .. } = view;
    let per_click = format!("{} clicks", count_text(clicks.now));
    let arrived = match payouts.now.unwrap_or(0) {
        1 => "in 1 payout".to_owned(),
        count => format!("in {} payouts", count_text(Some(count))),
    };
    view! {
        <div class="tiles program-tiles">
            <Tile label="Revenue" value=money_text(revenue.now) change=money_change(revenue) note=money_before(revenue) />
            <Tile label="Conversions" value=count_text(conversions.now) change=count_change(conversions) note=count_before(conversions) />
            <Tile label="Average order" value=money_text(average_order.now) change=money_change(average_order) note=money_before(average_order) />
            <Tile label="New customers" value=count_text(new_customers.now) change=count_change(new_customers) note=count_before(new_customers) />
            <Tile label="Returning customers" value=count_text(known_customers.now) change=count_change(known_customers) note=count_before(known_customers) />
            <Tile label="Commissions" value=money_text(earned.now) change=money_change(earned) note=money_before(earned) />
            <Tile label="Paid of them" value=money_text(earned_paid.now) change=money_change(earned_paid) note=money_before(earned_paid) />
            <Tile label="Outstanding" value=outstanding.to_string() note="owed now, whenever it was earned" />
            <Tile label="Paid out" value=money_text(paid_out.now) change=money_change(paid_out) note=arrived />
            <Tile label="Earned per click" value=money_text(earned_per_click.now) change=money_change(earned_per_click) note=per_click />
        </div>
    }
}

/// What it was before; left out when it was nothing, because records may not go back that far.
fn money_before(figure: Figure<Money>) -> String {
    let before = figure.before.filter(|before| before.minor != 0 && figure.now.is_some());
    before.map(|before| format!("from {before}")).unwrap_or_default()
}

fn count_before(figure: Figure<i64>) -> String {
    let before = figure.before.filter(|before| *before != 0);
    before.map(|before| format!("from {}", count_text(Some(before)))).unwrap_or_default()
}

fn money_change(figure: Figure<Money>) -> Option<i64> {
    change_percent(figure.now?.minor, figure.before?.minor)
}

fn count_change(figure: Figure<i64>) -> Option<i64> {
    change_percent(figure.now?, figure.before?)
}
