//! The team's list of partners as the program needs it, and the program's figures, through the real router.

use crate::support::{Answer, TestApp, Visitor};
use domain::{Day, PartnerId, analytics::EventName};
use sandbox::people::ANA;
use serde_json::{Value, json};
use store::Hit;

struct Stage {
    app: TestApp,
    admin: Visitor,
}

impl Stage {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        Self { app, admin }
    }

    async fn call(&self, name: &str, body: Value) -> Answer {
        self.admin.call(&format!("/fn/admin/{name}"), &body).await
    }

    async fn done(&self, name: &str, body: Value) -> Value {
        let answer = self.call(name, body).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The field that is named as at fault.
    async fn fault(&self, name: &str, body: Value) -> String {
        let answer = self.call(name, body).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        error["field"].as_str().unwrap().to_owned()
    }

    /// Somebody of our own, who waits for the team unless the changes say otherwise.
    async fn add(&self, name: &str, changes: Value) -> PartnerId {
        let id = self.done("add-partner", json!({ "partner": person(name, changes) })).await;
        id.as_str().unwrap().parse().unwrap()
    }

    async fn enter(&self, code: &str, order_id: &str, total: &str, email: &str) {
        let order = json!({
            "code": code, "order_id": order_id, "total_amount": total, "currency": "", "email": email,
            "name": "", "commission": "", "timestamp": "", "notes": "",
        });
        self.done("enter-order", json!({ "order": order })).await;
    }
}

fn person(name: &str, changes: Value) -> Value {
    let mut person = json!({
        "first_name": name, "last_name": "Park", "email": format!("{name}@example.com"), "code": format!("{name}10"),
        "rate_kind": "percentage", "rate": "10", "approved": false, "ignores_product_rates": false,
    });
    for (field, value) in changes.as_object().unwrap() {
        person[field] = value.clone();
    }
    person
}

