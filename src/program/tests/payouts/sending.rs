//! What is confirmed goes out once, whatever the rail does at that moment.

use crate::world::{LEASE, World, account, method};
use domain::{
    PartnerId,
    payout::{PayoutMethod, PayoutStatus},
};
use std::collections::BTreeSet;

const BREAKAGES: [&str; 7] = ["lost_answer", "late", "error500", "dead", "garbage", "rate_limited", "slow"];

#[tokio::test]
async fn what_is_confirmed_is_paid_once_by_either_rail() {
    for rail in ["paypal", "stripe"] {
        let world = World::new().await;
        let (ana, ben) =
            (world.owed("ana", account(rail, "ana"), 12).await, world.owed("ben", account(rail, "ben"), 30).await);
        let run = world.confirmed(method(rail), &[(&ana, 12), (&ben, 30)]);
        assert_eq!(world.confirm(&run).await.unwrap(), []);
        assert_eq!(world.confirm(&run).await.unwrap(), [], "confirmed twice is one run");
        world.settle(&run).await;
        for payout in world.payouts(&run).await {
            assert_eq!((payout.status, world.times(rail, &payout).await), (PayoutStatus::Paid, 1), "{rail}");
            assert!(payout.transaction_id.is_some());
        }
        world.proven().await;
    }
}

#[tokio::test]
async fn whatever_a_rail_does_nobody_is_paid_twice_and_nobody_is_forgotten() {
    for rail in ["paypal", "stripe"] {
        for breakage in BREAKAGES {
            let world = World::new().await;
            let ana = world.owed("ana", account(rail, "ana"), 12).await;
            let run = world.confirmed(method(rail), &[(&ana, 12)]);
            world.confirm(&run).await.unwrap();
            world.switch(rail, breakage).await;
            world.program.see_to_runs(&world.channel).await.unwrap();
            world.clock.advance(LEASE);
            world.program.see_to_runs(&world.channel).await.unwrap();
            world.switch(rail, "ok").await;
            world.clock.advance(LEASE);
            world.settle(&run).await;
            let payout = world.payouts(&run).await.remove(0);
            assert_eq!(payout.status, PayoutStatus::Paid, "{rail} {breakage}: {payout:?}");
            assert_eq!(world.times(rail, &payout).await, 1, "{rail} {breakage}");
            world.proven().await;
        }
    }
}

#[tokio::test]
async fn a_run_that_is_larger_than_its_rail_takes_at_a_time_goes_out_in_portions() {
    let world = World::new().await;
    let mut partners = Vec::new();
    for number in 0..130 {
        let name = format!("p{number}");
        partners.push(world.owed(&name, account("stripe", &name), 12).await);
    }
    let items: Vec<(&PartnerId, i64)> = partners.iter().map(|it| (it, 12)).collect();
    let run = world.confirmed(PayoutMethod::Stripe, &items);
    assert_eq!(world.confirm(&run).await.unwrap(), []);
    world.settle(&run).await;
    assert!(world.statuses(&run).await.iter().all(|it| *it == PayoutStatus::Paid));
    assert_eq!(world.books("stripe").await.len(), 130);
    world.proven().await;
}

/// How many payouts the rails are asked for while they break; another number is taken from `TANDEM_TEST_PAYOUTS`.
const MANY: usize = 120;
const RUNS: usize = 12;

#[tokio::test]
async fn many_payouts_by_rails_that_break_in_turn_are_each_made_once() {
    let asked = std::env::var("TANDEM_TEST_PAYOUTS").ok();
    let many = asked.map_or(MANY, |it| it.parse().unwrap());
    let world = World::new().await;
    let mut runs = Vec::new();
    for number in 0..RUNS {
        let rail = ["paypal", "stripe"][number % 2];
        let mut partners = Vec::new();
        for place in 0..many / RUNS {
            let name = format!("p{number}x{place}");
            partners.push(world.owed(&name, account(rail, &name), 12).await);
        }
        let items: Vec<(&PartnerId, i64)> = partners.iter().map(|it| (it, 12)).collect();
        let run = world.confirmed(method(rail), &items);
        assert_eq!(world.confirm(&run).await.unwrap(), []);
        runs.push(run);
    }
    for round in 0..2 * BREAKAGES.len() {
        world.switch("paypal", BREAKAGES[round % BREAKAGES.len()]).await;
        world.switch("stripe", BREAKAGES[(round * 3 + 1) % BREAKAGES.len()]).await;
        world.program.see_to_runs(&world.channel).await.unwrap();
        world.pass(LEASE).await;
    }
    for rail in ["paypal", "stripe"] {
        world.switch(rail, "ok").await;
    }
    world.pass(LEASE).await;
    for run in &runs {
        world.settle(run).await;
        let unpaid = world.payouts(run).await.into_iter().find(|it| it.status != PayoutStatus::Paid);
        assert_eq!(unpaid, None);
    }
    let paid = [world.books("paypal").await, world.books("stripe").await].concat();
    let told_apart: BTreeSet<&String> = paid.iter().collect();
    assert_eq!(
        (paid.len(), told_apart.len()),
        (many / RUNS * RUNS, many / RUNS * RUNS),
        "each once, and none forgotten"
    );
    world.proven().await;
}

