//! Figures that count up to what an event has made of them.

#[cfg(feature = "hydrate")]
mod frames;
#[cfg(any(test, feature = "hydrate"))]
mod way;

use leptos::prelude::*;

/// A figure as text. It appears as it is; only when an event changed it does it count from what stood there before.
#[component]
pub fn Counting(
    /// Which figure of the page it is.
    name: String,
    /// What it says, in the end and to the letter.
    text: String,
) -> impl IntoView {
    let shown = RwSignal::new(text.clone());
    #[cfg(feature = "hydrate")]
    frames::run(name, text, shown);
    #[cfg(not(feature = "hydrate"))]
    drop((name, text));
    move || shown.get()
}
