//! Pages come in time whatever the sources do, and say what they do not know.

use crate::{
    fakes::Mood,
    people::{action, at, order, usd},
    stage::{BUDGET, Stage, eventually, health, of},
};
use connectors::ConnectorError;
use domain::{
    PartnerId, Source,
    SourceHealth::{Live, Off, Refreshing, Stale, Unknown},
    admin::PartnerQuery,
    earnings::EntryStatus,
    program::{Origin, Rate, TrackOrder},
};
use std::time::{Duration, Instant};
use store::Tracking;

/// The longest that a page may take, on a busy machine too.
const IN_TIME: Duration = Duration::from_millis(1_500);

fn sold(stage: &Stage, name: &str) {
    stage.shop.add(order("1001", name, 10_000, "2026-11-20T12:00:00Z"));
    let sale = action("a1", &format!("acc-{name}"), "1001", 10_000, "2026-11-20T12:00:00Z");
    stage.network.add(sale);
}

#[tokio::test]
async fn a_first_visit_to_an_empty_store_shows_everything() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    sold(&stage, "ana");
    let profile = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(profile.name.value.as_deref(), Some("Ana Lind"));
    assert_eq!(profile.bio.value.as_deref(), Some("Runs in the rain."));
    assert_eq!(profile.contact.value.unwrap().name, "Iris Berg");
    let url = "https://partners.fjordwear.example/p/ana";
    assert_eq!(profile.landing_url.as_deref(), Some(url));
    assert!(profile.sources.iter().all(|it| it.health == Live && it.note.is_empty()));
    // A breath later the channel's lists are in as well.
    eventually("the sale is joined with its commission", || async {
        let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
        home.sales.now.map(|it| it.minor) == Some(10_000)
            && home.earned.now.map(|it| it.minor) == Some(1_000)
            && home.news.len() == 1
    })
    .await;
}

#[tokio::test]
async fn one_source_hanging_delays_no_page_beyond_its_budget() {
    for source in Source::ALL {
        let stage = Stage::new().await;
        let ana = stage.partner("ana").await;
        sold(&stage, "ana");
        stage.temper(source).be(Mood::Hang);
        let began = Instant::now();
        let profile = stage.unify.profile(&stage.channel, &ana).await.unwrap();
        assert!(began.elapsed() < IN_TIME, "{source} took {:?}", began.elapsed());
        assert_eq!(health(&profile.sources, source), Unknown, "{source}");
        assert!(of(&profile.sources, source).note.contains(source.title()));
        // The network's accounts are joined to partners that CC names first.
        let rest = Source::ALL.into_iter().filter(|it| *it != source);
        for other in rest.filter(|it| !(source == Source::Cc && *it == Source::Impact)) {
            assert_eq!(health(&profile.sources, other), Live, "{source} hangs, {other} lives");
        }
    }
}

#[tokio::test]
async fn a_dead_or_babbling_source_leaves_its_facts_unknown_and_never_zero() {
    let faults = [
        ConnectorError::Unreachable,
        ConnectorError::Failed { status: 502, request_id: None },
        ConnectorError::Malformed { what: "not JSON".into() },
    ];
    for fault in faults {
        for source in [Source::Shopify, Source::Impact, Source::Cc, Source::Hubspot] {
            let stage = Stage::new().await;
            let ana = stage.partner("ana").await;
            stage.temper(source).fail(fault.clone());
            let view = stage.earnings(&ana).await;
            assert_eq!(health(&view.sources, source), Unknown, "{source}: {fault}");
            assert_eq!(view.sales.now.is_none(), source == Source::Shopify);
            assert_eq!(view.orders.now.is_none(), source == Source::Shopify);
            assert_eq!(view.earned.now.is_none(), source == Source::Impact);
            assert_eq!(view.points.is_empty(), source == Source::Impact);
        }
    }
}