#[tokio::test]
async fn a_process_that_dies_before_or_after_the_call_pays_once() {
    for rail in ["paypal", "stripe"] {
        for is_called in [false, true] {
            let world = World::new().await;
            let ana = world.owed("ana", account(rail, "ana"), 12).await;
            let run = world.confirmed(method(rail), &[(&ana, 12)]);
            world.confirm(&run).await.unwrap();
            // What the process did before it died: the attempt was written, and perhaps the rail was called.
            let seen = world.store.runs_to_see_to(&world.channel, 1).await.unwrap().remove(0);
            world.store.claim_run(&world.channel, &seen, LEASE).await.unwrap().unwrap();
            if is_called {
                world.switch(rail, "lost_answer").await;
                world.clock.advance(LEASE);
                world.program.see_to_runs(&world.channel).await.unwrap();
                world.switch(rail, "ok").await;
            }
            assert_eq!(world.statuses(&run).await, [PayoutStatus::Sending]);
            world.clock.advance(LEASE);
            world.settle(&run).await;
            let payout = world.payouts(&run).await.remove(0);
            assert_eq!(
                (payout.status, world.times(rail, &payout).await),
                (PayoutStatus::Paid, 1),
                "{rail} {is_called}"
            );
            world.proven().await;
        }
    }
}

#[tokio::test]
async fn what_fails_of_a_batch_is_due_again_and_the_rest_is_paid() {
    let world = World::new().await;
    let mut partners = Vec::new();
    for name in ["ana", "ben", "cem", "dee"] {
        partners.push(world.owed(name, account("paypal", name), 10).await);
    }
    let items: Vec<(&PartnerId, i64)> = partners.iter().map(|partner| (partner, 10)).collect();
    let run = world.confirmed(PayoutMethod::Paypal, &items);
    world.confirm(&run).await.unwrap();
    world.switch("paypal", "partial").await;
    world.settle(&run).await;
    let payouts = world.payouts(&run).await;
    let count = |status| payouts.iter().filter(|it| it.status == status).count();
    assert_eq!((count(PayoutStatus::Paid), count(PayoutStatus::Failed)), (2, 2));
    let failed = payouts.iter().find(|it| it.status == PayoutStatus::Failed).unwrap();
    assert!(!failed.reason.is_empty(), "the partner reads why");
    world.switch("paypal", "ok").await;
    let again = world.confirmed(PayoutMethod::Paypal, &[(&failed.partner_id, 10)]);
    assert_eq!(world.confirm(&again).await.unwrap(), []);
    world.settle(&again).await;
    assert_eq!(world.statuses(&again).await, [PayoutStatus::Paid]);
    world.proven().await;
}

#[tokio::test]
async fn what_was_paid_elsewhere_is_recorded_with_its_transaction() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let ben = world.owed("ben", account("stripe", "ben"), 34).await;
    let mut run = world.confirmed(PayoutMethod::Manual, &[(&ana, 12), (&ben, 34)]);
    run.paid_by = Some(PayoutMethod::Paypal);
    for (item, id) in run.items.iter_mut().zip(["PAY-1", "PAY-2"]) {
        item.transaction_id = Some(id.into());
    }
    world.confirm(&run).await.unwrap();
    world.settle(&run).await;
    let payouts = world.payouts(&run).await;
    let of = |partner: &PartnerId| payouts.iter().find(|it| it.partner_id == *partner).unwrap();
    for (partner, id) in [(&ana, "PAY-1"), (&ben, "PAY-2")] {
        let payout = of(partner);
        assert_eq!((payout.status, payout.transaction_id.as_deref()), (PayoutStatus::Paid, Some(id)));
        assert_eq!(payout.paid_by, Some(PayoutMethod::Paypal));
    }
    assert_eq!(of(&ana).shown, "a•••@example.com", "it went to the account that the plan showed");
    assert_eq!((of(&ben).shown.as_str(), of(&ben).sealed.as_str()), ("", ""), "PayPal pays to no Stripe account");
    assert_eq!(world.store.balances(&world.channel, &ana).await.unwrap()[0].payable, 0);
    world.proven().await;
}
