//! The five figures, each with what it was in the period before.

use crate::ui::{Tile, count_text, money_text, rate_text};
use domain::{
    analytics::Analytics,
    earnings::{Change, Figure},
};
use leptos::prelude::*;

/// The five figures.
#[component]
pub fn Tiles(
    /// Where they stand.
    view: Analytics,
) -> impl IntoView {
    let Analytics { clicks, visits, conversion, earned_per_click, average_order, .. } = view;
    view! {
        <div class="tiles five">
            <Tile label="Clicks" value=count_text(clicks.now) change=change(clicks, |it| it) note=was(clicks, count_text) />
            <Tile label="Visits" value=count_text(visits.now) change=change(visits, |it| it) note=was(visits, count_text) />
            <Tile label="Conversion" value=rate_text(conversion.now) change=change(conversion, |it| it.0) note=was(conversion, rate_text) />
            <Tile
                label="Earned per click"
                value=money_text(earned_per_click.now)
                change=change(earned_per_click, |it| it.minor)
                note=was(earned_per_click, money_text)
            />
            <Tile
                label="Average order"
                value=money_text(average_order.now)
                change=change(average_order, |it| it.minor)
                note=was(average_order, money_text)
            />
        </div>
    }
}

fn change<T: Copy>(figure: Figure<T>, number: impl Fn(T) -> i64) -> Option<Change> {
    Change::of(number(figure.now?), number(figure.before?))
}

/// What it was before, when that is known.
fn was<T>(figure: Figure<T>, text: impl Fn(Option<T>) -> String) -> String {
    if figure.now.is_none() || figure.before.is_none() {
        String::new()
    } else {
        format!("from {}", text(figure.before))
    }
}
