//! Work in the background: fills the store, keeps it up to date and ends when told.

use crate::{
    fakes::Mood,
    people::order,
    stage::{Stage, eventually, of},
};
use connectors::ConnectorError;
use domain::Source;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_fill_an_empty_store_and_end_when_told_though_a_source_hangs() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "ana", 4_000, "2026-11-20T12:00:00Z"));
    stage.crm.temper.be(Mood::Hang);
    let stop = CancellationToken::new();
    let (unify, token) = (stage.unify.clone(), stop.clone());
    let workers = tokio::spawn(async move { unify.run_workers(token).await });
    eventually("orders and products were read", || async {
        let overview = stage.unify.overview(&stage.channel, None, None).await.unwrap();
        overview.sales.now.map(|it| it.minor) == Some(4_000) && overview.earned.now.is_some()
    })
    .await;
    assert!(stage.crm.temper.calls() > 0);
    stop.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(5), workers).await;
    assert!(ended.is_ok(), "nothing holds the end up");
    let began = Instant::now();
    stage.later(3_600);
    stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1), "a last page is still served");
}

#[tokio::test]
async fn a_first_filling_survives_sources_that_are_down() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "ana", 4_000, "2026-11-20T12:00:00Z"));
    for source in [Source::Cc, Source::Impact, Source::Hubspot] {
        stage.temper(source).fail(ConnectorError::Unreachable);
    }
    stage.sync().await;
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert_eq!((home.sales.now.map(|it| it.minor), home.earned.now), (Some(4_000), None));
}

#[tokio::test]
async fn what_is_up_to_date_is_not_read_again() {
    let stage = Stage::new().await;
    stage.partner("ana").await;
    stage.sync().await;
    let calls = || Source::ALL.map(|source| stage.temper(source).calls());
    let before = calls();
    stage.sync().await;
    assert_eq!(calls(), before);
    stage.later(31);
    stage.sync().await;
    let after = calls();
    assert!(after[1] > before[1], "orders are due first");
    assert_eq!((after[0], after[2], after[3]), (before[0], before[2], before[3]));
}

#[tokio::test]
async fn while_a_source_is_read_for_the_first_time_its_part_is_no_figure_yet() {
    let stage = Stage::new().await;
    stage.partner("ana").await;
    stage.unify.retry(&stage.channel, None, Source::Cc).await.unwrap();
    stage.network.temper.be(Mood::Hang);
    let ana_sale = order("1001", "ana", 4_000, "2026-11-20T12:00:00Z");
    stage.shop.temper.be(Mood::Hang);
    stage.unify.apply_order(&stage.channel, ana_sale).await.unwrap();
    let overview = stage.unify.overview(&stage.channel, None, None).await.unwrap();
    assert_eq!((overview.sales.now, overview.earned.now), (None, None));
    let partners = stage.unify.partners(&stage.channel, &domain::admin::PartnerQuery::default()).await.unwrap();
    let ana = &partners.rows[0];
    assert_eq!((ana.sales, ana.orders, ana.earned, ana.in_network), (None, None, None, None));
    assert_eq!(
        of(&overview.sources, Source::Impact).note,
        "Reading all of impact.com for the first time. Figures appear when that is done."
    );
}
