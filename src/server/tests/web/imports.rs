//! Files of orders and partners through the real router: who may bring them, what is taken, and what is said of the rest.

use crate::support::{Answer, TestApp, Visitor};
use domain::PartnerId;
use http::Method;
use program::{Chunk, NewMember};
use sandbox::people::ANA;
use serde_json::{Value, json};

const UPLOAD: &str = "/admin/imports/upload";
const HEAD: &str = "affiliate_code,order_id,total_amount,customer_email\n";
const KIND: &str = "multipart/form-data; boundary=XX";

/// A form with a file, as a browser sends it.
fn form(kind: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("--XX\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").into_bytes();
    let head = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(bytes);
    body.extend(b"\r\n--XX--\r\n");
    body
}

struct Stage {
    app: TestApp,
    admin: Visitor,
}

impl Stage {
    /// Files may have a megabyte; a partner has the code `LIN15`.
    async fn new() -> Self {
        let app = TestApp::with(crate::support::Outside::shared(), &[("TANDEM_IMPORTS__MAX_MB", "1")]).await;
        let admin = app.admin().await;
        let stage = Self { app, admin };
        stage.member("lin").await;
        stage
    }

    async fn member(&self, name: &str) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved: true,
        };
        self.app.house.program.add_member(&self.app.channel.id, &new).await.unwrap()
    }

    async fn upload(&self, kind: &str, bytes: &[u8]) -> Answer {
        self.admin.upload(UPLOAD, KIND, &form(kind, "orders.csv", bytes)).await
    }

    /// The id of a file that was taken.
    async fn taken(&self, kind: &str, text: &str) -> String {
        let answer = self.upload(kind, text.as_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.header("location").strip_prefix("/admin/imports/").unwrap().to_owned()
    }

    async fn act(&self, id: &str, act: &str) -> u16 {
        self.admin.call("/fn/admin/act-on-import", &json!({ "id": id, "act": act })).await.status
    }

    async fn run(&self) {
        while self.app.house.program.take_chunk(&self.app.channel.id).await.unwrap() == Chunk::Taken {}
    }

    async fn detail(&self, id: &str) -> Value {
        let answer = self.admin.call("/fn/admin/import", &json!({ "id": id })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

#[tokio::test]
async fn a_file_is_looked_at_confirmed_and_taken_in() {
    let stage = Stage::new().await;
    let text = format!(
        "{HEAD}lin15,1,19.99,max@example.com\nnobody,2,5.00,max@example.com\nlin15,=2+5,\"8,20\",max@example.com\n"
    );
    let id = stage.taken("orders", &text).await;
    let page = stage.admin.get(&format!("/admin/imports/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Import 2 lines") && page.body.contains("$19.99"), "{}", page.body);
    assert_eq!(stage.act(&id, "pause").await, 409, "it does not run yet");
    assert_eq!(stage.act(&id, "start").await, 200);
    stage.run().await;
    let detail = stage.detail(&id).await;
    assert_eq!(detail["import"]["state"], "done");
    assert_eq!(detail["import"]["counts"], json!({ "new": 1, "known": 0, "refused": 1, "not_tracked": 1 }));
    let faults = stage.admin.get(&format!("/admin/imports/{id}/faults.csv")).await;
    let lines: Vec<&str> = faults.body.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "line,column,problem"));
    assert!(lines[1].starts_with("3,affiliate_code,") && lines[2].starts_with("4,total_amount,"), "{}", faults.body);
    let commissions = stage.admin.call("/fn/admin/commissions", &json!({ "query": {} })).await;
    assert!(commissions.body.contains("\"#1\""), "{}", commissions.body);
    let trail = stage.app.house.store.audit_trail(&stage.app.channel.id, 10).await.unwrap();
    let acts: Vec<&str> =
        trail.iter().map(|entry| entry.action.as_str()).filter(|it| it.starts_with("import")).collect();
    assert_eq!(acts, ["import.done", "import.started", "import.uploaded"]);
    assert_eq!(stage.act(&id, "cancel").await, 409, "it has ended");
}

#[tokio::test]
async fn partners_are_taken_in_and_what_is_thrown_away_is_gone() {
    let stage = Stage::new().await;
    let id = stage.taken("partners", "email;code;approved\r\nkim@fern.example;kim15;yes\r\n").await;
    assert_eq!(stage.act(&id, "start").await, 200);
    stage.run().await;
    assert_eq!(stage.detail(&id).await["import"]["counts"]["new"], 1);
    let id = stage.taken("orders", &format!("{HEAD}kim15,1,5,a@example.com\n")).await;
    assert_eq!(stage.act(&id, "cancel").await, 200);
    assert_eq!(stage.admin.get(&format!("/admin/imports/{id}")).await.status, 404);
}

#[tokio::test]
async fn what_is_not_taken_is_said_in_words() {
    let stage = Stage::new().await;
    let workbook = b"PK\x03\x04 workbook";
    for (kind, bytes, status, word) in [
        ("orders", &b""[..], 422, "empty"),
        ("orders", HEAD.as_bytes(), 422, "no line below"),
        ("orders", b"name,price\na,1\n", 422, "affiliate_code"),
        ("partners", HEAD.as_bytes(), 422, "email"),
        ("customers", HEAD.as_bytes(), 422, "orders or partners"),
        ("orders", workbook, 415, "workbook"),
        ("orders", b"\xff\xfea\0,\0b\0", 415, "UTF-16"),
    ] {
        let answer = stage.upload(kind, bytes).await;
        assert_eq!(answer.status, status, "{word}: {}", answer.body);
        assert!(answer.body.contains(word), "{word}: {}", answer.body);
    }
    let headers = [("content-type", KIND), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let body = String::from_utf8(form("orders", "x.csv", HEAD.as_bytes())).unwrap();
    let answer = stage.admin.send(Method::POST, UPLOAD, &headers, &body).await;
    let error: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &error["kind"], &error["field"]), (422, &json!("invalid"), &json!("file")));
    let plain = stage.admin.upload(UPLOAD, "text/csv", HEAD.as_bytes()).await;
    assert_eq!(plain.status, 415, "{}", plain.body);
    let cut = form("orders", "x.csv", HEAD.as_bytes());
    let cut = stage.admin.upload(UPLOAD, KIND, &cut[..cut.len() - 20]).await;
    assert_eq!(cut.status, 400, "{}", cut.body);
    let list = stage.admin.call("/fn/admin/imports", &json!({ "query": {} })).await;
    assert!(list.body.contains("\"lines\":[]"), "{}", list.body);
    let folder = stage.app.folder.path().join("imports").join(stage.app.channel.id.as_str());
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "nothing is left of them");
}

