//! Actions of the network: from pending to paid, also when the network does not call it an update.

use crate::{
    people::{account, action, at, order, usd},
    stage::Stage,
};
use connectors::platform::ActionWindow;
use domain::{
    CommissionKind, CommissionStatus, PartnerId,
    earnings::{EarningsQuery, Entry},
};

async fn entry(stage: &Stage, partner: &PartnerId) -> Entry {
    stage.entries(partner).await.remove(0)
}

#[tokio::test]
async fn a_commission_goes_from_pending_to_paid() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let mut sale = action("a1", "acc-ana", "1001", 10_000, "2026-10-20T12:00:00Z");
    sale.locks_at = Some(at("2026-11-24T05:00:00Z"));
    stage.network.add(sale);
    stage.shop.add(order("1001", "ana", 10_000, "2026-10-20T12:00:00Z"));
    stage.sync().await;
    let held = entry(&stage, &ana).await;
    assert_eq!(held.status.as_str(), "pending");
    assert!(held.reason.contains("Nov 24"), "{}", held.reason);
    let query = EarningsQuery::default();
    let view = stage.unify.earnings(&stage.channel, &ana, &query).await.unwrap();
    let next = view.next_payment.unwrap();
    assert_eq!((next.day.iso().as_str(), next.amount), ("2026-12-15", usd(1_000)));
    // Locked and approved, which does not count as an update there.
    stage.later(5 * 86_400);
    stage.network.change("a1", |it| it.status = CommissionStatus::Approved);
    stage.sync().await;
    let approved = entry(&stage, &ana).await;
    assert_eq!(approved.status.as_str(), "approved");
    assert!(approved.reason.contains("Dec 15"), "{}", approved.reason);
    // Cleared weeks after it locked.
    stage.later(20 * 86_400);
    stage.network.change("a1", |it| it.cleared_at = Some(at("2026-12-15T12:00:00Z")));
    stage.sync().await;
    assert_eq!(entry(&stage, &ana).await.status.as_str(), "paid");
    let view = stage.unify.earnings(&stage.channel, &ana, &query).await.unwrap();
    assert_eq!(view.next_payment, None);
    assert!(stage.store.check_totals(&stage.channel).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_reversed_commission_is_not_earned_and_says_why() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.network.add(action("a1", "acc-ana", "1001", 10_000, "2026-11-18T12:00:00Z"));
    stage.sync().await;
    stage.network.change("a1", |it| {
        it.status = CommissionStatus::Rejected;
        it.locks_at = Some(at("2026-11-20T05:00:00Z"));
    });
    stage.later(3_600);
    stage.sync().await;
    let reversed = entry(&stage, &ana).await;
    assert_eq!(reversed.status.as_str(), "rejected");
    assert_eq!(reversed.reason, "Reversed by impact.com");
    let view = stage.earnings(&ana).await;
    assert_eq!(view.earned.now, Some(usd(0)));
}

#[tokio::test]
async fn a_bonus_is_earned_without_an_order() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let mut bonus = action("b1", "acc-ana", "", 0, "2026-11-18T12:00:00Z");
    bonus.kind = CommissionKind::Bonus;
    bonus.title = "Autumn sprint".into();
    bonus.sale = None;
    bonus.amount = usd(5_000);
    stage.network.add(bonus);
    stage.sync().await;
    let entry = entry(&stage, &ana).await;
    assert_eq!((entry.title.as_str(), entry.earned, entry.sale), ("Autumn sprint", Some(usd(5_000)), None));
    let view = stage.earnings(&ana).await;
    assert_eq!(view.points.iter().map(|it| it.bonus).sum::<i64>(), 5_000);
    assert!(view.reconciliation.missing_in_store.is_empty(), "a bonus has no order to miss");
}

#[tokio::test]
async fn the_first_filling_reads_a_year_in_windows_that_the_network_allows() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.network.add(action("old", "acc-ana", "1", 10_000, "2025-12-01T12:00:00Z"));
    stage.sync().await;
    assert_eq!(entry(&stage, &ana).await.earned, Some(usd(1_000)));
    let asked = stage.network.asked.lock().unwrap().clone();
    let days = asked.iter().map(|window| match window {
        ActionWindow::Happened(from, to) => to.number() - from.number() + 1,
        _ => panic!("{window:?} is for later"),
    });
    let days: Vec<_> = days.collect();
    assert!(days.iter().all(|days| *days <= 45));
    assert_eq!(days.iter().sum::<i64>(), 401);
}

#[tokio::test]
async fn what_happens_in_the_evening_of_a_western_shop_is_seen_that_evening() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.sync().await;
    // Past midnight of UTC, and still the twenty-first in New York.
    stage.later(10 * 3_600);
    stage.network.add(action("late", "acc-ana", "1001", 10_000, "2026-11-22T00:30:00Z"));
    stage.sync().await;
    assert_eq!(entry(&stage, &ana).await.earned, Some(usd(1_000)));
}

#[tokio::test]
async fn an_account_that_is_linked_later_brings_its_past_along() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.network.partners.lock().unwrap().clear();
    stage.network.add(action("a1", "acc-new", "1001", 10_000, "2026-03-20T12:00:00Z"));
    stage.sync().await;
    let list = stage.entries(&ana).await;
    assert!(list.is_empty());
    stage.network.partners.lock().unwrap().push(account("acc-new", "ana"));
    stage.later(3_600);
    stage.sync().await;
    assert_eq!(entry(&stage, &ana).await.earned, Some(usd(1_000)));
}

#[tokio::test]
async fn who_came_after_the_accounts_were_read_is_found_by_their_own_next_page() {
    let stage = Stage::new().await;
    stage.network.partners.lock().unwrap().push(account("acc-ana", "ana"));
    stage.network.add(action("a1", "acc-ana", "1001", 10_000, "2026-11-01T12:00:00Z"));
    stage.sync().await;
    let ana = stage.signed_in("ana").await;
    stage.cc.add(crate::people::collab("ana"));
    stage.later(90);
    crate::stage::eventually("the account is found and what it earned is read", || async {
        stage.earnings(&ana).await.earned.now == Some(usd(1_000))
    })
    .await;
}
