//! Payouts: what is reserved is paid once or is due again, whatever the rail says, and whoever asks at the same time.

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, dollars, on_both},
};
use domain::{
    Clock, CommissionStatus, Currency, PartnerId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use futures::future::join_all;
use std::time::Duration;
use store::{AttemptEnd, Claim, Created, NewPayout, NewRun, Payout, PayoutFilter, RunTally, Settlement, Tracking};

pub(crate) const LEASE: Duration = Duration::from_mins(5);

pub(crate) fn run(world: &World, items: &[(&PartnerId, i64)]) -> NewRun {
    let payout = |(partner_id, amount): &(&PartnerId, i64)| NewPayout {
        partner_id: (*partner_id).clone(),
        amount: *amount,
        sealed: "sealed".into(),
        shown: "a•••@example.com".into(),
        transaction_id: None,
    };
    NewRun {
        id: PayoutRunId::new(world.clock.as_ref()),
        method: PayoutMethod::Paypal,
        paid_by: None,
        currency: Currency::USD,
        cut_off: at("2026-12-01T00:00:00Z"),
        items: items.iter().map(payout).collect(),
        notes: "November".into(),
        account: ADMIN.into(),
        needs_approval: false,
    }
}

pub(crate) fn said(payout: &Payout, status: PayoutStatus) -> Settlement {
    Settlement {
        id: payout.id.clone(),
        status,
        transaction_id: Some("tx-1".into()),
        fee: Some(dollars(25)),
        reason: String::new(),
        message: None,
    }
}

/// The end of an attempt, after which is looked again in a while.
pub(crate) fn end<'a>(world: &World, claim: &Claim, settlements: &'a [Settlement]) -> AttemptEnd<'a> {
    AttemptEnd {
        attempt: claim.attempt,
        settlements,
        rail_id: Some("rail-1"),
        outcome: "told",
        is_void: false,
        next_look_at: world.now().plus(LEASE),
        looks_back_at: None,
    }
}

impl World {
    pub(crate) async fn create(&self, run: &NewRun) -> Created {
        self.store.create_run(&self.channel, run).await.unwrap()
    }

    pub(crate) async fn claim(&self) -> Option<Claim> {
        let runs = self.store.runs_to_see_to(&self.channel, 10).await.unwrap();
        self.store.claim_run(&self.channel, runs.first()?, LEASE).await.unwrap()
    }

    pub(crate) async fn settle(&self, claim: &Claim, status: PayoutStatus) {
        let all: Vec<Settlement> = claim.payouts.iter().map(|payout| said(payout, status)).collect();
        self.finish(claim, &end(self, claim, &all)).await;
    }

    pub(crate) async fn finish(&self, claim: &Claim, end: &AttemptEnd<'_>) {
        self.store.settle_run(&self.channel, &claim.run.id, end).await.unwrap();
    }

