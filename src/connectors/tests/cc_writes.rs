//! What CC is sent.

use crate::stub::{self, Stub, ok, status};
use connectors::{
    CoBranding, ConnectorError,
    co_branding::{DropDraft, DropProduct, MediaFile},
};
use serde_json::json;

fn product(id: &str, note: &str, variant: Option<&str>) -> DropProduct {
    DropProduct {
        shopify_id: id.into(),
        handle: "shoe".into(),
        note: note.into(),
        variant_id: variant.map(str::to_owned),
    }
}

fn draft() -> DropDraft {
    DropDraft {
        title: "Race day".into(),
        description: "What I wear".into(),
        products: vec![product("111", "My go-to", Some("42")), product("222", "", None)],
        ..DropDraft::default()
    }
}

#[tokio::test]
async fn the_bio_is_written_into_the_custom_field() {
    let stub = Stub::saying([ok(json!({"collab": {}}))]).await;
    stub.cc().set_bio("c1", "Line one\n\"two\"").await.unwrap();
    let seen = &stub.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path()), ("POST", "/channels/demo.myshopify.com/collabs/c1"));
    assert_eq!(seen.json(), json!({"custom": {"cc-bio": "Line one\n\"two\""}}));
}

#[tokio::test]
async fn drops_are_made_and_replaced_with_their_full_list() {
    let stub = Stub::saying([ok(json!({"drop": {"_id": "d9"}}))]).await;
    let cc = stub.cc();
    assert_eq!(cc.create_drop("c1", &draft()).await.as_deref(), Ok("d9"));
    cc.update_drop("c1", "d9", &draft()).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].path(), "/creators/collabs/c1/drops");
    assert_eq!(seen[1].path(), "/creators/collabs/c1/drops/d9");
    let body = json!({"title": "Race day", "description": "What I wear", "products": [
        {"id": "111", "variantId": "42", "enhancement": {"note": "My go-to", "variant": "42"}},
        {"id": "222", "enhancement": {"note": ""}},
    ]});
    assert_eq!((seen[0].json(), seen[1].json()), (body.clone(), body));
}

#[tokio::test]
async fn a_new_drop_without_id_is_an_error() {
    let stub = Stub::saying([ok(json!({"drop": {"title": "Race day"}}))]).await;
    let answer = stub.cc().create_drop("c1", &draft()).await;
    assert!(matches!(answer, Err(ConnectorError::Malformed { .. })));
}

#[tokio::test]
async fn products_are_appended_and_drops_put_in_order() {
    let stub = Stub::saying([ok(json!({}))]).await;
    let cc = stub.cc();
    cc.add_products("c1", "d1", &[product("111", "Nice", None)]).await.unwrap();
    cc.reorder_drops("c1", &["d2".into(), "d1".into()]).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].path(), "/channels/demo.myshopify.com/collabs/c1/drops/d1/products");
    assert_eq!(seen[0].json(), json!({"products": [{"id": "111", "enhancement": {"note": "Nice"}}]}));
    assert_eq!(seen[1].json(), json!({"drops": ["d2", "d1"]}));
}

#[tokio::test]
async fn pictures_keys_and_hiding_are_written_where_they_belong() {
    let stub = Stub::saying([ok(json!({"drop": {"_id": "d9"}}))]).await;
    let cc = stub.cc();
    cc.create_drop("c1", &DropDraft { key: Some("new-a".into()), ..draft() }).await.unwrap();
    cc.set_drop_picture("c1", "d9", Some("https://img.example/a")).await.unwrap();
    cc.set_drop_picture("c1", "d9", None).await.unwrap();
    cc.hide_drop("c1", "d9").await.unwrap();
    cc.set_picture("c1", Some("https://img.example/b")).await.unwrap();
    cc.set_picture("c1", None).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].json()["custom"], json!({"cc-tandem-key": "new-a"}));
    assert!(seen[1..4].iter().all(|it| it.path() == "/channels/demo.myshopify.com/collabs/c1/drops/d9"));
    let bodies: Vec<_> = seen[1..].iter().map(stub::Seen::json).collect();
    let expected = [
        json!({"media": ["https://img.example/a"]}),
        json!({"media": []}),
        json!({"custom": {"cc-tandem-hidden": "true"}}),
        json!({"creator": {"profilePicture": "https://img.example/b"}}),
        json!({"creator": {"profilePicture": null}}),
    ];
    assert_eq!(bodies, expected);
}

fn file(bytes: &[u8]) -> MediaFile<'_> {
    MediaFile {
        filename: "profile.png",
        content_type: "image/png",
        extension: "png",
        channel_id: Some("64a0"),
        creator_id: None,
        bytes,
    }
}

