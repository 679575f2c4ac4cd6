//! The team at the front desk: passwords, throttling, and accounts.

use crate::desk::{ADDRESS, Desk, PASSWORD};
use access::{CreateAdminError, SignInError, Viewer};
use std::time::Duration;

const EMAIL: &str = "robin@example.com";

async fn enter(desk: &Desk, email: &str, password: &str, address: &str) -> Result<Viewer, SignInError> {
    desk.access.sign_in_admin(&desk.session(), email, password, address).await
}

async fn is_throttled(desk: &Desk, email: &str, password: &str, address: &str) -> bool {
    matches!(enter(desk, email, password, address).await, Err(SignInError::TooMany { .. }))
}

#[tokio::test]
async fn email_and_password_let_an_admin_in_however_the_email_is_written() {
    let desk = Desk::new().await;
    let admin = desk.admin(EMAIL).await;
    assert_eq!(enter(&desk, " Robin@Example.COM ", PASSWORD, ADDRESS).await.unwrap(), admin);
}

#[tokio::test]
async fn wrong_unknown_malformed_and_endless_all_answer_alike() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    let endless = "x".repeat(1_000_000);
    for (email, password) in [
        (EMAIL, "tall ships sail slowlY"),
        (EMAIL, ""),
        (EMAIL, &endless),
        ("nobody@example.com", PASSWORD),
        ("no e-mail", PASSWORD),
    ] {
        let entered = enter(&desk, email, password, ADDRESS).await;
        assert!(matches!(entered, Err(SignInError::WrongPassword)), "{email}");
    }
    let trail = desk.store.audit_trail(&desk.channel, 10).await.unwrap();
    assert_eq!(trail.iter().filter(|entry| entry.action == "admin.sign_in_failed").count(), 3);
}

#[tokio::test]
async fn what_is_no_email_is_not_kept() {
    let desk = Desk::new().await;
    let typed = format!("my secret {}", "x".repeat(200_000));
    assert!(matches!(enter(&desk, &typed, "wrong", ADDRESS).await, Err(SignInError::WrongPassword)));
    let window = Duration::from_mins(15);
    assert_eq!(desk.store.failures(&format!("admin-account:{typed}"), window).await.unwrap(), 0);
    assert_eq!(desk.store.failures(&format!("admin-malformed:{ADDRESS}"), window).await.unwrap(), 1);
}

#[tokio::test]
async fn an_account_closes_after_five_failures_and_opens_after_the_window() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    for n in 0..5 {
        let address = format!("198.51.100.{n}");
        assert!(matches!(enter(&desk, EMAIL, "wrong", &address).await, Err(SignInError::WrongPassword)));
    }
    assert!(is_throttled(&desk, EMAIL, PASSWORD, "203.0.113.9").await, "even with the right password");
    assert!(is_throttled(&desk, "ROBIN@example.com", PASSWORD, "203.0.113.9").await, "and another spelling");
    desk.clock.advance(Duration::from_mins(15) + Duration::from_secs(1));
    enter(&desk, EMAIL, PASSWORD, ADDRESS).await.unwrap();
}

#[tokio::test]
async fn unknown_accounts_close_just_the_same() {
    let desk = Desk::new().await;
    for n in 0..5 {
        let address = format!("198.51.100.{n}");
        let entered = enter(&desk, "nobody@example.com", "wrong", &address).await;
        assert!(matches!(entered, Err(SignInError::WrongPassword)));
    }
    assert!(is_throttled(&desk, "nobody@example.com", "wrong", ADDRESS).await);
}

#[tokio::test]
async fn an_address_closes_after_twenty_failures_on_any_account() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    for n in 0..20 {
        let entered = enter(&desk, &format!("n{n}@example.com"), "wrong", ADDRESS).await;
        assert!(matches!(entered, Err(SignInError::WrongPassword)));
    }
    assert!(is_throttled(&desk, EMAIL, PASSWORD, ADDRESS).await);
    enter(&desk, EMAIL, PASSWORD, "203.0.113.9").await.unwrap();
}

#[tokio::test]
async fn a_success_forgets_the_accounts_failures() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    for _ in 0..3 {
        for _ in 0..4 {
            let entered = enter(&desk, EMAIL, "wrong", ADDRESS).await;
            assert!(matches!(entered, Err(SignInError::WrongPassword)));
        }
        enter(&desk, EMAIL, PASSWORD, ADDRESS).await.unwrap();
    }
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_one_after_another() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    let guesses = (0..12).map(|n| {
        let (access, session) = (desk.access.clone(), desk.session());
        tokio::spawn(async move {
            let entered = access.sign_in_admin(&session, EMAIL, &format!("guess {n}"), ADDRESS).await;
            matches!(entered, Err(SignInError::WrongPassword))
        })
    });
    let mut tried = 0;
    for guess in guesses.collect::<Vec<_>>() {
        tried += i32::from(guess.await.unwrap());
    }
    // Two hash at once, so one more than the five may have looked before the other was counted.
    assert!((5..=6).contains(&tried), "{tried} guesses were tried");
}

#[tokio::test]
async fn accounts_need_a_name_a_good_password_and_an_email_of_their_own() {
    let desk = Desk::new().await;
    let email = EMAIL.parse().unwrap();
    let create =
        async |name: &str, password: &str| desk.access.create_admin(&desk.channel, &email, name, password).await;
    assert!(matches!(create("Robin", "short").await, Err(CreateAdminError::Password(_))));
    assert!(matches!(create(" ", PASSWORD).await, Err(CreateAdminError::Name)));
    create("Robin", PASSWORD).await.unwrap();
    assert!(matches!(create("Robin", PASSWORD).await, Err(CreateAdminError::EmailTaken)));
}

#[tokio::test]
async fn another_password_ends_the_sessions_and_the_old_password() {
    let desk = Desk::new().await;
    desk.admin(EMAIL).await;
    let session = desk.session();
    desk.access.sign_in_admin(&session, EMAIL, PASSWORD, ADDRESS).await.unwrap();
    let id = session.id().unwrap();
    let email = EMAIL.parse().unwrap();
    let reset = async |password: &str| desk.access.reset_admin_password(&desk.channel, &email, password).await;
    assert!(matches!(reset("short").await, Err(CreateAdminError::Password(_))));
    assert!(desk.viewer_of(id).await.is_some(), "nothing happened");

    assert!(reset("a quite different phrase").await.unwrap());
    assert!(desk.viewer_of(id).await.is_none());
    let enter = async |password: &str| desk.access.sign_in_admin(&desk.session(), EMAIL, password, ADDRESS).await;
    assert!(matches!(enter(PASSWORD).await, Err(SignInError::WrongPassword)));
    enter("a quite different phrase").await.unwrap();

    let nobody = "nobody@example.com".parse().unwrap();
    assert!(!desk.access.reset_admin_password(&desk.channel, &nobody, "a quite different phrase").await.unwrap());
}
