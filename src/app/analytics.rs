//! The analytics page: what partners' links and the shop's pages bring, and what can be done with the links.

pub mod api;
mod breakdown;
mod chart;
#[cfg(feature = "ssr")]
pub mod csv;
mod funnel;
mod hints;
mod links;
#[cfg(feature = "ssr")]
mod option;
mod others;
pub mod params;
#[cfg(feature = "ssr")]
pub mod qr;
mod still;
mod tiles;

use crate::{
    AppError,
    chart::keep_legend,
    live::use_live_reload,
    partner_page::{Tab, Whose, partner_page, retrying},
    period::controls::{Buckets, Controls, Faults, Shown},
    ui::{BlockSkeleton, Card, Empty, ErrorPanel, PageHead, RefreshSoon, SourceList, StaleNotice, TilesSkeleton},
};
use api::{AnalyticsPage, load_analytics};
use breakdown::Breakdown;
use chart::TrafficChart;
use domain::{PartnerId, Source};
use funnel::FunnelCard;
use hints::Hints;
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use links::{Desk, LinkDesk, LinksCard};
use others::Others;
use params::Params;
use tiles::Tiles;

type Data = Resource<Result<AnalyticsPage, AppError>>;

/// Loads what the URL asks for, for the signed-in partner or the one an admin looks at.
pub fn load(partner: Signal<Option<PartnerId>>) -> Data {
    let query = use_query_map();
    // Sorting is the page's own business and asks for nothing.
    let asked = Memo::new(move |_| query.with(|map| Params::read(map).query(partner.get())));
    Resource::new(move || asked.get(), load_analytics)
}

/// The page.
#[derive(Clone)]
pub struct AnalyticsRoute;

#[lazy_route]
impl LazyRoute for AnalyticsRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let AnalyticsRoute = this;
        partner_page(Tab::Analytics, load, |data, whose| view! { <AnalyticsView data whose /> }.into_any())
    }
}

/// The page's body, for partners and for the team.
#[component]
pub fn AnalyticsView(
    /// The data.
    data: Data,
    /// Whose page it is.
    whose: Whose,
) -> impl IntoView {
    let query = use_query_map();
    let params = Memo::new(move |_| query.with(Params::read));
    let reload = Callback::new(move |()| data.refetch());
    keep_legend();
    use_live_reload(move || data.refetch());
    let path = format!("{}/analytics", whose.base);
    let desk = Desk::new(whose.partner.clone(), reload);
    let landing_url = RwSignal::new(None);
    let retry = retrying(whose.partner, move || data.refetch());
    let body = move || {
        let (path, params) = (path.clone(), params.get());
        Suspend::new(async move {
            match data.await {
                Ok(page) => {
                    landing_url.set(page.landing_url.clone());
                    Either::Left(view! { <Whole page params path desk retry reload /> })
                }
                Err(error) => Either::Right(view! {
                    <PageHead title="Analytics" />
                    <ErrorPanel error retry=reload />
                }),
            }
        })
    };
    view! {
        <Faults faults=Signal::derive(move || params.get().faults) />
        <LinkDesk desk landing_url />
        <Transition fallback=|| view! { <Waiting /> }>{body}</Transition>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <PageHead title="Analytics" />
        <TilesSkeleton count=5 />
        <BlockSkeleton class="chart-wait" />
    }
}

#[component]
fn Whole(
    page: AnalyticsPage,
    params: Params,
    path: String,
    desk: Desk,
    retry: Callback<Source>,
    reload: Callback<()>,
) -> impl IntoView {
    let AnalyticsPage { view, option, landing_url, script } = page;
    let (range, bucket, now) = (view.range, view.bucket, view.generated_at);
    let shown = Shown { range, today: view.today, currency: view.currency, currencies: view.currencies.clone() };
    let (period, rest, faults) = (params.period.clone(), params.rest(), params.faults.clone());
    let buckets = view! { <Buckets period=period.clone() rest=rest.clone() bucket path=path.clone() /> }.into_any();
    let csv = format!("{path}.csv");
    let (points, table_path) = (view.points.clone(), path.clone());
    let chart = match option {
        Some(option) => Either::Left(view! { <TrafficChart points option bucket range /> }),
        None => Either::Right(view! {
            <Empty title="Nothing counted yet" text="The chart appears with the first click, visit or order." />
        }),
    };
    view! {
        <PageHead title="Analytics" text=range.label()>
            <Controls period rest faults shown path=path.clone() csv />
        </PageHead>
        <RefreshSoon reports=view.sources.clone() reload />
        <StaleNotice reports=view.sources.clone() now />
        <Hints since=view.since visits=view.visits range script />
        <Tiles view=view.clone() />
        <div class="grid2 traffic">
            <Card title=format!("By {}", bucket.as_str()) tools=buckets class="chart-card">{chart}</Card>
            <FunnelCard steps=view.funnel />
        </div>
        <LinksCard links=view.links landing_url desk />
        <div class="grid2">
            <div class="stack">
                <Breakdown dimension=view.dimension slices=view.slices params path=table_path />
                <Others figures=view.others />
            </div>
            <SourceList reports=view.sources now retry />
        </div>
    }
}
