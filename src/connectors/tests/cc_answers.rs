//! CC's answers in every shape that its documentation contradicts itself about (contract A10).

use crate::stub::{Stub, ok, status};
use connectors::{
    CoBranding, ConnectorError,
    co_branding::{Collab, CollabSummary},
};
use domain::{Currency, Money, RateBps, profile::Discount};
use serde_json::{Value, json};

const COLLAB: &str = "64b0000000000000000000c1";
const CREATOR: &str = "64b000000000000000000001";
const TIER: &str = "64b0000000000000000000f1";

async fn summary(collab: Value) -> CollabSummary {
    let stub = Stub::saying([ok(json!({ "collabs": [collab] }))]).await;
    stub.cc().collabs(None).await.unwrap().collabs.remove(0)
}

async fn full(collab: Value) -> Collab {
    let stub = Stub::saying([ok(json!({ "collab": collab }))]).await;
    stub.cc().collab(COLLAB).await.unwrap().unwrap()
}

async fn discount(discount: Value) -> Option<Discount> {
    summary(json!({"_id": COLLAB, "discount": discount})).await.discount
}

#[tokio::test]
async fn percentages_of_both_scales_are_the_same() {
    for amount in [json!(0.1), json!(10), json!("10"), json!("0.10"), json!(10.0)] {
        let found = discount(json!({"discountAmount": amount, "discountType": "Percentage"})).await;
        assert_eq!(found, Some(Discount::Percentage(RateBps(1_000))), "{amount}");
    }
    for amount in [json!(-5), json!("NaN"), json!(null), json!(1000), json!([]), json!({})] {
        let found = discount(json!({"discountAmount": amount, "discountType": "Percentage"})).await;
        assert_eq!(found, None, "{amount}");
    }
}

#[tokio::test]
async fn fixed_amounts_need_a_currency() {
    for name in ["FixedAmount", "Fixed"] {
        let collab = json!({"_id": COLLAB, "discount": {"discountAmount": "12.50", "discountType": name}});
        let stub = Stub::saying([ok(json!({ "collabs": [collab] }))]).await;
        let unknown = stub.cc().collabs(None).await.unwrap();
        assert_eq!(unknown.collabs[0].discount, None);
        let known = stub.cc().with_currency(Currency::EUR).collabs(None).await.unwrap();
        assert_eq!(known.collabs[0].discount, Some(Discount::Fixed(Money::new(1_250, Currency::EUR))));
    }
}

#[tokio::test]
async fn collabs_are_nested_in_three_ways() {
    let collab = json!({"_id": COLLAB});
    for body in [json!({"collabs": [collab]}), json!({"collabs": {"collabs": [collab]}}), json!([collab])] {
        let stub = Stub::saying([ok(body.clone())]).await;
        assert_eq!(stub.cc().collabs(None).await.unwrap().collabs[0].id, COLLAB, "{body}");
    }
    let none = Stub::saying([ok(json!({"collabs": []}))]).await;
    assert_eq!(none.cc().collabs(None).await.unwrap().collabs, []);
    let missing = Stub::saying([ok(json!({"result": "fine"}))]).await;
    assert!(missing.cc().collabs(None).await.is_err());
}

#[tokio::test]
async fn a_cursor_on_the_last_page_is_not_followed() {
    let page = |more: Value| {
        ok(json!({"collabs": [{"_id": COLLAB}], "pagination": {"hasNextPage": more, "nextCursor": COLLAB}}))
    };
    let stub = Stub::saying([
        page(json!(true)),
        page(json!(true)),
        page(json!(false)),
        page(json!("true")),
        page(json!(null)),
    ])
    .await;
    let cc = stub.cc();
    assert_eq!(cc.collabs(None).await.unwrap().next.as_deref(), Some(COLLAB));
    // The same page again: this CC knows no cursor.
    assert_eq!(cc.collabs(Some(COLLAB)).await.unwrap().next, None);
    assert_eq!(cc.collabs(None).await.unwrap().next, None);
    assert_eq!(cc.collabs(None).await.unwrap().next.as_deref(), Some(COLLAB));
    assert_eq!(cc.collabs(None).await.unwrap().next, None);
    assert!(stub.seen()[1].query().contains(&format!("cursor={COLLAB}")));
}

