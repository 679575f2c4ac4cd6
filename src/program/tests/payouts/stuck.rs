//! What a rail cannot or will not answer: a definite end where there is one, and else a way for people, who see what was answered.

use crate::world::{LEASE, World, account, method};
use domain::{PayoutId, payout::PayoutStatus};
use program::{Confirmed, Program, ProgramError, Seal, is_for_people};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

impl World {
    /// A run whose first attempt was cut off before or after the call: nobody knows which.
    async fn cut_off(&self, run: &Confirmed) {
        let seen = self.store.runs_to_see_to(&self.channel, 1).await.unwrap().remove(0);
        assert_eq!(seen.id, run.id);
        self.store.claim_run(&self.channel, &seen, LEASE).await.unwrap().unwrap();
        self.pass(LEASE).await;
    }

    async fn say(&self, run: &Confirmed, is_paid: bool) -> program::Result<usize> {
        let ids: Vec<PayoutId> = self.payouts(run).await.into_iter().map(|it| it.id).collect();
        self.program.settle_by_hand(&self.channel, &run.id, &ids, is_paid, "looked at PayPal").await
    }
}

#[tokio::test]
async fn what_was_turned_away_at_first_and_is_refused_then_has_failed() {
    for first in ["rate_limited", "dead"] {
        let world = World::new().await;
        let (ana, run) = world.ordered("paypal", 12).await;
        world.switch("paypal", first).await;
        world.work().await;
        assert_eq!(world.payout(&run).await.status, PayoutStatus::Scheduled, "{first}: it never got there");
        world.switch("paypal", "no_funds").await;
        world.pass(LEASE).await;
        world.work().await;
        let payout = world.payout(&run).await;
        assert_eq!(payout.status, PayoutStatus::Failed, "{first}");
        assert!(payout.reason.contains("sufficient funds"), "{}", payout.reason);
        assert_eq!(world.balance(&ana).await, [1_200, 0, 0]);
        world.proven().await;
    }
}

#[tokio::test]
async fn a_refusal_of_the_form_settles_what_was_cut_off() {
    let world = World::new().await;
    let (ana, run) = world.ordered("paypal", 12).await;
    world.cut_off(&run).await;
    world.switch("paypal", "invalid").await;
    world.work().await;
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Failed);
    assert_eq!((world.balance(&ana).await, world.books("paypal").await.len()), ([1_200, 0, 0], 0));
    world.proven().await;
}

#[tokio::test]
async fn any_other_refusal_of_what_was_cut_off_says_nothing_until_a_person_has_looked() {
    for is_paid in [true, false] {
        let world = World::new().await;
        let (ana, run) = world.ordered("paypal", 12).await;
        world.cut_off(&run).await;
        world.switch("paypal", "no_funds").await;
        world.work().await;
        let payout = world.payout(&run).await;
        assert_eq!(payout.status, PayoutStatus::Sending, "the first attempt may have been taken on");
        assert!(world.last_outcome(&run).await.contains("sufficient funds"), "the team reads what was answered");
        let last = world.store.last_attempts(&world.channel, &[&run.id]).await.unwrap().remove(&run.id);
        assert!(is_for_people(&payout, last.as_ref()));
        assert_eq!(world.say(&run, is_paid).await.unwrap(), 1);
        let balance = if is_paid { [0, 0, 1_200] } else { [1_200, 0, 0] };
        assert_eq!(world.balance(&ana).await, balance);
        assert_eq!(world.payout(&run).await.reason.is_empty(), is_paid);
        world.switch("paypal", "ok").await;
        world.pass(DAY).await;
        world.work().await;
        assert_eq!((world.books("paypal").await.len(), world.balance(&ana).await), (0, balance), "never sent again");
        world.proven().await;
    }
}

#[tokio::test]
async fn an_answer_that_says_nothing_clear_is_shown_as_that() {
    let world = World::new().await;
    let (_, run) = world.ordered("stripe", 12).await;
    world.switch("stripe", "late").await;
    world.work().await;
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Sending);
    let outcome = world.last_outcome(&run).await;
    assert!(outcome.contains("no clear word of 1 of them") && outcome.contains("409"), "{outcome}");
    world.switch("stripe", "ok").await;
    world.settle(&run).await;
    assert_eq!((world.payout(&run).await.status, world.books("stripe").await.len()), (PayoutStatus::Paid, 1));
}

