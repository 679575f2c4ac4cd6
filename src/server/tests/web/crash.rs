//! The process is killed in the middle of its work, over and over: what was acknowledged is kept, nothing is counted or paid twice.

use crate::support::{Answer, Outside, TestApp};
use domain::{
    Currency, Money, PartnerId, PayoutId, PayoutRunId,
    clock::SystemClock,
    payout::{PayoutAccount, PayoutMethod},
    program::Origin,
};
use http::Method;
use program::{Asked, Confirmed, Decision, NewMember, Outcome};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use store::KeyScope;
use tokio::{sync::mpsc, task::JoinSet};

/// How long anything may take before the test gives up on it.
const PATIENCE: Duration = Duration::from_mins(1);
/// After how many acknowledged orders the process dies; how often it does so, another number than six is taken from `TANDEM_TEST_KILLS`.
const ORDERS: [usize; 6] = [1, 40, 3, 75, 12, 28];
/// After how many payouts at the rails.
const PAYOUTS: [usize; 6] = [1, 2, 5, 6, 9, 13];
const CLIENTS: usize = 8;
/// Longer than a run is left to a process that may be dead.
const LEASE: Duration = Duration::from_mins(6);

fn variables() -> Vec<(&'static str, String)> {
    let keys = sandbox::Credentials::default();
    vec![
        ("TANDEM_PAYPAL__CLIENT_ID", keys.paypal_client_id),
        ("TANDEM_PAYPAL__CLIENT_SECRET", keys.paypal_secret),
        ("TANDEM_STRIPE__SECRET_KEY", keys.stripe_key),
    ]
}

struct World {
    app: TestApp,
    variables: Vec<(&'static str, String)>,
    http: reqwest::Client,
}

impl World {
    async fn new() -> Self {
        let outside = Outside::own().await;
        let mut variables = variables();
        variables.push(("TANDEM_PAYPAL__BASE_URL", format!("{}/paypal", outside.origin())));
        variables.push(("TANDEM_STRIPE__BASE_URL", format!("{}/stripe", outside.origin())));
        let lent: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let app = TestApp::with(outside, &lent).await;
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { app, variables, http }
    }

    /// Starts the program itself over the store of the test, and waits until it answers.
    async fn start(&self) -> Process {
        let folder = self.app.folder.path();
        let settings = folder.join("tandem.toml");
        // What the shop and the others report is left out: it is not what is tested.
        let file = self.app.outside.settings(folder);
        std::fs::write(&settings, file.split("[shopify]").next().unwrap()).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.arg("serve").current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("TANDEM_SETTINGS", &settings).env("TANDEM_LISTEN", address.to_string());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let process = Process { child: command.spawn().unwrap(), origin: format!("http://{address}") };
        let health = format!("{}/healthz", process.origin);
        self.until(async || self.http.get(&health).send().await.is_ok_and(|it| it.status().is_success())).await;
        process
    }

    async fn until(&self, done: impl AsyncFn() -> bool) {
        let began = Instant::now();
        while !done().await {
            assert!(began.elapsed() < PATIENCE, "it never came");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn member(&self, name: &str) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}10").parse().unwrap()),
            is_approved: true,
        };
        self.app.house.program.add_member(&self.app.channel.id, &new).await.unwrap()
    }

    /// What the rails paid, in their own books: the id of each payout as often as it was paid.
    async fn paid(&self) -> Vec<String> {
        let request = self.http.get(format!("{}/_payouts", self.app.outside.origin()));
        let all: Value = request.send().await.unwrap().json().await.unwrap();
        let ids = |rail: &str, pointer: &str| -> Vec<String> {
            let items = all[rail].as_array().unwrap();
            items.iter().filter_map(|it| Some(it.pointer(pointer)?.as_str()?.to_owned())).collect()
        };
        [ids("paypal", "/item"), ids("stripe", "/metadata/payout_id")].concat()
    }

    async fn proven(&self) {
        let (store, channel) = (&self.app.house.store, &self.app.channel.id);
        assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(store.check_totals(channel).await.unwrap(), Vec::<String>::new());
    }
}

/// The program as it runs at a merchant's.
struct Process {
    child: Child,
    origin: String,
}

impl Drop for Process {
    /// Without a word: SIGKILL.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn order(id: &str) -> Value {
    json!({ "order_id": id, "total_amount": 100.00, "customer": { "email": "lin@example.com" } })
}

