//! A partner as the team sees them: the same views as the partner's own.

use crate::AppError;
use crate::{earnings::api::load_earnings, home::api::load_home, profile::api::{ProfilePage, load_profile}};
use domain::{
    earnings::{EarningsOverview, EarningsQuery},
    home::Home,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Their home.
#[derive(Clone)]
pub struct AdminPartnerHome {
    data: Resource<Result<Home, AppError>>,
}

#[lazy_route]
impl LazyRoute for AdminPartnerHome {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_home(None)),
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

/// Their earnings.
#[derive(Clone)]
pub struct AdminPartnerEarnings {
    data: Resource<Result<EarningsOverview, AppError>>,
}

#[lazy_route]
impl LazyRoute for AdminPartnerEarnings {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_earnings(EarningsQuery::default())),
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

/// Their profile.
#[derive(Clone)]
pub struct AdminPartnerProfile {
    data: Resource<Result<ProfilePage, AppError>>,
}

#[lazy_route]
impl LazyRoute for AdminPartnerProfile {
    fn data() -> Self {
        Self {
            data: Resource::new(|| (), |()| load_profile(None)),
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
