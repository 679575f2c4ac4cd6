//! The list of partners.

use super::api::list_partners;
use crate::AppError;
use domain::admin::{PartnerPage, PartnerQuery};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The list.
#[derive(Clone)]
pub struct PartnersRoute {
    data: Resource<Result<PartnerPage, AppError>>,
}

#[lazy_route]
impl LazyRoute for PartnersRoute {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| list_partners(PartnerQuery::default())),
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