#[tokio::test]
async fn somebody_entered_by_hand_earns_once_they_are_approved() {
    let stage = Stage::new().await;
    for (field, wrong) in [
        ("first_name", json!({ "first_name": " ", "last_name": "" })),
        ("last_name", json!({ "last_name": "x".repeat(101) })),
        ("email", json!({ "email": "kim" })),
        ("code", json!({ "code": "two words" })),
        ("rate", json!({ "rate": "101" })),
        ("group", json!({ "group": "gold" })),
        ("hold_days", json!({ "hold_days": "8" })),
        ("minimum-USD", json!({ "minimums": [{ "currency": "USD", "amount": "-1" }] })),
    ] {
        assert_eq!(stage.fault("add-partner", json!({ "partner": person("kim", wrong) })).await, field);
    }
    let made = stage.done("new-code", json!({})).await;
    assert_eq!(made.as_str().unwrap().len(), 9);
    let kim = stage
        .add("kim", json!({ "rate": "12.5", "ignores_product_rates": true, "minimums": [{ "currency": "USD", "amount": "25" }], "notes": "Met in May" }))
        .await;
    let again = stage.call("add-partner", json!({ "partner": person("kim", json!({ "code": "" })) })).await;
    assert_eq!(again.status, 409, "{}", again.body);
    assert_eq!(
        stage.fault("add-partner", json!({ "partner": person("max", json!({ "code": "KIM10" })) })).await,
        "code"
    );
    let page = stage.admin.get(&format!("/admin/partners/{kim}/program")).await.body;
    for text in [
        "kim Park",
        "KIM10",
        "12.5",
        "25.00",
        "Met in May",
        "Waits for your decision",
        "Delete this partner",
        "Name and e-mail",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let order = json!({
        "code": "KIM10", "order_id": "1", "total_amount": "100", "currency": "", "email": "lin@example.com", "name": "",
        "commission": "", "timestamp": "", "notes": "",
    });
    assert_eq!(stage.fault("enter-order", json!({ "order": order })).await, "code", "not approved yet");
    stage.done("decide-members", json!({ "ids": [kim], "choice": "approve", "reason": "" })).await;
    stage.enter("KIM10", "1", "100", "lin@example.com").await;
    let held = stage.app.house.store.balances(&stage.app.channel.id, &kim).await.unwrap();
    assert_eq!(held[0].held, 1_250);
}

#[tokio::test]
async fn many_are_decided_about_at_once_and_who_is_outside_is_told() {
    let stage = Stage::new().await;
    stage.app.partner(ANA.handle).await;
    let ana = stage.app.id_of(&ANA).await;
    let (kim, max) = (stage.add("kim", json!({})).await, stage.add("max", json!({})).await);
    let decide =
        |ids: &[&PartnerId], choice: &str, reason: &str| json!({ "ids": ids, "choice": choice, "reason": reason });
    let all = stage.done("decide-members", decide(&[&kim, &max, &kim, &ana], "approve", "")).await;
    assert_eq!(all, json!({ "done": 2, "already": 0, "waiting": 0, "outside": [ana] }));
    assert_eq!(stage.fault("decide-members", decide(&[&kim], "reject", " ")).await, "reason");
    let rejected = stage.done("decide-members", decide(&[&kim], "reject", "No audience")).await;
    assert_eq!(rejected["done"], 1);
    assert_eq!(stage.done("decide-members", decide(&[&kim], "reject", "Again")).await["already"], 1);
    let many: Vec<&PartnerId> = std::iter::repeat_n(&kim, 1_001).collect();
    assert_eq!(stage.fault("decide-members", decide(&many, "approve", "")).await, "ids");

    let listed = |query: &str| {
        let path = format!("/admin/partners?{query}");
        let admin = &stage.admin;
        async move { admin.get(&path).await.body }
    };
    let html = listed("program=rejected").await;
    assert!(html.contains("kim@example.com") && !html.contains("max@example.com") && html.contains("1 partner"));
    let html = listed("program=none").await;
    assert!(html.contains(ANA.email) && !html.contains("kim@example.com"));
    assert!(html.contains("/admin/partners.csv?program=none"));
    assert!(listed("program=lost&group=gold").await.contains("is not pending, approved"));

    let other = stage.app.other_channel().await;
    stage.app.create_admin(&other.id, "far@example.com").await;
    let far = stage.app.admin_in("far@example.com").await;
    let theirs = far.call("/fn/admin/decide-members", &decide(&[&max], "reject", "Mine")).await;
    let theirs: Value = serde_json::from_str(&theirs.body).unwrap();
    assert_eq!(theirs["done"], 0);
    assert_eq!(theirs["outside"], json!([max]));
}

#[tokio::test]
async fn the_list_goes_along_as_a_file_without_formulas() {
    let stage = Stage::new().await;
    stage.add("kim", json!({ "first_name": "=1+1", "last_name": "", "approved": true })).await;
    stage.add("max", json!({})).await;
    stage.enter("KIM10", "1", "100", "lin@example.com").await;
    let file = stage.admin.get("/admin/partners.csv?q=example.com&program=approved&sort=owed").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 2, "{}", file.body);
    assert!(lines[0].starts_with("Partner id,Name,") && lines[0].contains("Owed ("), "{}", lines[0]);
    assert!(lines[1].contains(",'=1+1,kim@example.com,") && lines[1].contains(",Approved,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",10.00,10.00,1"), "{}", lines[1]);
}

#[tokio::test]
async fn a_partner_who_is_deleted_is_gone_and_their_money_is_not() {
    let stage = Stage::new().await;
    stage.app.partner(ANA.handle).await;
    let visitor = stage.app.partner(ANA.handle).await;
    let ana = stage.app.id_of(&ANA).await;
    stage.done("take-in", json!({ "partner": ana })).await;
    stage.done("change-code", json!({ "partner": ana, "code": "ana-x" })).await;
    stage.enter("ANA-X", "1", "100", "lin@example.com").await;
    assert_eq!(visitor.get("/").await.status, 200);
    assert_eq!(stage.fault("delete-partner", json!({ "partner": ana, "typed": "ANA-Y" })).await, "typed");
    // CC has the last word on her code.
    let member = stage.done("member", json!({ "partner": ana })).await;
    let code = member["person"]["typed"].as_str().unwrap().to_lowercase();
    stage.done("delete-partner", json!({ "partner": ana, "typed": format!(" {code}") })).await;

    assert_eq!(visitor.get("/").await.status, 303, "their session is over");
    let token = stage.app.outside.token(ANA.handle).await;
    let back = stage.app.visitor().get(&format!("/sso/cc?sso_token={token}")).await;
    assert_ne!(back.status, 303, "CC's sign-on does not bring them back: {}", back.header("location"));
    for path in ["/admin/partners".to_owned(), format!("/admin/partners/{ana}/program"), "/admin/commissions".into()] {
        let html = stage.admin.get(&path).await.body;
        assert!(!html.contains(ANA.email) && !html.contains(ANA.handle), "{path}");
    }
    let html = stage.admin.get(&format!("/admin/partners/{ana}/program")).await.body;
    assert!(html.contains("This partner was deleted") && html.contains("$10.00"));
    for (name, body) in [
        ("delete-partner", json!({ "partner": ana, "typed": "Deleted partner" })),
        ("decide-member", json!({ "partner": ana, "status": "approved", "reason": "" })),
        ("change-code", json!({ "partner": ana, "code": "ana-z" })),
        ("take-in", json!({ "partner": ana })),
    ] {
        assert_eq!(stage.call(name, body).await.status, 404, "{name}");
    }
    let order = json!({
        "code": "ANA-X", "order_id": "2", "total_amount": "100", "currency": "", "email": "lin@example.com", "name": "",
        "commission": "", "timestamp": "", "notes": "",
    });
    assert_eq!(stage.fault("enter-order", json!({ "order": order })).await, "code", "their code counts no more");
    let trail = stage.app.house.store.audit_trail(&stage.app.channel.id, 50).await.unwrap();
    let line = trail.iter().find(|line| line.action == "partner.deleted").unwrap();
    assert!(line.actor.starts_with("admin:adm_") && line.before.is_none() && line.after.is_none(), "{line:?}");

    let anew = stage.add("ana", json!({ "email": ANA.email, "approved": true })).await;
    assert_ne!(anew, ana, "the address may be used again");
    let faults = stage.app.house.store.check_totals(&stage.app.channel.id).await.unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

#[tokio::test]
async fn our_own_partners_are_renamed_and_those_of_cc_are_not() {
    let stage = Stage::new().await;
    stage.app.partner(ANA.handle).await;
    let ana = stage.app.id_of(&ANA).await;
    let kim = stage.add("kim", json!({})).await;
    let rename = |partner: &PartnerId, first: &str, email: &str| json!({ "partner": partner, "first_name": first, "last_name": "", "email": email });
    assert_eq!(stage.call("rename-partner", rename(&ana, "A", "a@example.com")).await.status, 409);
    assert_eq!(stage.fault("rename-partner", rename(&kim, "Kim", ANA.email)).await, "email");
    assert_eq!(stage.fault("rename-partner", rename(&kim, " ", "kim@example.com")).await, "first_name");
    stage.done("rename-partner", rename(&kim, "Kimberly", "kimberly@example.com")).await;
    let found = stage
        .done("partners", json!({ "query": { "text": "kimberly@", "tier": null, "sort": "sales", "reversed": false } }))
        .await;
    assert_eq!((&found["rows"][0]["id"], &found["rows"][0]["name"]), (&json!(kim), &json!("Kimberly")));
    let trail = stage.app.house.store.audit_trail(&stage.app.channel.id, 50).await.unwrap();
    let line = trail.iter().find(|line| line.action == "partner.renamed").unwrap();
    assert_eq!(line.after.as_deref(), Some(r#"{"changed":["first_name","last_name","email"]}"#));
}

#[tokio::test]
async fn the_programs_figures_are_there_for_all_and_for_one_as_page_and_as_file() {
    let stage = Stage::new().await;
    let empty = stage.admin.get("/admin/program/overview").await;
    assert!(empty.status == 200 && empty.body.contains("Nothing counted yet") && empty.body.contains("unknown"));
    let kim = stage.add("kim", json!({ "approved": true })).await;
    let max = stage.add("max", json!({ "approved": true, "rate": "20" })).await;
    stage.enter("KIM10", "1", "100", "lin@example.com").await;
    stage.enter("KIM10", "2", "50", "lin@example.com").await;
    stage.enter("MAX10", "3", "30", "tom@example.com").await;
    let all = stage.done("program-figures", json!({ "query": {} })).await;
    let figure = |of: &Value, name: &str| of["view"][name]["now"].clone();
    assert_eq!(figure(&all, "conversions"), json!(3));
    assert_eq!(figure(&all, "revenue")["minor"], 18_000);
    assert_eq!(figure(&all, "earned")["minor"], 2_100);
    assert_eq!(figure(&all, "average_order")["minor"], 6_000);
    assert_eq!(figure(&all, "earned_per_click"), Value::Null, "nobody clicked");
    assert_eq!((figure(&all, "new_customers"), figure(&all, "returning_orders")), (json!(2), json!(1)));
    assert_eq!(
        (figure(&all, "outstanding")["minor"].clone(), &all["view"]["owed"]["minor"]),
        (json!(2_100), &json!(2_100))
    );
    let names: Vec<&str> =
        all["view"]["top"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["kim Park", "max Park"]);
    let one = stage.done("program-figures", json!({ "query": { "partner": max } })).await;
    assert_eq!((figure(&one, "conversions"), figure(&one, "revenue")["minor"].clone()), (json!(1), json!(3_000)));

    let html = stage.admin.get("/admin/program/overview?by=week&from=2026-01-01&to=2026-01-31&currency=EUR").await.body;
    for text in [
        "Jan 1",
        "Revenue and commissions by week",
        "/admin/program/figures.csv?from=2026-01-01&amp;to=2026-01-31&amp;by=week&amp;currency=EUR",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let tab = stage.admin.get(&format!("/admin/partners/{kim}/program")).await.body;
    assert!(tab.contains("Average order") && tab.contains("$75.00"));
    let seen = stage.admin.get(&format!("/admin/partners/{max}/payouts")).await.body;
    for text in ["Outstanding balance", "Total commissions", "Total conversions", "Commission rate", "$6.00"] {
        assert!(seen.contains(text), "{text}");
    }
    let file = stage.admin.get("/admin/program/figures.csv?by=month").await;
    assert!(file.body.starts_with("From,Conversions,Revenue,Commissions,Paid of commissions,"), "{}", file.body);
    assert!(file.body.contains(",3,180.00,21.00,0.00,21.00,0,0.00,60.00,0,,2,1,USD"), "{}", file.body);
    let of_one = stage.admin.get(&format!("/admin/partners/{max}/figures.csv?by=month")).await;
    assert!(of_one.body.contains(",1,30.00,6.00,0.00,6.00,0,0.00,30.00,0,,1,0,USD"), "{}", of_one.body);
    for query in [json!({ "from": 20_001, "to": 20_000 }), json!({ "from": 0, "to": 2_000 })] {
        assert_eq!(stage.fault("program-figures", json!({ "query": query })).await, "from");
    }
}

#[tokio::test]
async fn the_programs_charts_are_chosen_in_the_address_and_its_clicks_are_its_own_partners() {
    let stage = Stage::new().await;
    let kim = stage.add("kim", json!({ "approved": true })).await;
    stage.app.partner(ANA.handle).await;
    let ana = stage.app.id_of(&ANA).await;
    stage.enter("KIM10", "1", "100", "lin@example.com").await;
    let today = stage.done("program-figures", json!({ "query": {} })).await["view"]["today"].clone();
    let today = Day::from_number(today.as_i64().unwrap());
    let hits = [clicked(&kim, today, 4), clicked(&ana, today, 500)];
    stage.app.house.store.record_hits(&stage.app.channel.id, &hits).await.unwrap();
    let all = stage.done("program-figures", json!({ "query": {} })).await;
    assert_eq!(all["view"]["clicks"]["now"], json!(4), "Ana is not in the program");
    assert_eq!(all["view"]["earned_per_click"]["now"]["minor"], json!(250));

    let path = "/admin/program/overview?by=month&amounts=per_click&counts=customers";
    let html = stage.admin.get(path).await.body;
    for text in [
        "Earned per click by month",
        "New and returning customers by month",
        "$2.50",
        "by=week&amp;amounts=per_click&amp;counts=customers",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let odd = stage.admin.get("/admin/program/overview?amounts=clicks").await.body;
    assert!(odd.contains("is not a chart of amounts") && odd.contains("Revenue and commissions by"));
}

fn clicked(partner: &PartnerId, day: Day, times: i64) -> Hit {
    Hit {
        partner_id: partner.clone(),
        event: EventName::Click,
        day,
        mark: None,
        link: None,
        source: "direct".into(),
        channel_source: "direct".into(),
        device: "phone".into(),
        country: "US".into(),
        times,
        worth: None,
    }
}