    pub(crate) async fn only_payout(&self, run: &NewRun) -> Payout {
        let (_, payouts) = self.store.payout_run(&self.channel, &run.id).await.unwrap().unwrap();
        assert_eq!(payouts.len(), 1);
        payouts.into_iter().next().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn sums_paid(&self, partner: &PartnerId) -> [i64; 4] {
        self.assert_counted().await;
        self.money(partner).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_past_is_narrowed_by_partner_status_method_and_time() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.due_order("1", &ana).await;
        world.due_order("2", &ben).await;
        let first = run(&world, &[(&ana, 1_000)]);
        world.store.create_run(&world.channel, &first).await.unwrap();
        let between = world.clock.now().plus(Duration::from_millis(1));
        world.clock.advance(Duration::from_hours(1));
        let second =
            NewRun { method: PayoutMethod::Manual, paid_by: Some(PayoutMethod::Bank), ..run(&world, &[(&ben, 1_000)]) };
        world.store.create_run(&world.channel, &second).await.unwrap();
        let any = PayoutFilter::default();
        for (filter, wanted) in [
            (any.clone(), vec![&second.id, &first.id]),
            (PayoutFilter { partner: Some(ana.clone()), ..any.clone() }, vec![&first.id]),
            (PayoutFilter { method: Some(PayoutMethod::Manual), ..any.clone() }, vec![&second.id]),
            (PayoutFilter { status: Some(PayoutStatus::Paid), ..any.clone() }, vec![]),
            (PayoutFilter { from: Some(between), ..any.clone() }, vec![&second.id]),
            (PayoutFilter { until: Some(between), ..any.clone() }, vec![&first.id]),
            (PayoutFilter { until: Some(between), partner: Some(ben.clone()), ..any.clone() }, vec![]),
        ] {
            let runs = world.store.payout_runs(&world.channel, &filter, None, 10).await.unwrap();
            assert_eq!(runs.iter().map(|it| &it.id).collect::<Vec<_>>(), wanted, "{filter:?}");
            let payouts = world.store.payouts_like(&world.channel, &filter, None, 10).await.unwrap();
            assert_eq!(payouts.iter().map(|it| &it.run_id).collect::<Vec<_>>(), wanted, "{filter:?}");
        }
        let kept = world.store.payouts(&world.channel, Some(&ben), None, None, 1).await.unwrap();
        assert_eq!(kept[0].paid_by, Some(PayoutMethod::Bank));
        let page = world.store.payout_runs(&world.channel, &any, Some(&second.id), 1).await.unwrap();
        assert_eq!(page[0].id, first.id, "one page after the other");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_reserved_sent_and_paid() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.due_order("1", &ana).await;
        world.due_order("2", &ana).await;
        world.tracked("3", &ana).await;
        world.due_order("4", &ben).await;
        let due = world.store.due(&world.channel, None, Currency::USD, at("2026-12-01T00:00:00Z")).await.unwrap();
        assert_eq!(due.iter().map(|it| (it.amount.minor, it.count)).collect::<Vec<_>>(), [(2_000, 2), (1_000, 1)]);
        let run = run(&world, &[(&ana, 2_000), (&ben, 1_000)]);
        assert_eq!(world.create(&run).await, Created::Run { left_out: vec![] });
        assert_eq!(world.create(&run).await, Created::Known, "confirmed twice is one run");
        assert_eq!(world.sums_paid(&ana).await, [1_000, 0, 2_000, 0]);
        let claim = world.claim().await.unwrap();
        assert_eq!((claim.attempt, claim.payouts.len()), (1, 2));
        assert_eq!(world.claim().await, None, "nobody else calls the rail meanwhile");
        world.settle(&claim, PayoutStatus::InFlight).await;
        assert_eq!(world.sums_paid(&ana).await, [1_000, 0, 2_000, 0]);
        world.clock.advance(LEASE);
        let again = world.claim().await.unwrap();
        assert_eq!((again.attempt, again.run.rail_id.as_deref()), (2, Some("rail-1")));
        world.settle(&again, PayoutStatus::Paid).await;
        assert_eq!(world.sums_paid(&ana).await, [1_000, 0, 0, 2_000]);
        world.clock.advance(LEASE * 100);
        assert_eq!(world.claim().await, None, "nothing is left to do");
        let paid = world.store.payouts(&world.channel, Some(&ben), None, None, 10).await.unwrap();
        assert_eq!(
            (paid[0].status, paid[0].transaction_id.as_deref(), paid[0].fee),
            (PayoutStatus::Paid, Some("tx-1"), Some(dollars(25)))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_admins_who_pay_the_same_partner_at_once_pay_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for number in 0..5 {
            world.due_order(&number.to_string(), &ana).await;
        }
        let tasks = (0..10).map(|_| {
            let (world, run) = (world.clone(), run(&world, &[(&ana, 5_000)]));
            tokio::spawn(async move { world.create(&run).await })
        });
        let done: Vec<Created> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(done.iter().filter(|it| matches!(it, Created::Run { .. })).count(), 1);
        assert_eq!(done.iter().filter(|it| **it == Created::Nobody).count(), 9);
        assert_eq!(world.sums_paid(&ana).await, [0, 0, 5_000, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_sum_than_was_confirmed_is_not_paid() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.due_order("1", &ana).await;
        world.due_order("2", &ben).await;
        let new = run(&world, &[(&ana, 1_000), (&ben, 1_000)]);
        world.due_order("3", &ana).await;
        assert_eq!(world.create(&new).await, Created::Run { left_out: vec![ana.clone()] });
        assert_eq!(world.sums_paid(&ana).await, [0, 2_000, 0, 0]);
        assert_eq!(world.create(&run(&world, &[(&ana, 1)])).await, Created::Nobody);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_earned_after_the_cut_off_waits_and_what_was_taken_back_never_does() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let paid = world.due_order("1", &ana).await;
        world.change(&paid.commission_id, CommissionStatus::Paid).await;
        world.give_back("1", "r1", 4_000).await;
        assert_eq!(world.money(&ana).await, [0, -400, 0, 1_000], "what is paid never changes");
        world.give_back("1", "r2", 1_000).await;
        world.give_back("1", "r2", 1_000).await;
        assert_eq!(world.money(&ana).await, [0, -500, 0, 1_000]);
        world.due_order("2", &ana).await;
        let mut late = tracking("3", &ana);
        late.order.placed_at = at("2026-11-21T14:00:00Z");
        late.free_at = at("2026-11-21T14:00:00Z");
        world.track(&Tracking { ..late }).await;
        let cut_off = at("2026-11-21T00:00:00Z");
        let due = world.store.due(&world.channel, Some(&ana), Currency::USD, cut_off).await.unwrap();
        assert_eq!(due[0].amount, dollars(500));
        let run = NewRun { cut_off, ..run(&world, &[(&ana, 500)]) };
        assert_eq!(world.create(&run).await, Created::Run { left_out: vec![] });
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Paid).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 1_500]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_payout_is_due_again_and_so_is_one_that_came_back() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let first = run(&world, &[(&ana, 1_000)]);
        world.create(&first).await;
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Failed).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 0]);
        world.settle(&claim, PayoutStatus::Paid).await;
        assert_eq!(
            world.sums_paid(&ana).await,
            [0, 1_000, 0, 0],
            "what failed is settled: it may be in another payout by now"
        );
        let second = run(&world, &[(&ana, 1_000)]);
        world.create(&second).await;
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Paid).await;
        world.settle(&claim, PayoutStatus::Paid).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 0, 0, 1_000]);
        world.settle(&claim, PayoutStatus::Failed).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 0]);
        assert_eq!(world.only_payout(&second).await.status, PayoutStatus::Failed);
        let steps =
            world.store.payouts(&world.channel, Some(&ana), Some(PayoutStatus::Failed), None, 10).await.unwrap();
        assert_eq!(steps.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_while_it_is_on_its_way_is_netted_by_the_next_payout() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        world.create(&run(&world, &[(&ana, 1_000)])).await;
        world.give_back("1", "r1", 10_000).await;
        assert_eq!(world.sums_paid(&ana).await, [0, -1_000, 1_000, 0]);
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Failed).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 0, 0, 0], "both are due, and come to nothing");
        assert_eq!(world.create(&run(&world, &[(&ana, 0)])).await, Created::Nobody);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_payout_waits_for_a_second_member_of_the_team() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let large = NewRun { needs_approval: true, ..run(&world, &[(&ana, 1_000)]) };
        world.create(&large).await;
        assert_eq!(world.claim().await, None);
        assert!(!world.store.approve_run(&world.channel, &large.id, ADMIN).await.unwrap(), "not whoever made it");
        assert!(world.store.approve_run(&world.channel, &large.id, "admin:other").await.unwrap());
        assert!(!world.store.approve_run(&world.channel, &large.id, "admin:third").await.unwrap());
        assert_eq!(world.claim().await.unwrap().payouts.len(), 1);
        assert_eq!(world.store.cancel_run(&world.channel, &large.id, ADMIN, "too late").await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_called_off_in_time_is_due_again() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let run = run(&world, &[(&ana, 1_000)]);
        world.create(&run).await;
        assert_eq!(world.store.cancel_run(&world.channel, &run.id, ADMIN, "a mistake").await.unwrap(), 1);
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 0]);
        assert_eq!(world.claim().await, None);
        assert_eq!(world.only_payout(&run).await.status, PayoutStatus::Cancelled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_after_a_crash_sees_that_somebody_may_have_called() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let begun = world.now();
        let lost = world.claim().await.unwrap();
        assert_eq!((lost.attempt, lost.sent_since), (1, None));
        assert_eq!(world.only_payout(&new).await.status, PayoutStatus::Sending);
        world.clock.advance(LEASE);
        let found = world.claim().await.unwrap();
        assert_eq!((found.attempt, &found.run.id, &found.payouts[0].id), (2, &lost.run.id, &lost.payouts[0].id));
        assert_eq!(found.sent_since, Some(begun));
        assert!(world.store.hurry_run(&world.channel, PayoutMethod::Paypal, &new.id).await.unwrap());
        assert_eq!(world.claim().await.unwrap().attempt, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_payouts_of_runs_are_counted_by_where_they_stand() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.due_order("1", &ana).await;
        world.due_order("2", &ben).await;
        let first = run(&world, &[(&ana, 1_000), (&ben, 1_000)]);
        world.create(&first).await;
        let claim = world.claim().await.unwrap();
        let became = |payout: &Payout| {
            said(payout, if payout.partner_id == ana { PayoutStatus::Paid } else { PayoutStatus::Failed })
        };
        let told: Vec<Settlement> = claim.payouts.iter().map(became).collect();
        world.finish(&claim, &end(&world, &claim, &told)).await;
        world.due_order("3", &ana).await;
        let second = NewRun { paid_by: Some(PayoutMethod::Bank), ..run(&world, &[(&ana, 1_000)]) };
        world.create(&second).await;
        let tallies = world.store.run_tallies(&world.channel, &[&first.id, &second.id]).await.unwrap();
        let tally = |status| RunTally { status, count: 1, sum: dollars(1_000), paid_by: None };
        assert_eq!(tallies[&first.id], [tally(PayoutStatus::Paid), tally(PayoutStatus::Failed)]);
        assert_eq!(tallies[&second.id], [RunTally { paid_by: second.paid_by, ..tally(PayoutStatus::Scheduled) }]);
        assert!(world.store.run_tallies(&world.channel, &[]).await.unwrap().is_empty());
    })
    .await;
}
