//! The earnings page: totals, chart, what reconciliation found, and the list of entries.

pub mod api;
pub mod bars;
pub mod chart;
#[cfg(feature = "ssr")]
pub mod csv;
pub mod entries;
pub mod mismatches;
#[cfg(feature = "ssr")]
pub mod option;
pub mod params;
pub mod rows;

use crate::{
    AppError,
    chart::{Charted, keep_legend},
    live::use_live_reload,
    partner_page::{Tab, Whose, partner_page, retrying},
    period::controls::{Buckets, Controls, Faults, Shown},
    ui::{Card, Empty, ErrorPanel, PageHead, PaymentTile, SourceList, TableSkeleton, Tile, TilesSkeleton, money_text},
};
use api::{list_entries, load_earnings};
use chart::EarningsChart;
use domain::{PartnerId, Source, earnings::EarningsOverview};
use entries::{EntryFilters, EntryList};
use leptos::{either::Either, prelude::*};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mismatches::MismatchNotices;
use params::Params;
use rows::{Loaded, WithoutLines};

/// Both halves of the page: what stands above the list, and the list.
#[derive(Clone, Copy)]
pub struct EarningsData {
    /// Totals, chart and reconciliation.
    pub overview: Resource<Result<Charted<EarningsOverview>, AppError>>,
    /// A page of the list.
    pub entries: Resource<Loaded, WithoutLines>,
}

impl EarningsData {
    /// Loads what the URL asks for, for the signed-in partner or the one an admin looks at.
    pub fn load(partner: Signal<Option<PartnerId>>) -> Self {
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(Params::read));
        let overview = Resource::new(move || params.get().overview(partner.get()), load_earnings);
        let entries = Resource::new_with_options(move || params.get().entries(partner.get()), list_entries, false);
        Self { overview, entries }
    }
}

/// The page.
#[derive(Clone)]
pub struct EarningsRoute;

#[lazy_route]
impl LazyRoute for EarningsRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let EarningsRoute = this;
        partner_page(Tab::Earnings, EarningsData::load, |data, whose| view! { <EarningsView data whose /> }.into_any())
    }
}

/// The page's body, for partners and for the team.
#[component]
pub fn EarningsView(
    /// The data.
    data: EarningsData,
    /// Whose page it is.
    whose: Whose,
) -> impl IntoView {
    let query = use_query_map();
    let params = Memo::new(move |_| query.with(Params::read));
    keep_legend();
    use_live_reload(move || {
        data.overview.refetch();
        data.entries.refetch();
    });
    let (path, csv) = (format!("{}/earnings", whose.base), format!("{}/earnings.csv", whose.base));
    let retry = retrying(whose.partner, move || {
        data.overview.refetch();
        data.entries.refetch();
    });
    let (list_path, filter_path) = (path.clone(), path.clone());
    let upper = move || {
        let (path, csv) = (path.clone(), csv.clone());
        Suspend::new(async move {
            match data.overview.await {
                Ok(Charted { view: overview, option }) => {
                    Either::Left(view! { <Upper overview option params=params.get_untracked() path csv retry /> })
                }
                Err(error) => Either::Right(view! {
                    <PageHead title="Earnings" />
                    <ErrorPanel error retry=Callback::new(move |()| data.overview.refetch()) />
                }),
            }
        })
    };
    let list = move || {
        let path = list_path.clone();
        Suspend::new(async move {
            match data.entries.await {
                Ok(page) => Either::Left(view! { <EntryList page params=params.get_untracked() path /> }),
                Err(error) => {
                    Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| data.entries.refetch()) /> })
                }
            }
        })
    };
    view! {
        <Faults faults=Signal::derive(move || params.get().faults) />
        <Transition fallback=|| view! { <PageHead title="Earnings" /><TilesSkeleton count=4 /> }>{upper}</Transition>
        <section class="card" aria-labelledby="entries-title">
            <header>
                <h2 id="entries-title">"All entries"</h2>
                <div class="tools">{move || view! { <EntryFilters params=params.get() path=filter_path.clone() /> }}</div>
            </header>
            <Transition fallback=|| view! { <TableSkeleton rows=8 /> }>{list}</Transition>
        </section>
    }
}

/// Everything above the list.
#[component]
fn Upper(
    overview: EarningsOverview,
    option: Option<String>,
    params: Params,
    path: String,
    csv: String,
    retry: Callback<Source>,
) -> impl IntoView {
    let EarningsOverview { bucket, currency, range, .. } = overview;
    let points = overview.points.clone();
    let chart = match option {
        Some(option) => Either::Left(view! { <EarningsChart points option bucket currency range /> }),
        None => Either::Right(view! {
            <Empty title="Nothing known yet" text="The chart appears as soon as the network or the store has answered once." />
        }),
    };
    let (reconciliation, sources, now) =
        (overview.reconciliation.clone(), overview.sources.clone(), overview.generated_at);
    let (text, tiles, notices) = (range.label(), overview.clone(), path.clone());
    let rest = params.rest();
    let Params { period, faults, .. } = params;
    let shown = Shown { range, today: overview.today, currency, currencies: overview.currencies };
    let buckets = view! { <Buckets period=period.clone() rest=rest.clone() bucket path=path.clone() /> }.into_any();
    view! {
        <PageHead title="Earnings" text>
            <Controls period rest faults shown path csv />
        </PageHead>
        <Tiles overview=tiles />
        <MismatchNotices found=reconciliation path=notices />
        <div class="grid2">
            <Card title=format!("Earnings by {}", bucket.as_str()) tools=buckets class="chart-card">{chart}</Card>
            <SourceList reports=sources now retry />
        </div>
    }
}

/// The four figures.
#[component]
fn Tiles(overview: EarningsOverview) -> impl IntoView {
    let orders =
        overview.orders.now.map(|count| if count == 1 { "1 order".to_owned() } else { format!("{count} orders") });
    let spark = overview.points.iter().map(domain::earnings::Point::total).collect::<Vec<_>>();
    view! {
        <div class="tiles">
            <Tile label="Earned" value=money_text(overview.earned.now) change=overview.earned.change() spark />
            <Tile
                label="Attributed sales"
                value=money_text(overview.sales.now)
                unit=orders.unwrap_or_default()
                change=overview.sales.change()
            />
            <Tile label="Average order" value=money_text(overview.average_order.now) change=overview.average_order.change() />
            <PaymentTile next=overview.next_payment on_its_way=overview.on_its_way />
        </div>
    }
}
