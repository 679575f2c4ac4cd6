//! Payouts through the router: from the plan over one confirmation to what the partner reads, and what nobody may see.

use crate::support::{Answer, Outside, TestApp, Visitor};
use domain::{
    Clock, Currency, Money, PartnerId,
    payout::{PayoutAccount, PayoutMethod},
    program::{CustomerFacts, Origin, ProgramSettings},
    zone::Zone,
};
use program::{Asked, Decision, NewMember, Outcome};
use sandbox::people::{ANA, MISSING_IN_NETWORK, Person};
use serde_json::{Value, json};
use std::time::Duration;

const SECOND_ADMIN: &str = "sam@example.com";
const IBAN: &str = "DE89370400440532013000";
const MONTHS: Duration = Duration::from_hours(24 * 62);

/// The merchant's own account in the United States.
const BANK: [(&str, &str); 6] = [
    ("TANDEM_NACHA__ROUTING", "021000021"),
    ("TANDEM_NACHA__BANK_NAME", "Test Bank"),
    ("TANDEM_NACHA__ORIGIN", "1234567890"),
    ("TANDEM_NACHA__COMPANY_NAME", "Fern & Field"),
    ("TANDEM_NACHA__COMPANY_ID", "1234567890"),
    ("TANDEM_SECRET_KEY", "a secret of thirty-two characters"),
];

struct Stage {
    app: TestApp,
    team: Visitor,
}

impl Stage {
    async fn new() -> Self {
        let app = TestApp::with(Outside::shared(), &BANK).await;
        let team = app.admin().await;
        Self { app, team }
    }

    /// A partner of the sandbox who is in the program.
    async fn member(&self, person: &Person) -> (Visitor, PartnerId) {
        let visitor = self.app.partner(person.handle).await;
        let new = NewMember {
            first_name: String::new(),
            last_name: String::new(),
            email: person.email.parse().unwrap(),
            code: None,
            is_approved: true,
        };
        let partner = self.app.house.program.add_member(&self.app.channel.id, &new).await.unwrap();
        assert_eq!(partner, self.app.id_of(person).await);
        (visitor, partner)
    }

