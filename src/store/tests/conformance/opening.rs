//! Opening a store: what is accepted, what is refused, and that an old database opens again.

use crate::world::{NOW, World, administer, at, database_url, on_both};
use domain::clock::ManualClock;
use std::sync::Arc;
use store::{Engine, Store, StoreError};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_answers_and_migrates_twice() {
    on_both(|world: World| async move {
        world.store.ping().await.unwrap();
        world.store.migrate().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_closed_store_is_unavailable_and_what_it_kept_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/shop data/tandem.db", folder.path().display());
    let clock = Arc::new(ManualClock::at(at(NOW)));
    let store = Store::open(&url, clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    store.create_session("s1", "ana", "{}", at("2027-01-01T00:00:00Z")).await.unwrap();
    store.close().await;
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
    assert!(folder.path().join("shop data/tandem.db").exists());

    let again = Store::open(&url, clock).await.unwrap();
    again.migrate().await.unwrap();
    assert_eq!(again.engine(), Engine::Sqlite);
    assert_eq!(again.session("s1").await.unwrap().as_deref(), Some("{}"));
}

#[tokio::test]
async fn addresses_of_other_kinds_are_refused() {
    for url in ["mysql://localhost/x", "tandem.db", "sqlite::memory:", "sqlite://", ""] {
        let opened = Store::open(url, Arc::new(ManualClock::at(at(NOW)))).await;
        assert!(matches!(opened, Err(StoreError::Other(_))), "{url}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let url = "postgres://nobody@127.0.0.1:1/tandem";
    let opened = Store::open(url, Arc::new(ManualClock::at(at(NOW)))).await;
    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
}

#[tokio::test]
async fn a_postgres_database_that_orders_text_by_language_is_refused() {
    let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") else {
        return;
    };
    let name = format!("tandem_test_{}", u64::from_le_bytes(domain::clock::random()));
    administer(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_COLLATE 'C' LC_CTYPE 'C'"),
    )
    .await;
    let opened = Store::open(&database_url(&server, &name), Arc::new(ManualClock::at(at(NOW)))).await;
    let fault = opened.map(drop).unwrap_err().to_string();
    administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    assert!(fault.contains("collation"), "{fault}");
}

#[tokio::test]
async fn a_postgres_server_that_dropped_all_connections_is_used_again() {
    let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") else {
        return;
    };
    let name = format!("tandem_test_{}", u64::from_le_bytes(domain::clock::random()));
    administer(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
    )
    .await;
    let store = Store::open(&database_url(&server, &name), Arc::new(ManualClock::at(at(NOW)))).await.unwrap();
    store.migrate().await.unwrap();
    administer(&server, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        .await;
    let end = at("2027-01-01T00:00:00Z");
    store.create_session("s1", "ana", "{}", end).await.unwrap();
    assert!(store.session("s1").await.unwrap().is_some());
    store.close().await;
    administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}
