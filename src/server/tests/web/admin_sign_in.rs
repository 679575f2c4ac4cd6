//! The team's sign-in: the form, what it says when it refuses, and how often it may be tried.

use crate::support::{ADMIN_EMAIL, PASSWORD, TestApp, encoded};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_form_signs_in_and_leads_to_the_page_that_was_asked_for() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    let visitor = app.visitor();
    let asked = visitor.get("/admin/partners?q=a%26b").await;
    let form_path = asked.header("location").to_owned();
    assert_eq!((asked.status, form_path.as_str()), (303, "/admin/sign-in?next=/admin/partners%3Fq%3Da%2526b"));
    let form = visitor.get(&form_path).await;
    assert_eq!(form.status, 200);
    assert!(form.body.contains("/admin/partners?q=a%26b"), "{}", form.body);
    let fields = [("email", ADMIN_EMAIL), ("password", PASSWORD), ("next", "/admin/partners?q=a%26b")];
    let answer = visitor.post("/admin/sign-in", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/partners?q=a%26b"));
    assert!(answer.cookie().contains("__Host-tandem="));
    assert_eq!(visitor.get("/admin").await.status, 200);
    assert_eq!(visitor.get("/admin/sign-in").await.header("location"), "/admin", "who is in goes on");
}

#[tokio::test]
async fn next_leads_to_the_teams_pages_only() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    for next in
        ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-out", "/earnings", "", "/administrator"]
    {
        let fields = [("email", ADMIN_EMAIL), ("password", PASSWORD), ("next", next)];
        let answer = app.visitor().post("/admin/sign-in", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"), "{next}");
    }
    let script = encoded("\"><script>alert(1)</script>");
    let form = app.visitor().get(&format!("/admin/sign-in?next={script}")).await;
    assert!(!form.body.contains("<script>alert"), "{}", form.body);
}

#[tokio::test]
async fn a_refusal_keeps_the_email_loses_the_password_and_says_what_is_wrong() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    let visitor = app.visitor();
    for email in [ADMIN_EMAIL, "nobody@example.com", "<b>not an e-mail</b>"] {
        let answer = visitor.post("/admin/sign-in", &[("email", email), ("password", "my wrong password")]).await;
        assert_eq!(answer.status, 401, "{email}");
        assert!(answer.body.contains("The e-mail address or the password is wrong."), "{email}");
        assert!(!answer.body.contains("my wrong password") && !answer.body.contains("<b>not"), "{email}");
        assert_eq!(answer.cookie(), "");
    }
    let again = visitor.post("/admin/sign-in", &[("email", ADMIN_EMAIL), ("password", "wrong")]).await;
    assert!(again.body.contains(ADMIN_EMAIL), "what was typed is still there");
    let empty = visitor.post("/admin/sign-in", &[("email", ""), ("password", "")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Enter your e-mail address and your password."));
}

#[tokio::test]
async fn the_sixth_try_waits_and_says_how_long() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    let wrong = [("email", ADMIN_EMAIL), ("password", "wrong")];
    for _ in 0..5 {
        assert_eq!(app.visitor().post("/admin/sign-in", &wrong).await.status, 401);
    }
    let right = [("email", ADMIN_EMAIL), ("password", PASSWORD)];
    let answer = app.visitor().at([198, 51, 100, 7]).post("/admin/sign-in", &right).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "900"));
    assert!(answer.body.contains("wait 15 min"), "{}", answer.body);
    app.clock.advance(Duration::from_mins(16));
    assert_eq!(app.visitor().post("/admin/sign-in", &right).await.status, 303);
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let app = TestApp::new().await;
    for n in 0..20 {
        let email = format!("guess{n}@example.com");
        let answer = app.visitor().post("/admin/sign-in", &[("email", &email), ("password", "wrong")]).await;
        assert_eq!(answer.status, 401);
    }
    let next = [("email", "one.more@example.com"), ("password", "wrong")];
    assert_eq!(app.visitor().post("/admin/sign-in", &next).await.status, 429);
    assert_eq!(app.visitor().at([198, 51, 100, 7]).post("/admin/sign-in", &next).await.status, 401);
}

#[tokio::test]
async fn the_address_is_the_proxys_word_only_when_settings_say_so() {
    let fill = async |app: &TestApp| {
        for n in 0..20 {
            let body = format!("email=guess{n}%40example.com&password=wrong");
            let claimed = format!("203.0.113.{n}, 198.51.100.{n}");
            let headers =
                [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", claimed.as_str())];
            app.visitor().send(http::Method::POST, "/admin/sign-in", &headers, &body).await;
        }
        app.visitor().post("/admin/sign-in", &[("email", "last@example.com"), ("password", "wrong")]).await.status
    };
    assert_eq!(fill(&TestApp::new().await).await, 429, "a visitor cannot choose an address");
    let behind_proxy = TestApp::with(crate::support::Outside::shared(), &[("TANDEM_FORWARDED_FOR", "true")]).await;
    assert_eq!(fill(&behind_proxy).await, 401);
}

#[tokio::test]
async fn an_unknown_email_takes_as_long_as_a_known_one() {
    let app = TestApp::new().await;
    app.create_admin(&app.channel.id, ADMIN_EMAIL).await;
    let median = async |emails: [&str; 3]| {
        let mut times = Vec::new();
        for email in emails {
            let began = Instant::now();
            app.visitor().post("/admin/sign-in", &[("email", email), ("password", "wrong")]).await;
            times.push(began.elapsed());
        }
        times.sort_unstable();
        times[1]
    };
    median(["warm@example.com", "up@example.com", "first@example.com"]).await;
    let known = median([ADMIN_EMAIL; 3]).await;
    let unknown = median(["a@example.com", "b@example.com", "c@example.com"]).await;
    // A missing hash would be some fifty times quicker; other work on the machine makes no such difference.
    assert!(unknown > known / 5, "known {known:?}, unknown {unknown:?}");
}
