//! The partner's page of payouts: what is due and when it is paid, where the money goes, and what was paid.

mod account;
pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod audit;
mod balance;
#[cfg(feature = "ssr")]
mod compose;
#[cfg(feature = "ssr")]
pub mod csv;
mod draft;
mod goals;
mod history;
pub mod parts;

#[cfg(feature = "ssr")]
pub(crate) use compose::zone_of;

use crate::{
    AppError,
    figures::{MyFigures, OwnFigures},
    partner_page::{Tab, Whose, partner_page},
    ui::{BlockSkeleton, Card, Empty, ErrorPanel, Icon, IconName, PageHead, StandingNotice, TilesSkeleton},
};
use account::{AccountCard, Desk};
use api::{PayoutsPage, load_payouts};
use balance::Balances;
use domain::{PartnerId, PayoutId};
use goals::Goals;
use history::History;
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use parts::{Watch, moves_by_itself};

type Data = Resource<Result<PayoutsPage, AppError>>;

/// What the page asks for.
#[derive(Clone, Copy)]
struct Loads {
    data: Data,
    figures: OwnFigures,
}

fn load(partner: Signal<Option<PartnerId>>) -> Loads {
    let query = use_query_map();
    // What is no id begins the list anew.
    let before = Memo::new(move |_| query.with(|map| map.get("before").and_then(|id| id.parse::<PayoutId>().ok())));
    let data = Resource::new(move || (partner.get(), before.get()), |(partner, before)| load_payouts(partner, before));
    Loads { data, figures: OwnFigures::load(partner) }
}

/// The page.
#[derive(Clone)]
pub struct PayoutsRoute;

#[lazy_route]
impl LazyRoute for PayoutsRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let PayoutsRoute = this;
        partner_page(Tab::Payouts, load, |loads, whose| view! { <PayoutsView loads whose /> }.into_any())
    }
}

#[component]
fn PayoutsView(loads: Loads, whose: Whose) -> impl IntoView {
    let Loads { data, figures } = loads;
    let desk = Desk::new(whose.partner.clone(), Callback::new(move |()| data.refetch()));
    let head = whose.is_own().then(|| {
        view! { <PageHead title="Payouts" text="What is due to you, where it goes, and what was paid." /> }
    });
    let base = whose.base.clone();
    let whose = StoredValue::new(whose);
    let body = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) => Either::Left(view! { <Loaded page whose=whose.get_value() desk /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        {head}
        <Transition fallback=|| view! { <Loading /> }>{body}</Transition>
        <MyFigures figures base />
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="page" role="status" aria-label="Loading">
            <TilesSkeleton count=4 />
            <BlockSkeleton class="partner-wait" />
        </div>
    }
}

#[component]
fn Loaded(page: PayoutsPage, whose: Whose, desk: Desk) -> impl IntoView {
    let PayoutsPage { membership, history, next } = page;
    let Some(membership) = membership else {
        return Either::Left(view! { <NotInProgram is_own=whose.is_own() /> });
    };
    let goals = membership.goals.clone();
    let goals = (!goals.is_empty()).then(|| view! { <Goals goals /> });
    let is_open = history.iter().any(|it| moves_by_itself(it.line.status, it.line.method));
    let csv = format!("{}/payouts.csv", whose.base);
    let tools = (!history.is_empty()).then(|| {
        view! { <a class="btn" href=csv rel="external" download="payouts.csv"><Icon name=IconName::Download />"CSV"</a> }
            .into_any()
    });
    Either::Right(view! {
        <div class="page">
            <Watch is_open reload=desk.quietly() />
            <StandingNotice standing=membership.standing.clone() is_own=whose.is_own() />
            <Balances membership=membership.clone() is_own=whose.is_own() />
            {goals}
            <AccountCard membership is_own=whose.is_own() desk />
            <Card title="History" tools=tools.unwrap_or_else(|| ().into_any())>
                <History lines=history next base=whose.base />
            </Card>
        </div>
    })
}

/// Who is not in the program is paid elsewhere.
#[component]
fn NotInProgram(is_own: bool) -> impl IntoView {
    let (title, text) = if is_own {
        (
            "You are not in the affiliate program",
            "What you earn now is paid by the affiliate network. Once the team takes you into the shop’s own program, what is due and what was paid stands here.",
        )
    } else {
        (
            "Not in the affiliate program",
            "What this partner earns is paid by the affiliate network. Once they are in your own program, what is due and what was paid stands here.",
        )
    };
    view! { <section class="card"><Empty title text /></section> }
}
