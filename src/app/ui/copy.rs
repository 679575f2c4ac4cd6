//! A button that copies a text.

use super::{Icon, IconName};
use leptos::prelude::*;

/// Copies a text. Shown only once the page is alive: without JavaScript it could do nothing.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// What it is, as in `Copy coupon code`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_| {
        said.set(if copy_text(&text) { "Copied" } else { "Select and copy it by hand" });
        set_timeout(
            move || {
                let _ = said.try_set("");
            },
            std::time::Duration::from_secs(2),
        );
    };
    let is_done = move || said.get() == "Copied";
    let icon = move || {
        if is_done() {
            view! { <Icon name=IconName::Check /> }
        } else {
            view! { <Icon name=IconName::Copy /> }
        }
    };
    view! {
        <span class="copy alive" class:said=move || !said.get().is_empty()>
            <button class="btn icon-only" class:done=is_done type="button" aria-label=label.clone() title=label on:click=copy>
                {icon}
            </button>
            <span role="status">{said}</span>
        </span>
    }
}

/// Whether the browser took the text.
#[cfg(feature = "hydrate")]
fn copy_text(text: &str) -> bool {
    let navigator = window().navigator();
    // Missing where the page is not served safely; calling it there would throw.
    let is_there =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    if is_there {
        let _ = navigator.clipboard().write_text(text);
    }
    is_there
}

#[cfg(not(feature = "hydrate"))]
const fn copy_text(_: &str) -> bool {
    false
}
