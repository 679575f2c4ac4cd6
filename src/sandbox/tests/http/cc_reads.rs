//! CC: what is read, and the traps of its answers.

use std::collections::BTreeSet;

use sandbox::{BIO_FIELD, CHANNEL_DOMAIN, people};
use serde_json::{Value, json};

use crate::bench::{Bench, both};

async fn full(bench: &Bench, person: &people::Person) -> Value {
    bench.channel(&format!("/collabs/{}", person.collab_id)).await["collab"].clone()
}

#[tokio::test]
async fn the_channel_is_northtrail() {
    let bench = Bench::start().await;
    let channel = bench.channel("").await;
    assert_eq!(channel["channel"]["name"], "Northtrail");
    assert_eq!(channel["channel"]["shopify"]["myshopifyDomain"], CHANNEL_DOMAIN);
    assert_eq!(channel["channel"]["isTest"], false);
}

#[tokio::test]
async fn a_wrong_key_gets_401_and_a_read_only_key_403_on_writes() {
    let bench = Bench::start().await;
    let url = bench.url("cc", &format!("/channels/{CHANNEL_DOMAIN}"));
    let fault = json!({"statusCode": 401, "error": "Unauthorized", "message": "Invalid or expired token"});
    assert_eq!(both(bench.client.get(&url).send().await.unwrap()).await, (401, fault.clone()));
    let wrong = bench.client.get(&url).header("x-channel-access-token", "nope").send().await.unwrap();
    assert_eq!(both(wrong).await, (401, fault));
    let bearer = bench.client.get(&url).bearer_auth(&bench.keys.cc_token).send().await.unwrap();
    assert_eq!(bearer.status(), 200);
    let read_only =
        bench.client.post(format!("{url}/settings")).bearer_auth(format!("{}-readonly", bench.keys.cc_token));
    let (status, body) = both(read_only.json(&json!({})).send().await.unwrap()).await;
    assert_eq!((status, &body["error"]), (403, &json!("Forbidden")));
}

#[tokio::test]
async fn what_is_not_found_is_a_500() {
    let bench = Bench::start().await;
    let fault = json!({"statusCode": 500, "error": "Internal Server Error", "message": "Creator or Channel not found"});
    for path in [
        "/channels/other.myshopify.com".to_owned(),
        format!("/channels/{CHANNEL_DOMAIN}/collabs?email=nobody%40example.com"),
        format!("/channels/{CHANNEL_DOMAIN}/collabs/{}", people::ANA.creator_id),
        format!("/creators/collabs?myshopify_domain={CHANNEL_DOMAIN}&email=nobody%40example.com"),
    ] {
        let response = bench.cc_request(bench.client.get(bench.url("cc", &path))).send().await.unwrap();
        assert_eq!(both(response).await, (500, fault.clone()), "{path}");
    }
}

