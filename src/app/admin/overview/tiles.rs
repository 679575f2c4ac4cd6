//! The four figures of the overview, each with what it was in the period before.

use crate::ui::{Tile, count_text, money_text};
use domain::{
    Money,
    admin::Overview,
    earnings::{Figure, change_percent},
};
use leptos::prelude::*;

/// The four figures.
#[component]
pub fn Tiles(
    /// Where they stand.
    overview: Overview,
) -> impl IntoView {
    let Overview { sales, earned, orders, active_partners, .. } = overview;
    view! {
        <div class="tiles">
            <Tile label="Attributed sales" value=money_text(sales.now) change=money_change(sales) note=before_amount(sales) />
            <Tile label="Earned by partners" value=money_text(earned.now) change=money_change(earned) note=before_amount(earned) />
            <Tile label="Orders" value=count_text(orders.now) change=count_change(orders) note=before_count(orders) />
            <Tile
                label="Partners with sales"
                value=count_text(active_partners.now)
                change=count_change(active_partners)
                note=before_count(active_partners)
            />
        </div>
    }
}

/// What it was before; left out when it was nothing, because records may not go back that far.
fn before_amount(figure: Figure<Money>) -> String {
    let before = figure.before.filter(|before| before.minor != 0);
    before.map(|before| format!("from {before}")).unwrap_or_default()
}

fn before_count(figure: Figure<i64>) -> String {
    let before = figure.before.filter(|before| *before != 0);
    before.map(|before| format!("from {}", count_text(Some(before)))).unwrap_or_default()
}

fn money_change(figure: Figure<Money>) -> Option<i64> {
    change_percent(figure.now?.minor, figure.before?.minor)
}

fn count_change(figure: Figure<i64>) -> Option<i64> {
    change_percent(figure.now?, figure.before?)
}
