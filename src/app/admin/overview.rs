//! The first page of the team: how the programme does, who sells most, what does not add up, and how the sources are.

mod controls;
#[cfg(feature = "ssr")]
pub mod csv;
mod leaked;
mod reconciled;
mod tiles;
mod top;

use super::{
    api::{load_overview, retry_channel_source},
    params::OverviewParams,
};
use crate::{
    AppError,
    chart::{Charted, keep_legend},
    earnings::chart::EarningsChart,
    live::use_live_reload,
    period::controls::Faults,
    ui::{BlockSkeleton, Card, Empty, ErrorPanel, PageHead, RefreshSoon, SourceList, StaleNotice, TilesSkeleton},
};
use controls::Controls;
use domain::{
    Source, SourceHealth, SourceReport,
    admin::Overview,
    earnings::{Bucket, Point, Reconciliation},
};
use leaked::Leaked;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;
use reconciled::Reconciled;
use tiles::Tiles;
use top::TopPartners;

type Data = Resource<Result<Charted<Overview>, AppError>>;

/// The overview.
#[derive(Clone)]
pub struct OverviewRoute;

impl OverviewRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let query = use_query_map();
        let params = Memo::new(move |_| query.with(OverviewParams::read));
        let data = Resource::new(
            move || params.with(|params| (params.days, params.currency)),
            |(days, currency)| load_overview(days, currency),
        );
        view! { <Page params data /> }.into_any()
    }
}

#[component]
fn Page(params: Memo<OverviewParams>, data: Data) -> impl IntoView {
    use_live_reload(move || data.refetch());
    keep_legend();
    let retry = retry_callback(data);
    let reload = Callback::new(move |()| data.refetch());
    let whole = move || {
        Suspend::new(async move {
            match data.await {
                Ok(Charted { view: overview, option }) => {
                    Either::Left(view! { <Whole overview option params=params.get_untracked() retry reload /> })
                }
                Err(error) => Either::Right(view! {
                    <PageHead title="Overview" />
                    <ErrorPanel error retry=reload />
                }),
            }
        })
    };
    view! {
        <Faults faults=Signal::derive(move || params.get().faults) />
        <Transition fallback=|| view! { <Waiting /> }>{whole}</Transition>
    }
}

/// The page's outline until its figures are here.
#[component]
fn Waiting() -> impl IntoView {
    view! {
        <PageHead title="Overview" />
        <TilesSkeleton count=4 />
        <BlockSkeleton class="chart-wait" />
    }
}

#[component]
fn Whole(
    overview: Overview,
    option: Option<String>,
    params: OverviewParams,
    retry: Callback<Source>,
    reload: Callback<()>,
) -> impl IntoView {
    let Overview { range, currency, generated_at: now, .. } = overview;
    let bucket = bucket_of(&overview.points);
    let (knows_sales, knows_earned) = (overview.sales.now.is_some(), overview.earned.now.is_some());
    let title = match bucket {
        Bucket::Day => "Earned by partners, by day",
        Bucket::Week | Bucket::Month => "Earned by partners, by week",
    };
    let points = overview.points.clone();
    let (codes, count) = overview.leaked.clone();
    let chart = match option {
        Some(option) => Either::Left(view! { <EarningsChart points option bucket currency range /> }),
        None => Either::Right(view! {
            <Empty title="Nothing known yet" text="The chart appears as soon as the store or the network has answered once." />
        }),
    };
    let currencies = overview.currencies.clone();
    let file = params.file();
    // Where one side is not connected there is nothing that the other could lack.
    let is_off =
        |it: &SourceReport| matches!(it.source, Source::Shopify | Source::Impact) && it.health == SourceHealth::Off;
    let is_one_sided = overview.sources.iter().any(is_off) && overview.reconciliation == Reconciliation::default();
    let found = overview.reconciliation.clone();
    let reconciled = (!is_one_sided).then(|| {
        view! { <Reconciled found is_compared=knows_sales && knows_earned /> }
    });
    view! {
        <PageHead title="Overview" text=range.label()>
            <a class="btn" href="/admin/program/overview">"Program figures"</a>
            <Controls params currency currencies />
        </PageHead>
        <RefreshSoon reports=overview.sources.clone() reload />
        <StaleNotice reports=overview.sources.clone() now />
        <Leaked codes count />
        <Tiles overview=overview.clone() />
        <div class="grid2">
            <div class="stack">
                <Card title class="chart-card">{chart}</Card>
                <TopPartners rows=overview.top currency knows_sales file />
            </div>
            <div class="stack">
                <SourceList reports=overview.sources now retry />
                {reconciled}
            </div>
        </div>
    }
}

/// How the series is cut: by week when its points are further apart than a day.
pub(super) fn bucket_of(points: &[Point]) -> Bucket {
    let is_daily = points.windows(2).all(|pair| matches!(pair, [one, next] if next.day == one.day.plus(1)));
    if is_daily { Bucket::Day } else { Bucket::Week }
}

fn retry_callback(data: Data) -> Callback<Source> {
    Callback::new(move |source| {
        leptos::task::spawn_local(async move {
            // Whatever came of it, the page then shows how the source is now.
            let _ = retry_channel_source(source).await;
            data.refetch();
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    fn points(step: i64) -> Vec<Point> {
        let day = |n| Day::from_number(20_000 + n * step);
        (0..3).map(|n| Point { day: day(n), cc_sale: 0, network: 0, program: 0, bonus: 0 }).collect()
    }

    #[test]
    fn the_cut_is_read_off_the_points() {
        assert_eq!(bucket_of(&points(1)), Bucket::Day);
        assert_eq!(bucket_of(&points(7)), Bucket::Week);
        assert_eq!(bucket_of(&[]), Bucket::Day);
    }
}
