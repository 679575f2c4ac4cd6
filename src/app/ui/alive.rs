//! Says when a page has come alive.

/// Every page calls this first. Marks the document once the page answers to clicks: a page's own part of the code arrives after the
/// part that all pages share, so only the page itself knows.
pub fn come_alive() {
    #[cfg(feature = "hydrate")]
    {
        give_way();
        mark();
    }
}

/// Of several pages that were asked for in a hurry, the router may show the one that was loaded last instead of the one that was asked
/// for last. Such a page goes where the address already is.
#[cfg(feature = "hydrate")]
fn give_way() {
    use leptos::prelude::{GetUntracked, WithUntracked, window};
    use leptos_router::hooks::{use_location, use_url};
    let asked = use_location();
    let path = asked.pathname.get_untracked();
    if use_url().with_untracked(|own| own.path() != path) {
        let search = asked.search.get_untracked();
        let mark = if search.is_empty() { "" } else { "?" };
        let _ = window().location().assign(&format!("{path}{mark}{search}"));
    }
}

#[cfg(feature = "hydrate")]
fn mark() {
    use leptos::prelude::{Effect, document, request_animation_frame};
    // The next frame comes after the page was walked through.
    Effect::new(|_| {
        request_animation_frame(|| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-hydrated", "1");
            }
        });
    });
}
