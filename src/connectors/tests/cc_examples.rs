//! Every example answer of CC's published `OpenAPI` file goes through the parsers.

use crate::stub::{Stub, ok};
use connectors::CoBranding;
use connectors::co_branding::DropDraft;
use domain::{Day, Email, RateBps, profile::Discount};
use serde_json::Value;
use std::path::Path;

fn contract() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contracts/cc-unified-api.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the published OpenAPI file is not here");
        return None;
    };
    Some(serde_norway::from_str(&text).unwrap())
}

/// Method, path and example of every 200 answer.
fn examples(contract: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, operations) in contract["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let media = &operation["responses"]["200"]["content"]["application/json"];
            let named = media["examples"].as_object().into_iter().flatten();
            let named = named.map(|(_, it)| it["value"].clone());
            let all = media.get("example").cloned().into_iter().chain(named);
            found.extend(all.map(|it| (method.clone(), path.clone(), it)));
        }
    }
    found
}

#[tokio::test]
async fn every_example_is_read() {
    let Some(contract) = contract() else { return };
    let examples = examples(&contract);
    assert!(examples.len() >= 33, "{}", examples.len());
    let mut read = 0;
    for (method, path, example) in examples {
        let email = email_in(&example);
        let stub = Stub::saying([ok(example)]).await;
        if parse(&stub, &method, &path, email).await {
            read += 1;
        }
    }
    assert_eq!(read, 16);
}

/// The first e-mail address of the example, so that a look-up by it must find the example.
fn email_in(json: &Value) -> Email {
    let found = serde_json::to_string(json).unwrap();
    let text = found.split("\"email\":\"").nth(1).and_then(|rest| rest.split('"').next());
    text.unwrap_or("nobody@example.com").parse().unwrap()
}

/// Puts an answer to the question it belongs to; false for what no question asks.
async fn parse(stub: &Stub, method: &str, path: &str, email: Email) -> bool {
    let cc = stub.cc();
    let (from, to) = (Day::from_number(20_000), Day::from_number(20_030));
    let draft = DropDraft { title: "a".into(), description: "b".into(), ..DropDraft::default() };
    let tail = path.trim_start_matches("/channels/{myshopifyDomain}");
    match (method, tail) {
        ("get", "") => assert!(cc.channel().await.unwrap().primary_color.is_some()),
        ("get", "/creators/magic-link") => assert!(cc.magic_link(&email).await.unwrap().link.starts_with("https://")),
        ("get", "/collabs" | "/creators/collabs") => {
            let page = cc.collabs(None).await.unwrap();
            assert_eq!((page.collabs.len(), page.next), (1, None));
            assert!(cc.collab_by_email(&email).await.unwrap().is_some());
        }
        ("get", "/collabs/{collabId}") => {
            let collab = cc.collab("x").await.unwrap().unwrap();
            assert_eq!(collab.summary.discount, Some(Discount::Percentage(RateBps(1_000))));
            assert!(collab.summary.tier.is_some() && collab.summary.creator.picture_url.is_some());
            let product = &collab.drops[0].products[0];
            assert!(!product.note.is_empty() && product.shopify_id.bytes().all(|it| it.is_ascii_digit()));
        }
        ("get", "/collab-tiers") => assert_eq!(cc.tiers().await.unwrap().len(), 2),
        ("get", "/metrics/session") => assert_eq!(cc.session_metrics(from, to).await.unwrap().per_day.len(), 2),
        ("get", "/metrics/revenue") => assert_eq!(cc.revenue_metrics(from, to).await.unwrap().before.len(), 3),
        ("post", "/collabs/{collabId}" | "/creators/collabs" | "/creators/collabs/{collabId}") => {
            cc.set_bio("x", "bio").await.unwrap();
            assert!(cc.collab("x").await.unwrap().is_some());
        }
        ("post", "/creators/collabs/{collabId}/drops") => assert!(cc.create_drop("x", &draft).await.is_ok()),
        ("post", "/creators/collabs/{collabId}/drops/{dropId}" | "/collabs/{collabId}/drops/{dropId}") => {
            cc.update_drop("x", "y", &draft).await.unwrap();
        }
        ("post", "/collabs/{collabId}/drops/{dropId}/products") => cc.add_products("x", "y", &[]).await.unwrap(),
        _ => return false,
    }
    true
}