/// Sends orders until nobody answers; tells of each what was sent and whether it was acknowledged.
async fn send_orders(
    http: reqwest::Client,
    url: String,
    key: String,
    prefix: String,
    tell: mpsc::Sender<(String, bool)>,
) {
    for number in 0.. {
        let id = format!("{prefix}-{number}");
        let answer = http.post(&url).header("y-api-key", &key).json(&order(&id)).send().await;
        let is_known = answer.is_ok_and(|it| it.status().is_success());
        if tell.send((id, is_known)).await.is_err() || !is_known {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_were_acknowledged_outlive_the_process_and_are_counted_once() {
    let world = World::new().await;
    let app = &world.app;
    let ana = world.member("ana").await;
    let made = app.house.access.create_api_key(&app.channel.id, "test", KeyScope::Write, "admin:a").await;
    let key = made.unwrap().1.expose_secret().to_owned();
    let (mut known, mut unsure) = (BTreeSet::new(), BTreeSet::new());
    let kills = std::env::var("TANDEM_TEST_KILLS").map_or(ORDERS.len(), |it| it.parse().unwrap());
    for (round, most) in ORDERS.into_iter().cycle().take(kills).enumerate() {
        let process = world.start().await;
        let url = format!("{}/api/affiliates/track/ana10", process.origin);
        let (tell, mut told) = mpsc::channel(1);
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            let prefix = format!("order-{round}-{client}");
            clients.spawn(send_orders(world.http.clone(), url.clone(), key.clone(), prefix, tell.clone()));
        }
        drop(tell);
        let mut process = Some(process);
        let mut acknowledged = 0;
        while let Some((id, is_known)) = told.recv().await {
            acknowledged += usize::from(is_known);
            if is_known {
                known.insert(id)
            } else {
                unsure.insert(id)
            };
            if acknowledged == most {
                process.take();
            }
        }
        clients.join_all().await;
        assert!(process.is_none(), "the clients ended before the process did");
    }
    assert!(known.len() >= ORDERS.into_iter().cycle().take(kills).sum());
    let visitor = app.visitor();
    let track = async |id: &str| -> Answer {
        let headers = [("content-type", "application/json"), ("y-api-key", key.as_str())];
        visitor.send(Method::POST, "/api/affiliates/track/ana10", &headers, &order(id).to_string()).await
    };
    for id in &known {
        assert_eq!(track(id).await.status, 409, "{id} was acknowledged");
    }
    for id in &unsure {
        assert!(matches!(track(id).await.status, 200 | 409), "{id} can be sent again");
    }
    let orders = i64::try_from(known.len() + unsure.len()).unwrap();
    let balances = app.house.store.balances(&app.channel.id, &ana).await.unwrap();
    assert_eq!(balances.iter().map(|it| it.held + it.payable).sum::<i64>(), orders * 1_000);
    world.proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payouts_are_made_once_whenever_the_process_dies() {
    let world = World::new().await;
    let (program, channel) = (&world.app.house.program, &world.app.channel.id);
    let mut runs = Vec::new();
    for number in 0..20 {
        let name = format!("partner{number}");
        let partner = world.member(&name).await;
        let is_paypal = number % 2 == 0;
        let (method, account) = if is_paypal {
            (PayoutMethod::Paypal, PayoutAccount::Paypal { email: format!("{name}@pay.example").parse().unwrap() })
        } else {
            (PayoutMethod::Stripe, PayoutAccount::Stripe { account: format!("acct_1Partner{number}") })
        };
        program.set_payout_account(channel, &partner, &account).await.unwrap();
        earn(&world, &name).await;
        runs.push((method, partner));
    }
    let mut payouts: Vec<PayoutId> = Vec::new();
    for (method, partner) in runs {
        let cut_off = world.app.house.store.clock().now().plus(LEASE);
        let plan = program.plan(channel, method, Currency::USD, cut_off).await.unwrap();
        let due = plan.lines.iter().find(|line| line.partner_id == partner).unwrap();
        assert_eq!(due.amount.minor, 1_000);
        let confirmed = Confirmed {
            id: PayoutRunId::new(&SystemClock),
            method,
            currency: Currency::USD,
            cut_off,
            items: vec![due.confirmed()],
            notes: String::new(),
            paid_by: None,
        };
        assert_eq!(program.confirm(channel, &confirmed, "admin:a").await.unwrap(), []);
        let (_, made) = world.app.house.store.payout_run(channel, &confirmed.id).await.unwrap().unwrap();
        payouts.extend(made.into_iter().map(|it| it.id));
    }
    for at_the_rails in PAYOUTS {
        let process = world.start().await;
        world.until(async || world.paid().await.len() >= at_the_rails).await;
        drop(process);
    }
    settle(&world, &payouts).await;
    let mut paid = world.paid().await;
    paid.sort_unstable();
    let mut wanted: Vec<String> = payouts.iter().map(ToString::to_string).collect();
    wanted.sort_unstable();
    assert_eq!(paid, wanted, "each payout was made, and made once");
    world.proven().await;
}

async fn earn(world: &World, name: &str) {
    let asked = Asked {
        code: format!("{name}10").parse().unwrap(),
        order_id: format!("{name}-1"),
        total: Money::new(10_000, Currency::USD),
        customer: None,
        commission: None,
        placed_at: None,
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Api,
        account: "key:one".into(),
    };
    let (program, channel) = (&world.app.house.program, &world.app.channel.id);
    let Outcome::New(order) = program.track(channel, asked).await.unwrap() else { unreachable!("the order is new") };
    program.decide(channel, &[order.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
}

/// Sees to what the last process left, as the next one would, until all of it has arrived.
async fn settle(world: &World, payouts: &[PayoutId]) {
    let (program, channel) = (&world.app.house.program, &world.app.channel.id);
    for _ in 0..12 {
        program.see_to_runs(channel).await.unwrap();
        let all = world.app.house.store.payouts(channel, None, None, None, 100).await.unwrap();
        let settled = all.iter().filter(|it| it.status.is_settled() && payouts.contains(&it.id));
        if settled.count() == payouts.len() {
            return;
        }
        world.app.clock.advance(LEASE);
        world.app.outside.advance(LEASE).await;
    }
    unreachable!("not settled");
}
