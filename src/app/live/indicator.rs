//! A word about the line: whether what is shown is kept up to date.

use super::{Line, Live};
use leptos::prelude::*;

/// Says it beside the navigation. Not read out by itself: it changes often and asks for nothing.
#[component]
pub fn Indicator() -> impl IntoView {
    let live = use_context::<Live>();
    let state = move || live.map_or(Line::Opening, |live| live.line.get());
    let class = move || match state() {
        Line::Open => "line alive open",
        Line::Lost => "line alive lost",
        Line::Opening | Line::Paused | Line::Over => "line alive",
    };
    let word = move || match state() {
        Line::Opening => "Connecting",
        Line::Open => "Live",
        Line::Lost => "Reconnecting",
        Line::Paused => "Paused",
        Line::Over => "Signed out",
    };
    let title = move || match state() {
        Line::Opening => "Live updates are on their way",
        Line::Open => "Figures update by themselves",
        Line::Lost => "The connection was lost; figures may be out of date until it is back",
        Line::Paused => "Live updates go on when you come back to this window",
        Line::Over => "Sign in again to see what is new",
    };
    view! {
        <p class=class title=title>
            <i class="pulse" aria-hidden="true"></i>
            <span>{word}</span>
        </p>
    }
}
