//! Payout rails against the sandbox: whatever breaks, nothing is paid twice, and what was paid is found.

use crate::{
    payouts::{outcomes, to_paypal, to_stripe},
    stub::quick,
};
use RailOutcome::{Failed, InFlight, Paid, Unknown};
use axum::{Router, body::Bytes, extract::State, routing::post};
use connectors::{
    ConnectorError, PayoutRail,
    http::HttpPolicy,
    rail::{RailBatch, RailEvent, RailOutcome, is_refusal},
    rails::{
        paypal::{PaypalClient, PaypalConfig},
        stripe::{StripeClient, StripeConfig},
    },
};
use domain::{Clock, clock::SystemClock};
use http::HeaderMap;
use sandbox::{Credentials, Options, Running};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const DAY_MS: i64 = 86_400_000;
/// Every way in which a rail can break.
const BREAKAGES: [&str; 8] = ["lost_answer", "late", "error500", "dead", "garbage", "rate_limited", "hang", "slow"];

struct Bench {
    running: Running,
    keys: Credentials,
    client: reqwest::Client,
}

impl Bench {
    async fn start() -> Self {
        Self::telling("http://127.0.0.1:9").await
    }

    /// A sandbox whose webhooks go to that address.
    async fn telling(app_url: &str) -> Self {
        let keys = Credentials::default();
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            app_url: app_url.to_owned(),
            seed: 7,
            now_ms: SystemClock.now().millis(),
            live: None,
            credentials: keys.clone(),
        };
        let running = sandbox::start(options).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { running, keys, client }
    }

    fn paypal(&self) -> PaypalClient {
        let config = PaypalConfig {
            base_url: self.running.base("paypal"),
            client_id: self.keys.paypal_client_id.clone(),
            client_secret: self.keys.paypal_secret.clone().into(),
            webhook_id: Some(self.keys.paypal_webhook_id.clone()),
        };
        PaypalClient::with_policy(config, impatient(), Arc::new(SystemClock)).unwrap()
    }

    fn stripe(&self) -> StripeClient {
        let config = StripeConfig {
            base_url: self.running.base("stripe"),
            secret_key: self.keys.stripe_key.clone().into(),
            webhook_secret: Some(self.keys.stripe_webhook_secret.clone().into()),
        };
        StripeClient::with_policy(config, impatient(), Arc::new(SystemClock)).unwrap()
    }

    async fn post(&self, path: &str, body: Value) {
        let request = self.client.post(format!("{}{path}", self.running.origin())).json(&body);
        assert!(request.send().await.unwrap().status().is_success(), "{path} {body}");
    }

    async fn switch(&self, system: &str, mode: &str) {
        self.post(&format!("/_switches/{system}"), json!({"mode": mode, "delay_ms": 50})).await;
    }

    async fn later(&self, ms: i64) {
        self.post("/_clock", json!({ "advance_ms": ms })).await;
    }

    /// What stands in a rail's own books.
    async fn paid(&self, rail: &str) -> Vec<Value> {
        let request = self.client.get(format!("{}/_payouts", self.running.origin()));
        let all: Value = request.send().await.unwrap().json().await.unwrap();
        all[rail].as_array().unwrap().clone()
    }

    /// How often a rail paid the item.
    async fn times(&self, rail: &str, item: &str) -> usize {
        let pointer = if rail == "paypal" { "/item" } else { "/metadata/payout_id" };
        self.paid(rail).await.iter().filter(|it| it.pointer(pointer) == Some(&json!(item))).count()
    }
}

/// Waits for a hanging rail no longer than a test may.
fn impatient() -> HttpPolicy {
    HttpPolicy { total_timeout: Duration::from_millis(1_500), longest_wait: Duration::from_secs(2), ..quick() }
}

#[tokio::test]
async fn paypal_pays_and_tells_what_came_of_each() {
    let bench = Bench::start().await;
    let paypal = bench.paypal();
    let receivers = ["ana@x.example", "fail@x.example", "unclaimed@x.example", "return@x.example", "hold@x.example"];
    let batch = to_paypal("bat_1", &receivers);
    let sent = paypal.send(&batch).await.unwrap();
    assert_eq!(outcomes(&sent), [InFlight; 5]);
    bench.later(2_000).await;
    let report = paypal.look(&batch, sent.rail_id.as_deref()).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![Paid, Failed, InFlight, Failed, InFlight], true));
    let paid = &report.items[0];
    assert!(paid.transaction_id.is_some() && paid.fee.is_some_and(|fee| fee.minor == 25) && paid.reason.is_none());
    let reason = |index: usize| report.items[index].reason.as_deref().unwrap_or_default();
    assert!(reason(1).contains("RECEIVER_ACCOUNT_LOCKED") && reason(2).contains("unregistered"), "{report:?}");
    assert_eq!(paypal.look(&batch, Some("NOSUCHBATCH")).await, Err(ConnectorError::NotFound));
}

