//! Private doors: a first visit sets a password once, later ones ask for it, and nothing of the partner shows outside.

use crate::support::{Answer, TestApp, Visitor};
use domain::PartnerId;
use program::NewMember;
use serde_json::json;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const PASSWORD: &str = "correct horse battery";

struct House {
    app: TestApp,
    partner: PartnerId,
    path: String,
}

impl House {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let new = NewMember {
            first_name: "Fern".into(),
            last_name: "Moss".into(),
            email: "fern@program.example".parse().unwrap(),
            code: None,
            is_approved: true,
        };
        let partner = app.house.program.add_member(&app.channel.id, &new).await.unwrap();
        let path = app.house.program.make_door(&app.channel.id, &partner).await.unwrap().path;
        Self { app, partner, path }
    }

    async fn set(&self, visitor: &Visitor, password: &str, again: &str) -> Answer {
        visitor.post(&self.path, &[("password", password), ("again", again)]).await
    }

    /// Sends what waits; answers the private paths in the files that were written, one for each message.
    async fn mailed(&self) -> Vec<String> {
        let program = &self.app.house.program;
        program.send_due(&self.app.channel.id, &CancellationToken::new()).await.unwrap();
        let Ok(files) = std::fs::read_dir(self.app.folder.path().join("mail")) else { return Vec::new() };
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| private_path(&std::fs::read_to_string(path).unwrap())).collect()
    }

    async fn knock(&self, visitor: &Visitor, password: &str) -> Answer {
        visitor.post(&self.path, &[("password", password)]).await
    }
}

/// The private path in a message, put together again where its lines are folded.
fn private_path(letter: &str) -> String {
    let whole = letter.replace("=\r\n", "");
    let start = whole.find("/d/").unwrap();
    whole[start..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || "/-_".contains(*letter)).collect()
}

#[tokio::test]
async fn the_first_visit_sets_a_password_and_every_later_one_asks_for_it() {
    let house = House::new().await;
    let fern = house.app.visitor();
    for _ in 0..3 {
        let page = fern.get(&house.path).await;
        assert!(page.status == 200 && page.body.contains("Set your password"), "looking uses nothing up");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(!page.body.contains("fern@") && !page.body.contains("Fern"), "the page names nobody");
    }
    assert_eq!(house.set(&fern, PASSWORD, "another one entirely").await.status, 422);
    assert_eq!(house.set(&fern, "short", "short").await.status, 422);
    let set = house.set(&fern, PASSWORD, PASSWORD).await;
    assert_eq!((set.status, set.header("location")), (303, "/"));
    assert_eq!(fern.get("/profile").await.status, 200);
    assert_eq!(fern.get(&house.path).await.header("location"), "/", "who is inside need not knock");
    let other = house.app.visitor();
    assert!(other.get(&house.path).await.body.contains("Partner sign-in"));
    assert_eq!(house.knock(&other, "wrong horse battery").await.status, 401);
    assert_eq!(house.knock(&other, PASSWORD).await.header("location"), "/");
    assert_eq!(other.get("/earnings").await.status, 200);
}

#[tokio::test]
async fn of_two_first_visits_at_once_one_sets_the_password() {
    let house = House::new().await;
    let (one, two) = (house.app.visitor(), house.app.visitor());
    let (first, second) = tokio::join!(
        house.set(&one, PASSWORD, PASSWORD),
        house.set(&two, "another horse battery", "another horse battery")
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 303);
    assert!(statuses[1] == 409 || statuses[1] == 401, "{statuses:?}");
}

#[tokio::test]
async fn an_address_that_nobody_used_in_time_and_one_that_never_was_open_nothing() {
    let house = House::new().await;
    house.app.clock.advance(Duration::from_hours(24 * 15));
    let visitor = house.app.visitor();
    assert_eq!(visitor.get(&house.path).await.status, 410);
    assert_eq!(house.set(&visitor, PASSWORD, PASSWORD).await.status, 410);
    for path in ["/d/nonsense", &format!("/d/{}", "x".repeat(200))] {
        assert_eq!(visitor.get(path).await.status, 404);
        assert_eq!(visitor.post(path, &[("password", PASSWORD)]).await.status, 404);
    }
}

