//! The team's lists of the program: narrowed by their addresses, decided about many at a time, one at a time on its page.

use crate::program::Stage;
use sandbox::people::ANA;
use serde_json::{Value, json};

#[tokio::test]
async fn commissions_are_narrowed_by_days_currency_and_flag_as_list_and_as_file() {
    let stage = Stage::with_ana().await;
    stage.enter("first", json!({ "timestamp": "2026-01-10" })).await;
    stage.enter("second", json!({ "timestamp": "2026-02-10", "currency": "EUR", "total_amount": "50" })).await;
    stage.enter("third", json!({ "timestamp": "2026-03-10", "email": ANA.email })).await;
    let held = |text: &str| ["#first", "#second", "#third"].map(|title| text.contains(title));
    for (query, shown) in [
        ("from=2026-02-01&to=2026-02-28", [false, true, false]),
        ("from=2026-02-10", [false, true, true]),
        ("to=2026-02-10", [true, true, false]),
        ("currency=EUR", [false, true, false]),
        ("flag=self_referral", [false, false, true]),
        ("currency=EUR&flag=self_referral", [false, false, false]),
    ] {
        let file = stage.admin.get(&format!("/admin/commissions.csv?{query}")).await;
        assert_eq!(held(&file.body), shown, "{query}");
        let page = stage.admin.get(&format!("/admin/commissions?{query}")).await.body;
        let table = page.split("commission-table").nth(1).unwrap_or_default();
        assert_eq!(held(table), shown, "{query}");
        assert!(page.contains(&format!("/admin/commissions.csv?{}", query.replace('&', "&amp;"))), "{query}");
    }
    let odd = stage.admin.get("/admin/commissions?from=soon&flag=odd").await;
    assert!(odd.status == 200 && odd.body.contains("a day such as"));
    assert_eq!(stage.admin.get("/admin/commissions.csv?from=soon").await.status, 422);
}

#[tokio::test]
async fn about_one_commission_is_decided_on_its_page_and_what_it_brought_is_corrected_with_a_reason() {
    let stage = Stage::with_ana().await;
    stage.enter("1001", json!({ "currency": "EUR" })).await;
    let id = stage.commissions().await[0]["id"].clone();
    let page = format!("/admin/commissions/{}", id.as_str().unwrap());
    let html = stage.admin.get(&page).await.body;
    assert!(html.contains("Decide about this commission") && html.contains("value=\"mark_paid\""));
    assert!(!html.contains("value=\"mark_unpaid\""), "it is not paid");
    let about = |changes: Value| {
        let mut form = json!({
            "key": "k1", "code": "", "about": id, "takes": false, "amount": "2.50", "currency": "", "reason": "Two items",
        });
        for (name, value) in changes.as_object().unwrap() {
            form[name] = value.clone();
        }
        json!({ "adjustment": form })
    };
    assert_eq!(stage.fault("adjust", about(json!({ "reason": " " }))).await, "reason");
    assert_eq!(stage.fault("adjust", about(json!({ "amount": "0" }))).await, "amount");
    assert_eq!(stage.done("adjust", about(json!({}))).await, json!(true));
    assert_eq!(stage.done("adjust", about(json!({}))).await, json!(false), "sent twice");
    let unknown = json!({ "about": "com_01jd3000000000000000000000", "key": "k2" });
    assert_eq!(stage.call("adjust", about(unknown)).await.status, 404);
    let rows = stage.commissions().await;
    assert_eq!(rows.len(), 2);
    let bonus = rows.iter().find(|row| row["id"] != id).unwrap();
    assert_eq!(bonus["amount"], json!({ "minor": 250, "currency": "EUR" }));
    assert_eq!((bonus["reason"].as_str(), &bonus["partner_id"]), (Some("#1001: Two items"), &json!(stage.ana)));
    let decide = json!({ "ids": [id], "choice": "mark_paid", "reason": "" });
    assert_eq!(stage.done("decide-commissions", decide).await["done"], 1);
    let html = stage.admin.get(&page).await.body;
    assert!(html.contains("value=\"mark_unpaid\"") && !html.contains("value=\"mark_paid\""));
}

#[tokio::test]
async fn a_list_longer_than_its_page_offers_to_choose_all_that_match() {
    let stage = Stage::with_ana().await;
    let offer = "Choose all that match, up to 1,000";
    for number in 0..51 {
        stage.enter(&format!("n{number}"), json!({})).await;
    }
    assert!(stage.admin.get("/admin/commissions").await.body.contains(offer));
    assert!(!stage.admin.get("/admin/commissions?q=n50").await.body.contains(offer));
    let all = stage.done("commissions", json!({ "query": { "limit": 1_000 } })).await;
    let ids: Vec<Value> = all["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
    let decide = json!({ "ids": ids, "choice": "approve", "reason": "" });
    assert_eq!(stage.done("decide-commissions", decide).await["done"], 51);
}

#[tokio::test]
async fn no_two_parts_of_a_page_have_one_id() {
    let stage = Stage::with_ana().await;
    stage.enter("1001", json!({})).await;
    let id = stage.commissions().await[0]["id"].as_str().unwrap().to_owned();
    let partner = format!("/admin/partners/{}", stage.ana);
    for path in [
        "/admin/program".to_owned(),
        "/admin/program/overview".to_owned(),
        "/admin/commissions".to_owned(),
        format!("/admin/commissions/{id}"),
        "/admin/customers".to_owned(),
        "/admin/applications".to_owned(),
        "/admin/imports".to_owned(),
        "/admin/mail".to_owned(),
        "/admin/partners".to_owned(),
        format!("{partner}/program"),
        format!("{partner}/payouts"),
        format!("{partner}/earnings"),
    ] {
        let html = stage.admin.get(&path).await.body;
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let double: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(double.is_empty() && !ids.is_empty(), "{path}: {double:?}");
    }
}

#[tokio::test]
async fn mail_applications_and_imports_are_narrowed_by_where_they_stand() {
    let stage = Stage::new().await;
    for (path, state, chosen) in [
        ("/admin/mail", "failed", "<option value=\"failed\" selected"),
        ("/admin/applications", "rejected", "<option value=\"rejected\" selected"),
        ("/admin/imports", "done", "<option value=\"done\" selected"),
    ] {
        let html = stage.admin.get(&format!("{path}?state={state}")).await.body;
        assert!(html.contains(chosen), "{path}");
        let odd = stage.admin.get(&format!("{path}?state=lost")).await;
        assert!(odd.status == 200 && odd.body.contains("is not"), "{path}");
    }
    let rejected = stage.done("applications", json!({ "query": { "state": "rejected" } })).await;
    assert_eq!(rejected["total"], 0);
    assert_eq!(stage.call("mail", json!({ "query": { "state": "lost" } })).await.status, 422);
}

#[tokio::test]
async fn earlier_payouts_keep_the_days_of_the_figures_beside_them() {
    let stage = Stage::with_ana().await;
    stage.enter("1001", json!({})).await;
    let page = format!(
        "/admin/partners/{}/payouts?from=2026-01-01&to=2026-01-31&counts=clicks&before=pay_01jd3000000000000000000000",
        stage.ana
    );
    let html = stage.admin.get(&page).await.body;
    for text in [
        "by=week&amp;counts=clicks&amp;before=pay_01jd3000000000000000000000",
        "name=\"before\" value=\"pay_01jd3000000000000000000000\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
}
