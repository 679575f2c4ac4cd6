//! The team's pages of the program: partners, commissions, customers and settings, through the real router.

use crate::support::{Answer, TestApp, Visitor};
use domain::PartnerId;
use sandbox::people::ANA;
use serde_json::{Value, json};

pub struct Stage {
    pub app: TestApp,
    pub admin: Visitor,
    pub ana: PartnerId,
}

impl Stage {
    /// Ana is known, and not in the program.
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        app.partner(ANA.handle).await;
        let (admin, ana) = (app.admin().await, app.id_of(&ANA).await);
        Self { app, admin, ana }
    }

    /// Ana is in the program, with the code `ANA-X`.
    pub async fn with_ana() -> Self {
        let stage = Self::new().await;
        stage.done("take-in", json!({ "partner": stage.ana })).await;
        stage.done("change-code", json!({ "partner": stage.ana, "code": "ana-x" })).await;
        stage
    }

    pub async fn call(&self, name: &str, body: Value) -> Answer {
        self.admin.call(&format!("/fn/admin/{name}"), &body).await
    }

    pub async fn done(&self, name: &str, body: Value) -> Value {
        let answer = self.call(name, body).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The field that is named as at fault.
    pub async fn fault(&self, name: &str, body: Value) -> String {
        let answer = self.call(name, body).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        error["field"].as_str().unwrap().to_owned()
    }

    /// What tells what Ana is promised now.
    async fn version(&self) -> Value {
        self.done("member", json!({ "partner": self.ana })).await["member"]["terms"]["version"].clone()
    }

    pub async fn enter(&self, order_id: &str, changes: Value) -> Value {
        self.done("enter-order", json!({ "order": order(order_id, changes) })).await
    }

    pub async fn commissions(&self) -> Vec<Value> {
        let page = self.done("commissions", json!({ "query": {} })).await;
        page["rows"].as_array().unwrap().clone()
    }

    async fn trail(&self) -> Vec<String> {
        let trail = self.app.house.store.audit_trail(&self.app.channel.id, 50).await.unwrap();
        trail.into_iter().map(|entry| entry.action).collect()
    }
}

pub fn order(order_id: &str, changes: Value) -> Value {
    let mut order = json!({
        "code": "ANA-X", "order_id": order_id, "total_amount": "100.00", "currency": "", "email": "lin@example.com",
        "name": "Lin", "commission": "", "timestamp": "", "notes": "",
    });
    for (name, value) in changes.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

fn terms(changes: Value) -> Value {
    let mut terms = json!({
        "rate_kind": "", "rate": "", "ignores_product_rates": false, "group": "", "hold_days": "", "minimums": [], "notes": "",
        "version": "",
    });
    for (name, value) in changes.as_object().unwrap() {
        terms[name] = value.clone();
    }
    terms
}

fn minor(entered: &Value) -> i64 {
    entered["amount"]["minor"].as_i64().unwrap()
}

#[tokio::test]
async fn a_partner_is_taken_in_and_their_orders_follow_the_terms_that_were_saved() {
    let stage = Stage::new().await;
    let page = format!("/admin/partners/{}/program", stage.ana);
    assert!(stage.admin.get(&page).await.body.contains("Not in the program"));
    stage.done("take-in", json!({ "partner": stage.ana })).await;
    assert_eq!(stage.call("take-in", json!({ "partner": stage.ana })).await.status, 409);
    stage.done("change-code", json!({ "partner": stage.ana, "code": "ana-x" })).await;
    assert_eq!(minor(&stage.enter("1", json!({})).await), 1_000);
    let own = terms(
        json!({ "rate_kind": "percentage", "rate": "12.5", "notes": "Met in </textarea><script>", "minimums": [{ "currency": "USD", "amount": "50" }], "version": stage.version().await }),
    );
    stage.done("save-terms", json!({ "partner": stage.ana, "terms": own })).await;
    // A second member of the team has the page open as it was.
    let late = stage.call("save-terms", json!({ "partner": stage.ana, "terms": own })).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("Somebody else changed these terms"), "{}", late.body);
    assert_eq!(minor(&stage.enter("2", json!({})).await), 1_250);
    let html = stage.admin.get(&page).await.body;
    for text in ["12.5", "Met in &lt;/textarea>", "ANA-X", "50.00"] {
        assert!(html.contains(text), "{text}");
    }
    for (field, wrong) in [
        ("rate", json!({ "rate_kind": "percentage", "rate": "101" })),
        ("hold_days", json!({ "hold_days": "8" })),
        ("minimum-USD", json!({ "minimums": [{ "currency": "USD", "amount": "1e3" }] })),
        ("rate", json!({ "rate_kind": "fixed_JPY", "rate": "7.50" })),
        ("group", json!({ "group": "grp_01jd3000000000000000000000" })),
        ("notes", json!({ "notes": "x".repeat(4_001) })),
    ] {
        let named = stage.fault("save-terms", json!({ "partner": stage.ana, "terms": terms(wrong) })).await;
        assert_eq!(named, field);
    }
    let trail = stage.app.house.store.audit_trail(&stage.app.channel.id, 50).await.unwrap();
    let saved = trail.iter().find(|entry| entry.action == "member.changed").unwrap();
    assert!(saved.actor.starts_with("admin:adm_") && saved.address.is_some(), "{saved:?}");
    assert!(saved.before.as_ref().unwrap().contains("\"rate\":null"), "{saved:?}");
    assert!(saved.after.as_ref().unwrap().contains("1250"), "{saved:?}");
    assert!(!saved.after.as_ref().unwrap().contains("Met in"), "notes may be about the person: {saved:?}");
}

