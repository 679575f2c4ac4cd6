//! The four figures of the overview, each with what it was in the period before.

use crate::ui::{Tile, count_before, count_text, money_before, money_text};
use domain::admin::Overview;
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
            <Tile label="Attributed sales" value=money_text(sales.now) change=sales.change() note=money_before(sales) />
            <Tile label="Earned by partners" value=money_text(earned.now) change=earned.change() note=money_before(earned) />
            <Tile label="Orders" value=count_text(orders.now) change=orders.change() note=count_before(orders) />
            <Tile
                label="Partners with sales"
                value=count_text(active_partners.now)
                change=active_partners.change()
                note=count_before(active_partners)
            />
        </div>
    }
}
