//! The first page of the team.

use super::api::load_overview;
use crate::AppError;
use domain::admin::Overview;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The overview.
#[derive(Clone)]
pub struct OverviewRoute {
    data: Resource<Result<Overview, AppError>>,
}

#[lazy_route]
impl LazyRoute for OverviewRoute {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_overview(None, None)),
        }
    }

    fn view(this: Self) -> AnyView {
        let data = this.data;
        view! {
            <Suspense fallback=|| view! { <p>"Loading…"</p> }>
                {move || Suspend::new(async move { data.await.map(|view| format!("{view:?}")).map_err(|error| error.to_string()) })}
            </Suspense>
        }
        .into_any()
    }
}
