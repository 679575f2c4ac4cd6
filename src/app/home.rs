//! The partner's first page: this month against last, what is new, what needs doing.

pub mod api;
mod month;
mod news;
mod scale;
mod tasks;

use crate::{
    AppError,
    earnings::mismatches::MismatchNotices,
    live::use_live_reload,
    partner_page::{Tab, Whose, partner_page, retrying},
    ui::{
        BlockSkeleton, Card, Empty, ErrorPanel, PageHead, PaymentTile, RefreshSoon, SourceList, StaleNotice,
        StandingNotice, Tile, TilesSkeleton, count_text, money_text,
    },
};
use api::load_home;
use domain::{
    Money, PartnerId, Source,
    earnings::{Figure, Point},
    home::Home,
};
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use month::MonthCard;
use news::News;
use tasks::Tasks;

fn load(partner: Signal<Option<PartnerId>>) -> Resource<Result<Home, AppError>> {
    Resource::new(move || partner.get(), load_home)
}

/// The page.
#[derive(Clone)]
pub struct HomeRoute;

#[lazy_route]
impl LazyRoute for HomeRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let HomeRoute = this;
        partner_page(Tab::Home, load, |data, whose| view! { <HomeView data whose /> }.into_any())
    }
}

/// The page's body, for partners and for the team. The team's page has a head of its own: then none stands here.
#[component]
pub fn HomeView(
    /// The data.
    data: Resource<Result<Home, AppError>>,
    /// Whose page it is.
    whose: Whose,
) -> impl IntoView {
    let reload = Callback::new(move |()| data.refetch());
    use_live_reload(move || data.refetch());
    let Whose { partner, base } = whose;
    let retry = retrying(partner, move || data.refetch());
    let body = move || {
        let base = base.clone();
        Suspend::new(async move {
            match data.await {
                Ok(home) => Either::Left(view! { <Loaded home base retry reload /> }),
                Err(error) => Either::Right(view! {
                    {base.is_empty().then(|| view! { <PageHead title="Home" /> })}
                    <ErrorPanel error retry=reload />
                }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <Loading /> }>{body}</Transition> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="page" role="status" aria-label="Loading">
            <div class="bone head-line" aria-hidden="true"></div>
            <TilesSkeleton count=4 />
            <div class="grid2">
                <BlockSkeleton class="month-size" />
                <BlockSkeleton class="side-size" />
            </div>
        </div>
    }
}

#[component]
fn Loaded(home: Home, base: String, retry: Callback<Source>, reload: Callback<()>) -> impl IntoView {
    let is_new = is_new(&home);
    let head = base.is_empty().then(|| view! { <Greeting home=home.clone() is_new /> });
    let figures = (!is_new).then(|| view! { <Figures home=home.clone() path=format!("{base}/earnings") /> });
    let main = if is_new {
        Either::Left(view! { <Welcome profile=format!("{base}/profile") is_own=base.is_empty() /> })
    } else {
        Either::Right(view! {
            <MonthCard points=home.points range=home.range currency=home.currency />
            <News entries=home.news all=format!("{base}/earnings") />
        })
    };
    let now = home.generated_at;
    let is_own = base.is_empty();
    let standing = home.standing.map(|standing| view! { <StandingNotice standing is_own /> });
    view! {
        <div class="page">
            <RefreshSoon reports=home.sources.clone() reload />
            {head}
            {standing}
            <StaleNotice reports=home.sources.clone() now />
            {figures}
            <div class="grid2">
                <div class="stack">{main}</div>
                <div class="stack">
                    <Tasks tasks=home.tasks base />
                    <SourceList reports=home.sources now retry />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Figures(home: Home, path: String) -> impl IntoView {
    let found = home.reconciliation.clone();
    view! {
        <Tiles home />
        <MismatchNotices found path />
    }
}

#[component]
fn Greeting(home: Home, is_new: bool) -> impl IntoView {
    let title = match home.first_name.as_str() {
        "" => "Hello".to_owned(),
        name => format!("Hello, {name}"),
    };
    let text = if is_new {
        "Everything is ready for your first sale.".to_owned()
    } else {
        format!("{}, compared with the same days last month.", home.range.label())
    };
    view! {
        <PageHead title tab="Home" text />
    }
}

#[component]
fn Welcome(profile: String, is_own: bool) -> impl IntoView {
    let (title, text) = if is_own {
        (
            "No sales yet",
            "Share your link or your coupon code: the first sale shows up here within minutes, and what it earns as soon as that is counted.",
        )
    } else {
        ("No sales yet", "The first sale of this partner shows up here within minutes.")
    };
    view! {
        <Card>
            <Empty title text>
                <a class="btn primary" href=profile>{if is_own { "Get your link and code" } else { "See link and code" }}</a>
            </Empty>
        </Card>
    }
}

#[component]
fn Tiles(home: Home) -> impl IntoView {
    let last = home.range.from.plus(-1).month();
    let spark = running_total(&home.points);
    let earned = home.earned;
    view! {
        <div class="tiles">
            <Tile label="Earned this month" value=money_text(earned.now) change=earned.change() note=note(minor(earned), earned.before.map(|it| it.to_string()), &last) spark />
            <Tile label="Attributed sales" value=money_text(home.sales.now) change=home.sales.change() note=note(minor(home.sales), home.sales.before.map(|it| it.to_string()), &last) />
            <Tile label="Orders" value=count_text(home.orders.now) change=home.orders.change() note=note(home.orders, home.orders.before.map(|it| it.to_string()), &last) />
            <PaymentTile next=home.next_payment on_its_way=home.on_its_way />
        </div>
    }
}

/// Without a sale now, before, or in the news: a partner who has just begun. Not so when nothing is known.
fn is_new(home: &Home) -> bool {
    let none = |figure: Figure<i64>| figure.now == Some(0) && figure.before.unwrap_or(0) == 0;
    none(minor(home.earned)) && none(home.orders) && home.news.is_empty()
}

fn minor(figure: Figure<Money>) -> Figure<i64> {
    Figure { now: figure.now.map(|it| it.minor), before: figure.before.map(|it| it.minor) }
}

/// What a figure is compared with, or why it is not.
fn note(figure: Figure<i64>, before: Option<String>, last: &str) -> String {
    match (figure.now, figure.before, before) {
        (None, ..) => "No source has answered yet".to_owned(),
        (Some(_), Some(1..), Some(before)) => format!("from {before}"),
        _ => format!("nothing to compare with in {last}"),
    }
}

/// What had been earned by each day.
fn running_total(points: &[Point]) -> Vec<i64> {
    let add = |sum: &mut i64, point: &Point| {
        *sum += point.total();
        Some(*sum)
    };
    points.iter().scan(0, add).collect()
}

#[cfg(test)]
mod tests;
