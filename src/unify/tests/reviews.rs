//! The review queue's stories.

use crate::{
    content::{admin, by, live, new_drop, publish, view, with_ana},
    people::creator_id,
    stage::Stage,
};
use connectors::ConnectorError;
use domain::{
    PartnerId, ReviewId,
    content::{Author, Content, Decision, Published, Review, ReviewStatus},
};
use std::collections::BTreeSet;
use unify::{UnifyError, content::GeneratedContent};

/// A stage on which partners' changes wait, and Ana's proposal.
async fn proposed(bio: &str) -> (Stage, PartnerId, Review) {
    let (stage, ana) = with_ana().await;
    stage.unify.require_review(&stage.channel, &admin("mia"), true).await.unwrap();
    stage.later(1);
    let review = propose(&stage, &ana, bio).await;
    stage.later(1);
    (stage, ana, review)
}

async fn propose(stage: &Stage, ana: &PartnerId, bio: &str) -> Review {
    let before = view(stage, ana).await;
    assert!(before.needs_review);
    let content = Content { bio: bio.into(), ..before.live };
    match publish(stage, ana, &content, &before.version).await.unwrap() {
        Published::InReview { review } => review,
        other => panic!("{other:?}"),
    }
}

async fn decide(stage: &Stage, id: &ReviewId, decision: Decision, reason: &str) -> Result<Review, UnifyError> {
    stage.unify.decide_review(&stage.channel, &admin("mia"), id, decision, reason).await
}

async fn status(stage: &Stage, id: &ReviewId) -> ReviewStatus {
    stage.unify.review(&stage.channel, id).await.unwrap().review.status
}

#[tokio::test]
async fn a_change_waits_and_is_published_when_approved() {
    let (stage, ana, review) = proposed("New.").await;
    assert_eq!(stage.cc.take_written(), Vec::<String>::new());
    assert_eq!((review.status, review.partner_name.as_str()), (ReviewStatus::Pending, "Ana Lind"));
    let shown = view(&stage, &ana).await;
    assert_eq!((shown.review.unwrap().id, shown.draft), (review.id.clone(), None));
    let queue = stage.unify.reviews(&stage.channel, Some(ReviewStatus::Pending), None).await.unwrap();
    assert_eq!((queue.waiting, queue.is_required, queue.reviews.len()), (1, true, 1));
    let detail = stage.unify.review(&stage.channel, &review.id).await.unwrap();
    assert_eq!((detail.before.bio.as_str(), detail.after.bio.as_str()), ("Runs in the rain.", "New."));
    assert_eq!((detail.products.len(), detail.landing.name.as_str()), (1, "Ana Lind"));
    let decided = decide(&stage, &review.id, Decision::Approve, "").await.unwrap();
    assert_eq!((decided.status, decided.decided_by.as_str()), (ReviewStatus::Approved, "mia"));
    assert_eq!(stage.cc.take_written(), ["bio"]);
    let after = view(&stage, &ana).await;
    assert_eq!((after.live.bio.as_str(), after.review), ("New.", None));
    let (versions, _) = stage.unify.versions(&stage.channel, &ana, &by(&ana), None).await.unwrap();
    assert_eq!((versions[0].author, versions[0].by.as_str()), (Author::Partner, "You"));
    let trail = stage.store.audit_trail(&stage.channel, 9).await.unwrap();
    let actions: BTreeSet<_> = trail.iter().map(|entry| entry.action.as_str()).collect();
    let all = ["review.approved", "content.published", "content.proposed", "review.required"];
    assert_eq!(actions, BTreeSet::from(all));
    let published = trail.iter().find(|entry| entry.action == "content.published").unwrap();
    assert_eq!(published.actor, "admin:mia", "who let it through");
}