#[tokio::test]
async fn all_sources_down_still_gives_a_page_and_all_are_waited_for_at_once() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    for source in Source::ALL {
        stage.temper(source).be(Mood::Hang);
    }
    let began = Instant::now();
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert!(began.elapsed() >= BUDGET, "what was never known is waited for");
    assert!(began.elapsed() < IN_TIME);
    assert!(home.sources.iter().all(|it| it.health == Unknown));
    assert_eq!((home.earned.now, home.sales.now, home.orders.now), (None, None, None));
    assert!(home.tasks.is_empty(), "nothing is asked of the partner that may be done already");
    let profile = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(profile.email.value.as_deref(), Some("ana@mail.example"));
    assert_eq!((profile.bio.value, profile.drops.value), (None, None));
    let overview = stage.unify.overview(&stage.channel, None, None).await.unwrap();
    assert_eq!((overview.sales.now, overview.active_partners.now), (None, None));
}

#[tokio::test]
async fn known_data_is_shown_at_once_with_its_age_when_a_source_goes_down() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    sold(&stage, "ana");
    stage.sync().await;
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.later(14 * 60);
    for source in Source::ALL {
        stage.temper(source).be(Mood::Hang);
    }
    let began = Instant::now();
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert!(began.elapsed() < BUDGET, "{:?}: old data waits for nobody", began.elapsed());
    assert!(home.sources.iter().all(|it| it.health == Refreshing));
    assert_eq!(home.earned.now.map(|it| it.minor), Some(1_000));
    for source in Source::ALL {
        stage.temper(source).fail(ConnectorError::Timeout);
    }
    eventually("all faults are noted", || async {
        let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
        home.sources.iter().all(|it| it.health == Stale)
    })
    .await;
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    let note = &of(&home.sources, Source::Impact).note;
    let words = "impact.com does not answer. Showing what we knew 14 min ago; trying again in ";
    assert!(note.starts_with(words) && note.ends_with(" s."), "{note}");
    assert_eq!(home.earned.now.map(|it| it.minor), Some(1_000));
    assert_eq!(home.sales.now.map(|it| it.minor), Some(10_000));
}

#[tokio::test]
async fn a_late_answer_is_there_for_the_next_page() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.crm.temper.be(Mood::Hang);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(page.contact.value, None);
    stage.crm.temper.be(Mood::Well);
    eventually("the contact is kept", || async {
        let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
        page.contact.value.is_some()
    })
    .await;
    assert_eq!(stage.crm.temper.calls(), 1, "the late answer itself was kept");
}

#[tokio::test]
async fn fifty_pages_at_once_ask_once() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.crm.temper.be(Mood::Hang);
    let pages = (0..50).map(|_| stage.unify.profile(&stage.channel, &ana));
    let release = async {
        tokio::time::sleep(BUDGET / 3).await;
        stage.crm.temper.be(Mood::Well);
    };
    let (pages, ()) = tokio::join!(futures::future::join_all(pages), release);
    assert!(pages.into_iter().all(|page| page.is_ok()));
    assert_eq!(stage.crm.temper.calls(), 1);
    stage.later(6 * 60);
    let pages = (0..50).map(|_| stage.unify.profile(&stage.channel, &ana));
    futures::future::join_all(pages).await;
    eventually("the refresh has come", || async { stage.crm.temper.calls() >= 2 }).await;
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(stage.crm.temper.calls(), 2);
}

#[tokio::test]
async fn what_is_not_connected_is_said_and_not_counted_as_zero() {
    let off = |sources: &mut unify::Sources| {
        sources.platform = None;
        sources.crm = None;
    };
    let stage = Stage::with(|_| {}, off).await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "ana", 10_000, "2026-11-10T12:00:00Z"));
    stage.sync().await;
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&home.sources, Source::Impact), Off);
    assert_eq!(of(&home.sources, Source::Hubspot).note, "Not connected by Fjordwear.");
    assert_eq!((home.earned.now, home.sales.now.map(|it| it.minor)), (None, Some(10_000)));
    assert!(home.reconciliation.missing_in_network.is_empty(), "there is no network to miss it");
    let list = stage.entries(&ana).await;
    assert_eq!(list[0].status, EntryStatus::AwaitingNetwork);
}

