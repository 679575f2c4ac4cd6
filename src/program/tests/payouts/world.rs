//! A program whose rails are the real clients, asked against stand-ins that break when told to.

use connectors::{
    PayoutRail,
    http::HttpPolicy,
    rail::{RailBatch, RailItem, Receiver},
    rails::{
        bank::sepa::SepaAccount,
        paypal::{PaypalClient, PaypalConfig},
        stripe::{StripeClient, StripeConfig},
    },
};
use domain::{
    ChannelId, Clock, CommissionId, Currency, Money, PartnerId, PayoutRunId, Timestamp,
    clock::SystemClock,
    partner::Channel,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::{CustomerFacts, Origin},
    zone::Zone,
};
use program::{Asked, Changed, Confirmed, ConfirmedItem, Decision, NewMember, Outcome, Payer, Program, Seal, UsPayer};
use sandbox::{Credentials, Options, Running};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{Payout, Store};

/// Longer than a claim holds.
pub const LEASE: Duration = Duration::from_mins(6);

/// The computer's time, which a test turns forward: it runs, because the rails' clients ask for no more than so many calls a second.
#[derive(Debug, Default)]
pub struct TurnedClock(AtomicI64);

impl TurnedClock {
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().millis() + self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub program: Program,
    pub store: Store,
    pub clock: Arc<TurnedClock>,
    pub channel: ChannelId,
    pub zone: Zone,
    running: Running,
    keys: Credentials,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
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
        let program = Program::new(store.clone(), seal).paying(rails, payer());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { program, store, clock, channel, zone: Zone::utc(), running, keys, client, _folder: folder }
    }

    /// A partner who is due so many dollars, to be paid by a method.
    pub async fn owed(&self, name: &str, account: PayoutAccount, dollars: i64) -> PartnerId {
        self.owed_in(name, account, Currency::USD, dollars).await
    }

    /// The same in another currency.
    pub async fn owed_in(&self, name: &str, account: PayoutAccount, currency: Currency, dollars: i64) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved: true,
        };
        let partner = self.program.add_member(&self.channel, &new).await.unwrap();
        self.program.set_payout_account(&self.channel, &partner, &account).await.unwrap();
        let total = Money::new(dollars * 1_000, currency);
        self.approve(self.track(name, &format!("{name}-1"), total).await).await;
        partner
    }

    async fn approve(&self, commission: CommissionId) {
        self.program.decide(&self.channel, &[commission], Decision::Approve, "admin:a", "").await.unwrap();
    }

    /// An order whose commission is in its holding period.
    pub async fn hold(&self, name: &str, order_id: &str, dollars: i64) -> CommissionId {
        self.track(name, order_id, usd(dollars * 1_000)).await
    }

    async fn track(&self, name: &str, order_id: &str, total: Money) -> CommissionId {
        let asked = Asked {
            code: format!("{name}15").parse().unwrap(),
            order_id: order_id.into(),
            total,
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
        let Outcome::New(order) = self.program.track(&self.channel, asked).await.unwrap() else {
            unreachable!("the order is new")
        };
        order.commission_id
    }

    pub fn confirmed(&self, method: PayoutMethod, items: &[(&PartnerId, i64)]) -> Confirmed {
        Confirmed {
            id: PayoutRunId::new(self.clock.as_ref()),
            method,
            currency: Currency::USD,
            cut_off: self.now().plus(LEASE),
            items: items.iter().map(|(partner, dollars)| item(partner, dollars * 100)).collect(),
            notes: "November".into(),
            paid_by: None,
        }
    }

    /// Confirms what the plan shows at this moment of the accounts.
    pub async fn confirm(&self, confirmed: &Confirmed) -> program::Result<Vec<(PartnerId, Changed)>> {
        let Confirmed { method, currency, cut_off, .. } = confirmed;
        let plan = self.program.plan(&self.channel, *method, *currency, *cut_off).await?;
        let mut confirmed = confirmed.clone();
        for item in &mut confirmed.items {
            let due = plan.lines.iter().find(|line| line.partner_id == item.partner_id).unwrap();
            item.account_mark = due.account_mark();
        }
        self.program.confirm(&self.channel, &confirmed, "admin:a").await
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub async fn payouts(&self, run: &Confirmed) -> Vec<Payout> {
        self.store.payout_run(&self.channel, &run.id).await.unwrap().unwrap().1
    }

    pub async fn statuses(&self, run: &Confirmed) -> Vec<PayoutStatus> {
        self.payouts(run).await.iter().map(|it| it.status).collect()
    }

    /// Sees to the runs until all of one is settled.
    pub async fn settle(&self, run: &Confirmed) {
        for _ in 0..12 {
            self.program.see_to_runs(&self.channel).await.unwrap();
            if self.statuses(run).await.iter().all(|it| it.is_settled()) {
                return;
            }
            self.pass(LEASE).await;
        }
        unreachable!("not settled: {:?}", self.payouts(run).await);
    }

    pub async fn post(&self, path: &str, body: Value) {
        let request = self.client.post(format!("{}{path}", self.running.origin())).json(&body);
        assert!(request.send().await.unwrap().status().is_success(), "{path} {body}");
    }

    pub async fn switch(&self, system: &str, mode: &str) {
        self.post(&format!("/_switches/{system}"), json!({"mode": mode, "delay_ms": 50})).await;
    }

    /// The payouts that the rail made, in its own books: an id as often as it was paid.
    pub async fn books(&self, rail: &str) -> Vec<String> {
        let pointer = if rail == "paypal" { "/item" } else { "/metadata/payout_id" };
        let entries = self.entries(rail).await;
        entries.iter().filter_map(|it| Some(it.pointer(pointer)?.as_str()?.to_owned())).collect()
    }

    /// What stands in the rail's own books, whatever became of it.
    pub async fn entries(&self, rail: &str) -> Vec<Value> {
        let request = self.client.get(format!("{}/_payouts", self.running.origin()));
        let all: Value = request.send().await.unwrap().json().await.unwrap();
        all[rail].as_array().unwrap().clone()
    }

    /// The rails' clients, as another process would have them.
    pub fn rails(&self) -> Vec<Arc<dyn PayoutRail>> {
        rails(&self.running, &self.keys, &self.clock)
    }

    /// Hands those payouts of a run over to PayPal that are asked for, to an account of theirs.
    pub async fn hand_over(&self, run: &Confirmed, is_asked: impl Fn(&Payout) -> bool) {
        let payouts = self.payouts(run).await.into_iter().filter(is_asked);
        let items = payouts.map(|payout| RailItem {
            id: payout.id.to_string(),
            receiver: Receiver::Paypal("ana@example.com".parse().unwrap()),
            amount: payout.amount,
            note: String::new(),
        });
        let batch = RailBatch {
            id: run.id.to_string(),
            title: "You have a payout".into(),
            items: items.collect(),
            asked: Vec::new(),
            sent_since: None,
        };
        let rails = self.rails();
        let paypal = rails.iter().find(|rail| rail.method() == PayoutMethod::Paypal).unwrap();
        paypal.send(&batch).await.unwrap();
    }

    /// Gives what PayPal paid another status, or takes back so many cents of a transfer of Stripe's.
    pub async fn turn(&self, payout: &Payout, what: Value) {
        let mut body = json!({ "item": payout.id });
        body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        self.post("/_payouts", body).await;
    }

    /// One partner who is due so much, confirmed to be paid by a rail.
    pub async fn ordered(&self, rail: &str, dollars: i64) -> (PartnerId, Confirmed) {
        let ana = self.owed("ana", account(rail, "ana"), dollars).await;
        let run = self.confirmed(method(rail), &[(&ana, dollars)]);
        assert_eq!(self.confirm(&run).await.unwrap(), []);
        (ana, run)
    }

    /// Lets the workers do what is due.
    pub async fn work(&self) -> usize {
        self.program.see_to_runs(&self.channel).await.unwrap()
    }

    pub async fn payout(&self, run: &Confirmed) -> Payout {
        let mut all = self.payouts(run).await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    pub async fn last_outcome(&self, run: &Confirmed) -> String {
        let mut last = self.store.last_attempts(&self.channel, &[&run.id]).await.unwrap();
        last.remove(&run.id).unwrap().outcome
    }

    /// What is due, on its way and paid.
    pub async fn balance(&self, partner: &PartnerId) -> [i64; 3] {
        let all = self.store.balances(&self.channel, partner).await.unwrap();
        let one = &all[0];
        [one.payable, one.reserved, one.paid]
    }

    /// How often the rail paid a payout.
    pub async fn times(&self, rail: &str, payout: &Payout) -> usize {
        self.books(rail).await.iter().filter(|id| *id == payout.id.as_str()).count()
    }

    /// Lets time go by, here and at the rails.
    pub async fn pass(&self, by: Duration) {
        self.clock.advance(by);
        self.post("/_clock", json!({"advance_ms": u64::try_from(by.as_millis()).unwrap()})).await;
    }

    pub async fn proven(&self) {
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

/// The merchant's own accounts, in both currencies.
pub fn payer() -> Payer {
    let sepa = SepaAccount { iban: "DE89370400440532013000".parse().unwrap(), bic: None };
    let nacha = UsPayer {
        destination: "021000021".parse().unwrap(),
        destination_name: "Test Bank".into(),
        origin: "1234567890".into(),
        company_name: "Fern".into(),
        company_id: "1234567890".into(),
    };
    Payer { sepa: Some(("Fern & Fable".into(), sepa)), nacha: Some(nacha) }
}

pub fn item(partner: &PartnerId, amount: i64) -> ConfirmedItem {
    ConfirmedItem { partner_id: partner.clone(), amount, account_mark: String::new(), transaction_id: None }
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub fn account(rail: &str, name: &str) -> PayoutAccount {
    match rail {
        "paypal" => PayoutAccount::Paypal { email: format!("{name}@example.com").parse().unwrap() },
        _ => PayoutAccount::Stripe { account: format!("acct_{name}") },
    }
}

pub fn method(rail: &str) -> PayoutMethod {
    PayoutMethod::parse(rail).unwrap()
}