#[tokio::test]
async fn whoever_sends_back_says_why_and_the_text_is_the_draft_again() {
    for (decision, status) in
        [(Decision::RequestChanges, ReviewStatus::ChangesRequested), (Decision::Reject, ReviewStatus::Rejected)]
    {
        let (stage, ana, review) = proposed("Too loud!").await;
        let silent = decide(&stage, &review.id, decision, "  ").await;
        assert!(matches!(silent, Err(UnifyError::Invalid { field, .. }) if field == "reason"));
        stage.later(5);
        let decided = decide(&stage, &review.id, decision, " Quieter, please. ").await.unwrap();
        assert_eq!((decided.status, decided.reason.as_str()), (status, "Quieter, please."));
        let shown = view(&stage, &ana).await;
        assert_eq!(shown.review.unwrap().reason, "Quieter, please.");
        assert_eq!(shown.draft.unwrap().content.bio, "Too loud!");
        assert_eq!(stage.cc.take_written(), Vec::<String>::new());
        // Whatever is published afterwards answers it.
        stage.unify.require_review(&stage.channel, &admin("mia"), false).await.unwrap();
        stage.later(5);
        let before = view(&stage, &ana).await;
        live(publish(&stage, &ana, &Content { bio: "Quiet.".into(), ..before.live }, &before.version).await);
        assert_eq!(view(&stage, &ana).await.review, None);
    }
}

#[tokio::test]
async fn a_newer_proposal_replaces_the_older_and_can_be_taken_back() {
    let (stage, ana, first) = proposed("One.").await;
    stage.later(1);
    let second = propose(&stage, &ana, "Two.").await;
    assert_eq!(status(&stage, &first.id).await, ReviewStatus::Withdrawn);
    let withdrawn = stage.unify.withdraw_review(&stage.channel, &ana, &by(&ana), &second.id).await.unwrap();
    assert_eq!(withdrawn.status, ReviewStatus::Withdrawn);
    assert_eq!(view(&stage, &ana).await.draft.unwrap().content.bio, "Two.");
    let again = stage.unify.withdraw_review(&stage.channel, &ana, &by(&ana), &second.id).await;
    assert!(matches!(again, Err(UnifyError::Conflict(_))));
    let ben = stage.partner("ben").await;
    let others = stage.unify.withdraw_review(&stage.channel, &ben, &by(&ben), &second.id).await;
    assert!(matches!(others, Err(UnifyError::NotFound)), "not his");
    let late = decide(&stage, &second.id, Decision::Approve, "").await;
    assert!(matches!(late, Err(UnifyError::Conflict(message)) if message.contains("took this back")));
}

#[tokio::test]
async fn of_two_admins_one_wins_and_the_other_is_told() {
    let (stage, _, review) = proposed("New.").await;
    let (ida, mia) = (admin("ida"), admin("mia"));
    let (first, second) = tokio::join!(
        stage.unify.decide_review(&stage.channel, &ida, &review.id, Decision::Approve, ""),
        stage.unify.decide_review(&stage.channel, &mia, &review.id, Decision::Reject, "No."),
    );
    let lost: Vec<_> = [&first, &second].into_iter().filter_map(|it| it.as_ref().err()).collect();
    assert_eq!(lost.len(), 1, "{first:?} {second:?}");
    assert!(matches!(lost[0], UnifyError::Conflict(_)), "{lost:?}");
    let third = decide(&stage, &review.id, Decision::Reject, "No.").await;
    assert!(matches!(third, Err(UnifyError::Conflict(message)) if message.contains("was first")));
}

#[tokio::test]
async fn a_page_that_moved_on_is_shown_beside_the_proposal() {
    let (stage, ana, review) = proposed("New.").await;
    stage.cc.change(|collabs| collabs[0].drops[0].title = "Changed at CC".into());
    let moved = decide(&stage, &review.id, Decision::Approve, "").await;
    assert!(matches!(moved, Err(UnifyError::Conflict(message)) if message.contains("look again")));
    let detail = stage.unify.review(&stage.channel, &review.id).await.unwrap();
    assert_eq!(detail.review.status, ReviewStatus::Pending);
    assert_eq!(detail.before.drops[0].title, "Changed at CC");
    assert_eq!((detail.after.bio.as_str(), detail.after.drops[0].title.as_str()), ("New.", "Changed at CC"));
    decide(&stage, &review.id, Decision::Approve, "").await.unwrap();
    let now = view(&stage, &ana).await.live;
    assert_eq!((now.bio.as_str(), now.drops[0].title.as_str()), ("New.", "Changed at CC"));
}

