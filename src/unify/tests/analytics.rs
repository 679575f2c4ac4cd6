//! The analytics view: what is known, what is not, and what others count beside it.

use crate::{
    people::{action, order},
    stage::{Stage, eventually},
};
use connectors::ConnectorError;
use domain::{
    Currency, Day, Money, PartnerId, RateBps, Source,
    analytics::{Analytics, AnalyticsQuery, Dimension, EventName, OtherFigure, Step},
    earnings::Change,
    link::{LinkDraft, Utm},
};
use std::collections::BTreeMap;
use store::Hit;
use unify::UnifyError;

async fn view(stage: &Stage, partner: &PartnerId, query: AnalyticsQuery) -> Analytics {
    stage.unify.analytics(&stage.channel, partner, &query).await.unwrap()
}

fn other<'a>(view: &'a Analytics, title: &str) -> &'a OtherFigure {
    view.others.iter().find(|it| it.title == title).unwrap()
}

fn hit(partner: &PartnerId, event: EventName, date: &str, times: i64) -> Hit {
    Hit {
        partner_id: partner.clone(),
        event,
        day: Day::parse_iso(date).unwrap(),
        mark: None,
        link: None,
        source: "instagram".into(),
        channel_source: "instagram".into(),
        device: "phone".into(),
        country: "US".into(),
        times,
        worth: None,
    }
}

/// Two hundred visits of which four ordered, and a quarter of that in the month before.
async fn busy(stage: &Stage, name: &str) -> PartnerId {
    let ana = stage.partner(name).await;
    for number in 0..4 {
        let id = format!("100{number}");
        stage.shop.add(order(&id, name, 10_000, "2026-11-20T12:00:00Z"));
        let account = format!("acc-{name}");
        stage.network.add(action(&format!("a{number}"), &account, &id, 10_000, "2026-11-20T12:00:00Z"));
    }
    let steps = [
        (EventName::Click, 80),
        (EventName::PageViewed, 200),
        (EventName::ProductViewed, 100),
        (EventName::ProductAddedToCart, 20),
        (EventName::CheckoutStarted, 8),
    ];
    for (event, times) in steps {
        let hits = [
            hit(&ana, event, "2026-11-20", times),
            hit(&ana, event, "2026-10-20", times / 4),
            hit(&ana, event, "2026-09-01", 1),
        ];
        stage.store.record_hits(&stage.channel, &hits).await.unwrap();
    }
    stage.sync().await;
    ana
}

#[tokio::test]
async fn the_funnel_has_its_rates_and_the_period_before() {
    let stage = Stage::new().await;
    let ana = busy(&stage, "ana").await;
    let view = view(&stage, &ana, AnalyticsQuery::default()).await;
    let counts: Vec<_> = view.funnel.iter().map(|it| (it.step, it.count.now, it.count.before)).collect();
    assert_eq!(
        counts,
        [
            (Step::Visit, Some(200), Some(50)),
            (Step::Product, Some(100), Some(25)),
            (Step::Cart, Some(20), Some(5)),
            (Step::Checkout, Some(8), Some(2)),
            (Step::Order, Some(4), Some(0)),
        ]
    );
    let rates: Vec<_> = view.funnel.iter().map(|it| it.rate.now.map(|rate| rate.0)).collect();
    assert_eq!(rates, [None, Some(5_000), Some(2_000), Some(4_000), Some(5_000)]);
    assert_eq!((view.clicks.now, view.visits.now, view.visits.before), (Some(80), Some(200), Some(50)));
    assert_eq!(view.conversion.now, Some(RateBps(200)));
    assert_eq!(view.average_order.now, Some(Money::new(10_000, Currency::USD)));
    // Four commissions of $10 on eighty clicks.
    assert_eq!(view.earned_per_click.now, Some(Money::new(50, Currency::USD)));
    assert_eq!(view.since.map(Day::iso).as_deref(), Some("2026-09-01"));
    let sum: i64 = view.points.iter().map(|point| point.visits).sum();
    assert_eq!((sum, view.points.len()), (200, 30));
    let bad = AnalyticsQuery {
        from: Day::parse_iso("2026-11-02"),
        to: Day::parse_iso("2026-11-01"),
        ..AnalyticsQuery::default()
    };
    let refused = stage.unify.analytics(&stage.channel, &ana, &bad).await;
    assert!(matches!(refused, Err(UnifyError::Invalid { field, .. }) if field == "from"));
}

#[tokio::test]
async fn without_anything_counted_nothing_is_claimed() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.temper(Source::Shopify).fail(ConnectorError::Unreachable);
    stage.temper(Source::Impact).fail(ConnectorError::Unreachable);
    let empty = view(&stage, &ana, AnalyticsQuery::default()).await;
    assert!(empty.funnel.iter().all(|it| it.count.now.is_none() && it.rate.now.is_none()));
    assert_eq!((empty.clicks.now, empty.visits.now, empty.conversion.now), (None, None, None));
    assert_eq!((empty.earned_per_click.now, empty.average_order.now, empty.since), (None, None, None));
    assert!(empty.points.is_empty() && empty.slices.is_empty() && empty.links.is_empty());
    assert!(empty.others.iter().all(|it| it.value.is_none() && !it.note.is_empty()), "{:?}", empty.others);
    let draft = LinkDraft { label: "Bio".into(), utm: Utm::default(), ..LinkDraft::default() };
    stage.unify.create_link(&stage.channel, &ana, &draft, "test").await.unwrap();
    let with_link = view(&stage, &ana, AnalyticsQuery::default()).await;
    assert_eq!(with_link.clicks.now, Some(0), "nobody followed it, and we would know");
    assert_eq!(with_link.visits.now, None);
    assert_eq!(with_link.links.len(), 1);
}

