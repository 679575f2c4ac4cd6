//! The program's own figures: each is what one counts by hand, whatever became of orders, commissions and payouts.

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, day, dollars, euros, on_both, year},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, PartnerId, PayoutRunId,
    earnings::{Bucket, Range},
    payout::{PayoutMethod, PayoutStatus},
    program::CustomerFacts,
};
use std::time::Duration;
use store::{NewAdjustment, NewPayout, NewRun, ProgramSums, Settlement, Tracking};

fn bought_by(name: &str, tracking: Tracking) -> Tracking {
    let customer = CustomerFacts {
        email: format!("{name}@example.com").parse().unwrap(),
        name: None,
        external_id: None,
        metadata: None,
    };
    let mut it = tracking;
    it.order.customer = Some(customer);
    it
}

impl World {
    async fn figures(&self, partner: Option<&PartnerId>, currency: Currency) -> ProgramSums {
        self.assert_counted().await;
        self.store.program_sums(&self.channel, partner, year(), currency).await.unwrap()
    }

    async fn bonus_of(&self, partner: &PartnerId, cents: i64) {
        let new = NewAdjustment {
            partner_id: partner.clone(),
            kind: CommissionKind::Bonus,
            external_id: format!("bonus-{cents}"),
            title: "Autumn".into(),
            amount: dollars(cents),
            account: ADMIN.into(),
            reason: "well done".into(),
            pay_day: day("2027-01-15"),
        };
        self.store.adjust(&self.channel, &new).await.unwrap();
    }

    /// Pays a partner this much at once.
    async fn pay(&self, partner: &PartnerId, cents: i64) {
        let run = NewRun {
            id: PayoutRunId::new(self.clock.as_ref()),
            method: PayoutMethod::Paypal,
            currency: Currency::USD,
            cut_off: at("2026-12-01T00:00:00Z"),
            items: vec![NewPayout {
                partner_id: partner.clone(),
                amount: cents,
                sealed: "sealed".into(),
                shown: "a•••@example.com".into(),
                transaction_id: None,
            }],
            notes: String::new(),
            account: ADMIN.into(),
            needs_approval: false,
        };
        self.store.create_run(&self.channel, &run).await.unwrap();
        let seen = self.store.runs_to_see_to(&self.channel, 10).await.unwrap();
        let claim = self.store.claim_run(&self.channel, &seen[0], Duration::from_mins(5)).await.unwrap().unwrap();
        let paid = Settlement {
            id: claim.payouts[0].id.clone(),
            status: PayoutStatus::Paid,
            transaction_id: None,
            fee: None,
            reason: String::new(),
        };
        let later = at("2026-12-01T00:00:00Z");
        self.store.settle_run(&self.channel, &run.id, &[paid], None, "told", later).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_figure_is_what_one_counts_by_hand() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        // Lin buys four times, twice of it for nothing in the end; Mia once, in euros.
        let first = world.due_order("1", &ana).await;
        world.due_order("2", &ana).await;
        let euro = Tracking { amount: euros(500), ..bought_by("mia", tracking("3", &ana)) };
        let mut euro = euro;
        euro.order.total = euros(5_000);
        world.track(&euro).await;
        world.tracked("4", &ben).await;
        world.tracked("5", &ana).await;
        let turned_down = world.tracked("6", &ana).await;
        world.bonus_of(&ana, 300).await;
        assert!(world.give_back("2", "half", 5_000).await);
        assert!(world.give_back("5", "all", 10_000).await);
        world.change(&turned_down.commission_id, CommissionStatus::Rejected).await;

        let all = ProgramSums {
            conversions: 3,
            revenue: 10_000 + 5_000 + 10_000,
            earned: 1_000 + 500 + 1_000 + 300,
            new_customers: 1,
            known_customers: 2,
            ..ProgramSums::default()
        };
        assert_eq!(world.figures(None, Currency::USD).await, all);
        let bens = ProgramSums {
            conversions: 1,
            revenue: 10_000,
            earned: 1_000,
            known_customers: 1,
            ..ProgramSums::default()
        };
        assert_eq!(world.figures(Some(&ben), Currency::USD).await, bens);
        let in_euros =
            ProgramSums { conversions: 1, revenue: 5_000, earned: 500, new_customers: 1, ..ProgramSums::default() };
        assert_eq!(world.figures(None, Currency::EUR).await, in_euros);

        // Three commissions in one payout are one payout.
        world.pay(&ana, 1_800).await;
        let paid = ProgramSums { earned_paid: 1_800, payouts: 1, paid_out: 1_800, ..all };
        assert_eq!(world.figures(None, Currency::USD).await, paid);
        assert_eq!(world.figures(Some(&ben), Currency::USD).await, bens);

        // What is given back after the payout is no conversion any more, and is taken back of what is earned.
        assert!(world.give_back("1", "late", 10_000).await);
        let after = ProgramSums { conversions: 2, revenue: 15_000, earned: 1_800, new_customers: 0, ..paid };
        assert_eq!(world.figures(None, Currency::USD).await, after);
        assert_eq!(first.amount, dollars(1_000));
        assert_eq!(world.store.count_conversions(&world.channel, None).await.unwrap(), 3);
        assert_eq!(world.store.program_currencies(&world.channel, None).await.unwrap(), [Currency::USD, Currency::EUR]);
        let held = world.store.all_balances(&world.channel).await.unwrap();
        let held: Vec<_> = held.iter().map(|it| (it.currency, it.outstanding(), it.paid, it.earned())).collect();
        assert_eq!(held, [(Currency::EUR, 500, 0, 500), (Currency::USD, 0, 1_800, 1_800)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_lie_on_their_days_and_the_best_partner_comes_first() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.partner("cy").await;
        world.due_order("1", &ana).await;
        world.due_order("2", &ben).await;
        world.due_order("3", &ben).await;
        world.bonus_of(&ana, 300).await;
        let days = Range { from: day("2026-11-19"), to: day("2026-11-21") };
        let (store, channel) = (&world.store, &world.channel);
        let points = store.program_series(channel, None, days, Currency::USD, Bucket::Day).await.unwrap();
        let points: Vec<_> = points.iter().map(|it| (it.conversions, it.revenue, it.earned)).collect();
        assert_eq!(points, [(0, 0, 0), (3, 30_000, 3_000), (0, 0, 300)]);
        let month = store.program_series(channel, Some(&ana), year(), Currency::USD, Bucket::Month).await.unwrap();
        assert_eq!((month.len(), month[10].conversions, month[10].earned), (12, 1, 1_300));
        let top = store.program_top(channel, days, Currency::USD, 10).await.unwrap();
        let top: Vec<_> = top.iter().map(|it| (&it.id, it.conversions, it.revenue, it.earned)).collect();
        assert_eq!(top, [(&ben, 2, dollars(20_000), dollars(2_000)), (&ana, 1, dollars(10_000), dollars(1_300))]);
        assert!(store.program_top(channel, days, Currency::EUR, 10).await.unwrap().is_empty());
    })
    .await;
}
