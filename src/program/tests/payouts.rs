//! Payouts through the real rails' clients against stand-ins that break in every way: what is due is paid once, or is due again.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use connectors::{
    PayoutRail,
    http::HttpPolicy,
    rails::{
        paypal::{PaypalClient, PaypalConfig},
        stripe::{StripeClient, StripeConfig},
    },
};
use domain::{
    ChannelId, Clock, Currency, Money, PartnerId, PayoutRunId, Timestamp,
    bank::{AccountKind, UsAccount},
    clock::SystemClock,
    partner::Channel,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::{CustomerFacts, Origin, ProgramSettings},
    zone::Zone,
};
use program::{Asked, Confirmed, Decision, NewMember, Outcome, Payer, Program, ProgramError, Seal, Verdict};
use sandbox::{Credentials, Options, Running};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{Payout, Store};

/// Longer than a claim holds.
const LEASE: Duration = Duration::from_mins(6);
const BREAKAGES: [&str; 7] = ["lost_answer", "late", "error500", "dead", "garbage", "rate_limited", "slow"];

/// The computer's time, which a test turns forward: it runs, because the rails' clients ask for no more than so many calls a second.
#[derive(Debug, Default)]
struct TurnedClock(AtomicI64);

impl TurnedClock {
    fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().millis() + self.0.load(Ordering::SeqCst))
    }
}