#[tokio::test]
async fn creators_and_tiers_are_ids_or_objects() {
    let plain = summary(json!({"_id": COLLAB, "creator": CREATOR, "collabTier": TIER})).await;
    assert_eq!((plain.creator.id.as_str(), plain.creator.first_name.as_str()), (CREATOR, ""));
    assert_eq!((plain.tier_id.as_deref(), plain.tier), (Some(TIER), None));
    assert!(plain.is_active);
    for title in ["title", "tierTitle"] {
        let tier = json!({"_id": TIER, (title): "Gold"});
        let rich = summary(json!({"_id": COLLAB, "creator": {"_id": CREATOR, "firstName": "Ana"}, "collabTier": tier, "isActive": "false"})).await;
        assert_eq!(rich.creator.first_name, "Ana");
        assert_eq!((rich.tier_id.as_deref(), rich.tier.as_deref()), (Some(TIER), Some("Gold")));
        assert!(!rich.is_active);
    }
    let named = summary(json!({"_id": COLLAB, "collabTier": "Gold"})).await;
    assert_eq!((named.tier_id, named.tier.as_deref()), (None, Some("Gold")));
    let shopify = summary(json!({"_id": COLLAB, "collabTier": null, "shopifyCollabsTierName": "Silver"})).await;
    assert_eq!(shopify.tier.as_deref(), Some("Silver"));
}

#[tokio::test]
async fn beginnings_have_several_names() {
    for name in ["collabStartedAt", "startedAt", "startAt"] {
        let found = summary(json!({"_id": COLLAB, (name): "2026-02-21T00:00:00.000Z"})).await;
        assert_eq!(found.started_at.map(domain::Timestamp::millis), Some(1_771_632_000_000), "{name}");
    }
    assert_eq!(summary(json!({"_id": COLLAB, "startedAt": "soon"})).await.started_at, None);
}

#[tokio::test]
async fn null_anywhere_is_none() {
    let fields = [
        "creator",
        "collabTier",
        "affiliateCode",
        "affiliateUrl",
        "discount",
        "isActive",
        "drops",
        "customFields",
        "custom",
        "campaign",
    ];
    let mut collab = json!({"_id": COLLAB});
    for field in fields {
        collab[field] = Value::Null;
    }
    let found = full(collab).await;
    assert_eq!((found.summary.affiliate_code, found.bio, found.drops), (None, None, Vec::new()));
}

#[tokio::test]
async fn what_could_harm_a_page_is_left_out() {
    let creator = |handle: &str| {
        json!({
            "_id": CREATOR, "handle": handle, "email": "not an address",
            "profilePicture": "javascript:alert(1)", "shop": {"theme": {"primaryColor": "red;}"}}
        })
    };
    let bad = summary(json!({"_id": COLLAB, "creator": creator("../<script>"), "affiliateUrl": "javascript:x", "affiliateCode": "A B"})).await;
    assert_eq!((bad.creator.handle, bad.creator.email, bad.creator.picture_url), (None, None, None));
    assert_eq!((bad.creator.color, bad.affiliate_url, bad.affiliate_code), (None, None, None));
    let good = summary(json!({"_id": COLLAB, "creator": creator("@Ana-Trails")})).await;
    assert_eq!(good.creator.handle.as_deref(), Some("ana-trails"));
}

#[tokio::test]
async fn media_are_objects_or_addresses() {
    for picture in [json!("https://img.example/a.png"), json!({"_id": "1", "url": "https://img.example/a.png"})] {
        let creator =
            json!({"_id": CREATOR, "profilePicture": picture, "shop": {"theme": {"primaryColor": "#AABBCC"}}});
        let found = summary(json!({"_id": COLLAB, "creator": creator})).await.creator;
        assert_eq!(found.picture_url.as_deref(), Some("https://img.example/a.png"));
        assert_eq!(found.color.as_deref(), Some("#aabbcc"));
    }
}

#[tokio::test]
async fn the_bio_is_our_custom_field() {
    let field =
        json!({"handle": "cc-bio", "ownerType": "collab", "type": "multi_line_text_field", "value": "Runs far."});
    let other = json!({"handle": "cc-bio", "ownerType": "drop", "value": "Not this"});
    let shop = json!({"_id": CREATOR, "shop": {"description": "From the shop"}});
    for (collab, bio) in [
        (json!({"customFields": [other, field], "creator": shop}), Some("Runs far.")),
        (json!({"custom": {"cc-bio": "Runs far."}, "creator": shop}), Some("Runs far.")),
        (json!({"custom": {"cc_bio": "Runs far."}}), Some("Runs far.")),
        (json!({"custom": {"cc-bio": ""}, "creator": shop}), Some("")),
        (json!({"customFields": [other], "creator": shop}), Some("From the shop")),
        (json!({"custom": {"cc-bio": null}, "creator": shop}), Some("From the shop")),
        (json!({"customFields": "?", "creator": {"shop": {"description": " "}}}), None),
        (json!({"customFields": [{"handle": "cc-bio", "value": 7}]}), None),
    ] {
        let mut collab = collab;
        collab["_id"] = json!(COLLAB);
        assert_eq!(full(collab.clone()).await.bio.as_deref(), bio, "{collab}");
    }
}