#[tokio::test]
async fn an_approval_that_cc_does_not_take_waits_on() {
    let (stage, _, review) = proposed("New.").await;
    stage.cc.temper.fail(ConnectorError::Timeout);
    let failed = decide(&stage, &review.id, Decision::Approve, "").await;
    assert!(matches!(failed, Err(UnifyError::Outside(message)) if message.contains("still waits here")));
    assert_eq!(status(&stage, &review.id).await, ReviewStatus::Pending);
    stage.cc.temper.be(crate::fakes::Mood::Well);
    decide(&stage, &review.id, Decision::Approve, "").await.unwrap();
    assert_eq!(stage.cc.take_written(), ["bio"]);
}

#[tokio::test]
async fn the_teams_own_edits_do_not_wait() {
    let (stage, ana) = with_ana().await;
    stage.unify.require_review(&stage.channel, &admin("mia"), true).await.unwrap();
    let team = admin("mia");
    let before = stage.unify.content(&stage.channel, &ana, &team).await.unwrap();
    assert!(!before.needs_review);
    let content = Content { bio: "By the team.".into(), ..before.live };
    live(stage.unify.publish(&stage.channel, &ana, &team, content, &before.version).await);
    let (versions, _) = stage.unify.versions(&stage.channel, &ana, &by(&ana), None).await.unwrap();
    assert_eq!((versions[0].author, versions[0].by.as_str()), (Author::Team, "mia"));
}

fn generated(text: &str) -> GeneratedContent {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn what_a_machine_wrote_is_looked_at_first() {
    let (stage, ana) = with_ana().await;
    let text = format!(
        r#"{{"creator_id":"{}","bio":"Made by CC.","drops":[{{"title":"Sun","products":[{{"id":"9002","note":"N"}}]}}]}}"#,
        creator_id("ana")
    );
    stage.unify.apply_generated(&stage.channel, generated(&text)).await.unwrap();
    assert_eq!(stage.cc.take_written(), Vec::<String>::new());
    let queue = stage.unify.reviews(&stage.channel, None, None).await.unwrap();
    assert_eq!((queue.reviews[0].author, queue.is_required), (Author::Generated, false));
    assert_eq!(view(&stage, &ana).await.review, None, "it is the team's, not hers");
    decide(&stage, &queue.reviews[0].id, Decision::Approve, "").await.unwrap();
    assert_eq!(stage.cc.take_written(), ["bio", "create Sun"]);
    let (versions, _) = stage.unify.versions(&stage.channel, &ana, &by(&ana), None).await.unwrap();
    assert_eq!(versions[0].author, Author::Generated);
    // The same once more is no change any longer.
    let bio = format!(r#"{{"creator_id":"{}","bio":"Made by CC."}}"#, creator_id("ana"));
    stage.unify.apply_generated(&stage.channel, generated(&bio)).await.unwrap();
    assert_eq!(stage.unify.reviews(&stage.channel, Some(ReviewStatus::Pending), None).await.unwrap().waiting, 0);
    let stranger = stage.unify.apply_generated(&stage.channel, generated(r#"{"creator_id":"x","bio":"?"}"#)).await;
    assert!(matches!(stranger, Err(UnifyError::NotFound)));
}

#[tokio::test]
async fn a_proposal_that_changes_nothing_waits_for_nobody() {
    let (stage, ana, _) = proposed("New.").await;
    let before = view(&stage, &ana).await;
    let same = publish(&stage, &ana, &before.live, &before.version).await.unwrap();
    assert!(matches!(same, Published::Live { .. }));
    let mut bad = before.live.clone();
    bad.drops.push(new_drop("a", "Sun", &[]));
    let refused = publish(&stage, &ana, &bad, &before.version).await;
    assert!(matches!(refused, Err(UnifyError::Invalid { field, .. }) if field == "drops[1].picks"));
}