#[tokio::test]
async fn a_new_door_closes_the_old_one() {
    let house = House::new().await;
    let fern = house.app.visitor();
    house.set(&fern, PASSWORD, PASSWORD).await;
    let (program, channel) = (&house.app.house.program, &house.app.channel.id);
    let fresh = program.make_door(channel, &house.partner).await.unwrap();
    house.app.house.access.end_sessions_of(channel, &house.partner).await.unwrap();
    assert_eq!(fern.get("/profile").await.status, 303, "whoever was inside is outside");
    assert_eq!(fern.get(&house.path).await.status, 404);
    assert!(fern.get(&fresh.path).await.body.contains("Set your password"));
    let seen = program.door(channel, &house.partner).await.unwrap().unwrap();
    assert_eq!((seen.path, seen.is_set), (fresh.path, false), "the team can copy the address again");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_forms_of_other_sites_are_refused() {
    let house = House::new().await;
    house.set(&house.app.visitor(), PASSWORD, PASSWORD).await;
    let guesser = house.app.visitor();
    let mut last = 0;
    for _ in 0..10 {
        last = house.knock(&guesser, "guess guess guess").await.status;
    }
    assert_eq!(last, 429);
    assert_eq!(house.knock(&guesser, PASSWORD).await.status, 429, "the right one too, for now");
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let refused = house.app.visitor().send(http::Method::POST, &house.path, &foreign, "password=x").await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail_and_nothing_changes_before() {
    let house = House::new().await;
    let (fern, stranger) = (house.app.visitor(), house.app.visitor());
    house.set(&fern, PASSWORD, PASSWORD).await;
    let forgot = format!("{}/forgot", house.path);
    let asked = stranger.post(&forgot, &[]).await;
    let nobody = stranger.post("/d/nonsense/forgot", &[]).await;
    assert_eq!((asked.status, &asked.body), (200, &nobody.body), "it is the same whether there is a door or not");
    assert_eq!(asked.header("referrer-policy"), "no-referrer");
    assert_eq!(fern.get("/profile").await.status, 200, "who asks for somebody else changes nothing");
    assert_eq!(house.knock(&house.app.visitor(), PASSWORD).await.status, 303);
    let mailed = house.mailed().await;
    let [reset] = mailed.as_slice() else { panic!("{mailed:?}") };
    assert!(*reset != house.path && stranger.get(reset).await.body.contains("Set your password"));
    let other = "another horse battery";
    assert_eq!(stranger.post(reset, &[("password", other), ("again", other)]).await.status, 303);
    assert_eq!(fern.get("/profile").await.status, 303, "sessions by the forgotten password end");
    assert_eq!(fern.get(&house.path).await.status, 404, "the former address is no more");
    let visitor = house.app.visitor();
    assert_eq!(visitor.post(reset, &[("password", PASSWORD)]).await.status, 401);
    assert_eq!(visitor.post(reset, &[("password", other)]).await.status, 303);
}

#[tokio::test]
async fn asking_for_links_is_slowed_down_and_other_sites_cannot() {
    let house = House::new().await;
    let forgot = format!("{}/forgot", house.path);
    let visitor = house.app.visitor();
    let mut last = 0;
    for _ in 0..8 {
        last = visitor.post(&forgot, &[]).await.status;
    }
    assert_eq!(last, 429);
    assert!(house.mailed().await.len() <= 5);
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    assert_eq!(visitor.send(http::Method::POST, &forgot, &foreign, "").await.status, 403);
}

#[tokio::test]
async fn the_team_resets_a_password_and_the_next_visit_to_the_same_address_sets_another_once() {
    let house = House::new().await;
    let (fern, admin) = (house.app.visitor(), house.app.admin().await);
    house.set(&fern, PASSWORD, PASSWORD).await;
    let asked = house.app.visitor();
    asked.post(&format!("{}/forgot", house.path), &[]).await;
    let before = house.mailed().await;
    let whose = json!({ "partner": house.partner });
    assert_eq!(fern.call("/fn/admin/forget-password", &whose).await.status, 403);
    assert_eq!(admin.get("/fn/admin/forget-password").await.status, 405, "looking forgets nothing");
    assert_eq!(fern.get("/profile").await.status, 200);
    assert_eq!(admin.call("/fn/admin/forget-password", &whose).await.status, 200);
    assert_eq!(fern.get("/profile").await.status, 303, "whoever was inside is outside");
    assert_eq!(fern.get(&before[0]).await.status, 404, "a link of before sets nothing any more");
    let mailed = house.mailed().await;
    assert!(mailed.len() == 2 && mailed.contains(&house.path), "the same address: {mailed:?}");
    assert!(fern.get(&house.path).await.body.contains("Set your password"));
    let other = "another horse battery";
    assert_eq!(house.set(&fern, other, other).await.status, 303);
    let visitor = house.app.visitor();
    assert_eq!(house.knock(&visitor, PASSWORD).await.status, 401, "the forgotten one opens nothing");
    assert_eq!(house.knock(&visitor, other).await.status, 303);
    assert_eq!(admin.call("/fn/admin/forget-password", &whose).await.status, 200);
    house.app.clock.advance(Duration::from_hours(24 * 15));
    assert_eq!(visitor.get(&house.path).await.status, 410, "as for a first visit");
    let trail = house.app.house.store.audit_trail(&house.app.channel.id, 20).await.unwrap();
    assert!(trail.iter().any(|it| it.action == "door.password_forgotten"));
}

#[tokio::test]
async fn addresses_are_mailed_to_who_is_approved_and_has_none() {
    let house = House::new().await;
    let admin = house.app.admin().await;
    let person = |name: &str, is_approved: bool| {
        json!({ "partner": {
            "first_name": name, "email": format!("{name}@program.example"), "rate_kind": "percentage", "rate": "10",
            "approved": is_approved, "mailed": false,
        } })
    };
    let mut ids = vec![house.partner.clone(), PartnerId::from_parts(0, [0; 10])];
    for (name, is_approved) in [("kim", true), ("max", false)] {
        let made = admin.call("/fn/admin/add-partner", &person(name, is_approved)).await;
        ids.push(serde_json::from_str(&made.body).unwrap());
    }
    assert_eq!(house.mailed().await, Vec::<String>::new(), "nobody was to be told");
    let mail = json!({ "ids": ids, "choice": "mail_address", "reason": "" });
    let answer = admin.call("/fn/admin/decide-members", &mail).await;
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told, json!({ "done": 1, "already": 1, "waiting": 1, "outside": [ids[1]] }));
    let mailed = house.mailed().await;
    let [kims] = mailed.as_slice() else { panic!("{mailed:?}") };
    assert!(house.app.visitor().get(kims).await.body.contains("Set your password"));
    let again = admin.call("/fn/admin/decide-members", &mail).await;
    assert!(again.body.contains("\"done\":0") && house.mailed().await.len() == 1, "nobody gets a second one");
}

#[tokio::test]
async fn somebody_who_is_entered_as_approved_is_told_at_once_if_that_is_wished_for() {
    let house = House::new().await;
    let admin = house.app.admin().await;
    let person = |name: &str, is_approved: bool| {
        json!({ "partner": {
            "first_name": name, "email": format!("{name}@program.example"), "rate_kind": "percentage", "rate": "10",
            "approved": is_approved, "mailed": true,
        } })
    };
    assert_eq!(admin.call("/fn/admin/add-partner", &person("max", false)).await.status, 200);
    assert_eq!(house.mailed().await, Vec::<String>::new(), "who waits hears so when they are approved");
    assert_eq!(admin.call("/fn/admin/add-partner", &person("kim", true)).await.status, 200);
    let mailed = house.mailed().await;
    let [kims] = mailed.as_slice() else { panic!("{mailed:?}") };
    assert!(house.app.visitor().get(kims).await.body.contains("Set your password"));
}

#[tokio::test]
async fn the_team_makes_mails_and_replaces_an_address() {
    let house = House::new().await;
    let (fern, admin) = (house.app.visitor(), house.app.admin().await);
    house.set(&fern, PASSWORD, PASSWORD).await;
    let page = admin.get(&format!("/admin/partners/{}/program", house.partner)).await;
    assert!(page.body.contains(&format!("http://127.0.0.1:3000{}", house.path)) && page.body.contains("Password set"));
    let whose = json!({ "partner": house.partner });
    assert_eq!(admin.call("/fn/admin/mail-door", &whose).await.status, 200);
    assert_eq!(house.mailed().await, std::slice::from_ref(&house.path));
    let make = json!({ "partner": house.partner, "is_mailed": true });
    assert_eq!(admin.call("/fn/admin/make-door", &make).await.status, 200);
    assert_eq!(fern.get("/profile").await.status, 303, "whoever was inside is outside");
    let mailed = house.mailed().await;
    assert!(mailed.len() == 2 && mailed[1] != house.path, "{mailed:?}");
    assert!(fern.get(&mailed[1]).await.body.contains("Set your password"));
    let trail = house.app.house.store.audit_trail(&house.app.channel.id, 20).await.unwrap();
    let acts: Vec<&str> = trail.iter().map(|it| it.action.as_str()).filter(|it| it.starts_with("door.m")).collect();
    assert_eq!(acts, ["door.made", "door.mailed"]);
}
