//! Orders from the shop: kept once, given to the right partner, never lost.

use crate::{
    people::{self, action, at, collab, order, usd},
    stage::{Stage, eventually},
};
use connectors::{ConnectorError, storefront::StoreRefund};
use domain::{
    Currency, Money, OrderStatus, PartnerId,
    earnings::{EarningsQuery, EntryQuery, EntryStatus, Range},
};

async fn sales(stage: &Stage, partner: &PartnerId) -> Option<i64> {
    stage.earnings(partner).await.sales.now.map(|it| it.minor)
}

#[tokio::test]
async fn orders_by_webhook_and_by_reading_are_one() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let sale = order("1001", "ana", 10_000, "2026-11-20T12:00:00Z");
    stage.shop.add(sale.clone());
    stage.sync().await;
    for _ in 0..3 {
        stage.unify.apply_order(&stage.channel, sale.clone()).await.unwrap();
    }
    let view = stage.earnings(&ana).await;
    assert_eq!((view.sales.now, view.orders.now), (Some(usd(10_000)), Some(1)));
    assert_eq!(view.average_order.now, Some(usd(10_000)));
    assert_eq!(stage.store.check_totals(&stage.channel).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_older_report_never_undoes_a_newer_one() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.sync().await;
    let placed = order("1001", "ana", 10_000, "2026-11-20T12:00:00Z");
    let mut cancelled = placed.clone();
    cancelled.status = OrderStatus::Cancelled;
    cancelled.changed_at = at("2026-11-20T13:00:00Z");
    stage.unify.apply_order(&stage.channel, cancelled).await.unwrap();
    stage.unify.apply_order(&stage.channel, placed).await.unwrap();
    assert_eq!(sales(&stage, &ana).await, Some(0));
}

#[tokio::test]
async fn a_refund_counts_once_and_waits_for_its_order() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.sync().await;
    let refund = StoreRefund { id: "r1".into(), amount: usd(2_500), refunded_at: at("2026-11-20T18:00:00Z") };
    let apply = || stage.unify.apply_refund(&stage.channel, "1001", refund.clone());
    apply().await.unwrap();
    let mut sale = order("1001", "ana", 10_000, "2026-11-20T12:00:00Z");
    sale.refunds = vec![refund.clone()];
    stage.unify.apply_order(&stage.channel, sale).await.unwrap();
    apply().await.unwrap();
    let list = stage.entries(&ana).await;
    assert_eq!(list[0].refunded, Some(usd(2_500)));
}

#[tokio::test]
async fn orders_of_a_creator_who_becomes_a_partner_later_are_not_lost() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "nora", 7_000, "2026-11-19T12:00:00Z"));
    stage.shop.add(order("1002", "ana", 5_000, "2026-11-20T12:00:00Z"));
    stage.shop.add(order("1003", "nora", 3_000, "2026-11-20T13:00:00Z"));
    stage.sync().await;
    assert_eq!(sales(&stage, &ana).await, Some(5_000), "a stranger's orders hold nobody up");
    stage.cc.add(collab("nora"));
    stage.later(3_600);
    stage.sync().await;
    let creator = people::creator_id("nora");
    let nora = stage.store.partner_by_creator(&stage.channel, &creator).await;
    let nora = nora.unwrap().unwrap().id;
    assert_eq!(sales(&stage, &nora).await, Some(10_000));
    let asked = stage.shop.asked.lock().unwrap().len();
    stage.later(3_600);
    stage.sync().await;
    let asked_again = stage.shop.asked.lock().unwrap()[asked..].to_vec();
    assert!(asked_again.iter().all(|filter| filter.creator_id.is_none()), "nobody waits any more");
}