struct World {
    program: Program,
    store: Store,
    clock: Arc<TurnedClock>,
    channel: ChannelId,
    zone: Zone,
    running: Running,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let keys = Credentials::default();
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            app_url: "http://127.0.0.1:9".into(),
            seed: 7,
            now_ms: SystemClock.now().millis(),
            live: None,
            credentials: keys.clone(),
        };
        let running = sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TurnedClock::default());
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let channel = ChannelId::new(clock.as_ref());
        store.put_channel(&shop(&channel)).await.unwrap();
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        let rails = rails(&running, &keys, &clock);
        let program = Program::new(store.clone(), seal).paying(rails, Payer::default());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { program, store, clock, channel, zone: Zone::utc(), running, client, _folder: folder }
    }

    /// A partner who is due so many dollars, to be paid by a method.
    async fn owed(&self, name: &str, account: PayoutAccount, dollars: i64) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved: true,
        };
        let partner = self.program.add_member(&self.channel, &new).await.unwrap();
        self.program.set_payout_account(&self.channel, &partner, &account).await.unwrap();
        self.earn(name, &format!("{name}-1"), dollars).await;
        partner
    }

    async fn earn(&self, name: &str, order_id: &str, dollars: i64) {
        let asked = Asked {
            code: format!("{name}15").parse().unwrap(),
            order_id: order_id.into(),
            total: usd(dollars * 1_000),
            customer: Some(CustomerFacts {
                email: "lin@example.com".parse().unwrap(),
                name: None,
                external_id: None,
                metadata: None,
            }),
            commission: None,
            placed_at: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Api,
            account: "key:one".into(),
        };
        let Outcome::New(order) = self.program.track(&self.channel, &self.zone, asked).await.unwrap() else {
            unreachable!("the order is new")
        };
        let ids = [order.commission_id];
        self.program.decide(&self.channel, &ids, Decision::Approve, "admin:a", "").await.unwrap();
    }

    fn confirmed(&self, method: PayoutMethod, items: &[(&PartnerId, i64)]) -> Confirmed {
        Confirmed {
            id: PayoutRunId::new(self.clock.as_ref()),
            method,
            currency: Currency::USD,
            cut_off: self.now().plus(LEASE),
            items: items.iter().map(|(partner, dollars)| ((*partner).clone(), dollars * 100)).collect(),
            notes: "November".into(),
            transaction_id: None,
        }
    }

    async fn confirm(&self, confirmed: &Confirmed) -> program::Result<Vec<PartnerId>> {
        self.program.confirm(&self.channel, confirmed, "admin:a").await
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn payouts(&self, run: &Confirmed) -> Vec<Payout> {
        self.store.payout_run(&self.channel, &run.id).await.unwrap().unwrap().1
    }

    async fn statuses(&self, run: &Confirmed) -> Vec<PayoutStatus> {
        self.payouts(run).await.iter().map(|it| it.status).collect()
    }

    /// Sees to the runs until all of one is settled.
    async fn settle(&self, run: &Confirmed) {
        for _ in 0..12 {
            self.program.see_to_runs(&self.channel).await.unwrap();
            if self.statuses(run).await.iter().all(|it| it.is_settled()) {
                return;
            }
            self.pass(LEASE).await;
        }
        unreachable!("not settled: {:?}", self.payouts(run).await);
    }

    async fn post(&self, path: &str, body: Value) {
        let request = self.client.post(format!("{}{path}", self.running.origin())).json(&body);
        assert!(request.send().await.unwrap().status().is_success(), "{path} {body}");
    }

    async fn switch(&self, system: &str, mode: &str) {
        self.post(&format!("/_switches/{system}"), json!({"mode": mode, "delay_ms": 50})).await;
    }

    /// The payouts that the rail made, in its own books: an id as often as it was paid.
    async fn books(&self, rail: &str) -> Vec<String> {
        let request = self.client.get(format!("{}/_payouts", self.running.origin()));
        let all: Value = request.send().await.unwrap().json().await.unwrap();
        let pointer = if rail == "paypal" { "/item" } else { "/metadata/payout_id" };
        let items = all[rail].as_array().unwrap().iter();
        items.filter_map(|it| Some(it.pointer(pointer)?.as_str()?.to_owned())).collect()
    }

    /// How often the rail paid a payout.
    async fn times(&self, rail: &str, payout: &Payout) -> usize {
        self.books(rail).await.iter().filter(|id| *id == payout.id.as_str()).count()
    }

    /// Lets time go by, here and at the rails.
    async fn pass(&self, by: Duration) {
        self.clock.advance(by);
        self.post("/_clock", json!({"advance_ms": u64::try_from(by.as_millis()).unwrap()})).await;
    }

    async fn proven(&self) {
        assert_eq!(self.store.check_ledger(&self.channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(self.store.check_totals(&self.channel).await.unwrap(), Vec::<String>::new());
    }
}

fn shop(channel: &ChannelId) -> Channel {
    Channel {
        id: channel.clone(),
        domain: "fern.myshopify.com".into(),
        name: "Fern & Fable".into(),
        currency: Currency::USD,
        time_zone: "UTC".into(),
        brand_color: "#336655".into(),
        logo_url: None,
        store_url: "https://fern.example".into(),
        is_test: true,
    }
}

fn rails(running: &Running, keys: &Credentials, clock: &Arc<TurnedClock>) -> Vec<Arc<dyn PayoutRail>> {
    let policy = HttpPolicy {
        total_timeout: Duration::from_millis(1_500),
        longest_wait: Duration::from_secs(2),
        ..HttpPolicy::default()
    };
    let paypal = PaypalConfig {
        base_url: running.base("paypal"),
        client_id: keys.paypal_client_id.clone(),
        client_secret: keys.paypal_secret.clone().into(),
        webhook_id: Some(keys.paypal_webhook_id.clone()),
    };
    let stripe = StripeConfig {
        base_url: running.base("stripe"),
        secret_key: keys.stripe_key.clone().into(),
        webhook_secret: Some(keys.stripe_webhook_secret.clone().into()),
    };
    vec![
        Arc::new(PaypalClient::with_policy(paypal, policy, clock.clone()).unwrap()),
        Arc::new(StripeClient::with_policy(stripe, policy, clock.clone()).unwrap()),
    ]
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn account(rail: &str, name: &str) -> PayoutAccount {
    match rail {
        "paypal" => PayoutAccount::Paypal { email: format!("{name}@example.com").parse().unwrap() },
        _ => PayoutAccount::Stripe { account: format!("acct_{name}") },
    }
}

fn method(rail: &str) -> PayoutMethod {
    PayoutMethod::parse(rail).unwrap()
}

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
async fn the_plan_says_why_somebody_is_not_paid() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let ben = world.owed("ben", account("stripe", "ben"), 12).await;
    let iban = PayoutAccount::Sepa { name: "Cem".into(), iban: "DE89370400440532013000".parse().unwrap(), bic: None };
    let cem = world.owed("cem", iban, 12).await;
    let plan = async |method| {
        world.program.plan(&world.channel, method, Currency::USD, world.now().plus(LEASE)).await.unwrap()
    };
    let verdict = |plan: &program::Plan, partner: &PartnerId| {
        plan.lines.iter().find(|line| line.partner_id == *partner).unwrap().verdict
    };
    let by_paypal = plan(PayoutMethod::Paypal).await;
    assert_eq!(verdict(&by_paypal, &ana), Verdict::Payable);
    assert_eq!(verdict(&by_paypal, &ben), Verdict::OtherMethod(PayoutMethod::Stripe));
    assert_eq!(by_paypal.payable(Currency::USD), usd(1_200));
    assert_eq!(verdict(&plan(PayoutMethod::Bank).await, &cem), Verdict::OtherCurrency);
    assert_eq!(plan(PayoutMethod::Manual).await.payable(Currency::USD), usd(3_600));
    let strict = ProgramSettings { minimum: Some(usd(5_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    assert_eq!(verdict(&plan(PayoutMethod::Paypal).await, &ana), Verdict::BelowMinimum(usd(5_000)));
    let refused = world.confirm(&world.confirmed(PayoutMethod::Paypal, &[(&ana, 12)])).await;
    assert!(matches!(refused, Err(ProgramError::Conflict(_))));
}

#[tokio::test]
async fn what_was_paid_elsewhere_is_recorded_with_its_transaction() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let run =
        Confirmed { transaction_id: Some("wire-77".into()), ..world.confirmed(PayoutMethod::Manual, &[(&ana, 12)]) };
    world.confirm(&run).await.unwrap();
    world.settle(&run).await;
    let payout = world.payouts(&run).await.remove(0);
    assert_eq!((payout.status, payout.transaction_id.as_deref()), (PayoutStatus::Paid, Some("wire-77")));
    assert_eq!(world.store.balances(&world.channel, &ana).await.unwrap()[0].payable, 0);
    world.proven().await;
}

#[tokio::test]
async fn above_a_limit_a_second_member_of_the_team_has_to_agree() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 500).await;
    let careful = ProgramSettings { approval_above: Some(usd(10_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 500)]);
    world.confirm(&run).await.unwrap();
    assert_eq!(world.program.see_to_runs(&world.channel).await.unwrap(), 0);
    assert!(world.program.approve_run(&world.channel, &run.id, "admin:a").await.is_err());
    world.program.approve_run(&world.channel, &run.id, "admin:b").await.unwrap();
    world.settle(&run).await;
    assert_eq!(world.statuses(&run).await, [PayoutStatus::Paid]);
    world.proven().await;
}

#[tokio::test]
async fn no_bank_sees_what_waits_for_a_second_member_of_the_team() {
    let world = World::new().await;
    let account = UsAccount::new("021000021", "123456789", AccountKind::Checking).unwrap();
    let ana = world.owed("ana", PayoutAccount::UnitedStates { name: "Ana".into(), account }, 500).await;
    let careful = ProgramSettings { approval_above: Some(usd(10_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let run = world.confirmed(PayoutMethod::Bank, &[(&ana, 500)]);
    world.confirm(&run).await.unwrap();
    let ids: Vec<_> = world.payouts(&run).await.into_iter().map(|it| it.id).collect();
    let file = world.program.bank_file(&world.channel, &run.id, &world.zone).await;
    assert!(matches!(file, Err(ProgramError::Conflict(_))));
    let settled = world.program.settle_by_hand(&world.channel, &run.id, &ids, true, "").await;
    assert!(matches!(settled, Err(ProgramError::Conflict(_))));
    assert_eq!(world.statuses(&run).await, [PayoutStatus::AwaitingApproval]);
    world.proven().await;
}
