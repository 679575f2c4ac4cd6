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
    partner_page::{Tab, Whose, partner_page, retrying},
    ui::{BlockSkeleton, ErrorPanel, PageHead, RefreshSoon, SourceList, StaleNotice},
};
use account::{About, Conditions, ContactCard, NetworkCard};
use api::{ProfilePage, load_profile};
use domain::{PartnerId, Source};
use identity::Identity;
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use links::Links;
use rows::Origins;

fn load(partner: Signal<Option<PartnerId>>) -> Resource<Result<ProfilePage, AppError>> {
    Resource::new(move || partner.get(), load_profile)
}

/// The page.
#[derive(Clone)]
pub struct ProfileRoute;

#[lazy_route]
impl LazyRoute for ProfileRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let ProfileRoute = this;
        partner_page(Tab::Profile, load, |data, whose| view! { <ProfileView data whose /> }.into_any())
    }
}

/// The page's body, for partners and for the team.
#[component]
pub fn ProfileView(
    /// The data.
    data: Resource<Result<ProfilePage, AppError>>,
    /// Whose page it is.
    whose: Whose,
) -> impl IntoView {
    let reload = Callback::new(move |()| data.refetch());
    let (is_own, base) = (whose.is_own(), whose.base.clone());
    let retry = retrying(whose.partner, move || data.refetch());
    let body = move || {
        let base = base.clone();
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <Loaded page base retry reload /> }),
                Err(error) => Either::Right(view! { <ErrorPanel error retry=reload /> }),
            }
        })
    };
    let head = is_own.then(|| {
        view! { <PageHead title="Profile" text="Who you are in each system, and what they have agreed with you." /> }
    });
    view! { {head}<Transition fallback=|| view! { <Loading /> }>{body}</Transition> }
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
fn Loaded(page: ProfilePage, base: String, retry: Callback<Source>, reload: Callback<()>) -> impl IntoView {
    let ProfilePage { profile, qr } = page;
    let (now, is_own) = (profile.generated_at, base.is_empty());
    let origins = Origins::new(profile.sources.clone(), now);
    view! {
        <div class="page">
            <RefreshSoon reports=profile.sources.clone() reload />
            <StaleNotice reports=profile.sources.clone() now />
            <Identity profile=profile.clone() />
            <div class="grid2">
                <div class="stack">
                    <About profile=profile.clone() origins />
                    <Links profile=profile.clone() qr origins base />
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
