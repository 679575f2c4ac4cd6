//! Short links: where they lead, whom they count, and that they lead nowhere else.

use crate::{
    collect::{PHONE, ana, counted, link},
    support::{Answer, Outside, TestApp, Visitor, encoded},
};
use domain::{
    analytics::{AnalyticsQuery, EventName},
    link::{Link, LinkDraft},
};
use http::Method;
use sandbox::people::{ANA, EUR_PARTNER};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

async fn follow(visitor: &Visitor, code: &str) -> Answer {
    visitor.send(Method::GET, &format!("/r/{code}"), &[("user-agent", PHONE)], "").await
}

fn draft(target: &str) -> Value {
    let utm = json!({ "source": "", "medium": "", "campaign": "" });
    json!({ "draft": { "partner": null, "label": "Newsletter", "target": target, "utm": utm } })
}

#[tokio::test]
async fn a_link_leads_to_its_target_with_whom_it_counts_for() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let made = link(&app, &ana, "https://northtrail.example/products/tent?size=2&cc=other&tandem=x#top").await;
    assert_eq!(made.short_url, format!("http://127.0.0.1:3000/r/{}", made.code));
    let answer = follow(&app.visitor(), &made.code).await;
    assert_eq!(answer.status, 302);
    let expected = format!(
        "https://northtrail.example/products/tent?size=2&utm_source=ig&utm_medium=social&cc={}&tandem={}#top",
        ANA.handle, made.code
    );
    assert_eq!(answer.header("location"), expected);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
    assert_eq!(answer.cookie(), "");
    let front = link(&app, &ana, "").await;
    let answer = follow(&app.visitor(), &front.code.to_uppercase()).await;
    assert!(answer.header("location").starts_with("https://northtrail.example/?utm_source=ig"), "{:?}", answer.headers);
    let own = link(&app, &ana, &format!("http://127.0.0.1:3000/p/{}", ANA.handle)).await;
    assert_eq!(follow(&app.visitor(), &own.code).await.status, 302);
}

#[tokio::test]
async fn clicks_of_people_are_counted_once_in_half_an_hour_and_for_each_link() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let (one, two) = (link(&app, &ana, "").await, link(&app, &ana, "").await);
    let visitor = app.visitor();
    // Far from midnight: on another day they would be somebody else.
    let day: i64 = 86_400_000;
    let past_noon = (app.house.store.clock().now().millis() - day / 2).rem_euclid(day);
    app.clock.advance(Duration::from_millis((day - past_noon).unsigned_abs()));
    let clicks = async || counted(&app, &ana).await.get(&EventName::Click).copied().unwrap_or(0);
    for _ in 0..3 {
        follow(&visitor, &one.code).await;
    }
    assert_eq!(clicks().await, 1);
    follow(&visitor, &two.code).await;
    follow(&app.visitor().at([198, 51, 100, 2]), &one.code).await;
    assert_eq!(clicks().await, 3);
    app.clock.advance(Duration::from_mins(29));
    follow(&visitor, &one.code).await;
    assert_eq!(clicks().await, 3);
    app.clock.advance(Duration::from_mins(2));
    follow(&visitor, &one.code).await;
    assert_eq!(clicks().await, 4);
    let query = AnalyticsQuery::default();
    let view = app.house.unify.analytics(&app.channel.id, &ana, &query).await.unwrap();
    let of = |code: &str| view.links.iter().find(|it| it.link.code == code).unwrap().clicks;
    assert_eq!((view.clicks.now, of(&one.code), of(&two.code)), (Some(4), 3, 1));
}

#[tokio::test]
async fn programs_and_those_who_only_look_are_led_on_and_not_counted() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let made = link(&app, &ana, "").await;
    let path = format!("/r/{}", made.code);
    assert_eq!(app.visitor().send(Method::HEAD, &path, &[("user-agent", PHONE)], "").await.status, 302);
    for headers in [
        vec![("user-agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")],
        vec![("user-agent", "WhatsApp/2.23.20.0")],
        vec![],
        vec![("user-agent", PHONE), ("dnt", "1")],
        vec![("user-agent", PHONE), ("sec-gpc", "1")],
        vec![("user-agent", PHONE), ("sec-purpose", "prefetch")],
    ] {
        let answer = app.visitor().send(Method::GET, &path, &headers, "").await;
        assert_eq!(answer.status, 302, "{headers:?}");
    }
    assert_eq!(counted(&app, &ana).await, BTreeMap::new());
}

