//! Money that comes back, at once or long after it was paid: it is due again, once, and what came back in part is said.

use crate::world::{World, account, method};
use domain::payout::PayoutStatus;
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn what_a_rail_takes_back_after_it_was_paid_is_due_again() {
    let paypal = ["RETURNED", "REFUNDED", "REVERSED"].map(|status| ("paypal", json!({ "status": status })));
    for (rail, what) in paypal.into_iter().chain([("stripe", json!({ "reversed": 1_200 }))]) {
        let world = World::new().await;
        let (ana, run) = world.ordered(rail, 12).await;
        world.settle(&run).await;
        assert_eq!(world.balance(&ana).await, [0, 0, 1_200]);
        world.turn(&world.payout(&run).await, what.clone()).await;
        assert_eq!(world.work().await, 0, "nobody said a word, and a day is not over");
        world.pass(DAY).await;
        assert_eq!(world.work().await, 1, "{what}");
        let payout = world.payout(&run).await;
        assert_eq!((payout.status, payout.reason.is_empty()), (PayoutStatus::Failed, false), "{what}");
        assert_eq!(world.balance(&ana).await, [1_200, 0, 0], "{what}");
        world.proven().await;
        let again = world.confirmed(run.method, &[(&ana, 12)]);
        world.confirm(&again).await.unwrap();
        world.settle(&again).await;
        assert_eq!(world.balance(&ana).await, [0, 0, 1_200], "{what}");
        assert_eq!(world.payout(&run).await.status, PayoutStatus::Failed);
        world.proven().await;
    }
}

#[tokio::test]
async fn a_part_that_came_back_is_said_and_the_rest_stays_paid() {
    let world = World::new().await;
    let (ana, run) = world.ordered("stripe", 12).await;
    world.settle(&run).await;
    let paid = world.payout(&run).await;
    world.turn(&paid, json!({ "reversed": 500 })).await;
    world.pass(DAY).await;
    world.work().await;
    let partly = world.payout(&run).await;
    assert_eq!((partly.status, partly.reason.as_str()), (PayoutStatus::Paid, "$5.00 of it was reversed"));
    assert_eq!((partly.settled_at, world.balance(&ana).await), (paid.settled_at, [0, 0, 1_200]));
    world.turn(&paid, json!({ "reversed": 700 })).await;
    world.pass(DAY * 2).await;
    world.work().await;
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Failed);
    assert_eq!(world.balance(&ana).await, [1_200, 0, 0]);
    world.proven().await;
}

#[tokio::test]
async fn one_payment_that_comes_back_leaves_the_others_of_its_run_alone() {
    let world = World::new().await;
    let mut partners = Vec::new();
    for name in ["ana", "ben", "cem"] {
        partners.push(world.owed(name, account("paypal", name), 10).await);
    }
    let items: Vec<_> = partners.iter().map(|partner| (partner, 10)).collect();
    let run = world.confirmed(method("paypal"), &items);
    world.confirm(&run).await.unwrap();
    world.settle(&run).await;
    let back = world.payouts(&run).await.into_iter().find(|it| it.partner_id == partners[1]).unwrap();
    world.turn(&back, json!({ "status": "REVERSED" })).await;
    world.pass(DAY).await;
    world.work().await;
    let mut due = Vec::new();
    for partner in &partners {
        due.push(world.balance(partner).await[0]);
    }
    assert_eq!(due, [0, 1_000, 0]);
    assert_eq!(world.books("paypal").await.len(), 3, "nothing was sent again");
    world.proven().await;
}

#[tokio::test]
async fn what_comes_back_while_others_are_still_on_their_way_is_heard() {
    let world = World::new().await;
    let (ana, ben) =
        (world.owed("ana", account("paypal", "ana"), 12).await, world.owed("ben", account("paypal", "hold"), 30).await);
    let run = world.confirmed(method("paypal"), &[(&ana, 12), (&ben, 30)]);
    world.confirm(&run).await.unwrap();
    world.work().await;
    world.pass(DAY).await;
    world.work().await;
    assert_eq!((world.balance(&ana).await, world.balance(&ben).await), ([0, 0, 1_200], [0, 3_000, 0]));
    let paid = world.payouts(&run).await.into_iter().find(|it| it.partner_id == ana).unwrap();
    world.turn(&paid, json!({ "status": "REFUNDED" })).await;
    world.pass(DAY).await;
    world.work().await;
    assert_eq!((world.balance(&ana).await, world.balance(&ben).await), ([1_200, 0, 0], [0, 3_000, 0]));
    world.proven().await;
}

#[tokio::test]
async fn what_nobody_claims_is_on_its_way_until_paypal_returns_it() {
    for (name, is_over_at_once) in [("unclaimed", false), ("hold", false), ("return", true)] {
        let world = World::new().await;
        let ana = world.owed("ana", account("paypal", name), 12).await;
        let run = world.confirmed(method("paypal"), &[(&ana, 12)]);
        world.confirm(&run).await.unwrap();
        world.work().await;
        world.pass(DAY).await;
        world.work().await;
        let payout = world.payout(&run).await;
        if is_over_at_once {
            assert_eq!((payout.status, world.balance(&ana).await), (PayoutStatus::Failed, [1_200, 0, 0]), "{name}");
            continue;
        }
        assert_eq!((payout.status, world.balance(&ana).await), (PayoutStatus::InFlight, [0, 1_200, 0]), "{name}");
        assert!(!payout.reason.is_empty(), "{name}: people read why it waits");
        assert_eq!(world.last_outcome(&run).await, "answered");
        if name == "unclaimed" {
            world.pass(DAY * 30).await;
            world.work().await;
            assert_eq!(world.balance(&ana).await, [1_200, 0, 0]);
        } else {
            world.turn(&payout, json!({ "status": "SUCCESS" })).await;
            world.pass(DAY).await;
            world.work().await;
            assert_eq!(world.balance(&ana).await, [0, 0, 1_200]);
        }
        assert_eq!(world.times("paypal", &payout).await, 1);
        world.proven().await;
    }
}

#[tokio::test]
async fn a_batch_that_is_denied_leaves_everything_due() {
    let world = World::new().await;
    world.switch("paypal", "denied").await;
    let (ana, run) = world.ordered("paypal", 12).await;
    world.settle(&run).await;
    let payout = world.payout(&run).await;
    assert_eq!((payout.status, payout.reason.as_str()), (PayoutStatus::Failed, "batch DENIED"));
    assert_eq!(world.balance(&ana).await, [1_200, 0, 0]);
    world.proven().await;
}

#[tokio::test]
async fn after_half_a_year_nobody_asks_any_more() {
    let world = World::new().await;
    let (_, run) = world.ordered("stripe", 12).await;
    world.settle(&run).await;
    let mut looks = 0;
    for _ in 0..200 {
        world.pass(DAY).await;
        looks += world.work().await;
    }
    assert!((6..=10).contains(&looks), "ever more seldom: {looks}");
    let seen = world.store.payout_run(&world.channel, &run.id).await.unwrap().unwrap().0;
    assert_eq!(seen.next_look_at, None);
}
