//! What stands in a part's place until its data is here: the same size, so that nothing jumps.

use leptos::prelude::*;

/// Tiles to come.
#[component]
pub fn TilesSkeleton(
    /// How many.
    count: usize,
) -> impl IntoView {
    let tiles = (0..count).map(|_| {
        view! {
            <div class="card tile" aria-hidden="true">
                <p class="k"><span class="bone">"Loading it"</span></p>
                <p class="v"><span class="bone">"$0,000.00"</span></p>
                <div class="d"><p><span class="bone">"in the month before"</span></p></div>
            </div>
        }
    });
    view! { <div class="tiles">{tiles.collect_view()}</div> }
}

/// A table to come.
#[component]
pub fn TableSkeleton(
    /// How many rows.
    rows: usize,
) -> impl IntoView {
    let rows = (0..rows).map(|_| view! { <div class="bone line"></div> });
    view! { <div class="bones" aria-hidden="true">{rows.collect_view()}</div> }
}

/// A surface to come; the class gives it its size.
#[component]
pub fn BlockSkeleton(
    /// Gives it its size.
    #[prop(into)]
    class: String,
) -> impl IntoView {
    view! { <div class=format!("card bone {class}") aria-hidden="true"></div> }
}
