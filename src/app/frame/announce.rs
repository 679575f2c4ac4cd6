//! What a change of page feels like: a bar while it loads, then focus on the new heading and its name read out.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A thin bar at the top while the next page loads.
#[component]
pub fn Progress(
    /// Whether it loads.
    #[prop(into)]
    is_routing: Signal<bool>,
) -> impl IntoView {
    view! { <div class="progress" class:on=is_routing aria-hidden="true"></div> }
}

/// Reads out the new page's name and puts the focus on its heading. Stands inside the router.
#[component]
pub fn Announcer(
    /// Whether the next page loads.
    #[prop(into)]
    is_routing: Signal<bool>,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let path = use_location().pathname;
    Effect::new(move |before: Option<(bool, String)>| {
        let (is_loading, now) = (is_routing.get(), path.get());
        let Some((was_loading, last)) = before else {
            return (is_loading, now);
        };
        if was_loading && !is_loading && last != now {
            request_animation_frame(move || said.set(focus_heading()));
            return (is_loading, now);
        }
        (is_loading, last)
    });
    view! { <p class="visually-hidden" role="status">{said}</p> }
}

/// Puts the focus on the page's heading; gives the page's name.
#[cfg(feature = "hydrate")]
fn focus_heading() -> String {
    use wasm_bindgen::JsCast;
    let heading = ["main h1", "main"].into_iter().find_map(|name| document().query_selector(name).ok().flatten());
    if let Some(heading) = heading.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Where the page stands is the router's business: at the top, or where it was left when going back.
        let still = web_sys::FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = heading.focus_with_options(&still);
    }
    document().title()
}

#[cfg(not(feature = "hydrate"))]
const fn focus_heading() -> String {
    String::new()
}
