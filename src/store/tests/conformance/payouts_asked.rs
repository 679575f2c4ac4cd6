//! What a rail says late, what nobody knows, and what only a person can say: nothing is sent twice, overheard or lost.

use crate::{
    mail::mail,
    payouts::{LEASE, end, run, said},
    program::ADMIN,
    world::{World, on_both},
};
use domain::{
    Currency, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use store::{AttemptEnd, NewRun, Settlement, Waiting};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_back_after_it_was_paid_is_asked_for_and_is_due_again() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let claim = world.claim().await.unwrap();
        let paid: Vec<Settlement> = claim.payouts.iter().map(|it| said(it, PayoutStatus::Paid)).collect();
        let looks_back_at = Some(world.now().plus(LEASE * 10));
        world.finish(&claim, &AttemptEnd { looks_back_at, ..end(&world, &claim, &paid) }).await;
        assert_eq!(world.claim().await, None);
        world.clock.advance(LEASE * 10);
        let back = world.claim().await.expect("it is looked at again by itself");
        assert_eq!((back.payouts.len(), back.settled.len()), (0, 1));
        let partly = [Settlement { reason: "$1.00 of it was reversed".into(), ..paid[0].clone() }];
        world.finish(&back, &end(&world, &back, &partly)).await;
        let kept = world.only_payout(&new).await;
        assert_eq!((kept.status, kept.reason.as_str()), (PayoutStatus::Paid, "$1.00 of it was reversed"));
        assert_eq!(world.sums_paid(&ana).await, [0, 0, 0, 1_000], "a part that came back is said, and changes no sum");
        assert!(world.store.hurry_run(&world.channel, PayoutMethod::Paypal, &new.id).await.unwrap());
        let again = world.claim().await.expect("the rail said that something changed");
        let failed = [Settlement { reason: "reversed".into(), ..said(&again.settled[0], PayoutStatus::Failed) }];
        world.finish(&again, &end(&world, &again, &failed)).await;
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 0]);
        world.finish(&again, &end(&world, &again, &paid)).await;
        let kept = world.only_payout(&new).await;
        assert_eq!(kept.status, PayoutStatus::Failed, "it may be in another payout by now");
        assert!(kept.reason.contains("says that it was paid"), "and the team reads that the rail says so");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_partners_are_told_is_written_with_what_it_tells_of_and_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let claim = world.claim().await.unwrap();
        let message = Some(mail(&ana, Some("pay:paid")));
        let paid = [Settlement { message, ..said(&claim.payouts[0], PayoutStatus::Paid) }];
        for _ in 0..2 {
            world.finish(&claim, &end(&world, &claim, &paid)).await;
            assert_eq!(world.store.mail_due(&world.channel, 10).await.unwrap().len(), 1);
        }
        let message = Some(mail(&ana, Some("pay:unheard")));
        let unchanged = [Settlement { message, reason: "a part".into(), ..paid[0].clone() }];
        world.finish(&claim, &end(&world, &claim, &unchanged)).await;
        assert_eq!(world.store.mail_due(&world.channel, 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_word_of_a_rail_sends_what_waits_for_approval() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let large = NewRun { needs_approval: true, ..run(&world, &[(&ana, 1_000)]) };
        world.create(&large).await;
        assert!(!world.store.hurry_run(&world.channel, PayoutMethod::Paypal, &large.id).await.unwrap());
        let mut seen = world.store.payout_run(&world.channel, &large.id).await.unwrap().unwrap().0;
        assert_eq!(seen.next_look_at, None);
        seen.next_look_at = Some(Timestamp::from_millis(0));
        assert_eq!(world.store.claim_run(&world.channel, &seen, LEASE).await.unwrap(), None);
        assert_eq!(world.only_payout(&large).await.status, PayoutStatus::AwaitingApproval);
        assert!(world.store.approve_run(&world.channel, &large.id, "admin:other").await.unwrap());
        assert!(
            !world.store.hurry_run(&world.channel, PayoutMethod::Stripe, &large.id).await.unwrap(),
            "another rail's"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_for_certain_reached_no_rail_is_sent_as_if_for_the_first_time_or_called_off() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let claim = world.claim().await.unwrap();
        world.finish(&claim, &AttemptEnd { is_void: true, rail_id: None, ..end(&world, &claim, &[]) }).await;
        assert_eq!(world.only_payout(&new).await.status, PayoutStatus::Scheduled);
        world.clock.advance(LEASE);
        let second = world.claim().await.unwrap();
        assert_eq!((second.attempt, second.sent_since), (2, None));
        world.clock.advance(LEASE);
        let third = world.claim().await.unwrap();
        world.finish(&third, &AttemptEnd { is_void: true, rail_id: None, ..end(&world, &third, &[]) }).await;
        assert_eq!(world.only_payout(&new).await.status, PayoutStatus::Sending, "nobody knows of the second attempt");
        assert_eq!(world.store.cancel_run(&world.channel, &new.id, ADMIN, "too late").await.unwrap(), 0);
        let last = world.store.last_attempts(&world.channel, &[&new.id]).await.unwrap().remove(&new.id).unwrap();
        assert_eq!((last.number, last.outcome.as_str(), last.ended_at.is_some()), (3, "told", true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_settles_by_hand_what_is_being_sent() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let claim = world.claim().await.unwrap();
        let failed = [said(&claim.payouts[0], PayoutStatus::Failed)];
        let by_hand =
            async |seen| world.store.settle_by_hand(&world.channel, &new.id, &failed, seen, LEASE).await.unwrap();
        assert_eq!(by_hand(1).await, None, "the rail may be taking it on at this moment");
        world.clock.advance(LEASE);
        assert_eq!(by_hand(0).await, None, "somebody has called since");
        assert_eq!(by_hand(1).await.unwrap().len(), 1, "whoever called has died");
        assert_eq!(by_hand(1).await.unwrap().len(), 0);
        assert_eq!(world.sums_paid(&ana).await, [0, 1_000, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rails_word_while_it_is_asked_is_not_overheard() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        let new = run(&world, &[(&ana, 1_000)]);
        world.create(&new).await;
        let claim = world.claim().await.unwrap();
        assert!(world.store.hurry_run(&world.channel, PayoutMethod::Paypal, &new.id).await.unwrap());
        world.settle(&claim, PayoutStatus::Paid).await;
        assert_eq!(world.claim().await.unwrap().settled.len(), 1, "asked once more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_file_of_a_day_has_a_number_and_keeps_its_time() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let mut marks = Vec::new();
        for partner in [&ana, &ben] {
            world.due_order(partner.as_str(), partner).await;
            let new = run(&world, &[(partner, 1_000)]);
            world.create(&new).await;
            let day = domain::Day::from_number(20_000);
            let note = async || world.store.note_bank_file(&world.channel, &new.id, day).await.unwrap().unwrap();
            let first = note().await;
            world.clock.advance(LEASE);
            assert_eq!(note().await, first, "the bank gets the same file each time");
            marks.push(first);
        }
        assert_eq!((marks[0].number, marks[1].number), (0, 1));
        let nobody = PayoutRunId::from_parts(0, [0; 10]);
        let none = world.store.note_bank_file(&world.channel, &nobody, domain::Day::from_number(1)).await.unwrap();
        assert_eq!(none, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_partners_have_is_told_by_where_it_lies() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.due_order("1", &ana).await;
        world.tracked("2", &ana).await;
        world.due_order("3", &ben).await;
        world.create(&run(&world, &[(&ben, 1_000)])).await;
        let all = world.store.waiting(&world.channel, Currency::USD).await.unwrap();
        assert_eq!(all[&ana], Waiting { held: 1_000, payable: 1_000, reserved: 0 });
        assert_eq!(all[&ben], Waiting { held: 0, payable: 0, reserved: 1_000 });
        assert!(world.store.waiting(&world.channel, Currency::EUR).await.unwrap().is_empty());
    })
    .await;
}
