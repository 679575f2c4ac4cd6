//! The portal, its door into Tandem, pictures, and stopping.

use sandbox::people;
use serde_json::json;

use crate::bench::{Bench, ok};

async fn page(bench: &Bench, path: &str) -> String {
    let response = bench.client.get(bench.own(path)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.text().await.unwrap()
}

#[tokio::test]
async fn the_portal_lists_partners_and_switches() {
    let bench = Bench::start().await;
    let html = page(&bench, "/").await;
    for person in people::ALL {
        assert!(html.contains(&format!("/portal/open/{}?redirect_after=/", person.handle)), "{}", person.handle);
    }
    assert_eq!(html.matches("data-find=").count(), 100);
    assert_eq!(html.matches("action='/_switches/").count(), 7);
    assert!(html.contains("name='mode' value='dead' aria-pressed='false'"));
}

#[tokio::test]
async fn the_portal_escapes_the_hostile_partner_and_the_search() {
    let bench = Bench::start().await;
    let html = page(&bench, "/?q=%27%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!html.contains("<script>alert") && !html.contains("<img src=x"));
    assert!(html.contains("0 of 100 partners"));
    let html = page(&bench, "/?q=zed").await;
    assert!(html.contains("Zed&lt;script&gt;") && !html.contains("<script>alert") && !html.contains("<img src=x"));
}

#[tokio::test]
async fn opening_a_dashboard_leads_to_tandem_with_a_good_token() {
    let bench = Bench::with(|options| "http://tandem.example:3000/".clone_into(&mut options.app_url)).await;
    let url = bench.own(&format!("/portal/open/{}?redirect_after=/earnings", people::ANA.handle));
    let response = bench.client.get(url).send().await.unwrap();
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    let rest = location.strip_prefix("http://tandem.example:3000/sso/cc?sso_token=").unwrap();
    let (token, after) = rest.split_once('&').unwrap();
    assert_eq!(after, "redirect_after=%2Fearnings");
    let session = ok(bench.cc_post("/auth/sso/exchange", json!({"sso_token": token})).await).await;
    assert_eq!(session["partner_id"], people::ANA.creator_id);
    let unknown = bench.client.get(bench.own("/portal/open/nobody")).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn every_picture_is_there_and_well_formed() {
    let bench = Bench::start().await;
    let answer = bench.graphql("{ products(first: 50) { nodes { featuredImage { url } } } collections(first: 10) { nodes { image { url } } } }", json!({})).await;
    let products =
        answer["data"]["products"]["nodes"].as_array().unwrap().iter().map(|node| &node["featuredImage"]["url"]);
    let collections =
        answer["data"]["collections"]["nodes"].as_array().unwrap().iter().map(|node| &node["image"]["url"]);
    let collab = bench.channel(&format!("/collabs/{}", people::ANA.collab_id)).await["collab"].clone();
    let others = [&collab["creator"]["profilePicture"]["url"], &collab["drops"][0]["media"][0]["url"]];
    let mut count = 0;
    for url in products.chain(collections).chain(others) {
        let response = bench.client.get(url.as_str().unwrap()).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/svg+xml", "{url}");
        let svg = response.text().await.unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"));
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
        count += 1;
    }
    assert_eq!(count, 48);
    let hostile = page(&bench, &format!("/images/people/{}.svg", people::HOSTILE.handle)).await;
    assert!(!hostile.contains("script"));
    assert_eq!(bench.client.get(bench.own("/images/products/1.svg")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn stopping_frees_the_port() {
    let bench = Bench::start().await;
    let addr = bench.running.addr;
    assert_eq!(bench.running.base("cc"), format!("http://{addr}/cc"));
    page(&bench, "/").await;
    bench.running.stop().await;
    assert!(std::net::TcpListener::bind(addr).is_ok());
    let again = bench.client.get(format!("http://{addr}/")).send().await;
    assert!(again.is_err());
}
