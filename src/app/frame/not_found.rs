//! No page stands at this address.

use leptos::prelude::*;
use leptos_meta::Title;

/// No page stands at this address.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::ui::come_alive();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Page not found" />
        <main id="main" class="lone">
            <div class="blank">
                <h1 tabindex="-1">"Page not found"</h1>
                <p>"Nothing stands at this address. It may have moved, or the link may be incomplete."</p>
                <a class="btn primary" href="/" rel="external">"Go to your dashboard"</a>
            </div>
        </main>
    }
}