#[tokio::test]
async fn a_webhook_for_a_new_creator_has_cc_asked_at_once() {
    let stage = Stage::new().await;
    stage.sync().await;
    let sale = order("1001", "nora", 7_000, "2026-11-21T14:00:00Z");
    stage.shop.add(sale.clone());
    stage.cc.add(collab("nora"));
    stage.unify.apply_order(&stage.channel, sale).await.unwrap();
    let creator = people::creator_id("nora");
    eventually("the new partner has the order", || async {
        let nora = stage.store.partner_by_creator(&stage.channel, &creator).await.unwrap();
        match nora {
            Some(nora) => sales(&stage, &nora.id).await == Some(7_000),
            None => false,
        }
    })
    .await;
}

#[tokio::test]
async fn reading_that_breaks_off_goes_on_where_it_stopped() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    for hour in 10..16 {
        let placed = format!("2026-11-20T{hour}:00:00Z");
        stage.shop.add(order(&format!("10{hour}"), "ana", 1_000, &placed));
    }
    stage.sync().await;
    assert_eq!(sales(&stage, &ana).await, Some(6_000));
    stage.shop.temper.fail(ConnectorError::Unreachable);
    stage.shop.add(order("1016", "ana", 1_000, "2026-11-21T15:30:00Z"));
    stage.later(3_600);
    stage.sync().await;
    stage.shop.temper.be(crate::fakes::Mood::Well);
    stage.later(60);
    stage.sync().await;
    assert_eq!(sales(&stage, &ana).await, Some(7_000));
    let last = stage.shop.asked.lock().unwrap().last().cloned().unwrap();
    let overlap = std::time::Duration::from_mins(2);
    assert_eq!(last.changed_since, Some(at("2026-11-20T15:00:00Z").minus(overlap)));
}

#[tokio::test]
async fn test_orders_count_on_test_channels_only() {
    for (is_test, expected) in [(false, Some(0)), (true, Some(4_000))] {
        let stage = Stage::with(|channel| channel.is_test = is_test, |_| {}).await;
        let ana = stage.partner("ana").await;
        let mut trial = order("1001", "ana", 4_000, "2026-11-20T12:00:00Z");
        trial.is_test = true;
        stage.shop.add(trial);
        stage.sync().await;
        assert_eq!(sales(&stage, &ana).await, expected);
    }
}

#[tokio::test]
async fn an_order_without_cc_s_tag_is_nobody_s() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.sync().await;
    let mut plain = order("1001", "ana", 4_000, "2026-11-20T12:00:00Z");
    plain.creator_id = None;
    plain.coupons = vec!["ANA15".parse().unwrap()];
    stage.unify.apply_order(&stage.channel, plain).await.unwrap();
    assert_eq!(sales(&stage, &ana).await, Some(0));
}

#[tokio::test]
async fn two_currencies_are_never_added() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "ana", 10_000, "2026-11-20T12:00:00Z"));
    stage.network.add(action("a1", "acc-ana", "1001", 10_000, "2026-11-20T12:00:00Z"));
    let mut euros = action("a2", "acc-ana", "77", 10_000, "2026-11-20T12:00:00Z");
    euros.sale = Some(Money::new(4_000, Currency::EUR));
    euros.amount = Money::new(400, Currency::EUR);
    stage.network.add(euros);
    stage.sync().await;
    let dollars = stage.earnings(&ana).await;
    assert_eq!(dollars.currency, Currency::USD);
    assert_eq!(dollars.earned.now, Some(usd(1_000)));
    assert_eq!(dollars.currencies, [Currency::USD, Currency::EUR]);
    let query = EarningsQuery { currency: Some(Currency::EUR), ..EarningsQuery::default() };
    let euros = stage.unify.earnings(&stage.channel, &ana, &query).await.unwrap();
    assert_eq!(euros.earned.now, Some(Money::new(400, Currency::EUR)));
    assert_eq!(euros.points.iter().map(domain::earnings::Point::total).sum::<i64>(), 400);
}

