//! Every route and every server function × every kind of caller. A route or function without a row here fails the test.

mod calls;

use crate::support::{Answer, TestApp, Visitor};
use domain::{LinkId, PartnerId, link::LinkDraft};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use sandbox::people::{ANA, EUR_PARTNER, MISSING_IN_NETWORK};
use std::collections::BTreeMap;

/// Who asks, in the order of the rows below.
const CALLERS: [&str; 7] = ["nobody", "ana", "ben", "far partner", "switched off", "admin", "far admin"];

/// A status for each caller.
type Row = [u16; 7];

const PARTNER_PAGE: Row = [303, 200, 200, 200, 303, 303, 303];
const ADMIN_PAGE: Row = [303, 403, 403, 403, 303, 200, 200];
const ANAS_PAGE: Row = [303, 403, 403, 403, 303, 200, 404];
const NO_SUCH_PAGE: Row = [303, 403, 403, 403, 303, 404, 404];
const SIGNED_IN: Row = [401, 200, 200, 200, 401, 200, 200];
/// Without naming a partner: one's own.
const OWN: Row = [401, 200, 200, 200, 401, 403, 403];
/// Naming Ana.
const ANAS: Row = [401, 200, 403, 403, 401, 200, 404];
/// A link of Ana's, without naming a partner.
const ANAS_LINK: Row = [401, 200, 404, 404, 401, 403, 403];
const TEAM: Row = [401, 403, 403, 403, 401, 200, 200];
const TEAM_ANAS: Row = [401, 403, 403, 403, 401, 200, 404];
const TEAM_NOTHING: Row = [401, 403, 403, 403, 401, 404, 404];
const TEAM_INVALID: Row = [401, 403, 403, 403, 401, 422, 422];

const NO_REVIEW: &str = "rev_01jd3000000000000000000000";
const NO_RUN: &str = "run_01jd3000000000000000000000";
const NO_IMPORT: &str = "imp_01jd3000000000000000000000";
const NO_CUSTOMER: &str = "cus_01jd3000000000000000000000";
const NO_PAYOUT: &str = "pay_01jd3000000000000000000000";

struct Cast {
    app: TestApp,
    callers: Vec<Visitor>,
    ana: PartnerId,
    /// A short link of Ana's.
    link: LinkId,
}

impl Cast {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let other = app.other_channel().await;
        let off = app.partner(EUR_PARTNER.handle).await;
        app.switch_off(&EUR_PARTNER).await;
        app.create_admin(&other.id, "far@example.com").await;
        let callers = vec![
            app.visitor(),
            app.partner(ANA.handle).await,
            app.partner(MISSING_IN_NETWORK.handle).await,
            app.partner_of(&other).await.1,
            off,
            app.admin().await,
            app.admin_in("far@example.com").await,
        ];
        let ana = app.id_of(&ANA).await;
        let draft = LinkDraft { label: "Newsletter".into(), ..LinkDraft::default() };
        let link = app.house.unify.create_link(&app.channel.id, &ana, &draft, "test").await.unwrap().id;
        Self { app, callers, ana, link }
    }
}

fn check(what: &str, caller: &str, answer: &Answer, wanted: u16) {
    assert_eq!(answer.status, wanted, "{what} as {caller}: {}", answer.body.chars().take(300).collect::<String>());
}

/// Pages as the application lists them, with the address that is asked and what each caller gets.
fn page(path: &str, ana: &PartnerId) -> Option<(String, Row)> {
    let address = path.replace("{id}", ana.as_str());
    let row = match path {
        "/" | "/earnings" | "/payouts" | "/analytics" | "/content" | "/profile" => PARTNER_PAGE,
        "/admin"
        | "/admin/partners"
        | "/admin/payouts"
        | "/admin/review"
        | "/admin/commissions"
        | "/admin/customers"
        | "/admin/program"
        | "/admin/applications"
        | "/admin/mail"
        | "/admin/imports"
        | "/admin/program/overview"
        | "/admin/partners/new" => ADMIN_PAGE,
        "/admin/partners/{id}"
        | "/admin/partners/{id}/earnings"
        | "/admin/partners/{id}/payouts"
        | "/admin/partners/{id}/analytics"
        | "/admin/partners/{id}/content"
        | "/admin/partners/{id}/profile"
        | "/admin/partners/{id}/program" => ANAS_PAGE,
        // A partner's id is no review's, run's, commission's, customer's or import's.
        "/admin/review/{id}"
        | "/admin/payouts/{id}"
        | "/admin/commissions/{id}"
        | "/admin/customers/{id}"
        | "/admin/imports/{id}" => NO_SUCH_PAGE,
        _ => return None,
    };
    Some((address, row))
}

