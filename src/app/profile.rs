//! The partner's profile page: one person as all systems know them, each fact with its source and age.

mod account;
pub mod api;
mod identity;
mod links;
#[cfg(feature = "ssr")]
pub(crate) mod qr;
mod rows;

use crate::{
    AppError,
    earnings::api::retry_source,
    frame::partner_in,
    ui::{BlockSkeleton, ErrorPanel, PageHead, RefreshSoon, SourceList, StaleNotice},
};
use account::{About, Conditions, ContactCard, NetworkCard};
use api::{ProfilePage, load_profile};
use domain::Source;
use identity::Identity;
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use links::Links;
use rows::Origins;

/// The page. Its data is asked for by its own part of the code: what decodes it is then no part of every page's first bytes.
#[derive(Clone)]
pub struct ProfileRoute;

#[lazy_route]
impl LazyRoute for ProfileRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        crate::ui::come_alive();
        let ProfileRoute = this;
        let data = Resource::new(|| (), |()| load_profile(None));
        view! {
            <PageHead title="Profile" text="Who you are in each system, and what they have agreed with you." />
            <ProfileView data />
        }
        .into_any()
    }
}

/// The page's body, for partners and for the team; the head is the page's own.
#[component]
pub fn ProfileView(
    /// The data.
    data: Resource<Result<ProfilePage, AppError>>,
    /// Where the partner's pages are: empty for the partner, `/admin/partners/{id}` for the team.
    #[prop(optional, into)]
    base: String,
) -> impl IntoView {
    let reload = Callback::new(move |()| data.refetch());
    let partner = partner_in(&base);
    let is_own = base.is_empty();
    let retry = Callback::new(move |source: Source| {
        let partner = partner.clone();
        leptos::task::spawn_local(async move {
            // Whatever came of it, the page then shows how the source is now.
            let _ = retry_source(partner, source).await;
            data.refetch();
        });
    });
    let body = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <Loaded page is_own retry reload /> }),
                Err(error) => Either::Right(view! { <ErrorPanel error retry=reload /> }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <Loading /> }>{body}</Transition> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="page" role="status" aria-label="Loading">
            <BlockSkeleton class="identity-size" />
            <div class="grid2">
                <BlockSkeleton class="facts-size" />
                <BlockSkeleton class="side-size" />
            </div>
        </div>
    }
}

#[component]
fn Loaded(page: ProfilePage, is_own: bool, retry: Callback<Source>, reload: Callback<()>) -> impl IntoView {
    let ProfilePage { profile, qr } = page;
    let now = profile.generated_at;
    let origins = Origins::new(profile.sources.clone(), now);
    view! {
        <div class="page">
            <RefreshSoon reports=profile.sources.clone() reload />
            <StaleNotice reports=profile.sources.clone() now />
            <Identity profile=profile.clone() />
            <div class="grid2">
                <div class="stack">
                    <About profile=profile.clone() origins />
                    <Links profile=profile.clone() qr origins />
                    <Conditions profile=profile.clone() origins />
                </div>
                <div class="stack">
                    <ContactCard contact=profile.contact origins is_own />
                    <NetworkCard network=profile.network origins />
                    <SourceList reports=profile.sources now retry />
                </div>
            </div>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
