//! Pages of coupon sites, read under the policy of all vendors and in whatever they answer instead.

use crate::stub::{Reply, Stub, quick, text};
use connectors::{ConnectorError, CouponPage, coupon_page::words, http::HttpPolicy};
use std::time::Duration;

fn page(stub: &Stub, path: &str) -> CouponPage {
    let policy = HttpPolicy { max_bytes: 64 * 1024, ..quick() };
    CouponPage::with_policy(&format!("{}{path}", stub.url), policy, stub.clock.clone()).unwrap()
}

/// What the team reads when the site answers so.
async fn said(reply: Reply) -> String {
    let stub = Stub::saying([reply]).await;
    words(&page(&stub, "/").read().await.unwrap_err())
}

#[tokio::test]
async fn a_page_is_asked_for_as_a_page_at_its_whole_address() {
    let stub = Stub::saying([text(200, "<p>ANA15</p>").with("content-type", "text/html; charset=iso-8859-1")]).await;
    let page = page(&stub, "/a%20b/c?shop=fern&x=1");
    assert_eq!(page.read().await.unwrap(), "<p>ANA15</p>");
    let seen = &stub.seen()[0];
    assert_eq!(seen.uri.to_string(), "/a%20b/c?shop=fern&x=1");
    assert_eq!(seen.headers.get_all("accept").iter().count(), 1);
    assert!(seen.headers["accept"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(page.address(), format!("{}/a%20b/c?shop=fern&x=1", stub.url));
}

#[tokio::test]
async fn what_is_no_page_is_a_fault_in_words() {
    let moved = || text(302, "").with("location", "http://127.0.0.1:9/");
    assert_eq!(said(moved()).await, "it leads elsewhere: name that page instead");
    assert_eq!(said(text(500, "<p>ANA15</p>")).await, "failed with status 500");
    assert_eq!(said(text(403, "")).await, "it refuses to be read");
    assert_eq!(said(text(404, "<p>ANA15</p>")).await, "not found");
    assert_eq!(said(text(451, "")).await, "refused with status 451");
    assert_eq!(said(text(200, " \n")).await, "answer not understood: no page of text");
    assert_eq!(said(text(200, "PK\u{3}\u{0}ANA15")).await, "answer not understood: no page of text");
    assert_eq!(
        said(text(200, "ANA15").with("content-type", "image/png")).await,
        "answer not understood: no page of text"
    );
    assert_eq!(said(Reply::Endless).await, "answer too large");
    assert_eq!(said(text(200, &"x".repeat(70_000))).await, "answer too large");
}

#[tokio::test]
async fn a_site_that_asks_for_patience_gets_it_and_one_that_is_down_is_left_alone() {
    let stub = Stub::saying([text(429, "").with("retry-after", "120"), text(200, "ANA15")]).await;
    let site = page(&stub, "/");
    assert!(
        matches!(site.read().await, Err(ConnectorError::RateLimited { retry_after }) if retry_after.as_secs() == 120)
    );
    assert!(matches!(site.read().await, Err(ConnectorError::RateLimited { .. })));
    assert_eq!(stub.count(), 1);
    stub.clock.advance(Duration::from_secs(121));
    assert_eq!(site.read().await.unwrap(), "ANA15");
    let stub = Stub::saying([text(503, "")]).await;
    let site = page(&stub, "/");
    for _ in 0..10 {
        site.read().await.unwrap_err();
    }
    assert!(matches!(site.read().await, Err(ConnectorError::Paused { .. })));
    assert!(stub.count() < 30, "{}", stub.count());
}

#[tokio::test]
async fn addresses_that_are_none_are_refused() {
    let stub = Stub::saying([]).await;
    for address in
        ["", "coupons.example", "ftp://coupons.example/", "https://user:pass@coupons.example/", "file:///etc/passwd"]
    {
        assert!(CouponPage::new(address, stub.clock.clone()).is_err(), "{address}");
    }
    let hangs = Stub::saying([Reply::Hang]).await;
    let policy = HttpPolicy { total_timeout: Duration::from_millis(50), ..quick() };
    let page = CouponPage::with_policy(&hangs.url, policy, hangs.clock.clone()).unwrap();
    assert_eq!(words(&page.read().await.unwrap_err()), "no answer in time");
}
