//! CC: what is written, and that it is there afterwards.

use sandbox::{CHANNEL_DOMAIN, people};
use serde_json::{Value, json};

use crate::bench::{Bench, both, ok};

const ANA: &str = people::ANA.collab_id;

async fn full(bench: &Bench, collab: &str) -> Value {
    bench.channel(&format!("/collabs/{collab}")).await["collab"].clone()
}

fn channel(path: &str) -> String {
    format!("/channels/{CHANNEL_DOMAIN}{path}")
}

fn bio(collab: &Value) -> Option<String> {
    let fields = collab["customFields"].as_array().unwrap();
    fields.iter().find(|field| field["handle"] == "cc-bio").map(|field| field["value"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_bio_is_written_through_custom() {
    let bench = Bench::start().await;
    let body = json!({"custom": {"cc-bio": "Now in Porto."}, "creator": {"shop": {"title": "New kit", "theme": {"primaryColor": "#112233"}}}});
    let answer = ok(bench.cc_post(&channel(&format!("/collabs/{ANA}")), body).await).await;
    assert_eq!(answer["collab"]["creator"], people::ANA.creator_id);
    let after = full(&bench, ANA).await;
    assert_eq!(bio(&after).as_deref(), Some("Now in Porto."));
    assert_eq!(after["creator"]["shop"], json!({"title": "New kit", "theme": {"primaryColor": "#112233"}}));
    ok(bench.cc_post(&channel(&format!("/collabs/{ANA}")), json!({"custom": {"cc-bio": ""}})).await).await;
    assert_eq!(bio(&full(&bench, ANA).await), None);
}

#[tokio::test]
async fn a_faulty_update_changes_nothing() {
    let bench = Bench::start().await;
    let body = json!({"creator": {"firstName": "X", "primaryColor": "red"}});
    let (status, fault) = both(bench.cc_post(&channel(&format!("/collabs/{ANA}")), body).await).await;
    assert_eq!((status, fault["statusCode"].as_i64()), (500, Some(500)));
    assert_eq!(full(&bench, ANA).await["creator"]["firstName"], "Ana");
    let taken = json!({"creator": {"handle": people::NEW_PARTNER.handle}});
    assert_eq!(bench.cc_post(&channel(&format!("/collabs/{ANA}")), taken).await.status(), 500);
}

#[tokio::test]
async fn drops_are_reordered_by_naming_their_ids() {
    let bench = Bench::start().await;
    let ids = |collab: &Value| -> Vec<String> {
        collab["drops"].as_array().unwrap().iter().map(|d| d["_id"].as_str().unwrap().to_owned()).collect()
    };
    let mut order = ids(&full(&bench, ANA).await);
    order.reverse();
    ok(bench.cc_post(&channel(&format!("/collabs/{ANA}")), json!({"drops": order})).await).await;
    assert_eq!(ids(&full(&bench, ANA).await), order);
    order.pop();
    ok(bench.cc_post(&channel(&format!("/collabs/{ANA}")), json!({"drops": order})).await).await;
    assert_eq!(ids(&full(&bench, ANA).await), order, "the list that is given is the list");
    let foreign = json!({"drops": ["66b1f0a2c4d3e5f601a7ffff"]});
    assert_eq!(bench.cc_post(&channel(&format!("/collabs/{ANA}")), foreign).await.status(), 500);
}

#[tokio::test]
async fn a_drop_is_made_filled_noted_and_replaced() {
    let bench = Bench::start().await;
    let new = people::NEW_PARTNER.collab_id;
    let (shoe, racer) = ("9177500000427", "9177500033318");
    let body = json!({"title": "First", "description": "My start", "products": [
        {"id": shoe, "enhancement": {"note": "Good", "media": ["https://pictures.example/a.webp"]}},
    ]});
    let made = ok(bench.cc_post(&format!("/creators/collabs/{new}/drops"), body).await).await["drop"].clone();
    let drop = made["_id"].as_str().unwrap();
    let append = json!({"products": [{"id": racer, "enhancement": {"note": "Fast", "variant": "47773400065795"}}]});
    let path = channel(&format!("/collabs/{new}/drops/{drop}"));
    let filled = ok(bench.cc_post(&format!("{path}/products"), append).await).await;
    assert_eq!(filled["drop"]["products"].as_array().unwrap().len(), 2);
    let enhancement = filled["drop"]["enhancements"][0].as_str().unwrap().to_owned();
    for word in ["enhancements", "enhancement"] {
        let noted = ok(bench.cc_post(&format!("{path}/{word}/{enhancement}"), json!({"note": word})).await).await;
        assert_eq!(noted["enhancement"]["note"], word);
    }
    let seen = full(&bench, new).await["drops"][0].clone();
    assert_eq!(seen["enhancements"][0]["media"][0]["mediaContentType"], "IMAGE");
    assert_eq!(seen["enhancements"][1]["variant"], "47773400065795");
    let replaced = ok(bench.cc_post(&path, json!({"title": "Second", "products": [{"id": racer}]})).await).await;
    assert_eq!(
        (&replaced["drop"]["title"], replaced["drop"]["products"].as_array().unwrap().len()),
        (&json!("Second"), 1)
    );
    let seen = full(&bench, new).await["drops"][0].clone();
    assert_eq!(seen["enhancements"][0]["note"], "Fast", "the kept product keeps its note");
}

#[tokio::test]
async fn a_drop_of_another_collab_or_an_unknown_product_is_refused() {
    let bench = Bench::start().await;
    let drop = full(&bench, ANA).await["drops"][0].clone();
    let id = drop["_id"].as_str().unwrap();
    let foreign = channel(&format!("/collabs/{}/drops/{id}", people::EUR_PARTNER.collab_id));
    assert_eq!(bench.cc_post(&foreign, json!({"title": "Mine now"})).await.status(), 500);
    let own = channel(&format!("/collabs/{ANA}/drops/{id}"));
    assert_eq!(bench.cc_post(&own, json!({"title": "X", "products": ["123"]})).await.status(), 500);
    assert_eq!(full(&bench, ANA).await["drops"][0], drop);
}

#[tokio::test]
async fn creating_a_collab_finds_by_email_or_makes_a_new_one() {
    let bench = Bench::start().await;
    let body = |email: &str| json!({"myshopifyDomain": CHANNEL_DOMAIN, "email": email, "firstName": "Ida", "lastName": "Berg"});
    let known = ok(bench.cc_post("/creators/collabs", body("ANA.oliveira@example.com")).await).await;
    assert_eq!(known["collab"]["_id"], ANA);
    let made = ok(bench.cc_post("/creators/collabs", body("ida.berg@example.com")).await).await;
    let id = made["collab"]["_id"].as_str().unwrap();
    assert_eq!(full(&bench, id).await["creator"]["firstName"], "Ida");
    let update = json!({"isOnboarded": true, "discount": {"discountAmount": 0.25, "discountType": "Percentage"}});
    let updated = ok(bench.cc_post(&format!("/creators/collabs/{id}"), update).await).await;
    assert_eq!(updated["collab"]["discount"]["discountAmount"], 0.25);
    assert_eq!(bench.cc_post("/creators/collabs", json!({"email": "x@example.com"})).await.status(), 500);
}

#[tokio::test]
async fn custom_field_handles_get_the_prefix() {
    let bench = Bench::start().await;
    let body = json!({"ownerType": "collab", "name": "Motto", "handle": "motto", "type": "single_line_text_field"});
    let made = ok(bench.cc_post(&channel("/custom-field-definitions"), body.clone()).await).await;
    assert_eq!(made["customFieldDefinition"]["handle"], "cc-motto");
    assert_eq!(bench.cc_post(&channel("/custom-field-definitions"), body).await.status(), 500, "handles are unique");
    let all = bench.channel("/custom-field-definitions").await;
    assert_eq!(all["customFieldDefinitions"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn settings_merge_one_level_deep() {
    let bench = Bench::start().await;
    let answer = ok(bench.cc_post(&channel("/settings"), json!({"brandKit": {"primaryColor": "#000000"}})).await).await;
    assert_eq!(answer["channel"]["brandKit"]["primaryColor"], "#000000");
    assert_eq!(answer["channel"]["brandKit"]["title"], "Northtrail");
}

#[tokio::test]
async fn an_uploaded_file_can_be_fetched() {
    let bench = Bench::start().await;
    let signed = bench
        .cc("/storage/presigned-url?filename=a.png&contentType=image%2Fpng&extension=png&meta%5BchannelId%5D=1")
        .await;
    let url = signed["presignedUrl"].as_str().unwrap();
    let forged = url.replace("Signature=", "Signature=0");
    let put =
        |url: String, kind: &str| bench.client.put(url).header("content-type", kind.to_owned()).body("bytes").send();
    assert_eq!(put(forged, "image/png").await.unwrap().status(), 403);
    assert_eq!(put(url.to_owned(), "text/html").await.unwrap().status(), 403);
    assert_eq!(put(url.to_owned(), "image/png").await.unwrap().status(), 200);
    let fetched = bench.client.get(signed["media"]["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/png");
    assert_eq!(fetched.text().await.unwrap(), "bytes");
}
