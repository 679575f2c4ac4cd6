//! Interactive charts: charming says what to draw, ECharts draws it, and everything in it is also there without a mouse.

#[cfg(feature = "hydrate")]
mod engine;

use charming::Chart;
use domain::Currency;
use leptos::{ev::KeyboardEvent, prelude::*};
use std::sync::Arc;

/// Colours as the browser resolves them: a canvas does not know CSS variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Palette {
    /// Sales that CC attributed.
    pub cc: String,
    /// The network.
    pub network: String,
    /// Bonuses.
    pub bonus: String,
    /// Small text.
    pub ink: String,
    /// Hair lines.
    pub line: String,
    /// The ground it stands on.
    pub surface: String,
}

/// Draws a chart for the colours of the moment. It may read signals: the chart follows them.
pub type Draw = Arc<dyn Fn(&Palette) -> Chart + Send + Sync>;

/// Says one point of the chart in words, for the keyboard's cursor.
pub type Describe = Arc<dyn Fn(usize) -> String + Send + Sync>;

/// Where the chart's code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Drawn,
    Failed,
}

/// An interactive chart. Its children are what stands there until it is drawn, and for good without JavaScript.
#[component]
pub fn EChart(
    /// What the chart shows, for screen readers.
    #[prop(into)]
    label: String,
    /// What to draw.
    draw: Draw,
    /// How many points the horizontal axis has.
    points: usize,
    /// A point in words.
    describe: Describe,
    /// Currency of the values, which are in major units.
    currency: Currency,
    /// The static picture.
    children: Children,
) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let cursor = RwSignal::new(None::<usize>);
    #[cfg(feature = "hydrate")]
    engine::attach(canvas, draw, cursor, stage);
    #[cfg(not(feature = "hydrate"))]
    let _ = (draw, canvas);

    let spoken = move || cursor.get().map(|index| describe(index)).unwrap_or_default();
    view! {
        <div
            class="echart"
            class:is-drawn=move || stage.get() == Stage::Drawn
            role="group"
            aria-label=label
            aria-describedby="chart-help"
            tabindex="0"
            on:keydown=move |event| move_cursor(&event, cursor, points)
            on:blur=move |_| cursor.set(None)
        >
            <div class="echart-still">{children()}</div>
            <div
                class="echart-live"
                aria-hidden="true"
                data-currency=currency.to_string()
                data-total="Total"
                node_ref=canvas
            ></div>
            <p class="visually-hidden" aria-live="polite">{spoken}</p>
            <p class="visually-hidden" id="chart-help">"Left and right arrow keys read the values one by one."</p>
            <Show when=move || stage.get() == Stage::Failed>
                <p class="echart-fault" role="status">
                    "The interactive chart could not be loaded. The picture and the table have the same figures."
                </p>
            </Show>
        </div>
    }
}

fn move_cursor(event: &KeyboardEvent, cursor: RwSignal<Option<usize>>, points: usize) {
    let last = points.saturating_sub(1);
    let now = cursor.get_untracked();
    let next = match event.key().as_str() {
        "ArrowRight" => now.map_or(0, |index| (index + 1).min(last)),
        "ArrowLeft" => now.map_or(last, |index| index.saturating_sub(1)),
        "Home" => 0,
        "End" => last,
        "Escape" => {
            cursor.set(None);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if points > 0 {
        cursor.set(Some(next));
    }
}
