//! Applying: a form without JavaScript, every refusal at its field, one application whatever is clicked, and no word about others.

use crate::support::{Answer, TestApp, Visitor};
use domain::{
    mail::MailKind,
    program::{ApplicationPage, MemberStatus, ProgramSettings, Question},
};
use http::Method;
use program::Who;
use serde_json::json;
use tokio_util::sync::CancellationToken;

const GOOD: [(&str, &str); 3] =
    [("name", "Fern Moss"), ("email", "fern@apply.example"), ("found", "https://fern.example")];

/// An application whose form is open.
struct Stage {
    app: TestApp,
    answer: String,
}

impl Stage {
    async fn new() -> Self {
        Self::with(ProgramSettings::default()).await
    }

    async fn with(settings: ProgramSettings) -> Self {
        let app = TestApp::new().await;
        let question = Question { text: "Why <you>?".into(), is_required: true };
        let answer = question.field();
        let settings = ProgramSettings { takes_applications: true, questions: vec![question], ..settings };
        app.house.store.put_program_settings(&app.channel.id, &settings).await.unwrap();
        Self { app, answer }
    }

    async fn send(&self, visitor: &Visitor, changed: &[(&str, &str)]) -> Answer {
        let usual = GOOD.into_iter().chain([(self.answer.as_str(), "Because\nI can")]);
        let is_changed = |name: &str| changed.iter().any(|(other, _)| *other == name);
        let fields: Vec<_> = usual.filter(|(name, _)| !is_changed(name)).chain(changed.iter().copied()).collect();
        visitor.post("/apply", &fields).await
    }

    async fn waiting(&self) -> ApplicationPage {
        self.app.house.program.applications(&self.app.channel.id, MemberStatus::Pending, None).await.unwrap()
    }

    /// What was written to partners, the newest first.
    async fn told(&self) -> Vec<(String, MailKind)> {
        let page = self.app.house.program.mail_page(&self.app.channel.id, None, None).await.unwrap();
        page.rows.into_iter().map(|row| (row.email, row.kind)).collect()
    }

    /// Sends what waits, and reads the newest file that went to somebody.
    async fn letter(&self, subject: &str) -> String {
        let program = &self.app.house.program;
        program.send_due(&self.app.channel.id, &CancellationToken::new()).await.unwrap();
        let mut files: Vec<_> =
            std::fs::read_dir(self.app.folder.path().join("mail")).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let texts = files.iter().rev().map(|path| std::fs::read_to_string(path).unwrap());
        texts.into_iter().find(|text| text.contains(subject)).unwrap()
    }
}

/// The private path in a message, put together again where the message's lines are folded.
fn private_path(letter: &str) -> String {
    let whole = letter.replace("=\r\n", "").replace("=3D", "=");
    let start = whole.find("/d/").unwrap();
    whole[start..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || "/-_".contains(*letter)).collect()
}

#[tokio::test]
async fn a_closed_form_takes_nothing() {
    let app = TestApp::new().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/apply").await.status, 404);
    assert_eq!(visitor.post("/apply", &GOOD).await.status, 404);
}