#[tokio::test]
async fn every_page() {
    let cast = Cast::new().await;
    for listing in server::listing() {
        let path = listing.path().trim_end_matches('/');
        let path = if path.is_empty() { "/" } else { path };
        let (address, row) = page(path, &cast.ana).unwrap_or_else(|| panic!("{path} has no row"));
        for ((caller, visitor), wanted) in CALLERS.iter().zip(&cast.callers).zip(row) {
            let answer = visitor.get(&address).await;
            let is_far = *caller == "far admin" && path.contains("{id}");
            assert!(
                answer.status == wanted || (is_far && answer.status == 404),
                "{path} as {caller}: {}",
                answer.status
            );
            if *caller != "ana" && *caller != "admin" {
                assert!(!answer.body.contains(ANA.email), "{path} tells {caller} about Ana");
            }
        }
    }
}

#[tokio::test]
async fn every_page_that_is_redirected_leads_to_the_right_door() {
    let cast = Cast::new().await;
    let [nobody, _, _, _, off, admin, _] = cast.callers.as_slice() else { panic!("the cast changed") };
    for visitor in [nobody, off] {
        assert_eq!(visitor.get("/earnings").await.header("location"), "/sign-in");
        assert_eq!(visitor.get("/admin").await.header("location"), "/admin/sign-in?next=/admin");
    }
    assert_eq!(admin.get("/earnings").await.header("location"), "/admin");
}