#[tokio::test]
async fn unknown_partners_and_channels_are_not_found() {
    let stage = Stage::new().await;
    let stranger = PartnerId::new(&*stage.clock);
    let home = stage.unify.home(&stage.channel, &stranger).await;
    assert!(matches!(home, Err(unify::UnifyError::NotFound)));
    let elsewhere = domain::ChannelId::new(&*stage.clock);
    let overview = stage.unify.overview(&elsewhere, None, None).await;
    assert!(matches!(overview, Err(unify::UnifyError::NotFound)));
}

#[tokio::test]
async fn a_sale_shows_on_the_very_next_page_and_views_of_two_partners_never_mix() {
    let stage = Stage::new().await;
    let (ana, ben) = (stage.partner("ana").await, stage.partner("ben").await);
    stage.sync().await;
    let sales = |partner| {
        let home = Box::pin(stage.unify.home(&stage.channel, partner));
        async move { home.await.unwrap().sales.now.map(|it| it.minor) }
    };
    assert_eq!((sales(&ana).await, sales(&ben).await), (Some(0), Some(0)));
    let sale = order("1001", "ana", 10_000, "2026-11-20T12:00:00Z");
    stage.unify.apply_order(&stage.channel, sale).await.unwrap();
    assert_eq!((sales(&ana).await, sales(&ben).await), (Some(10_000), Some(0)));
    let refund = connectors::storefront::StoreRefund {
        id: "r1".into(),
        amount: usd(10_000),
        refunded_at: crate::people::start(),
    };
    assert_eq!(stage.entries(&ana).await[0].refunded, None);
    stage.unify.apply_refund(&stage.channel, "1001", refund).await.unwrap();
    assert!(stage.entries(&ana).await[0].refunded.is_some());
}

#[tokio::test]
async fn where_only_the_program_brings_orders_the_team_sees_its_figures() {
    let stage = Stage::with(
        |_| {},
        |sources| {
            sources.storefront = None;
            sources.platform = None;
        },
    )
    .await;
    let (ana, _) = (stage.partner("ana").await, stage.partner("ben").await);
    stage.sync().await;
    let list = || async { stage.unify.partners(&stage.channel, &PartnerQuery::default()).await.unwrap().rows };
    assert!(list().await.iter().all(|row| row.sales.is_none() && row.earned.is_none()), "nobody ever told");
    stage.store.track_orders(&stage.channel, &[program_order("1", &ana)]).await.unwrap();
    let overview = stage.unify.overview(&stage.channel, None, None).await.unwrap();
    let figures = (overview.sales.now, overview.orders.now, overview.earned.now);
    assert_eq!(figures, (Some(usd(10_000)), Some(1), Some(usd(1_000))));
    let top: Vec<_> = overview.top.iter().map(|row| (&row.id, row.sales, row.orders, row.earned)).collect();
    assert_eq!(top, [(&ana, Some(usd(10_000)), Some(1), Some(usd(1_000)))]);
    let rows = list().await;
    let of_ana = rows.iter().find(|row| row.id == ana).unwrap();
    assert_eq!((of_ana.sales, of_ana.orders, of_ana.earned), figures);
    let of_ben = rows.iter().find(|row| row.id != ana).unwrap();
    assert_eq!((of_ben.sales, of_ben.orders, of_ben.earned), (Some(usd(0)), Some(0), Some(usd(0))));
    assert_eq!(of_ana.in_network, None, "there is no network");
}

fn program_order(order_id: &str, partner: &PartnerId) -> Tracking {
    Tracking {
        name: None,
        order: TrackOrder {
            order_id: order_id.into(),
            partner_id: partner.clone(),
            coupon: None,
            total: usd(10_000),
            customer: None,
            commission: None,
            placed_at: at("2026-11-20T15:00:00Z"),
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Manual,
        },
        amount: usd(1_000),
        rate: Some(Rate::USUAL),
        free_at: at("2026-12-20T15:00:00Z"),
        flag: None,
        account: "admin:one".into(),
        uses_code_up: false,
    }
}
