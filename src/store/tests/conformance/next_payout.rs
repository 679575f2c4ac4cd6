//! The next payout: what is not paid is never expected on a day that has passed, and the list says the same as the figure above it.

use crate::{
    payouts::run,
    world::{World, at, commission, day, dollars, on_both},
};
use domain::{
    Clock, CommissionStatus, Currency, Money, PartnerId,
    earnings::{EntryQuery, NextPayment},
    payout::PayoutStatus,
    program::{Flag, Group, Member, MemberStatus, ProgramSettings},
};
use std::time::Duration;
use store::{Changed, CommissionReport, Tracking};

const DAY: Duration = Duration::from_hours(24);

impl World {
    /// An approved partner of the program.
    pub async fn approved(&self, name: &str) -> PartnerId {
        let partner = self.partner(name).await;
        let member = Member::new(partner.clone(), MemberStatus::Approved, at("2026-11-01T12:00:00Z"));
        assert!(self.store.add_member(&self.channel, &member).await.unwrap());
        partner
    }

    /// The next payment and the program's part of it, as day and cents.
    async fn next(&self, partner: &PartnerId) -> [Option<(String, i64)>; 2] {
        let today = self.store.zone(&self.channel).await.unwrap().day(self.clock.now());
        let told = |next: Option<NextPayment>| next.map(|it| (it.day.iso(), it.amount.minor));
        let payment = self.store.next_payment(&self.channel, partner, today, Currency::USD).await.unwrap();
        let payout = self.store.next_payout(&self.channel, partner, today, Currency::USD).await.unwrap();
        self.assert_counted().await;
        [told(payment), told(payout)]
    }

    async fn next_is(&self, partner: &PartnerId, wanted: Option<(&str, i64)>) {
        let wanted = wanted.map(|(day, cents)| (day.to_owned(), cents));
        assert_eq!(self.next(partner).await, [wanted.clone(), wanted]);
    }

    /// What is on its way to them, in cents.
    async fn on_its_way(&self, partner: &PartnerId) -> i64 {
        self.store.on_its_way(&self.channel, partner, Currency::USD).await.unwrap().minor
    }

    async fn says(&self, partner: &PartnerId, title: &str) -> String {
        let entries = self.entries(partner, EntryQuery::default()).await;
        entries.into_iter().find(|entry| entry.title == title).unwrap().reason
    }
}