#[tokio::test]
async fn a_partner_who_is_disabled_with_a_reason_earns_no_more() {
    let stage = Stage::with_ana().await;
    let decide = |status: &str, reason: &str| json!({ "partner": stage.ana, "status": status, "reason": reason });
    assert_eq!(stage.fault("decide-member", decide("disabled", " ")).await, "reason");
    stage.done("decide-member", decide("disabled", "Bought from themselves")).await;
    assert_eq!(stage.fault("enter-order", json!({ "order": order("1", json!({})) })).await, "code");
    let page = format!("/admin/partners/{}/program", stage.ana);
    assert!(stage.admin.get(&page).await.body.contains("Bought from themselves"));
    stage.done("decide-member", decide("approved", "")).await;
    stage.enter("1", json!({})).await;
    let trail = stage.trail().await;
    assert_eq!(trail.iter().filter(|action| *action == "member.decided").count(), 2);
    assert_eq!(trail.iter().filter(|action| *action == "member.code_changed").count(), 1);
}

#[tokio::test]
async fn an_order_is_entered_once_and_what_is_wrong_with_it_is_named() {
    let stage = Stage::with_ana().await;
    let first = stage.enter("#77", json!({ "commission": "4.35", "timestamp": "2026-01-31" })).await;
    assert_eq!((first["is_new"].as_bool(), minor(&first)), (Some(true), 435));
    let again = stage.enter("77", json!({ "total_amount": "5" })).await;
    assert_eq!((again["is_new"].as_bool(), minor(&again)), (Some(false), 435));
    for (field, wrong) in [
        ("code", json!({ "code": "nobody" })),
        ("code", json!({ "code": "" })),
        ("order_id", json!({ "order_id": " " })),
        ("total_amount", json!({ "total_amount": "ten" })),
        ("total_amount", json!({ "total_amount": "-1" })),
        ("currency", json!({ "currency": "dollars" })),
        ("email", json!({ "email": "lin" })),
        ("commission", json!({ "commission": "-1" })),
        ("timestamp", json!({ "timestamp": "2999-01-01" })),
        ("timestamp", json!({ "timestamp": "soon" })),
    ] {
        assert_eq!(stage.fault("enter-order", json!({ "order": order("8", wrong.clone()) })).await, field, "{wrong}");
    }
    assert_eq!(stage.commissions().await.len(), 1);
}