#[tokio::test]
async fn paypal_never_pays_a_batch_twice() {
    for breakage in BREAKAGES {
        let bench = Bench::start().await;
        let (batch, paypal) = (to_paypal("bat_1", &["ana@x.example", "ben@x.example"]), bench.paypal());
        // A token is at hand, so that it is the batch itself that meets the breakage.
        paypal.send(&to_paypal("bat_0", &["eve@x.example"])).await.unwrap();
        bench.switch("paypal", breakage).await;
        let sent = paypal.send(&batch).await;
        let was_taken_on = bench.times("paypal", "bat_1_0").await == 1;
        assert!(
            !was_taken_on || sent.as_ref().map_or_else(|it| !is_refusal(it), |it| outcomes(it) == [InFlight; 2]),
            "{breakage}: {sent:?}"
        );
        bench.switch("paypal", "ok").await;
        // Another process would take it up.
        let paypal = bench.paypal();
        let found = paypal.look(&batch, None).await.unwrap();
        assert_eq!(outcomes(&found), [InFlight; 2], "{breakage}");
        bench.later(2_000).await;
        for report in [
            paypal.look(&batch, found.rail_id.as_deref()).await,
            paypal.look(&batch, None).await,
            paypal.send(&batch).await,
        ] {
            assert_eq!(outcomes(&report.unwrap()), [Paid; 2], "{breakage}");
        }
        for item in ["bat_1_0", "bat_1_1"] {
            assert_eq!(bench.times("paypal", item).await, 1, "{breakage}");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_of_paypal_is_found_by_looking() {
    let bench = Bench::start().await;
    let (batch, paypal) = (to_paypal("bat_1", &["ana@x.example"]), bench.paypal());
    bench.switch("paypal", "lost_answer").await;
    let lost = paypal.send(&batch).await.unwrap_err();
    assert!(!is_refusal(&lost) && bench.times("paypal", "bat_1_0").await == 1, "{lost:?}");
    assert!(paypal.look(&batch, None).await.is_err(), "lost again, and still not paid twice");
    bench.switch("paypal", "ok").await;
    let found = paypal.look(&batch, None).await.unwrap();
    assert_eq!((found.rail_id.is_some(), outcomes(&found)), (true, vec![InFlight]));
    assert_eq!(bench.paid("paypal").await.len(), 1);
}

#[tokio::test]
async fn a_late_batch_of_paypal_is_in_flight_until_it_is_not() {
    let bench = Bench::start().await;
    let (batch, paypal) = (to_paypal("bat_1", &["ana@x.example"]), bench.paypal());
    bench.switch("paypal", "late").await;
    let rail_id = paypal.send(&batch).await.unwrap().rail_id;
    bench.later(DAY_MS / 4).await;
    let waits = paypal.look(&batch, rail_id.as_deref()).await.unwrap();
    assert_eq!((outcomes(&waits), waits.is_complete), (vec![InFlight], false));
    bench.switch("paypal", "ok").await;
    assert_eq!(outcomes(&paypal.look(&batch, rail_id.as_deref()).await.unwrap()), [Paid]);
}

#[tokio::test]
async fn a_token_that_has_ended_meanwhile_is_renewed() {
    let bench = Bench::start().await;
    let (batch, paypal) = (to_paypal("bat_1", &["ana@x.example"]), bench.paypal());
    let rail_id = paypal.send(&batch).await.unwrap().rail_id;
    bench.later(10 * 3_600_000).await;
    assert_eq!(outcomes(&paypal.look(&batch, rail_id.as_deref()).await.unwrap()), [Paid]);
}

#[tokio::test]
async fn many_at_once_are_one() {
    let bench = Bench::start().await;
    let batch = to_paypal("bat_1", &["ana@x.example"]);
    let paypal = bench.paypal();
    let same = to_stripe("bat_1", &["acct_1"]);
    let stripe = bench.stripe();
    let paypals = futures::future::join_all((0..5).map(|_| paypal.send(&batch)));
    let stripes = futures::future::join_all((0..5).map(|_| stripe.send(&same)));
    let (paypals, stripes) = tokio::join!(paypals, stripes);
    assert!(paypals.into_iter().all(|it| outcomes(&it.unwrap()) == [InFlight]));
    assert!(stripes.into_iter().all(|it| outcomes(&it.unwrap()) == [Paid]));
    assert_eq!((bench.paid("paypal").await.len(), bench.paid("stripe").await.len()), (1, 1));
}

#[tokio::test]
async fn half_a_batch_fails_and_the_other_half_is_paid() {
    let bench = Bench::start().await;
    bench.switch("paypal", "partial").await;
    let batch = to_paypal("bat_1", &["a@x.example", "b@x.example", "c@x.example", "d@x.example"]);
    let rail_id = bench.paypal().send(&batch).await.unwrap().rail_id;
    bench.later(2_000).await;
    let report = bench.paypal().look(&batch, rail_id.as_deref()).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![Paid, Failed, Paid, Failed], true));
    bench.switch("stripe", "partial").await;
    let batch = to_stripe("bat_1", &["acct_1", "acct_2", "acct_3", "acct_4"]);
    let report = bench.stripe().send(&batch).await.unwrap();
    assert_eq!((outcomes(&report), report.is_complete), (vec![Paid, Failed, Paid, Failed], true));
    let again = bench.stripe().send(&batch).await.unwrap();
    assert_eq!(outcomes(&again), [Paid, Failed, Paid, Failed], "the first answer is kept");
    assert_eq!(bench.paid("stripe").await.len(), 2);
}

#[tokio::test]
async fn stripe_pays_at_once_and_tells_of_reversals() {
    let bench = Bench::start().await;
    let batch = to_stripe("bat_1", &["acct_1", "acct_fail", "acct_reverse"]);
    let sent = bench.stripe().send(&batch).await.unwrap();
    assert_eq!((outcomes(&sent), sent.is_complete), (vec![Paid, Failed, Paid], true));
    assert!(sent.items[1].reason.as_deref().is_some_and(|it| it.contains("insufficient_capabilities_for_transfer")));
    bench.later(2_000).await;
    let report = bench.stripe().look(&batch, None).await.unwrap();
    let mut found: Vec<_> = report.items.iter().map(|it| (it.id.as_str(), it.outcome)).collect();
    found.sort_unstable_by_key(|it| it.0);
    assert_eq!((found, report.is_complete), (vec![("bat_1_0", Paid), ("bat_1_2", Failed)], true));
}

#[tokio::test]
async fn stripe_never_pays_an_item_twice() {
    for breakage in BREAKAGES {
        let bench = Bench::start().await;
        let batch = to_stripe("bat_1", &["acct_1", "acct_2"]);
        bench.switch("stripe", breakage).await;
        let sent = bench.stripe().send(&batch).await;
        for (index, item) in ["bat_1_0", "bat_1_1"].into_iter().enumerate() {
            let is_paid = bench.times("stripe", item).await == 1;
            let said = sent.as_ref().map(|it| it.items.get(index).map(|it| it.outcome));
            let is_honest = match said {
                Ok(Some(outcome)) => outcome == Unknown || (outcome == Paid) == is_paid,
                Ok(None) => !is_paid,
                Err(fault) => !is_paid || !is_refusal(fault),
            };
            assert!(is_honest, "{breakage}: {item} paid {is_paid}, said {sent:?}");
        }
        bench.switch("stripe", "ok").await;
        let found = bench.stripe().look(&batch, None).await.unwrap();
        assert!(found.is_complete && found.items.iter().all(|it| it.outcome == Paid), "{breakage}");
        assert_eq!(found.items.len(), bench.paid("stripe").await.len(), "{breakage}");
        let again = bench.stripe().send(&batch).await.unwrap();
        assert_eq!(outcomes(&again), [Paid; 2], "{breakage}");
        for item in ["bat_1_0", "bat_1_1"] {
            assert_eq!(bench.times("stripe", item).await, 1, "{breakage}");
        }
    }
}

#[tokio::test]
async fn a_failure_that_stripe_repeats_is_settled_by_looking() {
    let bench = Bench::start().await;
    let batch = to_stripe("bat_1", &["acct_1"]);
    // An earlier process got the 500.
    bench.switch("stripe", "error500").await;
    let form = [
        ("amount", "987"),
        ("currency", "usd"),
        ("destination", "acct_1"),
        ("transfer_group", "bat_1"),
        ("description", "Commission, October"),
        ("metadata[payout_id]", "bat_1_0"),
    ];
    let url = format!("{}/v1/transfers", bench.running.base("stripe"));
    let request = bench.client.post(url).bearer_auth(&bench.keys.stripe_key).header("idempotency-key", "bat_1_0");
    assert_eq!(request.form(&form).send().await.unwrap().status(), 500);
    bench.switch("stripe", "ok").await;
    let sent = bench.stripe().send(&batch).await.unwrap();
    assert_eq!(outcomes(&sent), [Unknown], "the old answer again");
    let found = bench.stripe().look(&batch, None).await.unwrap();
    assert_eq!((found.items.len(), found.is_complete), (0, true), "nothing was taken on");
    assert_eq!(bench.times("stripe", "bat_1_0").await, 0);
}

#[tokio::test]
async fn a_key_that_stripe_has_forgotten_protects_still() {
    let bench = Bench::start().await;
    let batch = to_stripe("bat_1", &["acct_1"]);
    bench.switch("stripe", "lost_answer").await;
    assert_eq!(outcomes(&bench.stripe().send(&batch).await.unwrap()), [Unknown]);
    bench.switch("stripe", "ok").await;
    bench.later(2 * DAY_MS).await;
    assert_eq!(outcomes(&bench.stripe().send(&batch).await.unwrap()), [Paid]);
    assert_eq!(bench.paid("stripe").await.len(), 1);
}

type Told = (HeaderMap, Bytes);

/// Stands where Tandem would: gives its address, and the webhooks that come.
async fn ears() -> (String, UnboundedReceiver<Told>) {
    async fn hear(State(to): State<UnboundedSender<Told>>, headers: HeaderMap, body: Bytes) {
        to.send((headers, body)).unwrap();
    }
    let (to, told) = unbounded_channel();
    let router = Router::new().route("/webhooks/{rail}", post(hear)).with_state(to);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, told)
}