#[tokio::test]
async fn codes_that_nobody_has_are_not_found() {
    let app = TestApp::new().await;
    ana(&app).await;
    for code in [
        "nocode",
        "zzzzzz",
        "%00",
        "..%2f..",
        "%2F%2Fevil.example",
        "%3Cscript%3E",
        &"x".repeat(5_000),
        "k3x9qz%0d%0aLocation:",
    ] {
        let answer = follow(&app.visitor(), code).await;
        assert_eq!((answer.status, answer.header("location")), (404, ""), "{code}");
        assert!(answer.body.contains("Page not found") && !answer.body.contains("<script>"), "{code}");
    }
}

#[tokio::test]
async fn a_link_that_was_put_away_leads_on_and_one_of_a_past_partner_counts_for_nobody() {
    let app = TestApp::new().await;
    let ana = ana(&app).await;
    let made = link(&app, &ana, "").await;
    app.house.unify.archive_link(&app.channel.id, &ana, &made.id, true, "test").await.unwrap();
    assert_eq!(follow(&app.visitor(), &made.code).await.status, 302);
    assert_eq!(counted(&app, &ana).await[&EventName::Click], 1);
    app.partner(EUR_PARTNER.handle).await;
    let past = app.id_of(&EUR_PARTNER).await;
    let theirs = link(&app, &past, "").await;
    app.switch_off(&EUR_PARTNER).await;
    let answer = follow(&app.visitor(), &theirs.code).await;
    assert_eq!(answer.header("location"), "https://northtrail.example/?utm_source=ig&utm_medium=social");
    assert_eq!(counted(&app, &past).await, BTreeMap::new());
}