/// It is November 21; payouts are made on the 15th, orders are of November 20 and held until December 20.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_paid_on_its_day_is_expected_with_the_next_payout() {
    on_both(|world: World| async move {
        let ana = world.approved("ana").await;
        world.next_is(&ana, None).await;
        world.tracked("1", &ana).await;
        world.next_is(&ana, Some(("2027-01-15", 1_000))).await;
        assert_eq!(world.says(&ana, "#1").await, "Hold until Dec 20 · Expected Jan 15");
        let early = world.due_order("2", &ana).await;
        world.next_is(&ana, Some(("2026-12-15", 1_000))).await;
        assert_eq!(world.says(&ana, "#2").await, "Expected Dec 15");
        world.clock.advance(DAY * 60);
        world.next_is(&ana, Some(("2027-02-15", 2_000))).await;
        assert_eq!(world.says(&ana, "#1").await, "Expected Feb 15");
        assert_eq!(world.says(&ana, "#2").await, "Expected Feb 15");
        // What is on its way is no next payout, and is one again when it did not arrive.
        let payout = run(&world, &[(&ana, 1_000)]);
        world.create(&payout).await;
        world.next_is(&ana, Some(("2027-02-15", 1_000))).await;
        assert_eq!((world.says(&ana, "#2").await.as_str(), world.on_its_way(&ana).await), ("On its way", 1_000));
        let claim = world.claim().await.unwrap();
        world.settle(&claim, PayoutStatus::Failed).await;
        world.next_is(&ana, Some(("2027-02-15", 2_000))).await;
        assert_eq!(world.on_its_way(&ana).await, 0);
        assert_eq!(world.change(&early.commission_id, CommissionStatus::Paid).await, Changed::Done);
        world.next_is(&ana, Some(("2027-02-15", 1_000))).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_day_follows_the_program_and_a_minimum_is_waited_for() {
    on_both(|world: World| async move {
        let (ana, channel) = (world.approved("ana").await, &world.channel);
        world.due_order("1", &ana).await;
        let settings = ProgramSettings { payout_day: 5, ..ProgramSettings::default() };
        world.store.put_program_settings(channel, &settings).await.unwrap();
        world.next_is(&ana, Some(("2026-12-05", 1_000))).await;
        assert_eq!(world.says(&ana, "#1").await, "Expected Dec 5");
        let settings = ProgramSettings { minimums: std::iter::once(dollars(1_500)).collect(), ..settings };
        world.store.put_program_settings(channel, &settings).await.unwrap();
        world.next_is(&ana, None).await;
        assert_eq!(world.says(&ana, "#1").await, "Waits until enough is due for a payout");
        world.tracked("2", &ana).await;
        world.next_is(&ana, Some(("2027-01-05", 2_000))).await;
        assert_eq!(world.says(&ana, "#1").await, "Expected Jan 5");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn this_months_earnings_wait_for_its_end_and_what_a_person_looks_at_waits_for_them() {
    on_both(|world: World| async move {
        let ana = world.approved("ana").await;
        let december = at("2026-12-02T15:00:00Z");
        world.clock.advance(DAY * 12);
        let mut free = Tracking { free_at: december, ..crate::program::tracking("1", &ana) };
        free.order.placed_at = december;
        world.track(&free).await;
        world.next_is(&ana, Some(("2027-01-15", 1_000))).await;
        let own = Tracking { flag: Some(Flag::SelfReferral), ..crate::program::tracking("2", &ana) };
        world.track(&own).await;
        world.next_is(&ana, Some(("2027-01-15", 1_000))).await;
        assert_eq!(world.says(&ana, "#2").await, Flag::SelfReferral.title());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_back_after_a_payout_is_taken_off_the_next() {
    on_both(|world: World| async move {
        let ana = world.approved("ana").await;
        let paid = world.due_order("1", &ana).await;
        assert_eq!(world.change(&paid.commission_id, CommissionStatus::Paid).await, Changed::Done);
        world.due_order("2", &ana).await;
        assert!(world.give_back("1", "r", 4_000).await);
        world.next_is(&ana, Some(("2026-12-15", 600))).await;
        let said = world.says(&ana, "Refund of #1").await;
        assert_eq!(said, "The order was given back after the payout · Taken off on Dec 15");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn networks_pay_on_their_days_and_a_partner_who_never_was_one_is_paid_nothing() {
    on_both(|world: World| async move {
        let (ana, channel) = (world.approved("ana").await, &world.channel);
        world.due_order("1", &ana).await;
        let report = |id: &str, pay_day: &str| CommissionReport {
            pay_day: Some(day(pay_day)),
            amount: Money::new(300, Currency::USD),
            status: CommissionStatus::Approved,
            ..commission(id, &ana, "")
        };
        world.record_commission(&report("same", "2026-12-15")).await;
        let payout = Some(("2026-12-15".to_owned(), 1_000));
        assert_eq!(world.next(&ana).await, [Some(("2026-12-15".to_owned(), 1_300)), payout.clone()]);
        world.record_commission(&report("sooner", "2026-12-01")).await;
        assert_eq!(world.next(&ana).await, [Some(("2026-12-01".to_owned(), 300)), payout]);
        let group = Group {
            id: domain::GroupId::new(world.clock.as_ref()),
            name: "Gold".into(),
            rate: None,
            hold_days: None,
            minimums: std::iter::once(dollars(99_999)).collect(),
            moves_at: None,
        };
        assert!(world.store.put_group(channel, &group).await.unwrap());
        let ben = world.partner("ben").await;
        let outside = Member::new(ben.clone(), MemberStatus::Rejected, world.clock.now());
        assert!(world.store.add_member(channel, &outside).await.unwrap());
        world.due_order("3", &ben).await;
        world.next_is(&ben, None).await;
        let kim = world.partner("kim").await;
        let gold = Member {
            group_id: Some(group.id),
            ..Member::new(kim.clone(), MemberStatus::Approved, at("2026-11-01T12:00:00Z"))
        };
        assert!(world.store.add_member(channel, &gold).await.unwrap());
        world.due_order("4", &kim).await;
        world.next_is(&kim, None).await;
    })
    .await;
}
