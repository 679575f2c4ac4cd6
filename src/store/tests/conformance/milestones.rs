//! Bonuses on milestones: what is kept of them, what partners brought, and which were given.

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, dollars, euros, on_both},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, Day, MilestoneId, PartnerId,
    earnings::Range,
    program::{Goal, Milestone, Origin, Window},
};
use std::{collections::BTreeMap, time::Duration};
use store::NewAdjustment;

fn day(month: i64, day: i64) -> Day {
    Day::from_date(2026, month, day).unwrap()
}

fn milestone(number: u8, name: &str, goal: Goal) -> Milestone {
    let id = MilestoneId::from_parts(1, [number; 10]);
    Milestone { id, name: name.into(), goal, window: Window::Quarter, bonus: dollars(5_000), starts_on: day(11, 1) }
}

fn bonus(key: &str, partner: &PartnerId) -> NewAdjustment {
    NewAdjustment {
        partner_id: partner.clone(),
        kind: CommissionKind::Bonus,
        external_id: key.into(),
        title: "Twenty".into(),
        amount: dollars(5_000),
        account: "system".into(),
        reason: "$50.00 for 20 orders".into(),
        free_at: Some(at("2026-12-21T15:00:00Z")),
        origin: Origin::Milestone,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn milestones_are_kept_by_name_and_channel() {
    on_both(|world: World| async move {
        let (orders, sales) =
            (milestone(1, "Twenty", Goal::Conversions(20)), milestone(2, "euros", Goal::Sales(euros(100_000))));
        assert!(world.store.add_milestone(&world.channel, &orders).await.unwrap());
        assert!(world.store.add_milestone(&world.channel, &sales).await.unwrap());
        let same_name = milestone(3, " TWENTY ", Goal::Conversions(1));
        assert!(!world.store.add_milestone(&world.channel, &same_name).await.unwrap());
        assert_eq!(world.store.milestones(&world.channel).await.unwrap(), [sales.clone(), orders.clone()]);
        let far = world.new_channel().await;
        assert_eq!(world.store.milestones(&far).await.unwrap(), []);
        assert!(!world.store.delete_milestone(&far, &orders.id).await.unwrap());
        assert!(world.store.delete_milestone(&world.channel, &orders.id).await.unwrap());
        assert_eq!(world.store.milestones(&world.channel).await.unwrap(), [sales]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_turned_down_or_given_back_was_not_brought() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.tracked("1", &ana).await;
        let stolen = world.tracked("2", &ana).await;
        world.tracked("3", &ana).await;
        let mut other = tracking("4", &ana);
        (other.order.total, other.amount) = (euros(7_000), euros(700));
        world.track(&other).await;
        world.tracked("5", &ben).await;
        let brought = async |partner: Option<&PartnerId>, days: Range| {
            let all = world.store.performance(&world.channel, partner, days).await.unwrap();
            let of = |id| all.get(id).map(|it| (it.conversions(), it.sales(Currency::USD), it.sales(Currency::EUR)));
            [of(&ana), of(&ben)]
        };
        let november = Range { from: day(11, 1), to: day(11, 30) };
        assert_eq!(brought(None, november).await, [Some((4, 30_000, 7_000)), Some((1, 10_000, 0))]);
        world.change(&stolen.commission_id, CommissionStatus::Fraud).await;
        assert!(world.give_back("3", "r1", 10_000).await);
        assert_eq!(brought(Some(&ana), november).await, [Some((2, 10_000, 7_000)), None]);
        let december = Range { from: day(12, 1), to: day(12, 31) };
        assert_eq!(brought(None, december).await, [None, None]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bonus_is_held_and_given_once() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (id, is_new) = world.store.adjust(&world.channel, &bonus("milestone:a", &ana)).await.unwrap();
        assert!(is_new);
        assert_eq!(world.store.adjust(&world.channel, &bonus("milestone:a", &ana)).await.unwrap(), (id.clone(), false));
        world.store.adjust(&world.channel, &bonus("milestone:b", &ben)).await.unwrap();
        assert_eq!(world.money(&ana).await, [5_000, 0, 0, 0]);
        let given = async |start: &str| {
            let given = world.store.given_bonuses(&world.channel, start).await.unwrap();
            given.into_iter().map(|it| (it.key, it.is_taken_back)).collect::<BTreeMap<_, _>>()
        };
        let [of_ana, of_ben] = ["milestone:a", "milestone:b"].map(str::to_owned);
        assert_eq!(given("milestone:a").await, BTreeMap::from([(of_ana.clone(), false)]));
        assert_eq!(given("milestone:c").await, BTreeMap::new());
        let held = async || {
            let held = world.store.held_bonuses(&world.channel).await.unwrap();
            held.into_iter().map(|it| (it.partner_id, it.key)).collect::<Vec<_>>()
        };
        assert_eq!(held().await.len(), 2);
        world.store.change_commissions(&world.channel, &[id], CommissionStatus::Rejected, ADMIN, "no").await.unwrap();
        assert_eq!(held().await, [(ben.clone(), "milestone:b".to_owned())]);
        assert_eq!(given("milestone:").await, BTreeMap::from([(of_ana, false), (of_ben, false)]), "a person's no");
        let (missed, _) = world.store.adjust(&world.channel, &bonus("milestone:d", &ana)).await.unwrap();
        world
            .store
            .change_commissions(&world.channel, &[missed], CommissionStatus::Rejected, "system", "")
            .await
            .unwrap();
        assert_eq!(given("milestone:d").await, BTreeMap::from([("milestone:d".to_owned(), true)]));
        world.clock.advance(Duration::from_hours(31 * 24));
        world.store.free_held_commissions(&world.channel, at("2026-12-22T15:00:00Z")).await.unwrap();
        assert_eq!((held().await.len(), world.money(&ben).await), (0, [0, 5_000, 0, 0]));
    })
    .await;
}