#[tokio::test]
async fn nobody_overrules_a_rail_that_answers() {
    let world = World::new().await;
    let (_, run) = world.ordered("paypal", 12).await;
    assert!(matches!(world.say(&run, false).await, Err(ProgramError::Conflict(_))), "it is not sent yet: call it off");
    world.work().await;
    assert!(matches!(world.say(&run, false).await, Err(ProgramError::Conflict(_))));
    world.settle(&run).await;
    assert!(matches!(world.say(&run, false).await, Err(ProgramError::Conflict(_))));
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Paid);
}

#[tokio::test]
async fn a_rail_that_paid_what_was_called_failed_is_not_overheard() {
    let world = World::new().await;
    let (ana, run) = world.ordered("stripe", 12).await;
    world.switch("stripe", "lost_answer").await;
    world.work().await;
    world.switch("stripe", "dead").await;
    world.pass(LEASE).await;
    world.work().await;
    assert_eq!(world.say(&run, false).await.unwrap(), 1, "somebody did not look");
    world.switch("stripe", "ok").await;
    world.pass(DAY).await;
    world.work().await;
    let payout = world.payout(&run).await;
    assert_eq!((payout.status, world.balance(&ana).await), (PayoutStatus::Failed, [1_200, 0, 0]));
    assert!(payout.reason.contains("now the payment service says that it was paid"), "{}", payout.reason);
    assert_eq!(world.times("stripe", &payout).await, 1);
}

#[tokio::test]
async fn a_plan_that_was_approved_a_month_later_goes_out() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let run = world.confirmed(method("paypal"), &[(&ana, 12)]);
    world.pass(DAY * 31).await;
    let run = Confirmed { cut_off: world.confirmed(run.method, &[]).cut_off, ..run };
    world.confirm(&run).await.unwrap();
    world.settle(&run).await;
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Paid);
}

#[tokio::test]
async fn what_a_finished_batch_lacks_is_due_again() {
    let world = World::new().await;
    let (ana, ben) =
        (world.owed("ana", account("paypal", "ana"), 12).await, world.owed("ben", account("paypal", "ben"), 30).await);
    let run = world.confirmed(method("paypal"), &[(&ana, 12), (&ben, 30)]);
    world.confirm(&run).await.unwrap();
    world.cut_off(&run).await;
    // What PayPal got of it was cut short on the way.
    world.hand_over(&run, |payout| payout.partner_id == ana).await;
    world.settle(&run).await;
    assert_eq!((world.balance(&ana).await, world.balance(&ben).await), ([0, 0, 1_200], [3_000, 0, 0]));
    world.proven().await;
}

/// The same program after its key was lost: no account opens.
fn without_key(world: &World) -> Program {
    let seal = Seal::new(&"another secret of thirty-two chars".to_owned().into());
    Program::new(world.store.clone(), seal).paying(world.rails(), crate::world::payer())
}

#[tokio::test]
async fn an_account_that_no_longer_opens_is_settled_by_what_the_rail_knows() {
    for rail in ["paypal", "stripe"] {
        for is_sent in [true, false] {
            let world = World::new().await;
            let (ana, run) = world.ordered(rail, 12).await;
            if is_sent {
                world.work().await;
            } else {
                world.cut_off(&run).await;
            }
            let program = without_key(&world);
            for _ in 0..4 {
                world.pass(LEASE).await;
                program.see_to_runs(&world.channel).await.unwrap();
            }
            let payout = world.payout(&run).await;
            match (rail, is_sent) {
                (_, true) => assert_eq!(world.balance(&ana).await, [0, 0, 1_200], "{rail}"),
                ("stripe", false) => {
                    assert_eq!(payout.status, PayoutStatus::Failed, "Stripe is sure that it has not got it");
                }
                // PayPal answers about what is handed over again, and this cannot be.
                _ => {
                    assert_eq!(payout.status, PayoutStatus::Sending);
                    assert!(world.last_outcome(&run).await.contains("cannot be given again"));
                    assert_eq!(world.say(&run, false).await.unwrap(), 1);
                }
            }
            world.proven().await;
        }
    }
}

#[tokio::test]
async fn what_reached_no_rail_is_called_off() {
    let world = World::new().await;
    let (ana, run) = world.ordered("stripe", 12).await;
    world.switch("stripe", "rate_limited").await;
    world.work().await;
    assert!(world.last_outcome(&run).await.contains("rate limit"));
    assert_eq!(world.program.cancel_run(&world.channel, &run.id, "admin:a", "not this month").await.unwrap(), 1);
    world.switch("stripe", "ok").await;
    world.pass(DAY).await;
    world.work().await;
    assert_eq!((world.balance(&ana).await, world.books("stripe").await.len()), ([1_200, 0, 0], 0));
    world.proven().await;
}
