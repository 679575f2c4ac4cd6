//! Orders that no partner brought, from the shop's webhook to the customer's page and file.

use crate::{
    program::Stage,
    webhooks::{Hook, drain, order},
};
use serde_json::{Value, json};

impl Stage {
    /// The shop tells of an order that nobody brought.
    async fn told(&self, event: &str, id: u64, changes: Value) {
        let mut body = order(id);
        body["tags"] = json!("");
        body["email"] = json!("lin@example.com");
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        assert_eq!(Hook::of(event, "orders/updated").send(&self.app, &body.to_string()).await.status, 200);
        drain(&self.app).await;
    }

    async fn customer(&self, text: &str) -> Value {
        let found = self.done("customers", json!({ "query": { "text": text } })).await;
        found["rows"][0].clone()
    }
}

/// The part of a page that holds its orders.
fn table(html: &str) -> &str {
    let rest = html.split("order-table").nth(1).unwrap_or_default();
    rest.split("</table>").next().unwrap_or_default()
}

#[tokio::test]
async fn a_customer_s_page_shows_direct_orders_among_the_others() {
    let stage = Stage::with_ana().await;
    stage.told("e0", 9_100, json!({})).await;
    assert_eq!(stage.customer("lin").await, Value::Null, "nothing is kept of strangers");
    stage.enter("1001", json!({ "timestamp": "2026-11-10" })).await;
    let refund = json!([{ "id": 7, "created_at": "2026-11-20T12:00:00Z",
        "transactions": [{ "kind": "refund", "status": "success", "amount": "8.00", "currency": "USD" }] }]);
    let told = json!({
        "refunds": refund, "note": "=Ring <b>twice</b>", "discount_codes": [{ "code": "summer" }],
        "financial_status": "partially_refunded", "created_at": "2026-11-12T10:00:00-05:00",
    });
    stage.told("e1", 9_101, told.clone()).await;
    stage.told("e2", 9_101, told).await;
    let lin = stage.customer("lin").await;
    let sums = json!([{ "orders": 2, "revenue": { "minor": 20_000, "currency": "USD" }, "commission": { "minor": 1_000, "currency": "USD" } }]);
    assert_eq!(lin["totals"], sums);
    assert!(stage.admin.get("/admin/customers").await.body.contains("$200.00"));

    let path = format!("/admin/customers/{}", lin["id"].as_str().unwrap());
    let page = stage.admin.get(&path).await.body;
    let orders = table(&page);
    assert!(orders.find("#9101").unwrap() < orders.find("#1001").unwrap(), "newest first");
    for text in ["Direct order", "SUMMER", "$8.00 given back", "=Ring &lt;b&gt;twice&lt;/b&gt;", "$100.00", "Unpaid"] {
        assert!(orders.contains(text), "{text}");
    }
    assert_eq!((orders.matches("Direct order").count(), orders.matches("Unpaid").count()), (1, 1));
    assert!(page.contains(&format!("{path}/orders.csv")) && page.contains("also those that no partner brought"));

    let file = stage.admin.get(&format!("{path}/orders.csv")).await.body;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[1],
        "2026-11-12T15:00:00Z,#9101,direct,,SUMMER,100.00,USD,8.00,,,,$8.00 given back,'=Ring <b>twice</b>"
    );
    assert!(lines[2].contains(",#1001,sale,") && lines[2].contains(",ANA-X,100.00,USD,0.00,com_"), "{}", lines[2]);
    let all = stage.admin.get("/admin/customers.csv").await.body;
    assert!(all.contains(",USD,2,200.00,10.00"), "{all}");

    // Somebody finds out that Ana brought it: it is hers, with what was given back, and stands there once.
    stage.enter("9101", json!({ "timestamp": "2026-11-12" })).await;
    let page = stage.admin.get(&path).await.body;
    assert!(!table(&page).contains("Direct order") && table(&page).matches("#9101").count() == 1);
    assert_eq!(table(&page).matches("given back").count(), 1);
    assert_eq!(stage.customer("lin").await["totals"][0]["orders"], 2);
    stage.told("e3", 9_101, json!({})).await;
    assert_eq!(stage.customer("lin").await["totals"][0]["orders"], 2);

    // Direct orders go with their customer, and those of Ana stay.
    stage.told("e4", 9_102, json!({})).await;
    assert_eq!(stage.customer("lin").await["totals"][0]["orders"], 3);
    stage.done("delete-customer", json!({ "id": lin["id"] })).await;
    assert_eq!(stage.admin.get(&format!("{path}/orders.csv")).await.status, 404);
    assert_eq!(stage.commissions().await.len(), 2);
    let (store, channel) = (&stage.app.house.store, &stage.app.channel.id);
    assert_eq!(store.check_ledger(channel).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.check_totals(channel).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_customer_s_orders_come_page_by_page_whoever_brought_them() {
    let stage = Stage::with_ana().await;
    for number in 0..30u64 {
        stage.enter(&format!("n{number}"), json!({ "timestamp": "2026-11-10" })).await;
        stage.told(&format!("e{number}"), 9_200 + number, json!({})).await;
    }
    let lin = stage.customer("lin").await;
    let ask =
        async |after: Value| stage.done("customer", json!({ "id": lin["id"], "after": after })).await["orders"].clone();
    let first = ask(Value::Null).await;
    let second = ask(first["next"].clone()).await;
    let rows = [&first, &second].map(|page| page["rows"].as_array().unwrap().clone());
    assert_eq!((rows[0].len(), rows[1].len(), &second["next"]), (50, 10, &Value::Null));
    let all = rows.concat();
    assert_eq!(all.iter().filter(|row| row["direct"].is_object()).count(), 30);
    let names: std::collections::HashSet<String> = all
        .iter()
        .map(|row| row["direct"]["name"].as_str().or(row["brought"]["title"].as_str()).unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 60, "each once");
    let id = lin["id"].as_str().unwrap();
    let html = stage.admin.get(&format!("/admin/customers/{id}?after={}", first["next"].as_str().unwrap())).await.body;
    assert_eq!(table(&html).matches("<tr").count(), 11);
    let odd = json!({ "id": lin["id"], "after": "odd" });
    assert_eq!(stage.fault("customer", odd).await, "after");
    assert_eq!(stage.admin.get(&format!("/admin/customers/{id}/orders.csv")).await.body.lines().count(), 61);
}
