//! Drafts, published states, reviews and pictures.

use crate::world::{World, on_both};
use domain::{
    ChannelId, PartnerId, ReviewId,
    content::{Author, ReviewStatus},
};
use futures::future::join_all;
use std::{collections::BTreeSet, time::Duration};
use store::{DraftRow, KeptDraft, NewReview, NewVersion, StoreError, Verdict};

fn draft(content: &str, revision: i64) -> DraftRow {
    DraftRow {
        content: content.into(),
        base: "b1".into(),
        revision,
        saved_at: domain::Timestamp::default(),
        account: "partner:ptn".into(),
        name: String::new(),
    }
}

async fn save(world: &World, partner: &PartnerId, content: &str, revision: i64) -> KeptDraft {
    world.store.save_draft(&world.channel, partner, &draft(content, revision)).await.unwrap()
}

fn kept(saved: KeptDraft) -> i64 {
    match saved {
        KeptDraft::Kept(revision, _) => revision,
        KeptDraft::Newer(other) => panic!("{other:?} was in the way"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_replaced_only_by_who_saw_its_last_saving() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let store = &world.store;
        let first = kept(save(&world, &ana, "one", 0).await);
        let second = kept(save(&world, &ana, "two", first).await);
        assert!(second > first);
        for stale in [0, first] {
            let KeptDraft::Newer(newer) = save(&world, &ana, "mine", stale).await else { panic!("overwritten") };
            assert_eq!((newer.content.as_str(), newer.revision), ("two", second));
        }
        assert_eq!(store.draft(&world.channel, &ben).await.unwrap(), None);
        assert!(!store.discard_draft(&world.channel, &ana, first).await.unwrap());
        assert_eq!(store.draft(&world.channel, &ana).await.unwrap().unwrap().content, "two");
        assert!(store.discard_draft(&world.channel, &ana, second).await.unwrap());
        assert!(store.discard_draft(&world.channel, &ana, second).await.unwrap(), "gone is gone");
        // Text that comes late is kept, under a revision that never was.
        let third = kept(save(&world, &ana, "late", second).await);
        assert!(third > second);
        let elsewhere = world.new_channel().await;
        assert_eq!(store.draft(&elsewhere, &ana).await.unwrap(), None);
        assert!(store.discard_draft(&elsewhere, &ana, third).await.unwrap());
        assert_eq!(store.draft(&world.channel, &ana).await.unwrap().unwrap().content, "late");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_savings_at_once_one_wins() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let first = kept(save(&world, &ana, "start", 0).await);
        let texts: Vec<String> = (0..12).map(|tab| format!("tab {tab}")).collect();
        let saved = join_all(texts.iter().map(|text| save(&world, &ana, text, first))).await;
        let winners = saved.iter().filter(|saved| matches!(saved, KeptDraft::Kept(..))).count();
        assert_eq!(winners, 1);
    })
    .await;
}

fn version(fingerprint: &str, author: Author) -> NewVersion {
    NewVersion {
        author,
        account: "admin:adm".into(),
        name: "Mia\0".into(),
        fingerprint: fingerprint.into(),
        content: format!("{{\"bio\":\"{fingerprint}\\u0000\"}}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_published_state_is_kept_once_however_many_see_it() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel) = (&world.store, &world.channel);
        let put = async |partner: &PartnerId, fingerprint: &str, author| {
            let pictures = BTreeSet::from(["https://a.example/of-a-version"]);
            store.put_version(channel, partner, &version(fingerprint, author), &pictures).await.unwrap()
        };
        let seen = join_all((0..8).map(|_| put(&ana, "f1", Author::Elsewhere))).await;
        assert_eq!(seen.into_iter().filter(|is_new| *is_new).count(), 1);
        for step in 2..=5 {
            world.clock.advance(Duration::from_secs(1));
            assert!(put(&ana, &format!("f{step}"), Author::Partner).await);
        }
        world.clock.advance(Duration::from_secs(1));
        assert!(put(&ana, "f1", Author::Team).await, "an old state that comes back is news");
        assert!(put(&ben, "f1", Author::Generated).await);
        let late = version("f0", Author::Elsewhere);
        assert!(!store.put_first_version(channel, &ana, &late, &BTreeSet::new()).await.unwrap());
        let cem = world.partner("cem").await;
        assert!(store.put_first_version(channel, &cem, &late, &BTreeSet::new()).await.unwrap());
        assert_eq!(store.newest_fingerprint(channel, &ana).await.unwrap().as_deref(), Some("f1"));
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (page, next) = store.versions(channel, &ana, after.as_deref(), 2).await.unwrap();
            all.extend(page.into_iter().map(|row| row.version));
            after = next;
            if after.is_none() {
                break;
            }
        }
        let prints: Vec<_> = all.iter().map(|version| version.fingerprint.as_str()).collect();
        assert_eq!(prints, ["f1", "f5", "f4", "f3", "f2", "f1"]);
        assert_eq!((all[0].author, all[0].name.as_str()), (Author::Team, "Mia"));
        let content = store.version_content(channel, &ana, "f3").await.unwrap().unwrap();
        assert!(content.contains("f3"));
        assert_eq!(store.version_content(channel, &ben, "f3").await.unwrap(), None);
        let wrong = store.versions(channel, &ana, Some("x"), 2).await;
        assert!(matches!(wrong, Err(StoreError::InvalidCursor)));
        let elsewhere = world.new_channel().await;
        assert!(store.versions(&elsewhere, &ana, None, 9).await.unwrap().0.is_empty());
    })
    .await;
}