#[tokio::test]
async fn products_are_joined_with_their_notes() {
    let [first, second, third] = ["64b0000000000000000000b1", "64b0000000000000000000b2", "64b0000000000000000000b3"];
    let drop = json!({
        "_id": "d1", "title": "Race day", "description": " Two\nlines ",
        "products": [
            {"_id": first, "shopifyId": "gid://shopify/Product/111", "shopifyHandle": "shoe"},
            second,
            {"id": 333, "enhancement": {"note": "Inside", "variant": 9}},
            third, null, 7.5
        ],
        "enhancements": [
            {"_id": "e1", "product": first, "note": "My go-to", "variant": "gid://shopify/ProductVariant/42"},
            {"_id": "e2", "product": {"_id": second, "shopifyId": 222, "shopifyHandle": "../x"}, "note": null},
            {"_id": "e3", "product": null}, "e4", null
        ]
    });
    let found = full(json!({"_id": COLLAB, "drops": [drop, "64b0000000000000000000d2", null]})).await;
    assert_eq!(found.drops.len(), 1);
    let drop = &found.drops[0];
    assert_eq!((drop.id.as_str(), drop.description.as_str()), ("d1", " Two\nlines "));
    let seen: Vec<_> = drop
        .products
        .iter()
        .map(|it| (it.shopify_id.as_str(), it.handle.as_str(), it.note.as_str(), it.variant_id.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [("111", "shoe", "My go-to", Some("42")), ("222", "", "", None), ("333", "", "Inside", Some("9")),]
    );
}

#[tokio::test]
async fn not_found_is_said_with_500() {
    let words = json!({"statusCode": 500, "error": "Internal Server Error", "message": "Creator or Channel not found"});
    let stub = Stub::saying([status(500, words)]).await;
    let cc = stub.cc();
    for _ in 0..6 {
        assert_eq!(cc.collab(COLLAB).await, Ok(None));
        assert_eq!(cc.collab_by_email(&"a@b.cd".parse().unwrap()).await, Ok(None));
    }
    assert_eq!(cc.channel().await, Err(ConnectorError::NotFound));
    assert_eq!(stub.count(), 13);
    let broken = Stub::saying([status(500, json!({"message": "Failed to create cart url"}))]).await;
    assert!(matches!(broken.cc().collab(COLLAB).await, Err(ConnectorError::Failed { status: 500, .. })));
}

#[tokio::test]
async fn the_collab_of_another_creator_is_not_taken() {
    let email = "ana@example.com".parse().unwrap();
    let of = |email: &str| json!({"_id": COLLAB, "creator": {"_id": CREATOR, "email": email}});
    for (collabs, found) in [
        (json!([of("bo@example.com"), of("ANA@example.com ")]), true),
        (json!([of("bo@example.com")]), false),
        (json!([{"_id": COLLAB, "creator": CREATOR}]), true),
        (json!([{"_id": COLLAB, "creator": CREATOR}, {"_id": "x", "creator": CREATOR}]), false),
        (json!([]), false),
    ] {
        let stub = Stub::saying([ok(json!({ "collabs": collabs }))]).await;
        assert_eq!(stub.cc().collab_by_email(&email).await.unwrap().is_some(), found, "{collabs}");
        assert_eq!(stub.seen()[0].query(), "email=ana%40example.com");
    }
}

#[tokio::test]
async fn one_bad_collab_does_not_cost_the_page() {
    let stub = Stub::saying([ok(json!({"collabs": [{"_id": COLLAB}, {"name": "no id"}, 7, null]}))]).await;
    assert_eq!(stub.cc().collabs(None).await.unwrap().collabs.len(), 1);
    let all_bad = Stub::saying([ok(json!({"collabs": [{"uid": COLLAB}, 7]}))]).await;
    assert!(matches!(all_bad.cc().collabs(None).await, Err(ConnectorError::Malformed { .. })));
}

#[tokio::test]
async fn metrics_keep_their_exact_numbers() {
    let body = r#"{"metrics":{"aggregates":{
        "currentPeriod":{"all":{"grossRevenue":248920.30,"orders":"1542","note":"x"},
          "perDay":{"2026-02-14":{"grossRevenue":30110.22},"someday":{"grossRevenue":1}}},
        "prevPeriod":null}}}"#;
    let stub = Stub::saying([crate::stub::text(200, body), ok(json!({"metrics": {}}))]).await;
    let cc = stub.cc();
    let day = |text: &str| domain::Day::parse_iso(text).unwrap();
    let found = cc.revenue_metrics(day("2026-02-01"), day("2026-02-28")).await.unwrap();
    assert_eq!((found.all["grossRevenue"].as_str(), found.all["orders"].as_str()), ("248920.30", "1542"));
    assert_eq!((found.all.len(), found.before.len(), found.per_day.len()), (2, 0, 1));
    assert_eq!(found.per_day[&day("2026-02-14")]["grossRevenue"], "30110.22");
    let asked = &stub.seen()[0];
    assert_eq!(asked.path(), "/channels/demo.myshopify.com/metrics/revenue");
    assert_eq!(asked.query(), "startDate=2026-02-01&endDate=2026-02-28");
    assert!(cc.session_metrics(day("2026-02-01"), day("2026-02-28")).await.is_err());
}
