//! What stands around every page: brand, navigation, who is signed in.

pub mod api;

use api::{Frame, load_frame};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

/// The partner's pages.
#[component]
pub fn PartnerFrame() -> impl IntoView {
    let frame = Resource::new(|| (), |()| load_frame());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                frame.await.map(|frame: Frame| view! { <p>{frame.channel_name}</p> }).ok()
            })}
        </Suspense>
        <nav aria-label="Main"><A href="/">"Home"</A><A href="/earnings">"Earnings"</A><A href="/profile">"Profile"</A></nav>
        <main><Outlet /></main>
    }
}

/// The team's pages.
#[component]
pub fn AdminFrame() -> impl IntoView {
    view! { <main><Outlet /></main> }
}

/// No page stands at this address.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! { <main><h1>"Page not found"</h1><p><a href="/">"Go to your dashboard"</a></p></main> }
}