#[tokio::test]
async fn collabs_page_until_has_next_page_is_false_though_a_cursor_is_always_named() {
    let bench = Bench::start().await;
    let (mut seen, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
    loop {
        let page = bench.channel(&format!("/collabs?limit=30&cursor={cursor}")).await;
        for collab in page["collabs"].as_array().unwrap() {
            assert!(seen.insert(collab["_id"].as_str().unwrap().to_owned()));
        }
        pages += 1;
        cursor = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        assert_eq!(page["pagination"]["totalCount"], 100);
        if page["pagination"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (100, 4));
}

#[tokio::test]
async fn collabs_are_found_by_email_and_by_words() {
    let bench = Bench::start().await;
    let by_email = bench.channel("/collabs?email=Ana.Oliveira%40example.com").await;
    assert_eq!(by_email["collabs"][0]["_id"], people::ANA.collab_id);
    for query in ["oliv", "ana-tr", "ANA15", "ana oliveira"] {
        let found = bench.channel(&format!("/collabs?query={}", query.replace(' ', "%20"))).await;
        assert!(found["collabs"].as_array().unwrap().iter().any(|c| c["_id"] == people::ANA.collab_id), "{query}");
    }
}

#[tokio::test]
async fn lists_hold_ids_where_the_full_collab_holds_objects() {
    let bench = Bench::start().await;
    let listed = bench.channel("/collabs?email=ana.oliveira%40example.com").await["collabs"][0].clone();
    assert!(listed["collabTier"].is_string() && listed["drops"][0].is_string() && listed["creator"].is_object());
    let full = full(&bench, &people::ANA).await;
    assert_eq!(full["collabTier"]["_id"], listed["collabTier"]);
    assert_eq!(full["collabTier"]["title"], "Ambassador");
    assert_eq!(full["drops"][0]["_id"], listed["drops"][0]);
    let product = &full["drops"][0]["products"][0];
    assert!(product["shopifyId"].as_str().unwrap().starts_with("gid://shopify/Product/"));
    let enhancement = &full["drops"][0]["enhancements"][0];
    assert!(!enhancement["note"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_other_door_nests_collabs_twice() {
    let bench = Bench::start().await;
    let path = format!("/creators/collabs?myshopify_domain={CHANNEL_DOMAIN}");
    let all = bench.cc(&path).await;
    assert_eq!(all["collabs"]["collabs"].as_array().unwrap().len(), 100);
    let one = bench.cc(&format!("{path}&email=ana.oliveira%40example.com")).await;
    assert_eq!(one["collabs"]["collabs"][0]["_id"], people::ANA.collab_id);
}

#[tokio::test]
async fn percentages_come_in_both_scales_and_some_discounts_are_amounts() {
    let bench = Bench::start().await;
    let all = bench.channel("/collabs?limit=250").await;
    let discounts: Vec<(&str, f64)> = all["collabs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["discount"]["discountType"].as_str().unwrap(), c["discount"]["discountAmount"].as_f64().unwrap()))
        .collect();
    let count = |test: &dyn Fn(&(&str, f64)) -> bool| discounts.iter().filter(|d| test(d)).count();
    assert!(count(&|d| d.0 == "Percentage" && d.1 < 1.0) > 10);
    assert!(count(&|d| d.0 == "Percentage" && d.1 >= 10.0) > 40);
    assert!(count(&|d| d.0 == "FixedAmount") > 0);
}

#[tokio::test]
async fn tiers_call_their_name_tier_title() {
    let bench = Bench::start().await;
    let tiers = bench.channel("/collab-tiers").await["collabTiers"].clone();
    let titles: Vec<&str> = tiers.as_array().unwrap().iter().map(|tier| tier["tierTitle"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Bronze", "Silver", "Gold", "Ambassador"]);
    assert!(tiers[0].get("title").is_none());
    assert_eq!(tiers[0]["isDefault"], true);
}

#[tokio::test]
async fn the_bio_is_a_custom_field_and_absent_while_empty() {
    let bench = Bench::start().await;
    let bio = |collab: &Value| {
        let fields = collab["customFields"].as_array().unwrap().clone();
        fields.into_iter().find(|field| field["handle"] == BIO_FIELD)
    };
    let ana = bio(&full(&bench, &people::ANA).await).unwrap();
    assert_eq!((&ana["ownerType"], &ana["type"]), (&json!("collab"), &json!("multi_line_text_field")));
    assert!(ana["value"].as_str().unwrap().len() > 40);
    let new = full(&bench, &people::NEW_PARTNER).await;
    assert!(bio(&new).is_none() && new["drops"] == json!([]));
}

#[tokio::test]
async fn the_hostile_partner_is_hostile_everywhere() {
    let bench = Bench::start().await;
    let collab = full(&bench, &people::HOSTILE).await;
    let text = collab.to_string();
    for part in ["<script>", "onerror=alert", "javascript:alert", "\u{202E}", "</textarea>"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(collab["drops"][0]["title"].as_str().unwrap().contains("<script>"));
    assert!(collab["drops"][0]["enhancements"][0]["note"].as_str().unwrap().contains("onerror"));
    assert!(collab["creator"]["profilePicture"]["url"].as_str().unwrap().starts_with("javascript:"));
}

#[tokio::test]
async fn magic_links_differ_for_known_and_new_addresses() {
    let bench = Bench::start().await;
    let known = bench.channel("/creators/magic-link?email=ana.oliveira%40example.com").await;
    assert_eq!(known["notify"], false);
    let new = bench.channel("/creators/magic-link?email=someone%2Bnew%40example.com").await;
    assert_eq!(new["notify"], true);
    assert!(new["link"].as_str().unwrap().contains("email=someone%2Bnew%40example.com"));
}

#[tokio::test]
async fn metrics_cover_each_day_and_the_period_before() {
    let bench = Bench::start().await;
    let revenue = bench.channel("/metrics/revenue?startDate=2026-11-01&endDate=2026-11-10").await;
    let aggregates = &revenue["metrics"]["aggregates"];
    let now = &aggregates["currentPeriod"];
    assert_eq!(now["perDay"].as_object().unwrap().len(), 10);
    assert!(aggregates["prevPeriod"]["perDay"].get("2026-10-31").is_some());
    let days: f64 = now["perDay"].as_object().unwrap().values().map(|d| d["grossRevenue"].as_f64().unwrap()).sum();
    assert!((days - now["all"]["grossRevenue"].as_f64().unwrap()).abs() < 0.01 && days > 1_000.0);
    assert!(now["all"]["creatorAttributedRevenue"].as_f64() < now["all"]["grossRevenue"].as_f64());
    let sessions = bench.channel("/metrics/session?startDate=2026-11-20&endDate=2026-11-21").await;
    let per_day = &sessions["metrics"]["aggregates"]["currentPeriod"]["perDay"];
    assert!(per_day["2026-11-20"]["sessions"].as_i64() > Some(100));
    assert_eq!(per_day["2026-11-21"]["sessions"], 0, "sessions are a day late");
}

#[tokio::test]
async fn a_drop_makes_a_cart_link_with_the_partner_s_attributes() {
    let bench = Bench::start().await;
    let drop = full(&bench, &people::ANA).await["drops"][0]["_id"].as_str().unwrap().to_owned();
    let cart = bench.cc(&format!("/creators/{}/drops/{drop}/cart", people::ANA.creator_id)).await;
    let url = cart["data"]["cartUrl"].as_str().unwrap();
    assert!(url.starts_with(&format!("https://{CHANNEL_DOMAIN}/cart/477734")));
    assert!(url.contains(&format!("attributes%5Bcc-creator-id%5D={}", people::ANA.creator_id)));
}
