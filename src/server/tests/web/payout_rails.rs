//! Payouts by PayPal and Stripe through the router: webhooks are proven, heard once however often they are told, and never obeyed; and
//! what nobody answers is shown to the team, who settle it.

use crate::support::{Answer, Outside, TestApp};
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use domain::{
    ChannelId, Clock, Currency, Money, PartnerId, PayoutRunId,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::{CustomerFacts, Origin, ProgramSettings},
};
use futures::future::join_all;
use http::Method;
use program::{Asked, Confirmed, Decision, NewMember, Outcome, Program};
use sandbox::Credentials;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const LEASE: Duration = Duration::from_mins(6);
const TIMES: usize = 50;

/// A webhook as it came from the sandbox.
#[derive(Clone)]
struct Told {
    headers: Vec<(String, String)>,
    body: String,
}

struct Stage {
    app: TestApp,
    told: UnboundedReceiver<Told>,
    rail: &'static str,
}

async fn hear(State(tell): State<UnboundedSender<Told>>, headers: HeaderMap, body: Bytes) {
    let is_own = |name: &str| name.starts_with("paypal-") || name == "stripe-signature" || name == "content-type";
    let headers = headers.iter().filter(|(name, _)| is_own(name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    tell.send(Told { headers, body: String::from_utf8(body.to_vec()).unwrap() }).unwrap();
}

impl Stage {
    async fn new(rail: &'static str) -> Self {
        let (tell, told) = unbounded_channel();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/webhooks/paypal", post(hear)).route("/webhooks/stripe", post(hear));
        tokio::spawn(async move { axum::serve(listener, routes.with_state(tell)).await.unwrap() });
        let outside = Outside::telling(&address).await;
        let keys = Credentials::default();
        let (paypal, stripe) = (format!("{}/paypal", outside.origin()), format!("{}/stripe", outside.origin()));
        let app = TestApp::with(
            outside,
            &[
                ("TANDEM_SECRET_KEY", "a secret of thirty-two characters"),
                ("TANDEM_PAYPAL__BASE_URL", &paypal),
                ("TANDEM_PAYPAL__CLIENT_ID", &keys.paypal_client_id),
                ("TANDEM_PAYPAL__CLIENT_SECRET", &keys.paypal_secret),
                ("TANDEM_PAYPAL__WEBHOOK_ID", &keys.paypal_webhook_id),
                ("TANDEM_STRIPE__BASE_URL", &stripe),
                ("TANDEM_STRIPE__SECRET_KEY", &keys.stripe_key),
                ("TANDEM_STRIPE__WEBHOOK_SECRET", &keys.stripe_webhook_secret),
            ],
        )
        .await;
        Self { app, told, rail }
    }

    fn program(&self) -> (&Program, &ChannelId) {
        (&self.app.house.program, &self.app.channel.id)
    }

    /// A partner who is due twelve dollars, confirmed to be paid.
    async fn confirmed(&self) -> (PartnerId, PayoutRunId) {
        let (program, channel) = self.program();
        let new = NewMember {
            first_name: "Ana".into(),
            last_name: String::new(),
            email: "ana@pay.example".parse().unwrap(),
            code: Some("ANA15".parse().unwrap()),
            is_approved: true,
        };
        let partner = program.add_member(channel, &new).await.unwrap();
        let account = match self.rail {
            "paypal" => PayoutAccount::Paypal { email: "ana@pay.example".parse().unwrap() },
            _ => PayoutAccount::Stripe { account: "acct_1Anaanaana".into() },
        };
        program.set_payout_account(channel, &partner, &account).await.unwrap();
        let customer =
            CustomerFacts { email: "lin@example.com".parse().unwrap(), name: None, external_id: None, metadata: None };
        let asked = Asked {
            code: "ANA15".parse().unwrap(),
            order_id: "1001".into(),
            total: Money::new(12_000, Currency::USD),
            customer: Some(customer),
            commission: None,
            placed_at: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Api,
            account: "key:one".into(),
        };
        let outcome = program.track(channel, asked).await.unwrap();
        let Outcome::New(order) = outcome else { panic!("the order is new") };
        program.decide(channel, &[order.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
        let (method, cut_off) = (PayoutMethod::parse(self.rail).unwrap(), self.app.clock.now().plus(LEASE));
        let plan = program.plan(channel, method, Currency::USD, cut_off).await.unwrap();
        let run = Confirmed {
            id: PayoutRunId::new(self.app.clock.as_ref()),
            method,
            currency: Currency::USD,
            cut_off,
            items: plan.lines.iter().map(program::Due::confirmed).collect(),
            notes: String::new(),
            paid_by: None,
        };
        assert_eq!(program.confirm(channel, &run, "admin:a").await.unwrap(), []);
        (partner, run.id)
    }

    async fn work(&self) {
        let (program, channel) = self.program();
        while program.see_to_runs(channel).await.unwrap() > 0 {}
    }

    async fn payout(&self, run: &PayoutRunId) -> store::Payout {
        let (_, mut all) = self.app.house.store.payout_run(&self.app.channel.id, run).await.unwrap().unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    /// Everything that the rail has told until now.
    fn heard(&mut self) -> Vec<Told> {
        std::iter::from_fn(|| self.told.try_recv().ok()).collect()
    }

    async fn tell(&self, told: &Told) -> Answer {
        let headers: Vec<(&str, &str)> = told.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let path = format!("/webhooks/{}", self.rail);
        self.app.visitor().send(Method::POST, &path, &headers, &told.body).await
    }

    /// Lets the rail take the payout back, and gives what it tells of that.
    async fn taken_back(&mut self, payout: &store::Payout) -> Told {
        let what = match self.rail {
            "paypal" => json!({ "item": payout.id, "status": "REVERSED" }),
            _ => json!({ "item": payout.id, "reversed": 1_200 }),
        };
        self.heard();
        self.app.outside.turn_payout(&what).await;
        let is_asked = |told: &Told| told.body.contains("REVERSED") || told.body.contains("transfer.reversed");
        self.heard().into_iter().find(is_asked).unwrap()
    }
}

#[tokio::test]
async fn an_event_that_is_told_fifty_times_at_once_changes_a_payout_once() {
    for rail in ["paypal", "stripe"] {
        let mut stage = Stage::new(rail).await;
        let (partner, run) = stage.confirmed().await;
        stage.work().await;
        stage.app.outside.advance(LEASE).await;
        // Less than a signature lasts.
        stage.app.clock.advance(Duration::from_mins(1));
        stage.work().await;
        let paid = stage.payout(&run).await;
        assert_eq!(paid.status, PayoutStatus::Paid, "{rail}");
        let told = stage.taken_back(&paid).await;
        let forged = Told { body: told.body.replace(paid.id.as_str(), "pay_0"), ..told.clone() };
        assert_eq!(stage.tell(&forged).await.status, 401, "{rail}");
        stage.work().await;
        assert_eq!(stage.payout(&run).await.status, PayoutStatus::Paid, "nobody proved it");
        let answers = join_all((0..TIMES).map(|_| stage.tell(&told))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{rail}");
        tokio::join!(stage.work(), stage.work());
        let back = stage.payout(&run).await;
        assert_eq!(back.status, PayoutStatus::Failed, "{rail}");
        let (store, channel) = (&stage.app.house.store, &stage.app.channel.id);
        let balance = &store.balances(channel, &partner).await.unwrap()[0];
        assert_eq!((balance.payable, balance.reserved, balance.paid), (1_200, 0, 0), "{rail}");
        let mail = stage.app.house.program.mail_page(channel, None, None).await.unwrap().rows;
        let failures = mail.iter().filter(|line| line.kind == domain::mail::MailKind::PayoutFailed);
        assert_eq!(failures.count(), 1, "{rail}: the partner is told once");
        assert_eq!(stage.app.outside.paid(rail).await.len(), 1, "{rail}");
        assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn strangers_cannot_make_us_ask_the_rail() {
    for rail in ["paypal", "stripe"] {
        let mut stage = Stage::new(rail).await;
        let (_, run) = stage.confirmed().await;
        stage.work().await;
        stage.app.outside.advance(LEASE).await;
        stage.app.clock.advance(Duration::from_mins(1));
        stage.work().await;
        let told = stage.taken_back(&stage.payout(&run).await).await;
        let another = PayoutRunId::new(stage.app.clock.as_ref());
        let about_another = Told { body: told.body.replace(run.as_str(), another.as_str()), ..told.clone() };
        stage.app.outside.switch(rail, "error500").await;
        let answers = join_all((0..TIMES).map(|_| stage.tell(&about_another))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{rail}: nobody is asked who could fail");
        assert_eq!(stage.payout(&run).await.status, PayoutStatus::Paid, "{rail}");
        if rail == "paypal" {
            assert_eq!(stage.tell(&told).await.status, 401, "what is about a run of ours has to be proven");
        }
    }
}

#[tokio::test]
async fn an_event_about_what_waits_for_approval_sends_nothing() {
    for rail in ["paypal", "stripe"] {
        let mut stage = Stage::new(rail).await;
        let channel = stage.app.channel.id.clone();
        let careful =
            ProgramSettings { approval_above: Some(Money::new(100, Currency::USD)), ..ProgramSettings::default() };
        stage.app.house.store.put_program_settings(&channel, &careful).await.unwrap();
        let (_, run) = stage.confirmed().await;
        let payout = stage.payout(&run).await;
        stage.work().await;
        // Somebody with the account's keys made a payment of their own in the name of this run.
        stage.forge_at_rail(&run, &payout).await;
        let told = stage.taken_back(&payout).await;
        let answers = join_all((0..TIMES).map(|_| stage.tell(&told))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{rail}");
        stage.work().await;
        assert_eq!(stage.payout(&run).await.status, PayoutStatus::AwaitingApproval, "{rail}");
        assert_eq!(stage.app.outside.paid(rail).await.len(), 1, "{rail}: only the forged one");
        let (program, _) = stage.program();
        program.approve_run(&channel, &run, "admin:b").await.expect("it waits as before");
    }
}

#[tokio::test]
async fn what_no_rail_answers_is_shown_to_the_team_who_settle_it_by_hand() {
    let stage = Stage::new("paypal").await;
    let (_, run) = stage.confirmed().await;
    let (program, channel) = stage.program();
    let store = &stage.app.house.store;
    // Whoever called first died, before or after.
    let seen = store.runs_to_see_to(channel, 1).await.unwrap().remove(0);
    store.claim_run(channel, &seen, LEASE).await.unwrap().unwrap();
    stage.app.clock.advance(LEASE);
    stage.app.outside.switch("paypal", "no_funds").await;
    program.see_to_runs(channel).await.unwrap();
    let team = stage.app.admin().await;
    let path = format!("/admin/payouts/{run}");
    let page = team.get(&path).await.body;
    for text in
        ["Nobody knows yet what became of 1 payout.", "does not have sufficient funds", "attempt 2", "Settle by hand"]
    {
        assert!(page.contains(text), "{text}");
    }
    assert!(team.get("/admin/payouts").await.body.contains("Not answered for yet"));
    let payout = stage.payout(&run).await;
    let said =
        |is_paid: bool, reason: &str| json!({ "id": run, "payout": payout.id, "is_paid": is_paid, "reason": reason });
    let settle = "/fn/admin/settle-payout";
    assert_eq!(team.call(settle, &said(false, " ")).await.status, 422, "a failure has a reason");
    assert_eq!(team.call(settle, &said(true, "Found at PayPal.")).await.status, 200);
    assert_eq!(stage.payout(&run).await.status, PayoutStatus::Paid);
    assert_eq!(team.call(settle, &said(false, "No.")).await.status, 409, "it is settled");
    let trail = store.audit_trail(channel, 50).await.unwrap();
    let line = trail.iter().find(|entry| entry.action == "payout.paid").unwrap();
    assert_eq!((line.target.as_str(), line.actor.starts_with("admin:")), (payout.id.as_str(), true));
    assert!(!team.get(&path).await.body.contains("Nobody knows yet"));
}

#[tokio::test]
async fn a_part_that_came_back_is_an_alarm_for_the_team() {
    let stage = Stage::new("stripe").await;
    let (_, run) = stage.confirmed().await;
    stage.work().await;
    let payout = stage.payout(&run).await;
    stage.app.outside.turn_payout(&json!({ "item": payout.id, "reversed": 500 })).await;
    stage.app.clock.advance(LEASE * 300);
    stage.work().await;
    assert_eq!(stage.payout(&run).await.status, PayoutStatus::Paid);
    let page = stage.app.admin().await.get(&format!("/admin/payouts/{run}")).await.body;
    assert!(page.contains("came back after it was paid") && page.contains("$5.00 of it was reversed"));
}

impl Stage {
    async fn forge_at_rail(&self, run: &PayoutRunId, payout: &store::Payout) {
        let keys = Credentials::default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let origin = self.app.outside.origin();
        let answer = if self.rail == "stripe" {
            let form = [
                ("amount", "1200"),
                ("currency", "usd"),
                ("destination", "acct_1Anaanaana"),
                ("transfer_group", run.as_str()),
                ("metadata[payout_id]", payout.id.as_str()),
            ];
            http.post(format!("{origin}/stripe/v1/transfers")).bearer_auth(&keys.stripe_key).form(&form).send().await
        } else {
            let form = [("grant_type", "client_credentials")];
            let token = http.post(format!("{origin}/paypal/v1/oauth2/token"));
            let token = token.basic_auth(&keys.paypal_client_id, Some(&keys.paypal_secret)).form(&form).send().await;
            let token: Value = token.unwrap().json().await.unwrap();
            let batch = json!({"sender_batch_header": {"sender_batch_id": run},
                "items": [{"recipient_type": "EMAIL", "amount": {"value": "12.00", "currency": "USD"},
                    "sender_item_id": payout.id, "receiver": "ana@pay.example"}]});
            let request = http.post(format!("{origin}/paypal/v1/payments/payouts"));
            request.bearer_auth(token["access_token"].as_str().unwrap()).json(&batch).send().await
        };
        answer.unwrap().error_for_status().unwrap();
    }
}