    /// An order of two months ago that brings a tenth of so many dollars, and is free to be paid.
    async fn earn(&self, partner: &PartnerId, order_id: &str, dollars: i64) {
        let (program, channel) = (&self.app.house.program, &self.app.channel.id);
        let known = self.app.house.store.partner(channel, partner).await.unwrap().unwrap();
        let customer =
            CustomerFacts { email: "lin@example.com".parse().unwrap(), name: None, external_id: None, metadata: None };
        let asked = Asked {
            code: known.affiliate_code.unwrap(),
            order_id: order_id.into(),
            total: Money::new(dollars * 100, Currency::USD),
            customer: Some(customer),
            commission: None,
            placed_at: Some(self.app.clock.now().minus(MONTHS)),
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Api,
            account: "key:one".into(),
        };
        let Outcome::New(order) = program.track(channel, asked).await.unwrap() else { panic!("the order is new") };
        program.decide(channel, &[order.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
    }

    async fn plan(&self, method: &str) -> Value {
        let query = json!({ "method": method, "currency": null, "until": null });
        told(&self.team.call("/fn/admin/payout-plan", &json!({ "query": query })).await)
    }

    /// Confirms all of a plan that can be paid.
    async fn confirm(&self, plan: &Value) -> Answer {
        self.team.call("/fn/admin/confirm-payouts", &json!({ "order": order(plan) })).await
    }

    async fn run(&self, id: &str) -> Value {
        told(&self.team.call("/fn/admin/payout-run", &json!({ "id": id })).await)
    }

    /// What workers do.
    async fn work(&self) {
        self.app.house.program.see_to_runs(&self.app.channel.id).await.unwrap();
    }

    async fn deeds(&self) -> Vec<String> {
        let trail = self.app.house.store.audit_trail(&self.app.channel.id, 50).await.unwrap();
        trail.into_iter().map(|entry| entry.action).filter(|action| action.starts_with("payout")).collect()
    }

    async fn assert_proven(&self) {
        let (store, channel) = (&self.app.house.store, &self.app.channel.id);
        assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
    }
}

fn told(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn order(plan: &Value) -> Value {
    let lines = plan["lines"].as_array().unwrap();
    let payable = lines.iter().filter(|line| line["why_not"] == "");
    let item = |line: &Value| json!({ "partner": line["partner"], "amount": line["amount"]["minor"], "account_mark": line["account_mark"], "transaction_id": "wire-77" });
    let items: Vec<Value> = payable.map(item).collect();
    json!({
        "run": plan["run"], "method": plan["method"], "currency": plan["currency"], "until": plan["until"],
        "items": items, "notes": "Thank you", "paid_by": "bank",
    })
}

/// How a run's payouts stand.
fn statuses(run: &Value) -> Vec<&str> {
    run["payouts"].as_array().unwrap().iter().map(|it| it["line"]["status"].as_str().unwrap()).collect()
}

async fn set_account(visitor: &Visitor, partner: Option<&PartnerId>, draft: Value) -> Answer {
    visitor.call("/fn/payouts/account", &json!({ "partner": partner, "draft": draft })).await
}

fn american(account: &str) -> Value {
    json!({
        "kind": "united_states", "name": "Ana", "routing": "021000021", "account": account,
        "account_kind": "checking",
    })
}

#[tokio::test]
async fn a_plan_is_confirmed_once_and_the_partner_reads_that_they_were_paid() {
    let stage = Stage::new().await;
    let (ana, id) = stage.member(&ANA).await;
    stage.earn(&id, "1", 1_200).await;
    let plan = stage.plan("manual").await;
    assert_eq!((&plan["lines"][0]["amount"]["minor"], &plan["lines"][0]["why_not"]), (&json!(12_000), &json!("")));
    let (first, second) = tokio::join!(stage.confirm(&plan), stage.confirm(&plan));
    assert_eq!((told(&first), told(&second)), (json!([]), json!([])), "a double click is no fault");
    stage.work().await;
    let run = stage.run(plan["run"].as_str().unwrap()).await;
    assert_eq!((statuses(&run), &run["run"]["sum"]["minor"]), (vec!["paid"], &json!(12_000)));
    assert_eq!(run["run"]["created_by"], "Robin Park");
    let runs = told(&stage.team.call("/fn/admin/payout-runs", &json!({ "query": { "before": null } })).await);
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1);
    assert_eq!(stage.plan("manual").await["lines"], json!([]), "nothing is due any more");
    let page = ana.get("/payouts").await;
    for text in ["$120.00", "wire-77", "Thank you", "Paid"] {
        assert!(page.body.contains(text), "{text}");
    }
    let csv = ana.get("/payouts.csv").await;
    assert!(
        csv.header("content-disposition").contains("attachment")
            && csv.body.contains("120.00,USD,Bank transfer (by hand)")
    );
    for path in ["/admin/payouts", &format!("/admin/payouts/{}", plan["run"].as_str().unwrap())] {
        assert!(stage.team.get(path).await.body.contains("$120.00"), "{path}");
    }
    assert!(stage.team.get("/admin/payouts.csv").await.body.contains("wire-77"));
    let csv = stage.team.get(&format!("/admin/payouts/{}/payouts.csv", plan["run"].as_str().unwrap())).await.body;
    assert!(csv.starts_with("Payout,Run,") && csv.contains("wire-77") && csv.lines().count() == 2, "{csv}");
    for (state, is_there) in [("paid", true), ("failed", false)] {
        let runs =
            stage.team.call("/fn/admin/payout-runs", &json!({ "query": { "history": { "state": state } } })).await;
        assert_eq!(told(&runs)["runs"].as_array().unwrap().len(), usize::from(is_there), "{state}");
        let page = stage.team.get(&format!("/admin/payouts?state={state}")).await.body;
        assert_eq!(page.contains("None is so"), !is_there, "{state}");
        let csv = stage.team.get(&format!("/admin/payouts.csv?state={state}")).await;
        assert_eq!(csv.body.contains("wire-77"), is_there, "{state}");
    }
    assert_eq!(stage.team.get("/admin/payouts.csv?state=lost").await.status, 422);
    let today = Zone::utc().day(stage.app.clock.now());
    for (query, is_there) in [
        ("by=manual".to_owned(), true),
        ("by=bank".to_owned(), false),
        (format!("of={id}"), true),
        (format!("from={0}&to={0}", today.iso()), true),
        (format!("to={}", today.plus(-1).iso()), false),
        (format!("from={}", today.plus(1).iso()), false),
    ] {
        let page = stage.team.get(&format!("/admin/payouts?{query}")).await.body;
        assert_eq!(!page.contains("None is so"), is_there, "{query}");
        assert!(page.contains(&format!("/admin/payouts.csv?{}", query.replace('&', "&amp;"))), "{query}");
        let csv = stage.team.get(&format!("/admin/payouts.csv?{query}")).await;
        assert_eq!(csv.body.contains("wire-77"), is_there, "{query}");
    }
    assert!(stage.deeds().await.contains(&"payout_run.confirmed".to_owned()));
    stage.assert_proven().await;
}

#[tokio::test]
async fn one_partner_is_paid_alone_by_hand_and_all_that_is_due() {
    let stage = Stage::new().await;
    let (ana_visitor, ana) = stage.member(&ANA).await;
    let (_, ben) = stage.member(&MISSING_IN_NETWORK).await;
    stage.earn(&ana, "1", 1_000).await;
    stage.earn(&ben, "2", 505).await;
    let draft = json!({ "kind": "paypal", "email": "ana.pays@example.com" });
    assert_eq!(set_account(&ana_visitor, None, draft).await.status, 200, "who pays by hand has to know where to");
    let stripe = json!({ "kind": "stripe", "stripe_account": "acct_1NabcWXYZ" });
    assert_eq!(set_account(&ana_visitor, None, stripe).await.status, 422, "Stripe is not connected here");
    let page = stage.team.get(&format!("/admin/partners/{ana}/program")).await.body.replace("&amp;", "&");
    let pay = format!("/admin/payouts?currency=USD&partner={ana}");
    assert!(page.contains(&pay), "a way to pay");
    let csv = stage.team.get(&pay.replace("payouts?", "payouts/plan.csv?")).await.body;
    assert!(csv.lines().count() == 2 && csv.contains(",100.00,USD,") && csv.contains("a•••@example.com"), "{csv}");
    assert!(stage.team.get("/admin/payouts/plan.csv?method=bank").await.body.contains("Has not said where"));
    let page = stage.team.get(&pay).await.body;
    assert!(page.contains("a•••@example.com") && page.contains("PayPal") && !page.contains("ana.pays@"));
    assert!(page.contains("$100.00") && !page.contains("$50.50"), "nobody else is in it");
    let query = json!({ "partner": ana, "currency": "USD" });
    let plan = told(&stage.team.call("/fn/admin/payout-plan", &json!({ "query": query })).await);
    assert_eq!((&plan["method"], plan["lines"].as_array().unwrap().len()), (&json!("manual"), 1));
    let today = Zone::utc().day(stage.app.clock.now());
    assert_eq!(plan["until"], json!(today), "all that is due");
    let whose = json!({ "partner": ana });
    assert!(stage.team.call("/fn/admin/show-account", &whose).await.body.contains("ana.pays@example.com"));
    assert_eq!(ana_visitor.call("/fn/admin/show-account", &whose).await.status, 403);
    assert_eq!(stage.team.call("/fn/admin/show-account", &json!({ "partner": ben })).await.status, 404);
    let mut unsaid = order(&plan);
    unsaid["paid_by"] = json!(null);
    let refused = stage.team.call("/fn/admin/confirm-payouts", &json!({ "order": unsaid })).await;
    assert!(refused.status == 422 && refused.body.contains("paid_by"), "{}", refused.body);
    let mut order = order(&plan);
    order["paid_by"] = json!("paypal");
    assert_eq!(told(&stage.team.call("/fn/admin/confirm-payouts", &json!({ "order": order })).await), json!([]));
    stage.work().await;
    let page = ana_visitor.get("/payouts").await.body;
    for text in ["PayPal (by hand)", "wire-77", "a•••@example.com"] {
        assert!(page.contains(text), "{text}");
    }
    let page = stage.team.get(&pay).await.body;
    assert!(page.contains("Nothing is due"), "it is paid");
    assert!(stage.deeds().await.contains(&"payout_account.shown".to_owned()));
    let nobody = json!({ "query": { "partner": PartnerId::from_parts(0, [0; 10]) } });
    assert_eq!(stage.team.call("/fn/admin/payout-plan", &nobody).await.status, 404);
    stage.assert_proven().await;
}

#[tokio::test]
async fn what_changed_since_the_plan_is_not_paid() {
    let stage = Stage::new().await;
    let (_, id) = stage.member(&ANA).await;
    stage.earn(&id, "1", 1_000).await;
    let plan = stage.plan("manual").await;
    stage.earn(&id, "2", 1_000).await;
    let refused = stage.confirm(&plan).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let unconnected = stage.plan("paypal").await;
    assert_ne!(unconnected["method"], "paypal", "no PayPal is connected here");
    let mut forced = order(&stage.plan("manual").await);
    forced["method"] = json!("paypal");
    assert_eq!(stage.team.call("/fn/admin/confirm-payouts", &json!({ "order": forced })).await.status, 422);
}

#[tokio::test]
async fn the_plan_says_in_words_why_somebody_is_not_paid() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    let (_, ben) = stage.member(&MISSING_IN_NETWORK).await;
    stage.earn(&ana, "1", 1_000).await;
    stage.earn(&ben, "2", 100).await;
    let channel = &stage.app.channel.id;
    let minimums = [Money::new(5_000, Currency::USD)].into_iter().collect();
    let settings = ProgramSettings { minimums, ..ProgramSettings::default() };
    stage.app.house.store.put_program_settings(channel, &settings).await.unwrap();
    let page = stage.team.get("/admin/payouts?method=bank").await;
    for text in ["Has not said where the money should go", "Below the minimum of $50.00"] {
        assert!(page.body.contains(text), "{text}");
    }
    let empty = stage.team.get("/admin/payouts?method=bank&until=2020-01-31").await;
    for text in ["2020-01-31", "Nothing is due yet: $100.00 earned after this day"] {
        assert!(empty.body.contains(text), "{text}");
    }
    assert!(stage.team.get("/admin/payouts?until=yesterday").await.body.contains("was left out"));
}

#[tokio::test]
async fn a_bank_gets_a_file_with_the_right_sum_and_the_team_says_what_it_did() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    let (ben_visitor, ben) = stage.member(&MISSING_IN_NETWORK).await;
    stage.earn(&ana, "1", 1_000).await;
    stage.earn(&ben, "2", 505).await;
    for (partner, account) in [(&ana, "111222333"), (&ben, "444555666")] {
        assert_eq!(set_account(&stage.team, Some(partner), american(account)).await.status, 200);
    }
    let plan = stage.plan("bank").await;
    told(&stage.confirm(&plan).await);
    stage.work().await;
    let id = plan["run"].as_str().unwrap();
    let file = stage.team.get(&format!("/admin/payouts/{id}/file")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/plain"));
    assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{id}.ach\""));
    assert!(file.header("cache-control").contains("no-store"));
    let control = file.body.lines().find(|line| line.starts_with('8')).unwrap();
    assert_eq!(&control[32..44], "000000015050", "the file's credits are $150.50");
    let run = stage.run(id).await;
    assert_eq!(statuses(&run), ["in_flight", "in_flight"]);
    let bens = run["payouts"].as_array().unwrap().iter().find(|it| it["partner"] == json!(ben)).unwrap();
    let failed = |reason: &str| json!({ "id": id, "payout": bens["id"], "is_paid": false, "reason": reason });
    assert_eq!(stage.team.call("/fn/admin/settle-payout", &failed(" ")).await.status, 422, "partners read why");
    told(&stage.team.call("/fn/admin/settle-payout", &failed("The account is closed.")).await);
    assert_eq!(stage.team.call("/fn/admin/settle-payout", &failed("Again.")).await.status, 409);
    let anas = run["payouts"].as_array().unwrap().iter().find(|it| it["partner"] == json!(ana)).unwrap();
    let executed = |reference: &str| json!({ "id": id, "references": [[anas["id"], reference]] });
    assert_eq!(stage.team.call("/fn/admin/execute-payouts", &executed(&"x".repeat(501))).await.status, 422);
    told(&stage.team.call("/fn/admin/execute-payouts", &executed(" TRACE-9 ")).await);
    assert!(
        stage.run(id).await["payouts"].as_array().unwrap().iter().any(|it| it["line"]["transaction_id"] == "TRACE-9")
    );
    let page = stage.team.get(&format!("/admin/payouts/{id}")).await;
    assert!(page.body.contains("The account is closed.") && page.body.contains("due again"), "{}", page.body);
    assert!(ben_visitor.get("/payouts").await.body.contains("The account is closed."));
    assert_eq!(stage.plan("bank").await["lines"][0]["partner"], json!(ben), "what failed is due again");
    let deeds = stage.deeds().await;
    for deed in ["payout_run.executed", "payout.failed", "payout_run.file_taken", "payout_account.changed"] {
        assert!(deeds.contains(&deed.to_owned()), "{deed}: {deeds:?}");
    }
    stage.assert_proven().await;
}

