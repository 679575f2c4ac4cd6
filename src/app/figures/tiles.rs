//! The program's figures as tiles, each with what it was in the period before.

use crate::ui::{Tile, count_before, count_text, money_before, money_text};
use domain::program::ProgramFigures;
use leptos::prelude::*;

/// What orders brought, what partners earn by them, and what was paid.
#[component]
pub fn Tiles(
    /// Where they stand.
    view: ProgramFigures,
) -> impl IntoView {
    let ProgramFigures { revenue, conversions, average_order, earned, earned_paid, outstanding, owed, .. } = view;
    let ProgramFigures { payouts, paid_out, clicks, earned_per_click, new_customers, returning_orders, .. } = view;
    let per_click = format!("{} clicks", count_text(clicks.now));
    let arrived = match payouts.now.unwrap_or(0) {
        1 => "in 1 payout".to_owned(),
        count => format!("in {} payouts", count_text(Some(count))),
    };
    view! {
        <div class="tiles program-tiles">
            <Tile label="Revenue" value=money_text(revenue.now) change=revenue.change() note=money_before(revenue) />
            <Tile label="Conversions" value=count_text(conversions.now) change=conversions.change() note=count_before(conversions) />
            <Tile label="Average order" value=money_text(average_order.now) change=average_order.change() note=money_before(average_order) />
            <Tile label="New customers" value=count_text(new_customers.now) change=new_customers.change() note=count_before(new_customers) />
            <Tile label="Orders of returning customers" value=count_text(returning_orders.now) change=returning_orders.change() note=count_before(returning_orders) />
            <Tile label="Commissions" value=money_text(earned.now) change=earned.change() note=money_before(earned) />
            <Tile label="Paid of them" value=money_text(earned_paid.now) change=earned_paid.change() note=money_before(earned_paid) />
            <Tile label="Outstanding" value=money_text(outstanding.now) change=outstanding.change() note=format!("{owed} owed in all") />
            <Tile label="Paid out" value=money_text(paid_out.now) change=paid_out.change() note=arrived />
            <Tile label="Earned per click" value=money_text(earned_per_click.now) change=earned_per_click.change() note=per_click />
        </div>
    }
}