#[tokio::test]
async fn a_file_may_be_as_large_as_is_set_and_no_larger() {
    let stage = Stage::new().await;
    let line = "lin15,o,5.00,max@example.com\n";
    let fits = HEAD.to_owned() + &line.repeat((1_000_000 - HEAD.len()) / line.len());
    let answer = stage.upload("orders", fits.as_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let slightly = fits.clone() + line + line;
    let answer = stage.upload("orders", slightly.as_bytes()).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("larger than 1 MB"), "{}", answer.body);
    let much = HEAD.to_owned() + &line.repeat(100_000);
    assert_eq!(stage.upload("orders", much.as_bytes()).await.status, 413);
}

#[tokio::test]
async fn files_are_the_teams_and_of_one_channel() {
    let stage = Stage::new().await;
    let id = stage.taken("orders", &format!("{HEAD}lin15,1,5,max@example.com\n")).await;
    let other = stage.app.other_channel().await;
    stage.app.create_admin(&other.id, "far@example.com").await;
    let far = stage.app.admin_in("far@example.com").await;
    let ana = stage.app.partner(ANA.handle).await;
    let body = form("orders", "x.csv", HEAD.as_bytes());
    for (visitor, upload, call, file) in
        [(&ana, 403, 403, 403), (&stage.app.visitor(), 401, 401, 303), (&far, 422, 404, 404)]
    {
        assert_eq!(visitor.upload(UPLOAD, KIND, &body).await.status, upload);
        for act in ["start", "pause", "cancel"] {
            let answer = visitor.call("/fn/admin/act-on-import", &json!({ "id": id, "act": act })).await;
            assert_eq!(answer.status, call, "{act}: {}", answer.body);
        }
        assert_eq!(visitor.get(&format!("/admin/imports/{id}/faults.csv")).await.status, file);
    }
    assert_eq!(stage.detail(&id).await["import"]["state"], "preview");
    let foreign = [("content-type", KIND), ("sec-fetch-site", "cross-site")];
    let body = String::from_utf8(body).unwrap();
    assert_eq!(stage.admin.send(Method::POST, UPLOAD, &foreign, &body).await.status, 403);
}