#[tokio::test]
async fn what_failed_is_planned_again_alone_and_up_to_the_same_day() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    let (_, ben) = stage.member(&MISSING_IN_NETWORK).await;
    stage.earn(&ana, "1", 1_000).await;
    stage.earn(&ben, "2", 505).await;
    for (partner, account) in [(&ana, "111222333"), (&ben, "444555666")] {
        assert_eq!(set_account(&stage.team, Some(partner), american(account)).await.status, 200);
    }
    let plan = stage.plan("bank").await;
    told(&stage.confirm(&plan).await);
    stage.work().await;
    stage.earn(&ana, "3", 2_000).await;
    let id = plan["run"].as_str().unwrap();
    let run = stage.run(id).await;
    let bens = run["payouts"].as_array().unwrap().iter().find(|it| it["partner"] == json!(ben)).unwrap();
    let failed = json!({ "id": id, "payout": bens["id"], "is_paid": false, "reason": "The account is closed." });
    told(&stage.team.call("/fn/admin/settle-payout", &failed).await);
    let page = stage.team.get(&format!("/admin/payouts/{id}")).await.body.replace("&amp;", "&");
    let from = page.find("/admin/payouts?method=bank").expect("a link to the plan of what failed");
    let again = page[from..].split('"').next().unwrap();
    assert!(again.contains(&format!("retry={id}")), "{again}");
    let page = stage.team.get(again).await.body;
    assert!(page.contains("Only those whose payout did not arrive") && page.contains("$50.50"));
    assert!(!page.contains("$200.00"), "what others are due is another plan");
    let query = json!({ "method": "bank", "currency": "USD", "until": run["until"], "retry": id });
    let retry = told(&stage.team.call("/fn/admin/payout-plan", &json!({ "query": query })).await);
    assert_eq!(retry["lines"].as_array().unwrap().len(), 1);
    assert_eq!(told(&stage.confirm(&retry).await), json!([]));
    stage.work().await;
    assert_eq!(statuses(&stage.run(retry["run"].as_str().unwrap()).await), ["in_flight"]);
    stage.assert_proven().await;
}

