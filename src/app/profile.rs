//! The partner's profile page.

pub mod api;
#[cfg(feature = "ssr")]
mod qr;

use crate::AppError;
use api::{ProfilePage, load_profile};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page, cut so that its data starts loading before its code has come.
#[derive(Clone)]
pub struct ProfileRoute {
    data: Resource<Result<ProfilePage, AppError>>,
}

#[lazy_route]
impl LazyRoute for ProfileRoute {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_profile(None)),
        }
    }

    fn view(this: Self) -> AnyView {
        let data = this.data;
        view! {
            <h1>"Profile"</h1>
            <Suspense fallback=|| view! { <p>"Loading…"</p> }>
                {move || Suspend::new(async move { data.await.map(|view| format!("{view:?}")).map_err(|error| error.to_string()) })}
            </Suspense>
        }
        .into_any()
    }
}
