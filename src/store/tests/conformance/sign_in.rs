//! Sessions, SSO tokens, admins, failed tries and the audit trail.

use crate::world::{NOW, World, at, on_both};
use domain::{AdminId, Email};
use futures::future::join_all;
use std::time::Duration;
use store::{Admin, AuditEntry};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_lives_until_its_end() {
    on_both(|world: World| async move {
        let store = &world.store;
        let end = at(NOW).plus(Duration::from_mins(10));
        assert!(store.create_session("s1", "ana", "first", end).await.unwrap());
        assert!(!store.create_session("s1", "ben", "stolen", end).await.unwrap());
        assert_eq!(store.session("s1").await.unwrap().as_deref(), Some("first"));
        store.change_session("s1", "ana", "second", end).await.unwrap();
        assert_eq!(store.session("s1").await.unwrap().as_deref(), Some("second"));
        world.clock.advance(Duration::from_mins(10));
        assert_eq!(store.session("s1").await.unwrap(), None);
        assert_eq!(store.delete_expired_sessions().await.unwrap(), 1);
        assert_eq!(store.delete_expired_sessions().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_out_everywhere_ends_all_sessions_of_one_account() {
    on_both(|world: World| async move {
        let store = &world.store;
        let end = at("2027-01-01T00:00:00Z");
        for (id, account) in [("a1", "ana"), ("a2", "ana"), ("b1", "ben")] {
            store.create_session(id, account, "{}", end).await.unwrap();
        }
        store.delete_session("a2").await.unwrap();
        assert_eq!(store.session("a2").await.unwrap(), None);
        store.change_session("a2", "ana", "{}", end).await.unwrap();
        assert_eq!(store.session("a2").await.unwrap(), None, "a request under way does not bring it back");
        assert_eq!(store.delete_sessions_of("ana").await.unwrap(), 1);
        assert_eq!(store.session("a1").await.unwrap(), None);
        assert!(store.session("b1").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_sso_token_opens_the_door_once_also_in_a_race() {
    on_both(|world: World| async move {
        let end = at(NOW).plus(Duration::from_mins(1));
        let tasks = (0..30).map(|_| {
            let world = world.clone();
            tokio::spawn(async move { world.store.use_sso_token(&world.channel, "jti-1", end).await.unwrap() })
        });
        let opened: Vec<bool> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(opened.into_iter().filter(|it| *it).count(), 1);
        // Another channel's token of that id is another token.
        let elsewhere = world.new_channel().await;
        assert!(world.store.use_sso_token(&elsewhere, "jti-1", end).await.unwrap());
        // Remembered beyond its end.
        world.clock.advance(Duration::from_hours(1));
        assert!(world.store.use_sso_token(&world.channel, "jti-2", end).await.unwrap());
        assert!(!world.store.use_sso_token(&world.channel, "jti-1", end).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_email_is_one_admin_of_one_channel() {
    on_both(|world: World| async move {
        let store = &world.store;
        let email: Email = "root@fern.example".parse().unwrap();
        let admin = Admin {
            id: AdminId::new(world.clock.as_ref()),
            channel_id: world.channel.clone(),
            email: email.clone(),
            name: "Rue".into(),
            password_hash: "$argon2id$secret".into(),
            role: "owner".into(),
            created_at: at(NOW),
        };
        assert!(store.create_admin(&admin).await.unwrap());
        let elsewhere = world.new_channel().await;
        let second = Admin { id: AdminId::new(world.clock.as_ref()), channel_id: elsewhere.clone(), ..admin.clone() };
        assert!(!store.create_admin(&second).await.unwrap());
        assert!(store.admin_by_email(&email).await.unwrap() == Some(admin.clone()));
        assert!(store.admin(&elsewhere, &admin.id).await.unwrap().is_none());
        assert!(!store.set_admin_password(&elsewhere, &admin.id, "x").await.unwrap());
        assert!(store.set_admin_password(&world.channel, &admin.id, "new").await.unwrap());
        let found = store.admin(&world.channel, &admin.id).await.unwrap().unwrap();
        assert_eq!(found.password_hash, "new");
        assert!(!format!("{admin:?}").contains("secret"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_count_within_their_window_only() {
    on_both(|world: World| async move {
        let store = &world.store;
        let window = Duration::from_mins(15);
        let count = async |key: &str| store.failures(key, window).await.unwrap();
        assert_eq!(count("ana").await, 0);
        store.record_failure("ana").await.unwrap();
        store.record_failure("ana").await.unwrap();
        store.record_failure("ben").await.unwrap();
        world.clock.advance(Duration::from_mins(14));
        store.record_failure("ana").await.unwrap();
        assert_eq!((count("ana").await, count("ben").await), (3, 1));
        world.clock.advance(Duration::from_mins(1));
        assert_eq!((count("ana").await, count("ben").await), (1, 0));
        store.clear_failures("ana").await.unwrap();
        assert_eq!(count("ana").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_trail_reads_newest_first_and_per_channel() {
    on_both(|world: World| async move {
        let line = |minute: u64, action: &str| AuditEntry {
            at: at(NOW).plus(Duration::from_mins(minute)),
            actor: "adm_1".into(),
            action: action.into(),
            target: "ptn_1".into(),
            before: None,
            after: Some("{\"tier\":\"Gold\"}".into()),
            address: Some("203.0.113.7".into()),
        };
        let lines = [line(0, "session.opened"), line(1, "partner.changed"), line(2, "session.closed")];
        for entry in &lines {
            world.store.audit(&world.channel, entry).await.unwrap();
        }
        let newest = world.store.audit_trail(&world.channel, 2).await.unwrap();
        assert_eq!(newest, [lines[2].clone(), lines[1].clone()]);
        let elsewhere = world.new_channel().await;
        assert!(world.store.audit_trail(&elsewhere, 10).await.unwrap().is_empty());
    })
    .await;
}