#[tokio::test]
async fn an_account_that_changes_under_the_plan_is_named_and_one_that_cannot_be_paid_refused() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    let (_, ben) = stage.member(&MISSING_IN_NETWORK).await;
    for (partner, order) in [(&ana, "1"), (&ben, "2")] {
        stage.earn(partner, order, 1_000).await;
        assert_eq!(set_account(&stage.team, Some(partner), american("111222333")).await.status, 200);
    }
    let plan = stage.plan("bank").await;
    assert_eq!(set_account(&stage.team, Some(&ana), american("991222333")).await.status, 200);
    let left_out = told(&stage.confirm(&plan).await);
    assert!(left_out[0].as_str().unwrap().ends_with("(the account)"), "{left_out}");
    let mut twice = order(&stage.plan("manual").await);
    let item = twice["items"][0].clone();
    twice["items"].as_array_mut().unwrap().push(item);
    assert_eq!(stage.team.call("/fn/admin/confirm-payouts", &json!({ "order": twice })).await.status, 422);
    let outside = json!({ "kind": "sepa", "name": "Ana", "iban": "TR330006100519786457841326", "bic": "" });
    let refused = set_account(&stage.team, Some(&ana), outside).await;
    assert!(refused.status == 422 && refused.body.contains("payments area"), "{}", refused.body);
    let euro = json!({ "method": "bank", "currency": "EUR", "until": null });
    let plan = told(&stage.team.call("/fn/admin/payout-plan", &json!({ "query": euro })).await);
    assert_eq!(plan["methods"], json!(["manual"]), "the merchant pays from no account in euro");
}

