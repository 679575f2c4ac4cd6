//! Says when a page has come alive.

/// Marks the document once the page that calls it answers to clicks. A page's own part of the code arrives after the part
/// that all pages share: only the page itself knows.
pub fn come_alive() {
    // Effects run in the browser only, and the next frame comes after the page was walked through.
    #[cfg(feature = "hydrate")]
    leptos::prelude::Effect::new(|_| {
        leptos::prelude::request_animation_frame(|| {
            if let Some(root) = leptos::prelude::document().document_element() {
                let _ = root.set_attribute("data-hydrated", "1");
            }
        });
    });
}