#[tokio::test]
async fn many_commissions_are_decided_about_at_once_and_those_left_are_told() {
    let stage = Stage::with_ana().await;
    for id in ["1", "2", "3"] {
        stage.enter(id, json!({})).await;
    }
    let ids: Vec<Value> = stage.commissions().await.iter().map(|row| row["id"].clone()).collect();
    let decide = |ids: &[Value], choice: &str, reason: &str| json!({ "ids": ids, "choice": choice, "reason": reason });
    assert_eq!(stage.fault("decide-commissions", decide(&ids, "reject", "")).await, "reason");
    let paid = stage.done("decide-commissions", decide(&ids[..1], "mark_paid", "Paid by cheque")).await;
    assert_eq!(paid["done"], 1);
    let all = stage.done("decide-commissions", decide(&ids, "fraud", "Stolen card")).await;
    assert_eq!((&all["done"], &all["left"]), (&json!(2), &json!([[ids[0], "paid"]])));
    let back = stage.done("decide-commissions", decide(&ids[..1], "mark_unpaid", "Bounced")).await;
    assert_eq!(back["done"], 1);
    let detail = stage.admin.get(&format!("/admin/commissions/{}", ids[0].as_str().unwrap())).await;
    assert_eq!(detail.status, 200);
    for text in ["Paid by cheque", "Bounced", "Robin Park", "Entered by hand"] {
        assert!(detail.body.contains(text), "{text}");
    }
    let other = stage.app.other_channel().await;
    stage.app.create_admin(&other.id, "far@example.com").await;
    let far = stage.app.admin_in("far@example.com").await;
    let theirs = far.call("/fn/admin/decide-commissions", &decide(&ids, "approve", "")).await;
    let theirs: Value = serde_json::from_str(&theirs.body).unwrap();
    assert_eq!((&theirs["done"], theirs["left"].as_array().unwrap().len()), (&json!(0), 3));
    assert_eq!(stage.app.house.store.check_ledger(&stage.app.channel.id).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_list_is_whole_without_javascript_and_goes_along_as_a_file() {
    let stage = Stage::with_ana().await;
    stage.enter("1001", json!({ "name": "=cmd|' /C calc'!A0", "notes": "+1" })).await;
    stage.enter("1002", json!({ "email": "max@example.com" })).await;
    let html = stage.admin.get("/admin/commissions?q=1001&status=pending").await.body;
    assert!(html.contains("#1001") && html.contains("lin@example.com") && !html.contains("max@example.com"));
    assert!(html.contains("/admin/commissions.csv?q=1001&amp;status=pending"));
    let odd = stage.admin.get("/admin/commissions?status=lost&partner=x").await;
    assert!(odd.status == 200 && odd.body.contains("is not"), "{}", odd.status);
    assert_eq!(stage.call("commissions", json!({ "query": { "after": "nonsense" } })).await.status, 422);
    let file = stage.admin.get("/admin/commissions.csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[2].contains(",'=cmd|' /C calc'!A0,100.00,") && lines[2].ends_with(",'+1"), "{}", lines[2]);
    let one = stage.admin.get(&format!("/admin/commissions.csv?q=1002&partner={}", stage.ana)).await;
    assert_eq!(one.body.lines().count(), 2);
}

#[tokio::test]
async fn a_bonus_is_given_once_however_often_its_form_is_sent() {
    let stage = Stage::with_ana().await;
    let bonus = |changes: Value| {
        let mut bonus =
            json!({ "key": "k1", "code": "ANA-X", "takes": false, "amount": "25", "currency": "", "reason": "Thanks" });
        for (name, value) in changes.as_object().unwrap() {
            bonus[name] = value.clone();
        }
        json!({ "adjustment": bonus })
    };
    assert_eq!(stage.done("adjust", bonus(json!({}))).await, json!(true));
    assert_eq!(stage.done("adjust", bonus(json!({}))).await, json!(false));
    stage.done("adjust", bonus(json!({ "key": "k2", "takes": true, "amount": "5" }))).await;
    let balances = stage.app.house.store.balances(&stage.app.channel.id, &stage.ana).await.unwrap();
    assert_eq!(balances[0].payable, 2_000);
    for (field, wrong) in [
        ("amount", json!({ "amount": "0" })),
        ("amount", json!({ "amount": "-5" })),
        ("reason", json!({ "reason": " " })),
        ("code", json!({ "code": "nobody" })),
        ("key", json!({ "key": "" })),
    ] {
        assert_eq!(stage.fault("adjust", bonus(wrong)).await, field);
    }
}

#[tokio::test]
async fn customers_lead_to_their_orders() {
    let stage = Stage::with_ana().await;
    stage.enter("1", json!({ "notes": "Gift wrapped" })).await;
    stage.enter("2", json!({ "total_amount": "20.00" })).await;
    stage.enter("3", json!({ "email": "max@example.com", "name": "<b>Max</b>" })).await;
    let list = stage.admin.get("/admin/customers").await.body;
    assert!(list.contains("lin@example.com") && list.contains("$120.00") && list.contains("$12.00"));
    assert!(list.contains("&lt;b&gt;Max&lt;/b&gt;"));
    let found = stage.done("customers", json!({ "query": { "text": "lin" } })).await;
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    let id = found["rows"][0]["id"].as_str().unwrap();
    let page = stage.admin.get(&format!("/admin/customers/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Gift wrapped") && page.body.contains("Unpaid") && !page.body.contains("#3"));
}

#[tokio::test]
async fn settings_and_groups_hold_for_the_orders_that_follow() {
    let stage = Stage::with_ana().await;
    let minimums = |amount: &str| json!([{ "currency": "USD", "amount": amount }]);
    let form = |changes: Value| {
        let mut form = json!({
            "name": "", "rate_kind": "fixed", "rate": "7.50", "hold_days": "14", "minimums": minimums("50"), "payout_day": "1",
            "approval_above": "1000", "approves_at_once": true, "old_codes_count": false, "codes_count_once": false,
        });
        for (name, value) in changes.as_object().unwrap() {
            form[name] = value.clone();
        }
        json!({ "form": form })
    };
    stage.done("save-program", form(json!({}))).await;
    assert_eq!(minor(&stage.enter("1", json!({})).await), 750);
    let kept = stage.done("program", json!({})).await;
    assert_eq!(
        kept["form"],
        form(json!({ "rate": "7.50", "minimums": minimums("50.00"), "approval_above": "1000.00" }))["form"]
    );
    assert_eq!(stage.fault("save-program", form(json!({ "payout_day": "31" }))).await, "payout_day");
    assert_eq!(stage.fault("save-program", form(json!({ "rate_kind": "" }))).await, "rate_kind");
    let group = |name: &str| json!({ "group": { "id": "", "name": name, "rate_kind": "percentage", "rate": "20", "hold_days": "", "minimums": [], "moves_at": "" } });
    stage.done("save-group", group("Gold")).await;
    assert_eq!(stage.fault("save-group", group(" gold ")).await, "name");
    assert_eq!(stage.fault("save-group", group("")).await, "name");
    let groups = stage.done("groups", json!({})).await;
    let gold = groups["lines"][0]["form"]["id"].clone();
    let grouped = terms(json!({ "group": gold, "version": stage.version().await }));
    stage.done("save-terms", json!({ "partner": stage.ana, "terms": grouped })).await;
    assert_eq!(minor(&stage.enter("2", json!({})).await), 2_000);
    let html = stage.admin.get("/admin/program").await.body;
    assert!(html.contains("Gold") && html.contains("7.50"));
    stage.done("delete-group", json!({ "id": gold })).await;
    assert_eq!(minor(&stage.enter("3", json!({})).await), 750);
    let trail = stage.trail().await;
    for action in ["program.changed", "group.changed", "group.deleted"] {
        assert!(trail.iter().any(|it| it == action), "{action}: {trail:?}");
    }
}

#[tokio::test]
async fn rates_and_minimums_are_promised_in_the_currencies_that_are_in_use() {
    let stage = Stage::with_ana().await;
    stage.enter("1", json!({ "currency": "EUR" })).await;
    let page = stage.done("member", json!({ "partner": stage.ana })).await;
    assert_eq!(page["currencies"], json!(["USD", "EUR"]));
    let least = |dollars: &str, euros: &str| json!([{ "currency": "USD", "amount": dollars }, { "currency": "EUR", "amount": euros }]);
    assert_eq!(page["member"]["terms"]["minimums"], least("", ""));
    let own = terms(json!({
        "rate_kind": "fixed_EUR", "rate": "7.50", "minimums": least("50", "45"), "version": stage.version().await,
    }));
    stage.done("save-terms", json!({ "partner": stage.ana, "terms": own })).await;
    let kept = stage.done("member", json!({ "partner": stage.ana })).await["member"]["terms"].clone();
    assert_eq!((&kept["rate_kind"], &kept["minimums"]), (&json!("fixed_EUR"), &least("50.00", "45.00")));
    // Fixed is the same amount for each order, whatever the order was paid in.
    assert_eq!(stage.enter("2", json!({})).await["amount"], json!({ "minor": 750, "currency": "EUR" }));
    let wrong = terms(json!({ "minimums": least("50", "-1"), "version": stage.version().await }));
    assert_eq!(stage.fault("save-terms", json!({ "partner": stage.ana, "terms": wrong })).await, "minimum-EUR");
    let html = stage.admin.get(&format!("/admin/partners/{}/program", stage.ana)).await.body;
    assert!(html.contains("A fixed amount in EUR for each order") && html.contains("Minimum payout in EUR"));
}

#[tokio::test]
async fn a_refund_is_read_in_the_currency_that_was_paid() {
    let stage = Stage::with_ana().await;
    let fixed = terms(json!({ "rate_kind": "fixed", "rate": "7.50", "version": stage.version().await }));
    stage.done("save-terms", json!({ "partner": stage.ana, "terms": fixed })).await;
    let entered = stage.enter("1", json!({ "currency": "EUR" })).await;
    assert_eq!(entered["amount"], json!({ "minor": 750, "currency": "USD" }));
    let id = stage.commissions().await[0]["id"].clone();
    let refund = |amount: &str| json!({ "id": id, "refund": { "key": "k1", "amount": amount, "reason": "" } });
    assert_eq!(stage.fault("refund-order", refund("100.01")).await, "amount");
    assert_eq!(stage.done("refund-order", refund("50.00")).await, json!(true));
    let detail = stage.done("commission", json!({ "id": id })).await;
    assert_eq!(detail["order"]["refunded"], json!({ "minor": 5_000, "currency": "EUR" }));
    assert_eq!(detail["line"]["amount"], json!({ "minor": 375, "currency": "USD" }));
}
