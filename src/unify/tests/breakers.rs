//! A source in trouble is left alone for a while, and instructions to wait are obeyed.

use crate::{
    fakes::Mood,
    stage::{Stage, eventually, health, of},
};
use connectors::ConnectorError;
use domain::{
    Source,
    SourceHealth::{Live, Stale, Unknown},
};
use std::time::Duration;
use unify::UnifyError;

#[tokio::test]
async fn after_a_failure_pages_do_not_ask_until_the_pause_is_over() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.crm.temper.fail(ConnectorError::Unreachable);
    for _ in 0..5 {
        let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
        assert_eq!(health(&page.sources, Source::Hubspot), Unknown);
    }
    assert_eq!(stage.crm.temper.calls(), 1);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    let note = &of(&page.sources, Source::Hubspot).note;
    let begin = "HubSpot does not answer. Nothing is known from there yet; trying again in ";
    assert!(note.starts_with(begin), "{note}");
    stage.later(6);
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(stage.crm.temper.calls(), 2);
    stage.later(6);
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(stage.crm.temper.calls(), 2, "the second pause is longer");
    stage.crm.temper.be(Mood::Well);
    stage.later(6);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&page.sources, Source::Hubspot), Live);
}

#[tokio::test]
async fn when_the_pause_is_over_one_page_tries_for_all() {
    let stage = Stage::new().await;
    let (ana, ben) = (stage.partner("ana").await, stage.partner("ben").await);
    stage.crm.temper.fail(ConnectorError::Timeout);
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.later(6);
    stage.crm.temper.be(Mood::Hang);
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.unify.profile(&stage.channel, &ben).await.unwrap();
    assert_eq!(stage.crm.temper.calls(), 2, "the second page leaves the trial to the first");
    stage.crm.temper.be(Mood::Well);
    eventually("the trial succeeds and the rest may ask", || async {
        let page = stage.unify.profile(&stage.channel, &ben).await.unwrap();
        health(&page.sources, Source::Hubspot) == Live
    })
    .await;
}

#[tokio::test]
async fn an_unreadable_answer_about_one_partner_holds_no_other_back() {
    let stage = Stage::new().await;
    let (ana, ben) = (stage.partner("ana").await, stage.partner("ben").await);
    stage.crm.temper.fail(ConnectorError::Malformed { what: "owner".into() });
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(stage.crm.temper.calls(), 1);
    stage.crm.temper.be(Mood::Well);
    let page = stage.unify.profile(&stage.channel, &ben).await.unwrap();
    assert_eq!(health(&page.sources, Source::Hubspot), Live);
}

#[tokio::test]
async fn a_rate_limit_is_obeyed_by_pages_and_by_the_retry_button() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let wait = Duration::from_secs(90);
    stage.crm.temper.fail(ConnectorError::RateLimited { retry_after: wait });
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.crm.temper.be(Mood::Well);
    stage.later(80);
    let report = stage.unify.retry(&stage.channel, Some(&ana), Source::Hubspot).await.unwrap();
    assert_eq!(report.health, Unknown);
    let begin = "HubSpot asks us to wait. Nothing is known from there yet; trying again in 10 s.";
    assert_eq!(report.note, begin);
    assert_eq!(stage.crm.temper.calls(), 1);
    stage.later(11);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&page.sources, Source::Hubspot), Live);
}

#[tokio::test]
async fn the_retry_button_asks_at_once_for_each_source() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.sync().await;
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    for source in Source::ALL {
        stage.temper(source).fail(ConnectorError::Failed { status: 500, request_id: None });
        stage.later(600);
        let report = stage.unify.retry(&stage.channel, Some(&ana), source).await.unwrap();
        assert_eq!(report.health, Stale, "{source}: {}", report.note);
        stage.temper(source).be(Mood::Well);
        let report = stage.unify.retry(&stage.channel, Some(&ana), source).await.unwrap();
        assert_eq!((report.health, report.note.as_str()), (Live, ""), "{source}");
        let report = stage.unify.retry(&stage.channel, None, source).await.unwrap();
        assert_eq!(report.health, Live, "{source} for the team");
    }
}

#[tokio::test]
async fn one_person_cannot_press_the_button_on_and_on() {
    let stage = Stage::new().await;
    let (ana, ben) = (stage.partner("ana").await, stage.partner("ben").await);
    stage.sync().await;
    for _ in 0..30 {
        stage.unify.retry(&stage.channel, Some(&ana), Source::Impact).await.unwrap();
    }
    let refused = stage.unify.retry(&stage.channel, Some(&ana), Source::Impact).await;
    assert!(matches!(refused, Err(UnifyError::TooMany { .. })), "the allowance is everybody's");
    stage.unify.retry(&stage.channel, Some(&ana), Source::Cc).await.unwrap();
    stage.unify.retry(&stage.channel, Some(&ben), Source::Impact).await.unwrap();
    stage.later(600);
    stage.unify.retry(&stage.channel, Some(&ana), Source::Impact).await.unwrap();
}