#[tokio::test]
async fn an_upload_goes_where_cc_says_and_carries_no_key() {
    let stub = Stub::saying([]).await;
    let place = |address: String| ok(json!({"presignedUrl": address, "media": {"url": "https://img.example/x.png"}}));
    stub.now_says([place(format!("{}/bucket/1?X-Amz-Signature=s", stub.url)), ok(json!({}))]);
    assert_eq!(stub.cc().upload_media(&file(b"picture")).await.as_deref(), Ok("https://img.example/x.png"));
    let seen = stub.seen();
    assert_eq!(seen[0].path(), "/storage/presigned-url");
    assert_eq!(seen[0].query(), "filename=profile.png&contentType=image%2Fpng&extension=png&meta%5BchannelId%5D=64a0");
    assert_eq!((seen[1].method.as_str(), seen[1].uri.to_string().as_str()), ("PUT", "/bucket/1?X-Amz-Signature=s"));
    assert_eq!(seen[1].headers["content-type"], "image/png");
    assert!(!seen[1].headers.contains_key("x-channel-access-token"), "the key stays with CC's API");
    assert_eq!(seen[1].body.as_ref(), b"picture");
}

#[tokio::test]
async fn an_upload_never_goes_into_our_own_network() {
    for address in ["http://127.0.0.1:1/x", "https://169.254.169.254/x", "https://[::1]/x", "file:///etc/passwd", "x"] {
        let answer = ok(json!({"presignedUrl": address, "media": {"url": "https://img.example/x.png"}}));
        let stub = Stub::saying([answer]).await;
        let uploaded = stub.cc().upload_media(&file(b"picture")).await;
        assert!(matches!(uploaded, Err(ConnectorError::Malformed { .. })), "{address}: {uploaded:?}");
        assert_eq!(stub.count(), 1);
    }
}

#[tokio::test]
async fn notes_fall_back_to_the_other_path() {
    let missing = status(500, json!({"message": "Route not found"}));
    let stub = Stub::saying([missing.clone(), ok(json!({"enhancement": {}}))]).await;
    stub.cc().set_note("c1", "d1", "e1", &product("111", "Nice", None)).await.unwrap();
    let paths: Vec<String> = stub.seen().iter().map(|it| it.path().to_owned()).collect();
    let base = "/channels/demo.myshopify.com/collabs/c1/drops/d1";
    assert_eq!(paths, [format!("{base}/enhancements/e1"), format!("{base}/enhancement/e1")]);
    let gone = Stub::saying([missing]).await;
    let answer = gone.cc().set_note("c1", "d1", "e1", &product("111", "", None)).await;
    assert_eq!(answer, Err(ConnectorError::NotFound));
    let refused = Stub::saying([status(400, json!({}))]).await;
    assert!(refused.cc().set_note("c1", "d1", "e1", &product("111", "", None)).await.is_err());
    assert_eq!(refused.count(), 1);
}

#[tokio::test]
async fn ids_cannot_change_the_path() {
    let stub = Stub::saying([ok(json!({"collab": {"_id": "x"}}))]).await;
    let cc = stub.cc();
    cc.collab("a/../b?c#d%2e").await.unwrap();
    assert_eq!(stub.seen()[0].uri.to_string(), "/channels/demo.myshopify.com/collabs/a%2F..%2Fb%3Fc%23d%252e");
    assert_eq!(cc.collab("..").await, Ok(None));
    assert_eq!(cc.set_bio("", "x").await, Err(ConnectorError::NotFound));
    assert_eq!(stub.count(), 1);
}

#[tokio::test]
async fn magic_links_are_web_addresses() {
    let email = "ana+1@example.com".parse().unwrap();
    let link = |link: &str, notify| ok(json!({"email": "x", "notify": notify, "link": link}));
    let stub = Stub::saying([
        link("https://cc.example/invitation?email=ana%2B1@example.com", true),
        link("https://cc.example/sign-in?__clerk_ticket=abc", false),
        link("javascript:alert(1)", false),
    ])
    .await;
    let cc = stub.cc();
    assert!(cc.magic_link(&email).await.unwrap().is_invitation);
    let found = cc.magic_link(&email).await.unwrap();
    assert_eq!((found.link.as_str(), found.is_invitation), ("https://cc.example/sign-in?__clerk_ticket=abc", false));
    assert!(cc.magic_link(&email).await.is_err());
    assert_eq!(stub.seen()[0].query(), "email=ana%2B1%40example.com");
}
