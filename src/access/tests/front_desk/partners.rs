//! Partners at the front desk: who gets in by single sign-on, and who does not.

use crate::desk::{ADDRESS, CREATOR, DOMAIN, Desk, OTHER_DOMAIN, Says};
use access::{SignInError, Viewer};
use store::PartnerReport;

async fn enter(desk: &Desk, token: &str) -> Result<Viewer, SignInError> {
    desk.access.sign_in_partner(&desk.session(), token, ADDRESS).await
}

fn reason(entered: Result<Viewer, SignInError>) -> &'static str {
    match entered {
        Err(SignInError::Refused(reason)) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_creator_whom_cc_knows_gets_in_and_is_created_when_new() {
    let desk = Desk::new().await;
    let viewer = enter(&desk, "t1").await.unwrap();
    let partner = desk.store.partner_by_creator(&desk.channel, CREATOR).await.unwrap().unwrap();
    assert_eq!(partner.email.as_str(), "ana@example.com");
    assert_eq!(viewer, Viewer::Partner { channel: desk.channel.clone(), partner: partner.id.clone() });
    assert_eq!(enter(&desk, "t2").await.unwrap(), viewer, "the second time it is the same partner");
    let trail = desk.store.audit_trail(&desk.channel, 10).await.unwrap();
    assert_eq!(trail[0].action, "partner.signed_in");
    assert_eq!(trail[0].actor, format!("partner:{}", partner.id));
    assert_eq!(trail[0].address.as_deref(), Some(ADDRESS));
}

#[tokio::test]
async fn a_partner_known_by_email_is_linked_and_keeps_their_facts() {
    let desk = Desk::new().await;
    let report = PartnerReport {
        email: Some("ana@example.com".parse().unwrap()),
        first_name: Some("Ana".into()),
        tier: Some("Gold".into()),
        is_active: true,
        ..PartnerReport::default()
    };
    let known = desk.store.record_partner(&desk.channel, &report).await.unwrap().unwrap();
    enter(&desk, "t").await.unwrap();
    let partner = desk.store.partner_by_creator(&desk.channel, CREATOR).await.unwrap().unwrap();
    assert_eq!((partner.id, partner.first_name.as_str(), partner.tier.as_str()), (known, "Ana", "Gold"));
}

#[tokio::test]
async fn an_email_that_belongs_to_another_creator_opens_nothing() {
    let desk = Desk::new().await;
    enter(&desk, "t1").await.unwrap();
    desk.says(Says::Is("64b000000000000000000666", "ana@example.com", DOMAIN));
    assert_eq!(reason(enter(&desk, "t2").await), "the e-mail belongs to another creator");
}

#[tokio::test]
async fn a_token_works_once() {
    let desk = Desk::new().await;
    enter(&desk, "t").await.unwrap();
    assert_eq!(reason(enter(&desk, "t").await), "the token was used before");
}

#[tokio::test]
async fn of_two_requests_with_one_token_one_gets_in() {
    let desk = Desk::new().await;
    let (one, two) = tokio::join!(enter(&desk, "t"), enter(&desk, "t"));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|it| **it).count(), 1);
}

#[tokio::test]
async fn refused_silent_and_foreign_sign_ons_open_nothing() {
    let desk = Desk::new().await;
    desk.says(Says::Refuses);
    assert_eq!(reason(enter(&desk, "t").await), "signature");
    desk.says(Says::IsSilent);
    assert!(matches!(enter(&desk, "t").await, Err(SignInError::Unavailable)));
    desk.says(Says::Is(CREATOR, "ana@example.com", OTHER_DOMAIN));
    assert_eq!(reason(enter(&desk, "t").await), "made for another channel");
}

#[tokio::test]
async fn a_partner_who_is_switched_off_stays_out_whichever_way_they_are_known() {
    let desk = Desk::new().await;
    desk.partner(&desk.channel, "off", false).await;
    desk.says(Says::Is("64b000000000000000000off", "other@example.com", DOMAIN));
    assert!(matches!(enter(&desk, "t1").await, Err(SignInError::Disabled)));
    let by_email = PartnerReport {
        email: Some("gone@example.com".parse().unwrap()),
        is_active: false,
        ..PartnerReport::default()
    };
    desk.store.record_partner(&desk.channel, &by_email).await.unwrap();
    desk.says(Says::Is("64b000000000000000000777", "gone@example.com", DOMAIN));
    assert!(matches!(enter(&desk, "t2").await, Err(SignInError::Disabled)));
    let partner =
        desk.store.partner_by_email(&desk.channel, &"gone@example.com".parse().unwrap()).await.unwrap().unwrap();
    assert!(!partner.is_active, "signing in must not switch a partner on");
}

#[tokio::test]
async fn whoever_waits_for_a_hanging_cc_is_told_so_soon() {
    let desk = Desk::new().await;
    desk.says(Says::Hangs);
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    assert!(matches!(enter(&desk, "t").await, Err(SignInError::Unavailable)));
    assert!(began.elapsed() < std::time::Duration::from_secs(6));
}