#[tokio::test]
async fn the_form_is_plain_and_asks_what_the_merchant_wants_to_know() {
    let stage = Stage::new().await;
    let page = stage.app.visitor().get("/apply").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Why &lt;you&gt;?") && page.body.contains(&stage.answer), "{}", page.body);
    assert!(!page.body.contains("<script"), "it works without JavaScript");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept() {
    let stage = Stage::new().await;
    let visitor = stage.app.visitor();
    let long = "x".repeat(2_001);
    for (field, bad, fault) in [
        ("name", " ", "Enter your name."),
        ("name", &long[..81], "At most 80 characters."),
        ("email", "fern", "Enter an e-mail address"),
        ("found", "", "Say where you can be found"),
        (&stage.answer, "", "An answer is needed here."),
        (&stage.answer, &long, "At most 2000 characters."),
    ] {
        let page = stage.send(&visitor, &[(field, bad)]).await;
        assert_eq!(page.status, 422, "{field}");
        let note = format!("id=\"{field}-note\" class=\"fault\"");
        assert!(page.body.contains(&note) && page.body.contains(fault), "{field}: {}", page.body);
        let kept = if field == "name" { "https://fern.example" } else { "Fern Moss" };
        assert!(page.body.contains(kept), "{field}");
    }
    let hostile = stage.send(&visitor, &[("name", "\"><script>alert(1)</script>"), ("email", "no")]).await;
    assert!(!hostile.body.contains("<script"));
    let huge = "x".repeat(300 * 1024);
    assert_eq!(stage.send(&visitor, &[("found", &huge)]).await.status, 400);
    assert_eq!(stage.waiting().await.total, 0);
}

#[tokio::test]
async fn a_double_click_is_one_application_and_a_known_address_hears_the_same() {
    let stage = Stage::new().await;
    let visitor = stage.app.visitor();
    let (one, two) = tokio::join!(stage.send(&visitor, &[]), stage.send(&visitor, &[]));
    let again = stage.send(&visitor, &[("name", "Somebody Else"), ("email", "FERN@apply.example")]).await;
    for answer in [&one, &two, &again] {
        assert_eq!((answer.status, answer.header("location"), answer.body.as_str()), (303, "/apply/sent", ""));
    }
    assert_eq!(visitor.get("/apply/sent").await.status, 200);
    let waiting = stage.waiting().await;
    assert_eq!((waiting.total, waiting.rows[0].name.as_str()), (1, "Fern Moss"), "nobody renames somebody else");
    let written = waiting.rows[0].application.clone().unwrap();
    assert_eq!(
        (written.found_at.as_str(), written.answers[0].answer.as_str()),
        ("https://fern.example", "Because\nI can")
    );
    assert_eq!(stage.told().await, [("fern@apply.example".to_owned(), MailKind::ApplicationReceived)]);
}

#[tokio::test]
async fn programs_other_sites_and_crowds_are_kept_out() {
    let stage = Stage::new().await;
    let visitor = stage.app.visitor();
    let trapped = stage.send(&visitor, &[("website", "https://spam.example")]).await;
    assert_eq!((trapped.status, trapped.header("location")), (303, "/apply/sent"), "it is told what everybody is told");
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    assert_eq!(visitor.send(Method::POST, "/apply", &foreign, "name=x").await.status, 403);
    assert_eq!(stage.waiting().await.total, 0);
    let mut statuses = Vec::new();
    for number in 0..25 {
        let email = format!("fern{number}@apply.example");
        statuses.push(stage.send(&visitor, &[("email", &email)]).await.status);
    }
    assert_eq!((statuses[0], statuses[24]), (303, 429), "one address sends a few, not many");
    let refused = stage.send(&visitor, &[]).await;
    assert!(!refused.header("retry-after").is_empty() && refused.body.contains("Fern Moss"), "what was typed is kept");
    let elsewhere = stage.app.visitor().at([198, 51, 100, 7]);
    assert_eq!(stage.send(&elsewhere, &[]).await.status, 303, "others are not held up");
}

#[tokio::test]
async fn from_the_form_to_the_dashboard_by_the_messages_alone() {
    let stage = Stage::new().await;
    let (app, fern) = (&stage.app, stage.app.visitor());
    stage.send(&fern, &[]).await;
    let admin = app.admin().await;
    let partner = stage.waiting().await.rows[0].partner_id.clone();
    let decide = json!({ "ids": [partner], "is_approved": true, "reason": "" });
    let decided = admin.call("/fn/admin/decide-applications", &decide).await;
    assert_eq!((decided.status, decided.body.as_str()), (200, r#"{"done":1,"left":0}"#));
    let again = admin.call("/fn/admin/decide-applications", &decide).await;
    assert_eq!(again.body, r#"{"done":0,"left":1}"#, "each is decided once");
    let told: Vec<MailKind> = stage.told().await.into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(told, [MailKind::Approved, MailKind::ApplicationReceived]);
    let path = private_path(&stage.letter("Subject: Welcome").await);
    assert!(fern.get(&path).await.body.contains("Set your password"), "{path}");
    let password = "correct horse battery";
    let set = fern.post(&path, &[("password", password), ("again", password)]).await;
    assert_eq!((set.status, set.header("location")), (303, "/"));
    assert!(fern.get("/profile").await.body.contains("fern@apply.example"));
    // Nothing that is kept, and nothing that the team sees, holds the address.
    let list = app.house.program.mail_page(&app.channel.id, None, None).await.unwrap();
    for row in &list.rows {
        let kept = app.house.store.mail(&app.channel.id, &row.id).await.unwrap().unwrap().content;
        assert!(!format!("{kept:?}").contains("/d/"), "{kept:?}");
        let shown = admin.call("/fn/admin/mail-text", &json!({ "id": row.id })).await;
        assert!(shown.status == 200 && !shown.body.contains("/d/"), "{}", shown.body);
    }
    assert!(admin.get("/admin/mail").await.body.contains("Written to a file"));
}

#[tokio::test]
async fn who_is_turned_down_hears_why_once() {
    let stage = Stage::new().await;
    stage.send(&stage.app.visitor(), &[]).await;
    let admin = stage.app.admin().await;
    let partner = stage.waiting().await.rows[0].partner_id.clone();
    let decide = |reason: &str| json!({ "ids": [&partner], "is_approved": false, "reason": reason });
    assert_eq!(admin.call("/fn/admin/decide-applications", &decide(" ")).await.status, 422);
    assert_eq!(admin.call("/fn/admin/decide-applications", &decide("No trails near you")).await.status, 200);
    let letter = stage.letter("No trails near you").await;
    assert!(!letter.contains("/d/"));
    // The same standing with other words is no second message.
    let who = Who { account: "system".into(), address: None };
    let (program, channel) = (&stage.app.house.program, &stage.app.channel.id);
    program.set_standing(channel, &partner, MemberStatus::Rejected, "Still none", &who).await.unwrap();
    assert_eq!(stage.told().await.len(), 2);
    program.set_standing(channel, &partner, MemberStatus::Approved, "", &who).await.unwrap();
    assert_eq!(stage.told().await[0].1, MailKind::Approved);
}

#[tokio::test]
async fn who_is_approved_at_once_hears_it_at_once() {
    let stage = Stage::with(ProgramSettings { approves_at_once: true, ..ProgramSettings::default() }).await;
    stage.send(&stage.app.visitor(), &[]).await;
    assert_eq!(stage.waiting().await.total, 0);
    assert_eq!(stage.told().await, [("fern@apply.example".to_owned(), MailKind::Approved)]);
    let path = private_path(&stage.letter("Subject: Welcome").await);
    assert_eq!(stage.app.visitor().get(&path).await.status, 200);
}