#[tokio::test]
async fn what_one_side_lacks_shows_after_the_grace_period_with_the_amount_at_stake() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.shop.add(order("1001", "ana", 10_000, "2026-11-10T12:00:00Z"));
    stage.network.add(action("a1", "acc-ana", "1001", 10_000, "2026-11-10T12:00:00Z"));
    stage.shop.add(order("1002", "ana", 6_000, "2026-11-11T12:00:00Z"));
    stage.shop.add(order("1003", "ana", 8_000, "2026-11-21T12:00:00Z"));
    stage.network.add(action("a4", "acc-ana", "1004", 5_000, "2026-11-12T12:00:00Z"));
    stage.sync().await;
    let found = stage.earnings(&ana).await.reconciliation;
    assert_eq!(found.missing_in_network.len(), 1);
    assert_eq!((found.missing_in_network[0].orders, found.missing_in_network[0].sales), (1, usd(6_000)));
    assert!(found.missing_in_network[0].at_stake.is_some());
    assert_eq!(found.missing_in_store[0].orders, 1);
    let overview = stage.unify.overview(&stage.channel, None, None).await.unwrap();
    let missing = overview.reconciliation.missing_in_network[0];
    // One of three sales has its commission of a tenth: on average 4.17 %.
    assert_eq!((missing.sales, missing.at_stake), (usd(6_000), Some(usd(250))));
    let list = stage.entries(&ana).await;
    let status = |title: &str| {
        let entry = list.iter().find(|it| it.title.ends_with(title));
        entry.map(|entry| entry.status)
    };
    assert_eq!(status("1002"), Some(EntryStatus::NotInNetwork));
    assert_eq!(status("1003"), Some(EntryStatus::AwaitingNetwork));
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    let titles: Vec<_> = home.tasks.iter().map(|task| task.title.as_str()).collect();
    assert_eq!(titles, ["Look at orders without commission", "Look at commissions without an order"]);
}

#[tokio::test]
async fn order_and_commission_are_one_sale_in_whichever_order_they_come() {
    for network_first in [true, false] {
        let stage = Stage::new().await;
        let ana = stage.partner("ana").await;
        let sale = order("1001", "ana", 10_000, "2026-11-10T12:00:00Z");
        let commission = action("a1", "acc-ana", "1001", 10_000, "2026-11-10T12:00:00Z");
        if network_first {
            stage.network.add(commission.clone());
        } else {
            stage.shop.add(sale.clone());
        }
        stage.sync().await;
        if network_first {
            stage.unify.apply_order(&stage.channel, sale).await.unwrap();
        } else {
            stage.network.actions.lock().unwrap().push((commission, today()));
            stage.later(3_600);
            stage.sync().await;
        }
        let list = stage.entries(&ana).await;
        assert_eq!(list.len(), 1, "network first: {network_first}");
        assert_eq!(list[0].status.as_str(), "pending");
        let view = stage.earnings(&ana).await;
        let points = view.points.iter().map(|it| (it.cc_sale, it.network));
        assert_eq!(points.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1)), (1_000, 0));
        assert!(stage.store.check_totals(&stage.channel).await.unwrap().is_empty());
    }
}

fn today() -> domain::Day {
    domain::zone::Zone::utc().day(people::start())
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused_by_name() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let ask = |from: i64, to: i64| {
        let day = |days| Some(today().plus(days));
        let query = EarningsQuery { from: day(from), to: day(to), ..EarningsQuery::default() };
        let (unify, channel, ana) = (stage.unify.clone(), stage.channel.clone(), ana.clone());
        async move {
            match unify.earnings(&channel, &ana, &query).await {
                Err(unify::UnifyError::Invalid { field, .. }) => field.into_owned(),
                _ => String::new(),
            }
        }
    };
    assert_eq!(ask(0, -1).await, "from");
    assert_eq!(ask(-Range::MAX_DAYS, 0).await, "from");
    assert_eq!(ask(1 - Range::MAX_DAYS, 0).await, "");
    let query = EntryQuery { after: Some("nonsense".into()), ..EntryQuery::default() };
    let list = stage.unify.entries(&stage.channel, &ana, &query).await;
    assert!(matches!(list, Err(unify::UnifyError::Invalid { field, .. }) if field == "after"));
}
