//! Requests that change something and come from another site are refused; our own pass.

use crate::support::{ADMIN_EMAIL, PASSWORD, TestApp};
use http::Method;
use sandbox::people::ANA;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    let visitor = app.partner(ANA.handle).await;
    let foreign: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:4100")],
    ];
    let sign_in = format!("email={ADMIN_EMAIL}&password={}", PASSWORD.replace(' ', "+"));
    let posts = [
        ("/sign-out", FORM, ""),
        ("/sign-out-everywhere", FORM, ""),
        ("/admin/sign-in", FORM, sign_in.as_str()),
        ("/fn/frame", ("content-type", "application/json"), "{}"),
        ("/fn/content/publish", ("content-type", "text/plain"), "{}"),
        ("/media?for=profile", ("content-type", "image/png"), "x"),
        ("/fn/retry-source", ("content-type", "text/plain"), "{\"source\":\"cc\"}"),
    ];
    for headers in foreign {
        for (path, kind, body) in posts {
            let headers: Vec<_> = headers.iter().copied().chain([kind]).collect();
            let answer = visitor.send(Method::POST, path, &headers, body).await;
            assert_eq!(answer.status, 403, "{path} with {headers:?}");
            assert_eq!(answer.cookie(), "", "{path}");
        }
    }
    assert_eq!(visitor.get("/profile").await.status, 200, "still signed in");
}

#[tokio::test]
async fn our_own_forms_and_programs_without_a_browser_pass() {
    let app = TestApp::new().await;
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://127.0.0.1:3000")],
        &[],
    ] {
        let visitor = app.partner(ANA.handle).await;
        let headers: Vec<_> = headers.iter().copied().chain([FORM]).collect();
        assert_eq!(visitor.send(Method::POST, "/sign-out", &headers, "").await.status, 303, "{headers:?}");
    }
}

#[tokio::test]
async fn a_server_function_never_sends_a_browser_to_another_site() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    for referer in ["https://evil.example/", "http://127.0.0.1:3000.evil.example/", "//evil.example"] {
        let headers = [
            ("content-type", "application/json"),
            ("accept", "text/html"),
            ("referer", referer),
            ("sec-fetch-site", "same-origin"),
        ];
        let answer = visitor.send(Method::POST, "/fn/frame", &headers, "{}").await;
        assert!(!answer.header("location").contains("evil"), "{referer}");
    }
}

#[tokio::test]
async fn no_answer_lets_other_sites_read_along() {
    let app = TestApp::new().await;
    let visitor = app.partner(ANA.handle).await;
    for path in ["/", "/earnings.csv", "/fn/frame", "/healthz"] {
        let answer = visitor.send(Method::GET, path, &[("origin", "https://evil.example")], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}
