//! The process itself: listens, answers, applies webhooks by itself, and stops without losing anything.

use crate::support::{Outside, TestApp};
use http::StatusCode;
use sandbox::people::{ANA, EUR_PARTNER, MISSING_IN_CRM};
use server::start::Tandem;
use std::time::{Duration, Instant};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

struct Served {
    origin: String,
    stop: CancellationToken,
    ended: JoinHandle<anyhow::Result<()>>,
}

async fn serve(app: &TestApp) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let tandem = Tandem { house: app.house.clone(), channel: app.channel.clone() };
    let ended = tokio::spawn(tandem.serve(listener, stop.clone()));
    Served { origin, stop, ended }
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn pages_begin_at_once_while_every_system_hangs() {
    let app = TestApp::with(Outside::own().await, &[("TANDEM_UNIFY__BUDGET_MS", "3000")]).await;
    let partners = [
        app.partner(ANA.handle).await,
        app.partner(EUR_PARTNER.handle).await,
        app.partner(MISSING_IN_CRM.handle).await,
    ];
    for system in ["cc", "shopify", "impact", "hubspot"] {
        app.outside.switch(system, "hang").await;
    }
    let served = serve(&app).await;
    for (partner, encoding) in partners.iter().zip(["identity", "gzip", "br"]) {
        let cookie = format!("{}={}", server::COOKIE, partner.session_id().unwrap());
        let request = http().get(format!("{}/profile", served.origin));
        let mut answer = request.header("cookie", cookie).header("accept-encoding", encoding).send().await.unwrap();
        assert!(answer.status().is_success() && answer.chunk().await.unwrap().is_some(), "{encoding}");
        let began = Instant::now();
        while answer.chunk().await.unwrap().is_some() {}
        // The systems were never asked about this partner, so the page waits for them, but not its beginning.
        let rest = began.elapsed();
        assert!(rest > Duration::from_millis(1_500), "all of it came at once with {encoding}: {rest:?}");
    }
    served.stop.cancel();
    served.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn requests_under_way_are_answered_before_the_process_ends() {
    let app = TestApp::new().await;
    let served = serve(&app).await;
    let client = http();
    assert_eq!(client.get(format!("{}/healthz", served.origin)).send().await.unwrap().status(), StatusCode::OK);
    let asked = (0..20).map(|_| {
        let request = client.get(format!("{}/p/{}", served.origin, ANA.handle));
        tokio::spawn(async move { request.send().await })
    });
    let asked: Vec<_> = asked.collect();
    tokio::task::yield_now().await;
    served.stop.cancel();
    for answer in asked {
        // A connection that was not yet accepted may be refused; one that was gets its whole answer.
        if let Ok(answer) = answer.await.unwrap() {
            assert!(matches!(answer.status().as_u16(), 200 | 404), "{}", answer.status());
            answer.bytes().await.unwrap();
        }
    }
    let ended = tokio::time::timeout(Duration::from_secs(20), served.ended).await;
    ended.expect("it ends in time").unwrap().unwrap();
    assert!(client.get(format!("{}/healthz", served.origin)).send().await.is_err());
}