#[tokio::test]
async fn links_are_told_apart_and_those_put_away_keep_their_line_in_the_table() {
    let stage = Stage::new().await;
    let ana = busy(&stage, "ana").await;
    let draft = |label: &str| LinkDraft { label: label.into(), ..LinkDraft::default() };
    let bio = stage.unify.create_link(&stage.channel, &ana, &draft("Bio"), "test").await.unwrap();
    let old = stage.unify.create_link(&stage.channel, &ana, &draft("Old"), "test").await.unwrap();
    for (link, times) in [(&bio, 7), (&old, 3)] {
        let click = Hit { link: Some(link.code.clone()), ..hit(&ana, EventName::Click, "2026-11-20", times) };
        stage.store.record_hits(&stage.channel, &[click]).await.unwrap();
    }
    stage.unify.archive_link(&stage.channel, &ana, &old.id, true, "test").await.unwrap();
    let view =
        view(&stage, &ana, AnalyticsQuery { dimension: Some(Dimension::Link), ..AnalyticsQuery::default() }).await;
    let lines: Vec<_> = view.slices.iter().map(|it| (it.title.as_str(), it.clicks)).collect();
    assert_eq!(lines, [("Without a link of yours", 80), ("Bio", 7), ("Old", 3)]);
    assert_eq!(view.links.iter().map(|it| (it.link.label.as_str(), it.clicks)).collect::<Vec<_>>(), [("Bio", 7)]);
    assert_eq!(view.clicks.now, Some(90));
    let ben = stage.partner("ben").await;
    let theirs = stage.unify.archive_link(&stage.channel, &ben, &bio.id, true, "test").await;
    assert!(matches!(theirs, Err(UnifyError::NotFound)));
}

#[tokio::test]
async fn cc_is_a_day_late_and_says_so() {
    let stage = Stage::new().await;
    let ana = busy(&stage, "ana").await;
    *stage.cc.daily.lock().unwrap() = Some("12.5".to_owned());
    stage.later(3 * 3_600);
    stage.sync().await;
    let view = view(&stage, &ana, AnalyticsQuery::default()).await;
    let sessions = other(&view, "Sessions of the whole shop");
    // 29 of the 30 days: today is not counted yet.
    assert_eq!(
        (sessions.source, sessions.value.as_deref(), sessions.change),
        (Source::Cc, Some("348"), Change::of(348, 348))
    );
    assert!(sessions.note.contains("a day late: up to Nov 20"), "{}", sessions.note);
    let revenue = other(&view, "Revenue of the whole shop");
    assert_eq!(revenue.value.as_deref(), Some("$362.50"));
    assert_eq!(other(&view, "Sessions by all partners").value, None, "CC does not tell it by day");
    stage.temper(Source::Cc).fail(ConnectorError::Unreachable);
    stage.later(26 * 3_600);
    let later = self::view(&stage, &ana, AnalyticsQuery::default()).await;
    assert!(other(&later, "Sessions of the whole shop").value.is_some(), "what is known stays");
}

#[tokio::test]
async fn the_network_tells_clicks_day_by_day_and_a_few_days_a_day() {
    let stage = Stage::new().await;
    let ana = busy(&stage, "ana").await;
    *stage.network.clicks.lock().unwrap() =
        Some(BTreeMap::from([("acc-ana".to_owned(), 5), ("stranger".to_owned(), 9)]));
    // Looked at again and again, as the workers do.
    let look = async || {
        for _ in 0..40 {
            stage.later(3_601);
            stage.unify.first_sync(&stage.channel).await.unwrap();
        }
    };
    look().await;
    let ordered = stage.network.ordered.lock().unwrap().clone();
    let newest: Vec<String> = ordered.iter().take(2).map(|day| day.iso()).collect();
    assert_eq!(newest, ["2026-11-20", "2026-11-19"], "the newest first");
    assert!(ordered.len() <= 6 * 3, "{} orders in two days", ordered.len());
    let view = view(&stage, &ana, AnalyticsQuery::default()).await;
    let clicks = other(&view, "Clicks in the network");
    let told: i64 = clicks.value.as_deref().unwrap().parse().unwrap();
    assert_eq!(told % 5, 0, "{clicks:?}");
    assert!(told >= 6 * 5 && clicks.note.contains("of these 30 days so far"), "{clicks:?}");
    assert_eq!(clicks.change, None, "parts are not compared");
    assert_eq!(other(&view, "Conversions in the network").value.as_deref(), Some("4"));
    let range = domain::earnings::Range { from: Day::from_number(0), to: Day::from_number(80_000) };
    let whole = stage.store.network_clicks(&stage.channel, None, range).await.unwrap();
    assert_eq!(whole, told, "strangers' clicks are nobody's");
}

#[tokio::test]
async fn an_order_of_clicks_that_fails_is_ordered_anew() {
    let stage = Stage::new().await;
    let ana = busy(&stage, "ana").await;
    *stage.network.clicks.lock().unwrap() = Some(BTreeMap::from([("acc-ana".to_owned(), 5)]));
    *stage.network.lost.lock().unwrap() = 1;
    eventually("clicks of one day", || async {
        stage.later(3_601);
        stage.unify.first_sync(&stage.channel).await.unwrap();
        let view = view(&stage, &ana, AnalyticsQuery::default()).await;
        other(&view, "Clicks in the network").value.is_some()
    })
    .await;
    let ordered = stage.network.ordered.lock().unwrap().clone();
    assert_eq!(ordered[0], ordered[1], "the day whose order was lost");
}