fn proposal(partner: &PartnerId, author: Author, after: &str) -> NewReview {
    NewReview {
        partner: partner.clone(),
        author,
        account: "partner:ptn".into(),
        base: "b1".into(),
        before: "before".into(),
        after: after.into(),
    }
}

async fn propose(world: &World, partner: &PartnerId, author: Author, after: &str) -> ReviewId {
    world.clock.advance(Duration::from_millis(1));
    world.store.propose(&world.channel, &proposal(partner, author, after)).await.unwrap().unwrap()
}

async fn status(world: &World, channel: &ChannelId, id: &ReviewId) -> Option<ReviewStatus> {
    world.store.review(channel, id).await.unwrap().map(|row| row.review.status)
}

fn verdict(status: ReviewStatus, by: &str) -> Verdict {
    Verdict { status, reason: "Too loud.".into(), by: by.into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_newer_proposal_replaces_the_older_of_the_same_author() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel) = (&world.store, &world.channel);
        let old = propose(&world, &ana, Author::Partner, "one").await;
        let generated = propose(&world, &ana, Author::Generated, "two").await;
        let bens = propose(&world, &ben, Author::Partner, "three").await;
        let new = propose(&world, &ana, Author::Partner, "four").await;
        assert_eq!(status(&world, channel, &old).await, Some(ReviewStatus::Withdrawn));
        for waiting in [&generated, &bens, &new] {
            assert_eq!(status(&world, channel, waiting).await, Some(ReviewStatus::Pending));
        }
        assert_eq!(store.waiting_reviews(channel).await.unwrap(), 3);
        let newest = store.newest_review(channel, &ana).await.unwrap().unwrap();
        assert_eq!((&newest.review.id, newest.after.as_str()), (&new, "four"));
        // Many at once leave one.
        let after = "last";
        let again =
            join_all((0..6).map(|_| async { store.propose(channel, &proposal(&ben, Author::Partner, after)).await }))
                .await;
        assert!(again.iter().any(|made| matches!(made, Ok(Some(_)))));
        assert_eq!(store.waiting_reviews(channel).await.unwrap(), 3);
        let elsewhere = world.new_channel().await;
        assert_eq!(status(&world, &elsewhere, &new).await, None);
        assert_eq!(store.waiting_reviews(&elsewhere).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_decides() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let id = propose(&world, &ana, Author::Partner, "one").await;
        let decide = async |n: usize| {
            let verdict = verdict(ReviewStatus::Rejected, &format!("admin {n}"));
            store.settle_review(channel, &id, None, &verdict).await.unwrap()
        };
        let won = join_all((0..8).map(decide)).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let row = store.review(channel, &id).await.unwrap().unwrap();
        let winner = won.iter().position(|won| *won).unwrap();
        assert_eq!(row.review.decided_by, format!("admin {winner}"));
        assert_eq!((row.review.reason.as_str(), row.review.decided_at.is_some()), ("Too loud.", true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_one_publishes_nobody_else_decides() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let (store, channel) = (&world.store, &world.channel);
        let id = propose(&world, &ana, Author::Partner, "one").await;
        let lasts = Duration::from_mins(1);
        let claims = join_all((0..6).map(|_| async { store.claim_review(channel, &id, lasts).await.unwrap() })).await;
        let held: Vec<_> = claims.into_iter().flatten().collect();
        assert_eq!(held.len(), 1);
        let other = verdict(ReviewStatus::Rejected, "other");
        assert!(!store.settle_review(channel, &id, None, &other).await.unwrap());
        let blocked = store.propose(channel, &proposal(&ana, Author::Partner, "two")).await.unwrap();
        assert_eq!(blocked, None, "what is being published is not replaced");
        store.release_review(channel, &id, held[0]).await.unwrap();
        // A claim that was never redeemed ends by itself.
        let lost = store.claim_review(channel, &id, lasts).await.unwrap().unwrap();
        world.clock.advance(Duration::from_secs(61));
        let claim = store.claim_review(channel, &id, lasts).await.unwrap().unwrap();
        let approved = verdict(ReviewStatus::Approved, "me");
        assert!(!store.settle_review(channel, &id, Some(lost), &approved).await.unwrap());
        store.rebase_review(channel, &id, "b2", "there now", "two").await.unwrap();
        assert!(store.settle_review(channel, &id, Some(claim), &approved).await.unwrap());
        let row = store.review(channel, &id).await.unwrap().unwrap();
        assert_eq!(
            (row.review.status, row.base.as_str(), row.before.as_str(), row.after.as_str()),
            (ReviewStatus::Approved, "b2", "there now", "two")
        );
        assert_eq!(store.claim_review(channel, &id, lasts).await.unwrap(), None, "it is decided");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviews_are_listed_in_pages_each_status_in_its_order() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let mut ids = Vec::new();
        for name in ["ana", "ben", "cem", "dia", "eva"] {
            let partner = world.partner(name).await;
            ids.push(propose(&world, &partner, Author::Partner, name).await);
        }
        for id in &ids[..2] {
            assert!(store.settle_review(channel, id, None, &verdict(ReviewStatus::Approved, "me")).await.unwrap());
        }
        let listed = async |status| {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let (page, next) = store.reviews(channel, status, after.as_deref(), 2).await.unwrap();
                all.extend(page.into_iter().map(|review| review.id));
                after = next;
                if after.is_none() {
                    return all;
                }
            }
        };
        assert_eq!(listed(Some(ReviewStatus::Pending)).await, ids[2..], "oldest first");
        assert_eq!(listed(Some(ReviewStatus::Approved)).await, [ids[1].clone(), ids[0].clone()], "newest first");
        assert_eq!(listed(None).await, ids.iter().rev().cloned().collect::<Vec<_>>());
        let (_, next) = store.reviews(channel, None, None, 2).await.unwrap();
        let foreign = store.reviews(channel, Some(ReviewStatus::Pending), next.as_deref(), 2).await;
        assert!(matches!(foreign, Err(StoreError::InvalidCursor)), "a cursor belongs to its list");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_is_known_until_it_is_done() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel) = (&world.store, &world.channel);
        for (partner, print) in [(&ana, "f1"), (&ana, "f2"), (&ana, "f1"), (&ben, "f3")] {
            world.clock.advance(Duration::from_millis(1));
            store.begin_attempt(channel, partner, print, &format!("content of {print}")).await.unwrap();
        }
        assert_eq!(store.attempts(channel, &ana).await.unwrap(), ["content of f1", "content of f2"]);
        store.end_attempts(channel, &ana).await.unwrap();
        assert!(store.attempts(channel, &ana).await.unwrap().is_empty());
        assert_eq!(store.attempts(channel, &ben).await.unwrap(), ["content of f3"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_switch_and_the_pictures_belong_to_their_channel_and_partner() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel) = (&world.store, &world.channel);
        let elsewhere = world.new_channel().await;
        assert!(!store.require_review(channel, true).await.unwrap());
        assert!(store.require_review(channel, true).await.unwrap(), "says what was before");
        assert!(store.is_review_required(channel).await.unwrap());
        assert!(!store.is_review_required(&elsewhere).await.unwrap());
        let urls = BTreeSet::from(["https://a.example/1", "https://a.example/2"]);
        store.note_pictures(channel, &ana, &urls).await.unwrap();
        store.note_pictures(channel, &ana, &urls).await.unwrap();
        let version = version("f1", Author::Elsewhere);
        let shown = BTreeSet::from(["https://a.example/9"]);
        assert!(store.put_version(channel, &ben, &version, &shown).await.unwrap());
        assert_eq!(store.known_pictures(channel, &ben, &shown).await.unwrap().len(), 1);
        let asked = BTreeSet::from(["https://a.example/2", "https://a.example/3"]);
        let known = store.known_pictures(channel, &ana, &asked).await.unwrap();
        assert_eq!(known.into_iter().collect::<Vec<_>>(), ["https://a.example/2"]);
        assert!(store.known_pictures(channel, &ben, &asked).await.unwrap().is_empty());
        assert!(store.known_pictures(&elsewhere, &ana, &asked).await.unwrap().is_empty());
        assert!(store.known_pictures(channel, &ana, &BTreeSet::new()).await.unwrap().is_empty());
    })
    .await;
}
