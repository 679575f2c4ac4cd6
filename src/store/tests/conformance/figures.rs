//! The program's own figures: each is what one counts by hand, whatever became of orders, commissions and payouts.

use crate::{
    program::{ADMIN, tracking},
    world::{World, at, day, dollars, euros, on_both, play_courses, year},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, PartnerId, PayoutRunId,
    analytics::EventName,
    earnings::{Bucket, Range},
    payout::{PayoutMethod, PayoutStatus},
    program::{CommissionLine, CommissionQuery, CustomerFacts, Member, MemberStatus, Origin, Rate},
};
use proptest::prelude::*;
use std::{collections::HashMap, time::Duration};
use store::{AttemptEnd, Hit, NewAdjustment, NewPayout, NewRun, ProgramSums, Settlement, Tracking};

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
            free_at: None,
            origin: Origin::Manual,
        };
        self.store.adjust(&self.channel, &new).await.unwrap();
    }

    /// Pays a partner this much at once.
    async fn pay(&self, partner: &PartnerId, cents: i64) {
        let run = NewRun {
            id: PayoutRunId::new(self.clock.as_ref()),
            method: PayoutMethod::Paypal,
            paid_by: None,
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
            message: None,
        };
        let end = AttemptEnd {
            attempt: claim.attempt,
            settlements: &[paid],
            rail_id: None,
            outcome: "told",
            is_void: false,
            next_look_at: at("2026-12-01T00:00:00Z"),
            looks_back_at: None,
        };
        self.store.settle_run(&self.channel, &run.id, &end).await.unwrap();
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
            returning_orders: 2,
            ..ProgramSums::default()
        };
        assert_eq!(world.figures(None, Currency::USD).await, all);
        let bens = ProgramSums {
            conversions: 1,
            revenue: 10_000,
            earned: 1_000,
            returning_orders: 1,
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
        let sums: Vec<_> = points.iter().map(|it| (it.conversions, it.revenue, it.earned)).collect();
        assert_eq!(sums, [(0, 0, 0), (3, 30_000, 3_000), (0, 0, 300)]);
        let buyers: Vec<_> = points.iter().map(|it| (it.new_customers, it.returning_orders)).collect();
        assert_eq!(buyers, [(0, 0), (1, 2), (0, 0)]);
        let month = store.program_series(channel, Some(&ana), year(), Currency::USD, Bucket::Month).await.unwrap();
        assert_eq!((month.len(), month[10].conversions, month[10].earned), (12, 1, 1_300));
        let top = store.program_top(channel, days, Currency::USD, 10).await.unwrap();
        let top: Vec<_> = top.iter().map(|it| (&it.id, it.conversions, it.revenue, it.earned)).collect();
        assert_eq!(top, [(&ben, 2, dollars(20_000), dollars(2_000)), (&ana, 1, dollars(10_000), dollars(1_300))]);
        assert!(store.program_top(channel, days, Currency::EUR, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payout_lies_on_the_day_it_arrived_and_what_it_paid_on_the_day_that_was_earned() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.due_order("1", &ana).await;
        world.pay(&ana, 1_000).await;
        world.tracked("2", &ana).await;
        let points =
            world.store.program_series(&world.channel, None, year(), Currency::USD, Bucket::Month).await.unwrap();
        let month =
            |at: usize| (points[at].earned, points[at].earned_paid, points[at].outstanding(), points[at].paid_out);
        assert_eq!([month(9), month(10), month(11)], [(0, 0, 0, 0), (2_000, 1_000, 1_000, 1_000), (0, 0, 0, 0)]);
        assert_eq!(points.iter().map(|point| point.payouts).sum::<i64>(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_clicks_on_links_of_the_programs_partners_are_the_programs() {
    on_both(|world: World| async move {
        let (ana, ben, cy) = (world.partner("ana").await, world.partner("ben").await, world.partner("cy").await);
        world.due_order("1", &ana).await;
        for (partner, status) in [(&ana, MemberStatus::Approved), (&ben, MemberStatus::Pending)] {
            let member = Member::new(partner.clone(), status, at("2026-11-01T00:00:00Z"));
            world.store.add_member(&world.channel, &member).await.unwrap();
        }
        let click = |partner: &PartnerId, date: &str, times: i64| Hit { day: day(date), times, ..clicked(partner) };
        let hits = [
            click(&ana, "2026-11-19", 3),
            click(&ana, "2026-11-20", 2),
            click(&ben, "2026-11-20", 40),
            click(&cy, "2026-11-20", 500),
        ];
        world.store.record_hits(&world.channel, &hits).await.unwrap();
        assert_eq!(world.figures(None, Currency::USD).await.clicks, 5);
        assert_eq!(world.figures(None, Currency::EUR).await.clicks, 5, "a click has no currency");
        assert_eq!(world.figures(Some(&cy), Currency::USD).await.clicks, 500);
        let days = Range { from: day("2026-11-19"), to: day("2026-11-20") };
        let points = world.store.program_series(&world.channel, None, days, Currency::USD, Bucket::Day).await.unwrap();
        let clicks: Vec<_> = points.iter().map(|point| (point.clicks, point.earned_per_click())).collect();
        assert_eq!(clicks, [(3, Some(0)), (2, Some(500))]);
    })
    .await;
}

fn clicked(partner: &PartnerId) -> Hit {
    Hit {
        partner_id: partner.clone(),
        event: EventName::Click,
        day: day("2026-11-20"),
        mark: None,
        link: None,
        source: "direct".into(),
        channel_source: "direct".into(),
        device: "phone".into(),
        country: "US".into(),
        times: 1,
        worth: None,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Track { number: u8, cents: i64, buyer: u8 },
    GiveBack { number: u8, id: u8, cents: i64 },
    Decide { number: u8, to: CommissionStatus },
}

fn step() -> impl Strategy<Value = Step> {
    use CommissionStatus as S;
    let to = prop::sample::select(vec![S::Approved, S::Rejected, S::Fraud, S::Paid]);
    prop_oneof![
        3 => (0u8..5, 1i64..20_000, 0u8..3).prop_map(|(number, cents, buyer)| Step::Track { number, cents, buyer }),
        3 => (0u8..5, 0u8..4, 1i64..15_000).prop_map(|(number, id, cents)| Step::GiveBack { number, id, cents }),
        2 => (0u8..5, to).prop_map(|(number, to)| Step::Decide { number, to }),
    ]
}

async fn take(world: &World, ana: &PartnerId, returned: &mut HashMap<String, i64>, step: &Step) {
    match step {
        Step::Track { number, cents, buyer } => {
            let mut it = bought_by(&format!("buyer{buyer}"), tracking(&number.to_string(), ana));
            it.order.total = dollars(*cents);
            it.amount = Rate::USUAL.of(it.order.total);
            world.track(&it).await;
        }
        Step::GiveBack { number, id, cents } => {
            if world.give_back(&number.to_string(), &id.to_string(), *cents).await {
                *returned.entry(format!("#{number}")).or_default() += cents;
            }
        }
        Step::Decide { number, to } => {
            let lines = lines(world).await;
            if let Some(line) = lines.iter().find(|line| line.title == format!("#{number}")) {
                world.change(&line.id, *to).await;
            }
        }
    }
}

async fn lines(world: &World) -> Vec<CommissionLine> {
    let query = CommissionQuery { limit: Some(1_000), ..CommissionQuery::default() };
    world.store.list_commissions(&world.channel, &query).await.unwrap().rows
}

async fn play(mut world: World, steps: Vec<Step>) {
    world.channel = world.new_channel().await;
    let ana = world.partner("ana").await;
    let mut returned = HashMap::new();
    for step in &steps {
        take(&world, &ana, &mut returned, step).await;
    }
    let mut wanted = ProgramSums::default();
    for line in lines(&world).await.into_iter().filter(|line| line.status.counts()) {
        wanted.earned += line.amount.minor;
        wanted.earned_paid += if line.status == CommissionStatus::Paid { line.amount.minor } else { 0 };
        let back = returned.get(&line.title).copied().unwrap_or(0);
        let left = line.total.filter(|_| line.kind == CommissionKind::Sale).map_or(0, |total| total.minor - back);
        if left > 0 {
            wanted.conversions += 1;
            wanted.revenue += left;
        }
    }
    let found = world.figures(Some(&ana), Currency::USD).await;
    assert_eq!(found.new_customers + found.returning_orders, wanted.conversions, "each has one customer");
    assert_eq!(ProgramSums { new_customers: 0, returning_orders: 0, ..found }, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_what_the_rows_come_to_whatever_happened() {
    on_both(|world: World| async move {
        play_courses(&world, 40, &prop::collection::vec(step(), 1..25), play);
    })
    .await;
}