#[tokio::test]
async fn no_link_leads_out_of_the_house() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    for target in [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://evil.example/",
        "https://northtrail.example@evil.example/",
        "https://user:pass@northtrail.example/",
        "https://northtrail.example:pass@evil.example/",
        "https://northtrail.example\\@evil.example/",
        "https://evil.example\\.northtrail.example/",
        "https://northtrail.example.evil.example/",
        "https://evil-northtrail.example/",
        "https://northtrail.example.",
        "https://northtrail.example:8443/",
        "http://northtrail.example/",
        "https://nοrthtrail.example/",
        "https://northtrail。example/",
        "https://xn--nrthtrail-t1g.example/",
        "https://northtrail%2eexample/",
        "https://%6eorthtrail.example/",
        "javascript:alert(1)",
        "javascript://northtrail.example/%0aalert(1)",
        "data:text/html,x",
        "https://northtrail.example/\r\nX-Evil: 1",
        "https://northtrail.example/ x",
        "\u{1}https://northtrail.example/",
        "ftp://northtrail.example/",
    ] {
        let answer = partner.call("/fn/create-link", &draft(target)).await;
        assert_eq!(answer.status, 422, "{target:?}: {}", answer.body);
        assert!(answer.body.contains("\"field\":\"target\""), "{target:?}: {}", answer.body);
    }
    assert!(app.house.store.links_of(&app.channel.id, &app.id_of(&ANA).await, true).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_host_that_is_allowed_no_more_leads_to_the_shop_instead() {
    let variables = [("TANDEM_LINKS__ALLOWED_HOSTS", "blog.example")];
    let app = TestApp::with(Outside::shared(), &variables).await;
    let ana = ana(&app).await;
    let made = link(&app, &ana, "https://blog.example/review").await;
    let there = follow(&app.visitor(), &made.code).await;
    assert!(there.header("location").starts_with("https://blog.example/review?"), "{:?}", there.headers);
    // The row as it would be after the setting changed, or a bad copy of the data base.
    for target in ["https://evil.example/", "//evil.example", "javascript:alert(1)"] {
        let content = store::LinkContent { label: "x".into(), target: target.into(), utm: made.utm.clone() };
        let change = store::LinkChange::Content(&content);
        app.house.store.change_link(&app.channel.id, &ana, &made.id, change, "test").await.unwrap();
        let answer = follow(&app.visitor(), &made.code).await;
        assert!(
            answer.header("location").starts_with("https://northtrail.example/?"),
            "{target}: {:?}",
            answer.headers
        );
    }
}

#[tokio::test]
async fn labels_and_parameters_are_kept_short_and_stay_where_they_belong() {
    let app = TestApp::new().await;
    ana(&app).await;
    let partner = app.partner(ANA.handle).await;
    let create = async |change: &dyn Fn(&mut Value)| {
        let mut body = draft("");
        change(&mut body["draft"]);
        partner.call("/fn/create-link", &body).await
    };
    let long = "x".repeat(61);
    for (field, value) in
        [("label", ""), ("label", "   "), ("label", long.as_str()), ("label", "a\nb"), ("label", "\u{202E}x")]
    {
        let answer = create(&|draft| draft[field] = value.into()).await;
        assert_eq!(answer.status, 422, "{value:?}");
        assert!(answer.body.contains("\"field\":\"label\""), "{}", answer.body);
    }
    for field in ["source", "medium", "campaign"] {
        let answer = create(&|draft| draft["utm"][field] = long.as_str().into()).await;
        assert!(answer.status == 422 && answer.body.contains(&format!("\"field\":\"utm_{field}\"")), "{}", answer.body);
    }
    let attack = "a&cc=evil#\"><script>alert(1)</script>";
    let change = |draft: &mut Value| {
        draft["label"] = "<b>bold</b>".into();
        draft["utm"] = json!({ "source": attack, "medium": attack, "campaign": attack });
    };
    let answer = create(&change).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let made: Link = serde_json::from_str(&answer.body).unwrap();
    let followed = follow(&app.visitor(), &made.code).await;
    let value = encoded(attack);
    assert!(
        followed.header("location").contains(&format!("utm_campaign={value}&cc={}", ANA.handle)),
        "{:?}",
        followed.headers
    );
    assert_eq!(followed.header("location").matches("cc=").count(), 1, "the value brings no parameter along");
}

#[tokio::test]
async fn a_hundred_links_and_no_more() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    let ana = app.id_of(&ANA).await;
    let draft_of = LinkDraft { label: "one".into(), ..LinkDraft::default() };
    for _ in 0..100 {
        app.house.unify.create_link(&app.channel.id, &ana, &draft_of, "test").await.unwrap();
    }
    let answer = partner.call("/fn/create-link", &draft("")).await;
    assert!(answer.status == 422 && answer.body.contains("100 links are in use"), "{}", answer.body);
}

#[tokio::test]
async fn the_code_of_a_link_is_drawn_as_asked() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    let made = link(&app, &app.id_of(&ANA).await, "").await;
    let svg = partner.get(&format!("/links/{}/qr.svg", made.id)).await;
    assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"));
    assert!(svg.body.starts_with("<svg xmlns=") && svg.header("content-security-policy").contains("sandbox"));
    let png = partner.get(&format!("/links/{}/qr.png?size=300", made.id)).await;
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert_eq!(png.header("content-disposition"), format!("inline; filename=\"{}.png\"", made.code));
    for size in ["99", "2001", "-1", "x", "99999999999999999999"] {
        assert_eq!(partner.get(&format!("/links/{}/qr.png?size={size}", made.id)).await.status, 422, "{size}");
    }
}

#[tokio::test]
async fn the_figures_are_a_file_that_no_spreadsheet_runs() {
    let app = TestApp::new().await;
    let partner = app.partner(ANA.handle).await;
    let ana = app.id_of(&ANA).await;
    let draft = LinkDraft { label: "=HYPERLINK(\"x\")".into(), ..LinkDraft::default() };
    let made = app.house.unify.create_link(&app.channel.id, &ana, &draft, "test").await.unwrap();
    follow(&app.visitor(), &made.code).await;
    counted(&app, &ana).await;
    let file = partner.get("/analytics.csv?by=month&dimension=link").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(file.body.contains("\"'=HYPERLINK(\"\"x\"\")\",1,0,0,0.00,USD"), "{}", file.body);
    for bad in ["by=year", "from=x", "dimension=%3Cb%3E", "from=2026-11-20&to=2026-11-01"] {
        let answer = partner.get(&format!("/analytics.csv?{bad}")).await;
        assert_eq!(answer.status, 422, "{bad}");
    }
}
