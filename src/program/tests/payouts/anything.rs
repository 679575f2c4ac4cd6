//! Whatever rails and people do in whatever order: in the end the ledger says of everybody what the rails' own books say.

use crate::world::{LEASE, World, account, method};
use domain::{PartnerId, payout::PayoutStatus};
use program::{Confirmed, is_for_people};
use serde_json::json;
use std::{collections::HashMap, time::Duration};
use store::Payout;

const DAY: Duration = Duration::from_hours(24);
const ROUNDS: usize = 9;
const PARTNERS: usize = 3;
const MODES: [&str; 10] =
    ["ok", "lost_answer", "rate_limited", "dead", "partial", "garbage", "late", "denied", "invalid", "no_funds"];

/// Chance that a seed repeats.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// What a rail's own books say of each payout: how often it was paid, and did not come back.
async fn truth(world: &World, rail: &str) -> HashMap<String, usize> {
    let mut paid = HashMap::new();
    for entry in world.entries(rail).await {
        let (id, is_there) = match rail {
            "paypal" => (&entry["item"], entry["status"] == "SUCCESS"),
            _ => (&entry["metadata"]["payout_id"], entry["amount_reversed"] == 0),
        };
        *paid.entry(id.as_str().unwrap().to_owned()).or_default() += usize::from(is_there);
    }
    paid
}

/// Confirms whatever is due.
async fn pay_what_is_due(world: &World, rail: &str, runs: &mut Vec<Confirmed>) {
    let mut run = world.confirmed(method(rail), &[]);
    let plan = world.program.plan(&world.channel, run.method, run.currency, run.cut_off).await.unwrap();
    let payable = plan.lines.iter().filter(|line| line.verdict == program::Verdict::Payable);
    run.items = payable.map(program::Due::confirmed).collect();
    if !run.items.is_empty() {
        world.program.confirm(&world.channel, &run, "admin:a").await.unwrap();
        runs.push(run);
    }
}

/// Lets money come back of what arrived.
async fn take_one_back(world: &World, rail: &str, runs: &[Confirmed], chance: &mut Chance) {
    let Some(run) = runs.get(chance.below(runs.len().max(1))) else { return };
    let paid: Vec<Payout> = world.payouts(run).await.into_iter().filter(|it| it.status == PayoutStatus::Paid).collect();
    if let Some(payout) = paid.get(chance.below(paid.len().max(1))) {
        let status = ["RETURNED", "REFUNDED", "REVERSED"][chance.below(3)];
        let what = match rail {
            "paypal" => json!({ "status": status }),
            _ => json!({ "reversed": payout.amount.minor }),
        };
        world.turn(payout, what).await;
    }
}

/// Says of what nobody answers what the rail's books say, as somebody who looked there.
async fn settle_the_rest(world: &World, rail: &str, runs: &[Confirmed]) {
    for run in runs {
        let paid = truth(world, rail).await;
        let last = world.store.last_attempts(&world.channel, &[&run.id]).await.unwrap().remove(&run.id);
        for payout in world.payouts(run).await.iter().filter(|it| is_for_people(it, last.as_ref())) {
            let is_paid = paid.get(payout.id.as_str()).is_some_and(|times| *times > 0);
            let ids = [payout.id.clone()];
            world.program.settle_by_hand(&world.channel, &run.id, &ids, is_paid, "looked").await.unwrap();
        }
    }
}

async fn tried(rail: &str, seed: u64) {
    let (world, mut chance) = (World::new().await, Chance(seed));
    let mut partners: Vec<PartnerId> = Vec::new();
    for number in 0..PARTNERS {
        let name = format!("p{number}");
        partners.push(world.owed(&name, account(rail, &name), 10).await);
    }
    // Stripe has no batches to deny or refuse.
    let modes = if rail == "paypal" { &MODES[..] } else { &MODES[..7] };
    let mut runs = Vec::new();
    for _ in 0..ROUNDS {
        pay_what_is_due(&world, rail, &mut runs).await;
        world.switch(rail, modes[chance.below(modes.len())]).await;
        world.work().await;
        take_one_back(&world, rail, &runs, &mut chance).await;
        world.pass(LEASE * u32::try_from(1 + chance.below(20)).unwrap()).await;
    }
    world.switch(rail, "ok").await;
    for _ in 0..4 {
        world.pass(DAY).await;
        world.work().await;
    }
    settle_the_rest(&world, rail, &runs).await;
    world.pass(DAY * 30).await;
    world.work().await;
    let paid = truth(&world, rail).await;
    let mut sums: HashMap<PartnerId, i64> = HashMap::new();
    for run in &runs {
        for payout in world.payouts(run).await {
            let times = paid.get(payout.id.as_str()).copied().unwrap_or_default();
            assert!(payout.status.is_settled(), "{rail} {seed}: {payout:?}");
            assert_eq!(usize::from(payout.status == PayoutStatus::Paid), times, "{rail} {seed}: {payout:?}");
            *sums.entry(payout.partner_id.clone()).or_default() += i64::try_from(times).unwrap() * payout.amount.minor;
        }
    }
    for partner in &partners {
        let [due, reserved, paid] = world.balance(partner).await;
        let sum = sums.get(partner).copied().unwrap_or_default();
        assert_eq!(
            (due + paid, reserved, paid),
            (1_000, 0, sum),
            "{rail} {seed}: nothing is lost, and nothing paid twice"
        );
    }
    world.proven().await;
}

#[tokio::test]
async fn paypals_books_and_the_ledger_agree_in_the_end() {
    for seed in seeds() {
        tried("paypal", seed).await;
    }
}

#[tokio::test]
async fn stripes_books_and_the_ledger_agree_in_the_end() {
    for seed in seeds() {
        tried("stripe", seed).await;
    }
}

/// A few; another number of them is taken from `TANDEM_TEST_SEEDS`.
fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("TANDEM_TEST_SEEDS").ok();
    0..asked.map_or(3, |it| it.parse().unwrap())
}
