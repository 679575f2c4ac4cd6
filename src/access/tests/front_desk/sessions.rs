//! Sessions: fresh at each sign-in, over in time, and gone when they are ended.

use crate::desk::{ADDRESS, CREATOR, Desk, PASSWORD};
use access::{AccessError, Viewer};
use domain::PartnerId;
use std::time::Duration;
use store::PartnerReport;
use tower_sessions::session::Id;

/// Signs the partner in and gives the session's id.
async fn partner_in(desk: &Desk, token: &str) -> Id {
    let session = desk.session();
    desk.access.sign_in_partner(&session, token, ADDRESS).await.unwrap();
    session.id().unwrap()
}

#[tokio::test]
async fn a_session_says_who_sits_in_it() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    assert!(matches!(desk.viewer_of(id).await, Some(Viewer::Partner { .. })));
    assert_eq!(desk.viewer_of(Id::default()).await, None, "an id that nobody gave out");
    assert_eq!(desk.access.viewer(&desk.session()).await.unwrap(), None);
}

#[tokio::test]
async fn a_planted_session_is_worth_nothing_after_the_sign_in() {
    let desk = Desk::new().await;
    let planted = partner_in(&desk, "attacker").await;
    let session = desk.session_of(planted);
    desk.access.sign_in_partner(&session, "victim", ADDRESS).await.unwrap();
    assert_ne!(session.id(), Some(planted));
    assert_eq!(desk.viewer_of(planted).await, None);
    let unknown = Id::default();
    let session = desk.session_of(unknown);
    desk.access.sign_in_partner(&session, "again", ADDRESS).await.unwrap();
    assert_ne!(session.id(), Some(unknown), "an id that the visitor brought is not taken over");
    assert_eq!(desk.viewer_of(unknown).await, None);
}

#[tokio::test]
async fn the_store_holds_no_session_id_and_no_viewer_holds_the_cc_token() {
    let desk = Desk::new().await;
    let session = desk.session();
    let viewer = desk.access.sign_in_partner(&session, "t", ADDRESS).await.unwrap();
    let id = session.id().unwrap();
    assert_eq!(desk.store.session(&id.to_string()).await.unwrap(), None);
    assert!(!format!("{viewer:?}").contains("cc-access-token"));
    assert!(!serde_json::to_string(&viewer).unwrap().contains("cc-access-token"));
}

#[tokio::test]
async fn an_idle_session_is_over_after_a_day() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    for _ in 0..3 {
        desk.clock.advance(Duration::from_hours(23));
        assert!(desk.viewer_of(id).await.is_some(), "a visit keeps it alive");
    }
    desk.clock.advance(Duration::from_hours(24) + Duration::from_millis(1));
    assert_eq!(desk.viewer_of(id).await, None);
    assert_eq!(desk.viewer_of(id).await, None);
}

#[tokio::test]
async fn a_session_is_over_after_a_week_however_often_it_is_used() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    for _ in 0..14 {
        assert!(desk.viewer_of(id).await.is_some());
        desk.clock.advance(Duration::from_hours(12));
    }
    assert_eq!(desk.viewer_of(id).await, None);
}

#[tokio::test]
async fn visits_are_written_down_at_most_every_five_minutes() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    let is_written = async |minutes: u64| {
        desk.clock.advance(Duration::from_mins(minutes));
        let session = desk.session_of(id);
        desk.access.viewer(&session).await.unwrap().unwrap();
        session.is_modified()
    };
    assert!(!is_written(4).await);
    assert!(is_written(1).await);
}

#[tokio::test]
async fn a_partner_who_is_switched_off_is_out_at_once() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    let report = PartnerReport { cc_creator_id: Some(CREATOR.into()), is_active: false, ..PartnerReport::default() };
    desk.store.record_partner(&desk.channel, &report).await.unwrap();
    assert_eq!(desk.viewer_of(id).await, None);
}

#[tokio::test]
async fn signing_out_ends_this_session_only() {
    let desk = Desk::new().await;
    let (here, there) = (partner_in(&desk, "t1").await, partner_in(&desk, "t2").await);
    desk.access.sign_out(&desk.session_of(here)).await.unwrap();
    assert_eq!(desk.viewer_of(here).await, None);
    assert!(desk.viewer_of(there).await.is_some());
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_of_that_person_and_nobody_elses() {
    let desk = Desk::new().await;
    let (here, there) = (partner_in(&desk, "t1").await, partner_in(&desk, "t2").await);
    desk.admin("robin@example.com").await;
    let admin = desk.session();
    desk.access.sign_in_admin(&admin, "robin@example.com", PASSWORD, ADDRESS).await.unwrap();
    let session = desk.session_of(here);
    let viewer = desk.access.viewer(&session).await.unwrap().unwrap();
    desk.access.sign_out_everywhere(&session, &viewer).await.unwrap();
    assert_eq!((desk.viewer_of(here).await, desk.viewer_of(there).await), (None, None));
    assert!(desk.viewer_of(admin.id().unwrap()).await.is_some());
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_an_ended_session_back() {
    let desk = Desk::new().await;
    let id = partner_in(&desk, "t").await;
    desk.clock.advance(Duration::from_mins(10));
    let slow = desk.session_of(id);
    desk.access.viewer(&slow).await.unwrap().unwrap();
    desk.access.sign_out(&desk.session_of(id)).await.unwrap();
    slow.save().await.unwrap();
    assert_eq!(desk.viewer_of(id).await, None);
}

#[tokio::test]
async fn the_one_rule_for_partner_data() {
    let desk = Desk::new().await;
    let ana = desk.partner(&desk.channel, "a", true).await;
    let ben = desk.partner(&desk.channel, "b", true).await;
    let far = desk.partner(&desk.other_channel, "c", true).await;
    let nobody: PartnerId = PartnerId::new(desk.store.clock().as_ref());
    let partner = Viewer::Partner { channel: desk.channel.clone(), partner: ana.clone() };
    let admin = desk.admin("robin@example.com").await;
    let ask = async |viewer: &Viewer, asked: Option<&PartnerId>| match viewer.scope(&desk.access, asked).await {
        Ok(scope) => scope.partner().to_string(),
        Err(AccessError::Denied) => "denied".into(),
        Err(AccessError::NotFound) => "not found".into(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(ask(&partner, None).await, ana.as_str());
    assert_eq!(ask(&partner, Some(&ana)).await, ana.as_str());
    for other in [&ben, &far, &nobody] {
        assert_eq!(ask(&partner, Some(other)).await, "denied");
    }
    assert_eq!(ask(&admin, Some(&ana)).await, ana.as_str());
    assert_eq!(ask(&admin, Some(&ben)).await, ben.as_str());
    assert_eq!(ask(&admin, Some(&far)).await, "not found");
    assert_eq!(ask(&admin, Some(&nobody)).await, "not found");
    assert_eq!(ask(&admin, None).await, "denied");
}