#[tokio::test]
async fn every_download() {
    let cast = Cast::new().await;
    let anas = format!("/admin/partners/{}/earnings.csv", cast.ana);
    for (address, row) in [
        ("/earnings.csv", PARTNER_PAGE),
        (anas.as_str(), [303, 403, 403, 403, 303, 200, 404]),
        ("/admin/partners/nonsense/earnings.csv", [303, 403, 403, 403, 303, 404, 404]),
        ("/payouts.csv", PARTNER_PAGE),
        ("/admin/payouts.csv", ADMIN_PAGE),
        ("/admin/payouts.csv?by=cheque", [303, 403, 403, 403, 303, 422, 422]),
        ("/admin/payouts/plan.csv", ADMIN_PAGE),
        ("/admin/payouts/plan.csv?until=soon", [303, 403, 403, 403, 303, 422, 422]),
        (&format!("/admin/payouts/plan.csv?partner={}", cast.ana), [303, 403, 403, 403, 303, 404, 404]),
        (&format!("/admin/payouts/{NO_RUN}/payouts.csv"), [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/payouts/nonsense/payouts.csv", [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/top.csv", ADMIN_PAGE),
        ("/admin/applications.csv", ADMIN_PAGE),
        ("/admin/applications.csv?state=lost", [303, 403, 403, 403, 303, 422, 422]),
        (&format!("/admin/partners/{}/payouts.csv", cast.ana), [303, 403, 403, 403, 303, 200, 404]),
        ("/admin/partners/nonsense/payouts.csv", [303, 403, 403, 403, 303, 404, 404]),
        (&format!("/admin/payouts/{NO_RUN}/file"), [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/payouts/nonsense/file", [303, 403, 403, 403, 303, 404, 404]),
        ("/analytics.csv", PARTNER_PAGE),
        (&format!("/admin/partners/{}/analytics.csv", cast.ana), [303, 403, 403, 403, 303, 200, 404]),
        ("/admin/partners/nonsense/analytics.csv", [303, 403, 403, 403, 303, 404, 404]),
        (&format!("/links/{}/qr.svg", cast.link), [303, 200, 404, 404, 303, 303, 303]),
        (&format!("/links/{}/qr.png?size=300", cast.link), [303, 200, 404, 404, 303, 303, 303]),
        (&format!("/links/{}/qr.png?size=9", cast.link), [303, 422, 404, 404, 303, 303, 303]),
        ("/admin/customers.csv?q=lin", ADMIN_PAGE),
        ("/admin/customers.csv?partner=ana", [303, 403, 403, 403, 303, 422, 422]),
        (&format!("/admin/customers/{NO_CUSTOMER}/orders.csv"), [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/customers/nonsense/orders.csv", [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/commissions.csv", ADMIN_PAGE),
        ("/admin/commissions.csv?status=lost", [303, 403, 403, 403, 303, 422, 422]),
        ("/admin/imports/orders.csv", ADMIN_PAGE),
        ("/admin/imports/partners.csv", ADMIN_PAGE),
        (&format!("/admin/imports/{NO_IMPORT}/faults.csv"), [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/imports/nonsense/faults.csv", [303, 403, 403, 403, 303, 404, 404]),
        ("/admin/partners.csv", ADMIN_PAGE),
        ("/admin/partners.csv?program=lost", [303, 403, 403, 403, 303, 422, 422]),
        ("/figures.csv", PARTNER_PAGE),
        ("/admin/program/figures.csv", ADMIN_PAGE),
        ("/admin/program/figures.csv?from=yesterday", [303, 403, 403, 403, 303, 422, 422]),
        (&format!("/admin/partners/{}/figures.csv", cast.ana), [303, 403, 403, 403, 303, 200, 404]),
        ("/admin/partners/nonsense/figures.csv", [303, 403, 403, 403, 303, 404, 404]),
        ("/links/nonsense/qr.svg", [303, 404, 404, 404, 303, 303, 303]),
        (&format!("/admin/partners/{}/links/{}/qr.svg", cast.ana, cast.link), [303, 403, 403, 403, 303, 200, 404]),
        (&format!("/admin/partners/{}/links/{}/qr.png", cast.ana, cast.link), [303, 403, 403, 403, 303, 200, 404]),
        (&format!("/admin/partners/nonsense/links/{}/qr.png", cast.link), [303, 403, 403, 403, 303, 404, 404]),
    ] {
        for ((caller, visitor), wanted) in CALLERS.iter().zip(&cast.callers).zip(row) {
            check(address, caller, &visitor.get(address).await, wanted);
        }
    }
}

#[tokio::test]
async fn every_server_function() {
    let cast = Cast::new().await;
    let listed: BTreeMap<&str, Method> = server_fn_paths().collect();
    assert!(listed.len() >= 10, "the server functions are registered");
    for (path, method) in listed {
        assert_eq!(method, Method::POST, "{path}: GET would slip past the check of where requests come from");
        let calls = calls::calls(path, &cast.ana, &cast.link).unwrap_or_else(|| panic!("{path} has no row"));
        for (arguments, row) in calls {
            for ((caller, visitor), wanted) in CALLERS.iter().zip(&cast.callers).zip(row) {
                let answer = visitor.call(path, &arguments).await;
                check(&format!("{path} {arguments}"), caller, &answer, wanted);
                if !matches!(*caller, "ana" | "admin") {
                    assert!(!answer.body.contains(ANA.email), "{path} tells {caller} about Ana");
                }
            }
        }
    }
}

/// Functions without arguments have none that make no sense.
fn takes_nothing(path: &str) -> bool {
    matches!(
        path,
        "/fn/frame"
            | "/fn/admin/program"
            | "/fn/admin/groups"
            | "/fn/admin/milestones"
            | "/fn/admin/apply-form"
            | "/fn/admin/new-code"
            | "/fn/admin/new-partner"
    )
}

#[tokio::test]
async fn arguments_that_make_no_sense_are_refused_before_anything_is_told() {
    let cast = Cast::new().await;
    for (path, _) in server_fn_paths() {
        for body in [
            "",
            "null",
            "[]",
            "{\"query\": 1, \"partner\": {}, \"id\": \"x\", \"source\": \"?\", \"days\": \"x\", \"status\": 1}",
            "\u{0}",
        ] {
            for visitor in &cast.callers {
                let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
                let answer = visitor.send(Method::POST, path, &headers, body).await;
                assert!(
                    (400..500).contains(&answer.status) || takes_nothing(path),
                    "{path} {body}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
    }
}

/// Streams never end by themselves: who may not listen is told so by a status, and nobody is sent elsewhere.
#[tokio::test]
async fn every_stream() {
    let cast = Cast::new().await;
    let anas = format!("/live?partner={}", cast.ana);
    for (path, row) in [
        ("/live", SIGNED_IN),
        (anas.as_str(), ANAS),
        ("/live?partner=ptn_00000000000000000000000000", [401, 403, 403, 403, 401, 404, 404]),
        ("/live?partner=nonsense", [401, 400, 400, 400, 401, 400, 400]),
    ] {
        for ((caller, visitor), wanted) in CALLERS.iter().zip(&cast.callers).zip(row) {
            let status = visitor.listen(path, &[]).await.status;
            assert_eq!(status, wanted, "{path} as {caller}");
        }
    }
}

/// Routes that the server adds by itself.
#[tokio::test]
async fn every_other_route() {
    let cast = Cast::new().await;
    let anas_media = format!("/media?for=drop&partner={}", cast.ana);
    for (method, path, row) in [
        (Method::GET, "/healthz", [200; 7]),
        (Method::GET, "/sign-in", [200; 7]),
        (Method::GET, "/admin/sign-in", [200, 200, 200, 200, 200, 303, 303]),
        (Method::GET, "/sso/cc", [401; 7]),
        (Method::GET, "/apply", [404; 7]),
        (Method::POST, "/apply", [404; 7]),
        (Method::GET, "/apply/sent", [200; 7]),
        (Method::POST, "/d/nonsense/forgot", [200, 200, 200, 200, 200, 429, 429]),
        (Method::GET, "/p/nobody-here", [404; 7]),
        (Method::GET, "/r/nocode", [404; 7]),
        (Method::POST, "/r/nocode", [405; 7]),
        (Method::POST, "/collect", [400; 7]),
        (Method::OPTIONS, "/collect", [204; 7]),
        (Method::GET, "/collect", [405; 7]),
        (Method::GET, "/tandem.js", [200; 7]),
        (Method::POST, "/webhooks/cc", [401; 7]),
        (Method::GET, "/webhooks/cc", [405; 7]),
        (Method::POST, "/media?for=profile", [401, 415, 415, 415, 401, 403, 403]),
        (Method::POST, anas_media.as_str(), [401, 415, 403, 403, 401, 415, 404]),
        (Method::POST, "/media?for=virus", [401, 422, 422, 422, 401, 422, 422]),
        (Method::GET, "/media", [405; 7]),
        (Method::POST, "/admin/imports/upload", [401, 403, 403, 403, 401, 415, 415]),
        (Method::GET, "/admin/imports/upload", [405; 7]),
        (Method::POST, "/webhooks/shopify", [401; 7]),
        (Method::GET, "/webhooks/shopify", [405; 7]),
        (Method::GET, "/fn/frame", [405; 7]),
        (Method::POST, "/live", [405; 7]),
        (Method::POST, "/fn/no-such-function", [404; 7]),
        (Method::GET, "/admin/no-such-page", [404; 7]),
        (Method::POST, "/earnings", [303, 405, 405, 405, 303, 303, 303]),
    ] {
        for ((caller, visitor), wanted) in CALLERS.iter().zip(&cast.callers).zip(row) {
            check(path, caller, &visitor.send(method.clone(), path, &[], "").await, wanted);
        }
    }
    let _ = &cast.app;
}
