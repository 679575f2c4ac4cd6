//! HubSpot: contacts, search, batches, owners, errors.

use reqwest::StatusCode;
use sandbox::people;
use serde_json::{Value, json};

use crate::bench::{Bench, both, ok};

const CONTACTS: &str = "/crm/v3/objects/contacts";

async fn by_email(bench: &Bench, escaped: &str) -> (u16, Value) {
    let path = format!("{CONTACTS}/{escaped}?idProperty=email&properties=email,hubspot_owner_id&archived=false");
    both(bench.hubspot_get(&path).send().await.unwrap()).await
}

#[tokio::test]
async fn a_contact_by_email_leads_to_its_owner() {
    let bench = Bench::start().await;
    let (status, contact) = by_email(&bench, "ANA.oliveira%40example.com").await;
    assert_eq!((status, &contact["properties"]["email"]), (200, &json!(people::ANA.email)));
    let owner = contact["properties"]["hubspot_owner_id"].as_str().unwrap();
    let owner = ok(bench.hubspot_get(&format!("/crm/v3/owners/{owner}?idProperty=id")).send().await.unwrap()).await;
    assert!(owner["email"].as_str().unwrap().ends_with("@northtrail.example") && owner["id"].is_string());
    let email = owner["email"].as_str().unwrap().replace('@', "%40");
    let listed = ok(bench.hubspot_get(&format!("/crm/v3/owners?email={email}&limit=100")).send().await.unwrap()).await;
    assert_eq!(listed["results"], json!([owner]));
}

#[tokio::test]
async fn an_address_full_of_url_characters_is_one_path_segment() {
    let bench = Bench::start().await;
    let (status, contact) = by_email(&bench, "zed%2Ba%2Fb%3Fc%23d%252e%27--%40example.com").await;
    assert_eq!((status, &contact["properties"]["email"]), (200, &json!(people::HOSTILE.email)));
}

#[tokio::test]
async fn an_unknown_contact_is_object_not_found() {
    let bench = Bench::start().await;
    let (status, fault) = by_email(&bench, "leilani.kahale%40example.com").await;
    assert_eq!((status, &fault["category"], &fault["status"]), (404, &json!("OBJECT_NOT_FOUND"), &json!("error")));
    let bare = bench.client.get(bench.url("hubspot", "/crm/v3/owners")).send().await.unwrap();
    let (status, fault) = both(bare).await;
    assert_eq!((status, &fault["category"]), (401, &json!("INVALID_AUTHENTICATION")));
}

#[tokio::test]
async fn search_filters_and_pages_until_paging_is_absent() {
    let bench = Bench::start().await;
    let one = json!({"filterGroups": [{"filters": [{"propertyName": "email", "operator": "EQ", "value": people::ANA.email}]}],
        "properties": ["email", "cc_partner_tier"], "limit": 1, "after": "0", "sorts": []});
    let found = ok(bench.hubspot_post(&format!("{CONTACTS}/search"), &one).send().await.unwrap()).await;
    assert_eq!(
        (&found["total"], &found["results"][0]["properties"]["cc_partner_tier"]),
        (&json!(1), &json!("ambassador"))
    );
    assert!(found.get("paging").is_none());
    let (mut after, mut seen) = (json!("0"), 0);
    loop {
        let page = json!({"filterGroups": [], "limit": 40, "after": after});
        let page = ok(bench.hubspot_post(&format!("{CONTACTS}/search"), &page).send().await.unwrap()).await;
        seen += page["results"].as_array().unwrap().len();
        match page.pointer("/paging/next/after") {
            Some(next) => after = next.clone(),
            None => break,
        }
    }
    assert_eq!(seen, 99);
    let too_many = json!({"filterGroups": [], "limit": 201});
    assert_eq!(bench.hubspot_post(&format!("{CONTACTS}/search"), &too_many).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn contacts_are_created_once_and_patched() {
    let bench = Bench::start().await;
    let body = json!({"properties": {"email": "ida.berg@example.com", "firstname": "Ida"}});
    let made = bench.hubspot_post(CONTACTS, &body).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made = ok(made).await;
    let (status, fault) = both(bench.hubspot_post(CONTACTS, &body).send().await.unwrap()).await;
    assert_eq!((status, &fault["category"]), (409, &json!("CONFLICT")));
    assert!(fault["message"].as_str().unwrap().contains(made["id"].as_str().unwrap()));
    let url = bench.url("hubspot", &format!("{CONTACTS}/ida.berg%40example.com?idProperty=email"));
    let patch = bench
        .client
        .patch(url)
        .bearer_auth(&bench.keys.hubspot_token)
        .json(&json!({"properties": {"cc_partner_tier": 3}}));
    assert_eq!(ok(patch.send().await.unwrap()).await["properties"]["cc_partner_tier"], "3", "values are text");
    let unknown = json!({"properties": {"email": "b@example.com", "shoe_size": "44"}});
    let (status, fault) = both(bench.hubspot_post(CONTACTS, &unknown).send().await.unwrap()).await;
    assert_eq!((status, &fault["errors"][0]["code"]), (400, &json!("PROPERTY_DOESNT_EXIST")));
}

#[tokio::test]
async fn a_batch_with_a_bad_input_is_207() {
    let bench = Bench::start().await;
    let path = format!("{CONTACTS}/batch/upsert");
    let good = |email: &str| json!({"id": email, "idProperty": "email", "properties": {"cc_partner_tier": "gold"}});
    let all_good = bench
        .hubspot_post(&path, &json!({"inputs": [good(people::ANA.email), good("new@example.com")]}))
        .send()
        .await
        .unwrap();
    assert_eq!(all_good.status(), 200);
    let all_good = ok(all_good).await;
    assert_eq!((&all_good["results"][0]["new"], &all_good["results"][1]["new"]), (&json!(false), &json!(true)));
    let bad = json!({"id": "x@example.com", "idProperty": "email", "properties": {"nonsense": "1"}});
    let mixed = bench.hubspot_post(&path, &json!({"inputs": [good(people::ANA.email), bad]})).send().await.unwrap();
    assert_eq!(mixed.status(), StatusCode::MULTI_STATUS);
    let mixed = ok(mixed).await;
    assert_eq!((&mixed["numErrors"], mixed["results"].as_array().unwrap().len()), (&json!(1), 1));
}
