//! Counts frame by frame. Who wants less motion sees the new figure at once.

use super::way::way;
use crate::live::{Live, reload::now};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};

/// How long it takes, in milliseconds.
const TAKES: f64 = 700.0;

pub(super) fn run(name: String, text: String, shown: RwSignal<String>) {
    let Some(live) = use_context::<Live>() else {
        return;
    };
    let key = format!("{} {name}", use_location().pathname.get_untracked());
    let before = live.figures.try_update_value(|figures| figures.insert(key, text.clone())).flatten();
    let Some(before) = before.filter(|before| *before != text && now() < live.fresh_until.get_value()) else {
        return;
    };
    if wants_calm() {
        return;
    }
    let Some(way) = way(&before, &text) else {
        return;
    };
    shown.set(before);
    let began = now();
    each_frame(move || {
        let share = (now() - began) / TAKES;
        let is_last = share >= 1.0;
        // Given back when the figure has left the page.
        let refused = shown.try_set(if is_last { text.clone() } else { way(share) });
        !is_last && refused.is_none()
    });
}

fn wants_calm() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// What is called at a frame.
type Step = Closure<dyn FnMut()>;

/// Calls `step` at every frame for as long as it says so. Frames stop while the tab is hidden, and go on when it is seen.
fn each_frame(mut step: impl FnMut() -> bool + 'static) {
    let next: Rc<RefCell<Option<Step>>> = Rc::default();
    let again = Rc::clone(&next);
    *next.borrow_mut() = Some(Closure::new(move || {
        if step() {
            request(again.borrow().as_ref());
        } else {
            // Let go at the next turn: a closure must not drop itself while it runs.
            let again = Rc::clone(&again);
            queue_microtask(move || drop(again.borrow_mut().take()));
        }
    }));
    request(next.borrow().as_ref());
}

fn request(step: Option<&Step>) {
    if let Some(step) = step {
        let _ = window().request_animation_frame(step.as_ref().unchecked_ref());
    }
}
