//! Interactive charts: the server says what to draw, ECharts draws it, and everything in it is also there without a mouse.

#[cfg(feature = "hydrate")]
mod engine;
mod legend;
#[cfg(feature = "ssr")]
pub mod option;

use domain::Currency;
use legend::{Kept, Legend, Shown};
use leptos::{ev::KeyboardEvent, prelude::*};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A view, and the chart of its series as ECharts' option in JSON; none when there is nothing to draw.
///
/// Built where it is tested, on the server: no page has to carry what builds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charted<T> {
    /// The view.
    pub view: T,
    /// What ECharts draws. Colours are named as the style sheet names them, `var(--src-cc)`.
    pub option: Option<String>,
}

/// A series as its legend shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    /// Its name, the same as in the option.
    pub title: &'static str,
    /// The class of its colour.
    pub class: &'static str,
}

/// What the values of a chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Amounts in major units, which add up.
    Money(Currency),
    /// Amounts in major units of different things, which do not.
    Amounts(Currency),
    /// Counts of different things, which do not.
    Counts,
}

/// Says one point of the chart in words, for the keyboard's cursor.
pub type Describe = Arc<dyn Fn(usize) -> String + Send + Sync>;

/// Where the chart's code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Drawn,
    Failed,
}

/// Lets the page's chart keep what is switched off when its figures are loaded again. For the page, outside of what it loads.
pub fn keep_legend() {
    provide_context(Kept::new());
}

/// An interactive chart with its legend. Its children are what stands there until it is drawn, and for good without JavaScript.
#[component]
pub fn EChart(
    /// What the chart shows, for screen readers.
    #[prop(into)]
    label: String,
    /// What to draw, as JSON.
    option: String,
    /// Its series.
    series: Vec<Series>,
    /// How many points the horizontal axis has.
    points: usize,
    /// A point in words.
    describe: Describe,
    /// What the values are.
    values: Values,
    /// The static picture.
    children: Children,
) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let cursor = RwSignal::new(None::<usize>);
    let count = series.len();
    let shown = use_context::<Kept>().map_or_else(|| RwSignal::new(Shown::all(count)), |kept| kept.of(&series));
    #[cfg(feature = "hydrate")]
    engine::attach(canvas, option, engine::Follow { series: series.clone(), shown, cursor, stage });
    #[cfg(not(feature = "hydrate"))]
    let _ = (option, canvas);

    // Two charts on one page have two names for their help.
    let first = series.first().map_or("", |series| series.title);
    let help = format!("chart-help-{}", first.to_lowercase().replace(' ', "-"));
    let described = help.clone();
    let spoken = move || cursor.get().map(|index| describe(index)).unwrap_or_default();
    let (currency, total) = match values {
        Values::Money(currency) => (Some(currency.to_string()), Some("Total")),
        Values::Amounts(currency) => (Some(currency.to_string()), None),
        Values::Counts => (None, None),
    };
    view! {
        <Legend series shown />
        <div
            class="echart"
            class:is-drawn=move || stage.get() == Stage::Drawn
            role="group"
            aria-label=label
            aria-describedby=described
            tabindex="0"
            on:keydown=move |event| move_cursor(&event, cursor, points)
            on:blur=move |_| cursor.set(None)
        >
            <div class="echart-still">{children()}</div>
            <div class="echart-live" aria-hidden="true" data-currency=currency data-total=total node_ref=canvas></div>
            <p class="visually-hidden" aria-live="polite">{spoken}</p>
            <p class="visually-hidden" id=help>"Left and right arrow keys read the values one by one."</p>
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