#[tokio::test]
async fn above_the_limit_another_admin_approves_before_any_file_leaves() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    stage.earn(&ana, "1", 1_000).await;
    set_account(&stage.team, Some(&ana), american("111222333")).await;
    let limit = Some(Money::new(5_000, Currency::USD));
    let careful = ProgramSettings { approval_above: limit, ..ProgramSettings::default() };
    stage.app.house.store.put_program_settings(&stage.app.channel.id, &careful).await.unwrap();
    let plan = stage.plan("bank").await;
    told(&stage.confirm(&plan).await);
    stage.work().await;
    let id = plan["run"].as_str().unwrap();
    let (approve, file) = (json!({ "id": id, "references": [] }), format!("/admin/payouts/{id}/file"));
    assert_eq!(stage.team.get(&file).await.status, 409, "nothing leaves before");
    assert_eq!(stage.team.call("/fn/admin/execute-payouts", &approve).await.status, 409);
    assert_eq!(stage.team.call("/fn/admin/approve-payouts", &approve).await.status, 409, "not by who confirmed");
    stage.app.create_admin(&stage.app.channel.id, SECOND_ADMIN).await;
    let second = stage.app.admin_in(SECOND_ADMIN).await;
    told(&second.call("/fn/admin/approve-payouts", &approve).await);
    stage.work().await;
    assert_eq!(stage.team.get(&file).await.status, 200);
    let late = stage.team.call("/fn/admin/cancel-payouts", &json!({ "id": id, "reason": "No." })).await;
    assert_eq!(late.status, 409, "the bank may have it");
    assert_eq!(stage.run(id).await["run"]["approved_by"], "Robin Park");
}

