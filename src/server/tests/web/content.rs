//! The content manager through the router, down to what CC's stand-in received.

use crate::support::{Answer, TestApp, Visitor};
use sandbox::people::ANA;
use serde_json::{Value, json};

async fn call(visitor: &Visitor, path: &str, body: Value) -> (u16, Value) {
    let answer = visitor.call(path, &body).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

async fn load(visitor: &Visitor) -> Value {
    let (status, view) = call(visitor, "/fn/content", json!({ "partner": null })).await;
    assert_eq!((status, &view["is_known"]), (200, &json!(true)), "{view}");
    view
}

async fn publish(visitor: &Visitor, content: &Value, base: &Value) -> (u16, Value) {
    call(visitor, "/fn/content/publish", json!({ "partner": null, "content": content, "base": base })).await
}

fn bio(collab: &Value) -> &Value {
    let fields = collab["customFields"].as_array().unwrap();
    fields.iter().find(|field| field["handle"] == "cc-bio").map_or(&Value::Null, |field| &field["value"])
}

async fn page(app: &TestApp) -> Answer {
    app.visitor().get(&format!("/p/{}", ANA.handle)).await
}

/// A product that the picker finds: its numeric id.
async fn found(visitor: &Visitor, text: &str) -> Value {
    let query = json!({ "query": { "text": text, "in_stock": true, "sort": "price" } });
    let (status, shelf) = call(visitor, "/fn/content/shelf", query).await;
    assert_eq!(status, 200, "{shelf}");
    assert!(shelf["total"].as_i64().unwrap() >= 1, "{shelf}");
    shelf["products"][0]["id"].clone()
}

#[tokio::test]
async fn what_a_partner_publishes_is_what_cc_receives_and_what_visitors_see() {
    let app = TestApp::alone().await;
    app.house.unify.first_sync(&app.channel.id).await.unwrap();
    let ana = app.partner(ANA.handle).await;
    let view = load(&ana).await;
    assert!(!view["facets"]["collections"].as_array().unwrap().is_empty(), "collections were read");
    let product = found(&ana, "shoe").await;
    let mut content = view["live"].clone();
    let text = "I run <script>alert(1)</script> **far**.\n\n- \"One\"\n- 'Two' & 🏔";
    content["bio"] = json!(text);
    let old = content["drops"].as_array().unwrap().len();
    content["drops"].as_array_mut().unwrap().insert(
        0,
        json!({ "id": "new-abc", "title": "Fresh <b>picks</b>", "description": "", "picture_url": null,
            "picks": [{ "product_id": product, "variant_id": null, "note": "Try \"it\" & see." }] }),
    );
    let (status, published) = publish(&ana, &content, &view["version"]).await;
    assert_eq!((status, &published["kind"]), (200, &json!("live")), "{published}");
    let collab = app.outside.collab(ANA.collab_id).await;
    assert_eq!(bio(&collab), text);
    let drop = &collab["drops"][0];
    assert_eq!((&drop["title"], collab["drops"].as_array().unwrap().len()), (&json!("Fresh <b>picks</b>"), old + 1));
    assert_eq!(drop["custom"]["cc-tandem-key"], "new-abc");
    assert_eq!(drop["enhancements"][0]["note"], "Try \"it\" & see.");
    let html = page(&app).await.body;
    assert!(html.contains("Fresh &lt;b&gt;picks&lt;/b&gt;"));
    assert!(!html.contains("<script>alert"));
    // Everything that was there goes, and CC's list is what was published.
    let gone = json!({ "bio": "", "picture_url": null, "drops": [published["content"]["drops"][0]] });
    let (_, second) = publish(&ana, &gone, &published["version"]).await;
    assert_eq!(second["kind"], "live", "{second}");
    let collab = app.outside.collab(ANA.collab_id).await;
    assert_eq!(collab["drops"].as_array().unwrap().len(), 1);
    assert_eq!(collab["creator"]["profilePicture"], Value::Null);
    let (_, versions) = call(&ana, "/fn/content/versions", json!({ "partner": null, "after": null })).await;
    assert_eq!(versions[0].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_edit_at_cc_is_a_conflict_and_a_dead_cc_keeps_the_text() {
    let app = TestApp::alone().await;
    let ana = app.partner(ANA.handle).await;
    let view = load(&ana).await;
    app.outside.change_collab(ANA.collab_id, &json!({ "custom": { "cc-bio": "Changed at CC." } })).await;
    let mut content = view["live"].clone();
    content["bio"] = json!("Mine.");
    let (status, conflict) = publish(&ana, &content, &view["version"]).await;
    assert_eq!((status, &conflict["kind"]), (200, &json!("conflict")));
    assert_eq!(conflict["theirs"]["bio"], "Changed at CC.");
    assert_eq!(bio(&app.outside.collab(ANA.collab_id).await), "Changed at CC.");
    app.outside.switch("cc", "error500").await;
    let (status, failed) = publish(&ana, &content, &conflict["version"]).await;
    assert_eq!((status, &failed["kind"]), (503, &json!("outside")), "{failed}");
    assert!(failed["message"].as_str().unwrap().contains("kept as a draft"));
    let (_, view) = call(&ana, "/fn/content", json!({ "partner": null })).await;
    assert_eq!(view["draft"]["content"]["bio"], "Mine.");
    app.outside.switch("cc", "ok").await;
    let (status, published) = publish(&ana, &content, &conflict["version"]).await;
    assert_eq!((status, &published["kind"]), (200, &json!("live")), "{published}");
    assert_eq!(load(&ana).await["draft"], Value::Null);
}

#[tokio::test]
async fn with_review_a_change_goes_over_the_teams_table() {
    let app = TestApp::alone().await;
    let (ana, admin) = (app.partner(ANA.handle).await, app.admin().await);
    assert_eq!(call(&admin, "/fn/admin/require-review", json!({ "on": true })).await.0, 200);
    let view = load(&ana).await;
    assert_eq!(view["needs_review"], true);
    let mut content = view["live"].clone();
    content["bio"] = json!("Waits.");
    let (_, proposed) = publish(&ana, &content, &view["version"]).await;
    assert_eq!(proposed["kind"], "in_review", "{proposed}");
    let id = &proposed["review"]["id"];
    let (_, queue) = call(&admin, "/fn/admin/reviews", json!({ "status": "pending", "after": null })).await;
    assert_eq!((&queue["waiting"], &queue["reviews"][0]["id"]), (&json!(1), id));
    let decide = |decision: &str, reason: &str| json!({ "id": id, "decision": decision, "reason": reason });
    let (status, refused) = call(&admin, "/fn/admin/decide-review", decide("reject", "")).await;
    assert_eq!((status, &refused["field"]), (422, &json!("reason")));
    let (status, detail) = call(&admin, "/fn/admin/review", json!({ "id": id })).await;
    assert_eq!((status, &detail["after"]["bio"]), (200, &json!("Waits.")));
    let (status, decided) = call(&admin, "/fn/admin/decide-review", decide("approve", "")).await;
    assert_eq!((status, &decided["status"]), (200, &json!("approved")), "{decided}");
    assert_eq!(bio(&app.outside.collab(ANA.collab_id).await), "Waits.");
    assert!(page(&app).await.body.contains("Waits."));
    let (status, late) = call(&admin, "/fn/admin/decide-review", decide("reject", "No.")).await;
    assert_eq!((status, &late["kind"]), (409, &json!("conflict")));
    let trail = app.house.store.audit_trail(&app.channel.id, 20).await.unwrap();
    let published = trail.iter().find(|entry| entry.action == "content.published").unwrap();
    assert_eq!(published.address.as_deref(), Some("192.0.2.1"));
    assert!(published.actor.starts_with("admin:"));
}

#[tokio::test]
async fn what_is_wrong_names_its_field_and_loses_nothing() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    let view = load(&ana).await;
    let mut content = view["live"].clone();
    content["drops"][0]["picks"][0]["note"] = json!("x".repeat(281));
    let (status, refused) = publish(&ana, &content, &view["version"]).await;
    assert_eq!((status, &refused["kind"]), (422, &json!("invalid")));
    assert_eq!(refused["field"], "drops[0].picks[0].note");
    let save = json!({ "partner": null, "content": content, "base": view["version"], "revision": 0 });
    let (status, saved) = call(&ana, "/fn/content/save-draft", save).await;
    assert_eq!((status, &saved["kind"]), (200, &json!("saved")));
    let huge = json!({ "partner": null, "content": { "bio": "x".repeat(300_000), "picture_url": null, "drops": [] }, "base": "", "revision": 0 });
    let answer = ana.call("/fn/content/save-draft", &huge).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
}
