//! A partner whose every text tries to break out of the page: no page lets it.

use crate::support::TestApp;
use domain::link::{LinkDraft, Utm};
use sandbox::people::HOSTILE;

/// What a browser would run, had it not been escaped. All of it is in the hostile partner's texts.
const LIVE: [&str; 6] =
    ["<script>alert", "<img src=x", "<svg onload", "<iframe", "href=\"javascript:", "src=\"javascript:"];

fn assert_harmless(what: &str, html: &str) {
    let lower = html.to_lowercase();
    for pattern in LIVE {
        assert!(!lower.contains(pattern), "{what} holds {pattern}: {}", around(&lower, pattern));
    }
    for handler in [" onerror=", " onload=", " onclick=", " onmouseover=", " srcdoc="] {
        let mut rest = lower.as_str();
        while let Some(at) = rest.find(handler) {
            let before = &rest[..at];
            let is_in_tag = before.rfind('<') > before.rfind('>');
            let quotes = before[before.rfind('<').unwrap_or(0)..].matches('"').count();
            assert!(
                !(is_in_tag && quotes.is_multiple_of(2)),
                "{what} holds an attribute{handler}: {}",
                around(rest, handler)
            );
            rest = &rest[at + handler.len()..];
        }
    }
}

fn around(text: &str, pattern: &str) -> String {
    let at = text.find(pattern).unwrap_or(0);
    text.chars().skip(text[..at].chars().count().saturating_sub(200)).take(500).collect()
}

/// Text for scripts: a closing tag in it would end the script for the browser.
fn assert_scripts_closed_by_us(what: &str, html: &str) {
    let (opened, closed) = (html.matches("<script").count(), html.matches("</script>").count());
    assert_eq!(opened, closed, "{what}: a text opens or ends a script");
}

/// Spreadsheets run what begins like a formula.
fn assert_no_formulas(file: &str) {
    assert!(file.lines().count() > 1, "there is something to download");
    for cell in file.lines().skip(1).flat_map(|line| line.split(',')) {
        let cell = cell.trim_start_matches('"');
        let is_number = cell.trim_start_matches('-').chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
}

#[tokio::test]
async fn hostile_texts_stay_texts_on_every_page() {
    let app = TestApp::new().await;
    let partner = app.partner(HOSTILE.handle).await;
    let admin = app.admin().await;
    app.house.unify.first_sync(&app.channel.id).await.unwrap();
    let id = app.id_of(&HOSTILE).await;
    let label = "</script><img src=x onerror=alert(1)>\"><svg onload=alert(2)>";
    let utm = Utm { source: label.into(), medium: label.into(), campaign: label.into() };
    let draft = LinkDraft { label: label.into(), utm, ..LinkDraft::default() };
    app.house.unify.create_link(&app.channel.id, &id, &draft, label).await.unwrap();
    for path in ["/", "/profile", "/earnings", "/analytics"] {
        let page = partner.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_harmless(path, &page.body);
        assert_scripts_closed_by_us(path, &page.body);
    }
    for path in [
        "/admin".to_owned(),
        "/admin/partners?q=zed".to_owned(),
        format!("/admin/partners/{id}"),
        format!("/admin/partners/{id}/profile"),
        format!("/admin/partners/{id}/earnings"),
        format!("/admin/partners/{id}/analytics"),
    ] {
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_harmless(&path, &page.body);
        assert_scripts_closed_by_us(&path, &page.body);
    }
    let landing = app.visitor().get(&format!("/p/{}", HOSTILE.handle)).await;
    assert_eq!(landing.status, 200);
    assert_harmless("landing", &landing.body);
    let facts = landing.body.matches("<script type=\"application/ld+json\">").count();
    assert_eq!(landing.body.matches("<script").count(), facts);
    assert!(partner.get("/analytics").await.body.contains("&lt;img src=x"), "the hostile link is on the page at all");
    let profile = partner.get("/profile").await.body;
    assert!(profile.contains("Zed"), "the hostile partner's name is on the page at all");
    let file = partner.get("/earnings.csv").await;
    assert_eq!((file.status, file.header("content-disposition").starts_with("attachment")), (200, true));
    assert_no_formulas(&file.body);
}

#[tokio::test]
async fn addresses_and_searches_are_escaped_where_they_are_shown() {
    let app = TestApp::new().await;
    let (partner, admin) = (app.partner(HOSTILE.handle).await, app.admin().await);
    let attack = crate::support::encoded("\"><script>alert(1)</script><img src=x onerror=alert(1)>");
    for path in [
        format!("/earnings?currency={attack}&from={attack}&status={attack}&after={attack}"),
        format!("/analytics?dimension={attack}&sort={attack}&by={attack}"),
        format!("/?x={attack}"),
    ] {
        assert_harmless(&path, &partner.get(&path).await.body);
    }
    for path in
        [format!("/admin/partners?q={attack}&tier={attack}&after={attack}"), format!("/admin/partners/{attack}")]
    {
        assert_harmless(&path, &admin.get(&path).await.body);
    }
    for path in
        [format!("/sso/cc?sso_token={attack}&redirect_after={attack}"), format!("/{attack}"), format!("/p/{attack}")]
    {
        assert_harmless(&path, &app.visitor().get(&path).await.body);
    }
}
