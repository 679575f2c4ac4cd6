//! The earnings page: totals, chart, list.

pub mod api;

use crate::AppError;
use api::load_earnings;
use domain::earnings::{EarningsOverview, EarningsQuery};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page, cut so that its data starts loading before its code has come.
#[derive(Clone)]
pub struct EarningsRoute {
    data: Resource<Result<EarningsOverview, AppError>>,
}

#[lazy_route]
impl LazyRoute for EarningsRoute {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_earnings(EarningsQuery::default())),
        }
    }

    fn view(this: Self) -> AnyView {
        let data = this.data;
        view! {
            <h1>"Earnings"</h1>
            <Suspense fallback=|| view! { <p>"Loading…"</p> }>
                {move || Suspend::new(async move { data.await.map(|view| format!("{view:?}")).map_err(|error| error.to_string()) })}
            </Suspense>
        }
        .into_any()
    }
}