#[tokio::test]
async fn what_was_not_sent_is_called_off_with_a_reason() {
    let stage = Stage::new().await;
    let (ana_visitor, ana) = stage.member(&ANA).await;
    stage.earn(&ana, "1", 1_000).await;
    let plan = stage.plan("manual").await;
    told(&stage.confirm(&plan).await);
    let call_off = |reason: &str| json!({ "id": plan["run"], "reason": reason });
    assert_eq!(stage.team.call("/fn/admin/cancel-payouts", &call_off("")).await.status, 422);
    assert_eq!(told(&stage.team.call("/fn/admin/cancel-payouts", &call_off("Wrong month.")).await), json!(1));
    assert!(ana_visitor.get("/payouts").await.body.contains("Wrong month."));
    assert_eq!(stage.plan("manual").await["lines"][0]["amount"]["minor"], 10_000, "it is due again");
}

#[tokio::test]
async fn partners_change_their_own_account_alone_and_no_answer_holds_it() {
    let stage = Stage::new().await;
    let (ana_visitor, ana) = stage.member(&ANA).await;
    let (ben_visitor, ben) = stage.member(&MISSING_IN_NETWORK).await;
    let sepa = |iban: &str| json!({ "kind": "sepa", "name": "Ana", "iban": iban, "bic": "" });
    let wrong = set_account(&ana_visitor, None, sepa("DE00370400440532013000")).await;
    assert_eq!((wrong.status, wrong.body.contains("\"iban\"")), (422, true), "{}", wrong.body);
    assert_eq!(set_account(&ben_visitor, Some(&ana), sepa(IBAN)).await.status, 403);
    assert_eq!(set_account(&ana_visitor, None, sepa(IBAN)).await.status, 200);
    let anas = format!("/admin/partners/{ana}/payouts");
    for (visitor, path) in [(&ana_visitor, "/payouts"), (&stage.team, anas.as_str())] {
        let page = visitor.get(path).await;
        assert!(page.body.contains("…3000"), "{path} shows enough to recognise it");
        assert!(!page.body.contains(IBAN) && !page.body.contains("37040044"), "{path} shows no more");
    }
    let answer = ana_visitor.call("/fn/payouts", &json!({ "partner": null, "before": null })).await;
    assert!(!answer.body.contains("0532013000") && answer.body.contains("3000"));
    assert_eq!(ben_visitor.call("/fn/payouts", &json!({ "partner": ana, "before": null })).await.status, 403);
    assert!(!ben_visitor.get("/payouts").await.body.contains("3000"));
    let bens = stage.app.house.store.member(&stage.app.channel.id, &ben).await.unwrap().unwrap();
    assert_eq!(bens.payout.method, None, "nobody else's account was touched");
    let trail = stage.app.house.store.audit_trail(&stage.app.channel.id, 50).await.unwrap();
    let line = trail.iter().find(|entry| entry.action == "payout_account.changed").unwrap();
    assert_eq!((&line.target, line.actor.as_str()), (&ana.to_string(), format!("partner:{ana}").as_str()));
    assert!(!format!("{line:?}").contains("0532013000"));
}

#[tokio::test]
async fn a_partner_never_reads_of_anothers_payouts() {
    let stage = Stage::new().await;
    let (_, ana) = stage.member(&ANA).await;
    let (ben, _) = stage.member(&MISSING_IN_NETWORK).await;
    stage.earn(&ana, "1", 1_234).await;
    let account = PayoutAccount::Paypal { email: "ana.pays@example.com".parse().unwrap() };
    stage.app.house.program.set_payout_account(&stage.app.channel.id, &ana, &account).await.unwrap();
    told(&stage.confirm(&stage.plan(PayoutMethod::Manual.as_str()).await).await);
    stage.work().await;
    for path in ["/payouts", "/payouts.csv"] {
        let answer = ben.get(path).await;
        assert!(answer.status == 200 && !answer.body.contains("123.40"), "{path}");
    }
}

#[tokio::test]
async fn who_is_not_in_the_program_reads_why_there_is_nothing() {
    let stage = Stage::new().await;
    let ana = stage.app.partner(ANA.handle).await;
    assert!(ana.get("/payouts").await.body.contains("You are not in the affiliate program"));
    let draft = json!({ "kind": "paypal", "email": "ana@example.com" });
    assert_eq!(set_account(&ana, None, draft).await.status, 404);
}
