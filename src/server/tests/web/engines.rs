//! The main job from end to end on PostgreSQL, when `TANDEM_TEST_POSTGRES` names a server: what all other tests hold on SQLite.

use crate::support::{ADMIN_EMAIL, Outside, TestApp, Visitor};
use crate::webhooks::{Hook, order, orders};
use sandbox::people::ANA;
use sqlx::{Connection, Executor};
use std::time::Duration;

async fn administer(server: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(server).await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.unwrap();
}

#[tokio::test]
async fn the_main_job_on_postgres() {
    on_postgres(async |app: &TestApp| {
        one_token_opens_once(app).await;
        one_order_counts_once(app).await;
        pages_come(app).await;
        sessions_end(app).await;
    })
    .await;
}

#[tokio::test]
async fn the_tracking_api_on_postgres() {
    on_postgres(async |app: &TestApp| crate::tracking::the_main_story(app).await).await;
}

async fn on_postgres(story: impl AsyncFnOnce(&TestApp)) {
    let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") else {
        eprintln!("skipped: TANDEM_TEST_POSTGRES is not set");
        return;
    };
    let name = format!("tandem_web_{}", u64::from_le_bytes(domain::clock::random()));
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    administer(&server, &create).await;
    let (address, _) = server.rsplit_once('/').unwrap();
    let url = format!("{address}/{name}");
    let app = TestApp::with(Outside::shared(), &[("TANDEM_DATABASE_URL", &url)]).await;
    assert_eq!(app.house.store.engine(), store::Engine::Postgres);
    story(&app).await;
    app.house.unify.shutdown().await;
    app.house.store.close().await;
    administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn one_token_opens_once(app: &TestApp) {
    let token = app.outside.token(ANA.handle).await;
    let path = format!("/sso/cc?sso_token={token}");
    let visitors: Vec<Visitor> = (0..8).map(|_| app.visitor()).collect();
    let answers = futures::future::join_all(visitors.iter().map(|visitor| visitor.get(&path))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
}

async fn one_order_counts_once(app: &TestApp) {
    let body = order(9_100).to_string();
    let hook = Hook::default();
    let answers = futures::future::join_all((0..50).map(|_| hook.send(app, &body))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(orders(app).await, 1);
    assert!(app.house.store.check_totals(&app.channel.id).await.unwrap().is_empty());
}

async fn pages_come(app: &TestApp) {
    let (partner, admin) = (app.partner(ANA.handle).await, app.admin().await);
    for path in ["/", "/earnings", "/profile", "/earnings.csv"] {
        assert_eq!(partner.get(path).await.status, 200, "{path}");
    }
    for path in ["/admin", "/admin/partners"] {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
}

async fn sessions_end(app: &TestApp) {
    let (one, two) = (app.partner(ANA.handle).await, app.partner(ANA.handle).await);
    assert_eq!(one.post("/sign-out-everywhere", &[]).await.status, 303);
    assert_eq!(two.get("/").await.header("location"), "/sign-in");
    let admin = app.admin_in(ADMIN_EMAIL).await;
    app.clock.advance(Duration::from_hours(25));
    assert_eq!(admin.get("/admin").await.status, 303);
}