async fn next(told: &mut UnboundedReceiver<Told>, rail: &dyn PayoutRail) -> RailEvent {
    let (headers, body) = tokio::time::timeout(Duration::from_secs(10), told.recv()).await.unwrap().unwrap();
    let mut forged = body.to_vec();
    let digit = forged.iter().rposition(u8::is_ascii_digit).unwrap();
    forged[digit] = if forged[digit] == b'0' { b'1' } else { b'0' };
    assert_eq!(rail.event(&headers, &forged).await, Err(ConnectorError::Unauthorized), "one digit changed");
    rail.event(&headers, &body).await.unwrap().unwrap()
}

async fn told_twice(
    bench: &Bench,
    told: &mut UnboundedReceiver<Told>,
    rail: &dyn PayoutRail,
    batch: &RailBatch,
) -> Vec<RailEvent> {
    rail.send(batch).await.unwrap();
    bench.later(2_000).await;
    let mut events = Vec::new();
    while events.len() < 2 || events.iter().all(|it: &RailEvent| it.item_id.is_none()) || events.len() % 2 == 1 {
        events.push(next(told, rail).await);
    }
    events
}

#[tokio::test]
async fn webhooks_are_proven_and_known_again_when_told_twice() {
    let (url, mut told) = ears().await;
    let bench = Bench::telling(&url).await;
    for system in ["paypal", "stripe"] {
        bench.switch(system, "twice").await;
    }
    let (paypal, stripe) = (bench.paypal(), bench.stripe());
    let from_paypal = told_twice(&bench, &mut told, &paypal, &to_paypal("bat_1", &["ana@x.example"])).await;
    let from_stripe = told_twice(&bench, &mut told, &stripe, &to_stripe("bat_2", &["acct_1"])).await;
    for (events, batch) in [(&from_paypal, "bat_1"), (&from_stripe, "bat_2")] {
        assert!(events.iter().all(|it| it.batch_id.as_deref() == Some(batch)), "{events:?}");
        assert!(events.iter().all(|it| events.iter().filter(|other| other.id == it.id).count() == 2), "{events:?}");
        let item = events.iter().find_map(|it| it.item_id.as_deref()).unwrap();
        assert_eq!(item, format!("{batch}_0"));
    }
    assert!(from_paypal.iter().all(|it| it.rail_id.is_some()));
}
