//! Uploads: who may, what is taken, and what of it arrives.

use crate::support::TestApp;
use sandbox::people::{ANA, MISSING_IN_NETWORK};
use serde_json::{Value, json};

/// A small PNG: header, one chunk of data, end.
fn png(middle: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, 200, 0, 0, 0, 120, 8, 2, 0, 0, 0];
    for (name, body) in [(b"IHDR", &header[..])].into_iter().chain(middle.iter().copied()).chain([(b"IEND", &b""[..])])
    {
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        file.extend_from_slice(name);
        file.extend_from_slice(body);
        file.extend([0; 4]);
    }
    file
}

#[tokio::test]
async fn a_picture_goes_to_cc_and_from_there_to_the_page() {
    let app = TestApp::alone().await;
    let ana = app.partner(ANA.handle).await;
    let mut file = png(&[(b"tEXt", b"Comment\0<script>alert(1)</script>"), (b"IDAT", b"data")]);
    file.extend_from_slice(b"<?php system('id'); ?>");
    let answer = ana.upload("/media?for=profile", "image/png", &file).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("cache-control").contains("no-store"));
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    let url = answer["url"].as_str().unwrap();
    let (kind, bytes) = app.outside.fetch(url).await;
    assert_eq!((kind.as_str(), bytes), ("image/png", png(&[(b"IDAT", b"data")])), "the picture and nothing else");
    let view = ana.call("/fn/content", &json!({ "partner": null })).await;
    let view: Value = serde_json::from_str(&view.body).unwrap();
    let mut content = view["live"].clone();
    content["picture_url"] = json!(url);
    content["drops"][0]["picture_url"] = json!(url);
    let body = json!({ "partner": null, "content": content, "base": view["version"] });
    let published = ana.call("/fn/content/publish", &body).await;
    assert_eq!(published.status, 200, "{}", published.body);
    let collab = app.outside.collab(ANA.collab_id).await;
    assert_eq!(collab["creator"]["profilePicture"]["url"], url);
    assert_eq!(collab["drops"][0]["media"][0]["url"], url);
    let page = app.visitor().get(&format!("/p/{}", ANA.handle)).await;
    assert!(page.body.contains(url), "visitors see it");
    // Another partner cannot take it from there by typing its address.
    let ben = app.partner(MISSING_IN_NETWORK.handle).await;
    let view = ben.call("/fn/content", &json!({ "partner": null })).await;
    let view: Value = serde_json::from_str(&view.body).unwrap();
    let mut content = view["live"].clone();
    content["picture_url"] = json!(url);
    let body = json!({ "partner": null, "content": content, "base": view["version"] });
    let refused = ben.call("/fn/content/publish", &body).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("\"field\":\"picture_url\""), "{}", refused.body);
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    let good = png(&[(b"IDAT", b"data")]);
    for (kind, bytes, status) in [
        ("image/jpeg", good.as_slice(), 415),
        ("text/html", good.as_slice(), 415),
        ("image/gif", b"GIF89a/*<script>*/=1", 415),
        ("image/png", b"GIF89a/*<script>*/=1", 415),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415),
        ("image/png", b"<!doctype html><script>alert(1)</script>", 415),
        ("image/png", b"", 415),
        ("image/png", &good[..good.len() - 4], 422),
        ("image/png", &png(&[]), 422),
        ("image/png", &png(&[(b"acTL", &[0; 8]), (b"IDAT", b"data")]), 422),
    ] {
        let answer = ana.upload("/media?for=drop", kind, bytes).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((&error["kind"], &error["field"]), (&json!("invalid"), &json!("picture")));
    }
    let padding = vec![7; 5 * 1024 * 1024];
    let large = ana.upload("/media?for=drop", "image/png", &png(&[(b"IDAT", &padding)])).await;
    assert_eq!(large.status, 413, "{}", large.body);
    let just = ana.upload("/media?for=drop", "image/png", &png(&[(b"IDAT", &padding[..5 * 1024 * 1024 - 200])])).await;
    assert_eq!(just.status, 200, "{}", just.body);
}

#[tokio::test]
async fn a_cc_that_is_down_and_a_flood_of_pictures_are_told_apart() {
    let app = TestApp::alone().await;
    let ana = app.partner(ANA.handle).await;
    let good = png(&[(b"IDAT", b"data")]);
    app.outside.switch("cc", "error500").await;
    let down = ana.upload("/media?for=drop", "image/png", &good).await;
    assert_eq!(down.status, 503, "{}", down.body);
    assert!(down.body.contains("\"kind\":\"outside\""));
    app.outside.switch("cc", "ok").await;
    app.clock.advance(std::time::Duration::from_secs(400));
    let mut last = 200;
    for _ in 0..25 {
        last = ana.upload("/media?for=drop", "image/png", &good).await.status;
        if last != 200 {
            break;
        }
    }
    assert_eq!(last, 429);
    app.clock.advance(std::time::Duration::from_secs(700));
    let again = ana.upload("/media?for=drop", "image/png", &good).await;
    assert_eq!(again.status, 200, "{}", again.body);
}
