//! The content manager's stories: drafts, publications, conflicts, and what happens when CC breaks off.

use crate::{
    fakes::Mood,
    people::{collab, collab_id, picked, product},
    stage::{Stage, eventually},
};
use connectors::ConnectorError;
use domain::{
    Handle, PartnerId, Source,
    content::{Author, Content, ContentView, DraftSaved, DropContent, Pick, Published, ShelfQuery},
};
use std::collections::BTreeSet;
use unify::{UnifyError, content::Editor};

pub fn by(partner: &PartnerId) -> Editor {
    Editor { account: format!("partner:{partner}"), admin: None, address: Some("192.0.2.7".into()) }
}

pub fn admin(name: &str) -> Editor {
    Editor { account: format!("admin:{name}"), admin: Some(name.into()), address: None }
}

pub fn pick(id: &str) -> Pick {
    Pick { product_id: id.into(), variant_id: None, note: format!("About {id}.") }
}

pub fn new_drop(id: &str, title: &str, products: &[&str]) -> DropContent {
    let picks = products.iter().map(|id| pick(id)).collect();
    DropContent { id: format!("new-{id}"), title: title.into(), picks, ..DropContent::default() }
}

/// A stage with Ana, her page at CC and three products in the shop.
pub async fn with_ana() -> (Stage, PartnerId) {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let products = [("9001", "rain-shell"), ("9002", "rain-hat"), ("9003", "rain-boot")];
    *stage.shop.products.lock().unwrap() = products.map(|(id, handle)| product(id, handle)).to_vec();
    stage.sync().await;
    stage.unify.content(&stage.channel, &ana, &by(&ana)).await.unwrap();
    stage.later(1);
    stage.cc.take_written();
    (stage, ana)
}

pub async fn view(stage: &Stage, ana: &PartnerId) -> ContentView {
    stage.unify.content(&stage.channel, ana, &by(ana)).await.unwrap()
}

pub async fn publish(stage: &Stage, ana: &PartnerId, content: &Content, base: &str) -> Result<Published, UnifyError> {
    stage.unify.publish(&stage.channel, ana, &by(ana), content.clone(), base).await
}

pub fn live(published: Result<Published, UnifyError>) -> Content {
    match published.unwrap() {
        Published::Live { content, .. } => content,
        other => panic!("{other:?}"),
    }
}

/// What the public page shows: bio, and the titles of the drops.
async fn public(stage: &Stage) -> (String, Vec<String>) {
    let handle: Handle = "ana".parse().unwrap();
    let page = stage.unify.landing(&stage.channel, &handle).await.unwrap().unwrap();
    (page.bio, page.drops.into_iter().map(|drop| drop.title).collect())
}

#[tokio::test]
async fn what_cc_has_is_what_is_edited() {
    let (stage, ana) = with_ana().await;
    let view = view(&stage, &ana).await;
    assert!(view.is_known && !view.needs_review && view.draft.is_none() && view.review.is_none());
    assert_eq!(view.live.bio, "Runs in the rain.");
    assert_eq!(view.live.drops[0].picks[0].note, "My go-to.");
    assert_eq!(view.products.len(), 1, "the products that the content names");
    let page = stage.unify.landing(&stage.channel, &"ana".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(view.landing, page, "the preview begins as the public page");
    assert_eq!(view.facets.product_types, ["Jackets"]);
    let sources: Vec<_> = view.sources.iter().map(|it| it.source).collect();
    assert_eq!(sources, [Source::Cc, Source::Shopify]);
}

#[tokio::test]
async fn only_what_changed_is_written_and_every_page_shows_it_at_once() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let mut content = before.live.clone();
    content.bio = "  Runs **far**.\r\n".into();
    let now = live(publish(&stage, &ana, &content, &before.version).await);
    assert_eq!(stage.cc.take_written(), ["bio"]);
    assert_eq!(now.bio, "Runs **far**.");
    assert_eq!(public(&stage).await, ("Runs **far**.".into(), vec!["Wet days".into()]));
    assert_eq!(stage.unify.profile(&stage.channel, &ana).await.unwrap().bio.value.as_deref(), Some("Runs **far**."));
    let after = view(&stage, &ana).await;
    assert_eq!(after.live, now);
    live(publish(&stage, &ana, &now, &after.version).await);
    assert_eq!(stage.cc.take_written(), Vec::<String>::new(), "nothing changed");
}

#[tokio::test]
async fn drops_are_made_changed_moved_and_removed() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let mut content = before.live.clone();
    content.drops[0].title = "Very wet days".into();
    content.drops.insert(0, new_drop("a", "Sun", &["9002", "9003"]));
    content.drops.push(new_drop("b", "Snow", &["9003"]));
    let first = live(publish(&stage, &ana, &content, &before.version).await);
    assert_eq!(stage.cc.take_written(), ["create Sun", "update Very wet days", "create Snow", "order"]);
    let titles = |content: &Content| content.drops.iter().map(|drop| drop.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&first), ["Sun", "Very wet days", "Snow"]);
    assert!(first.drops.iter().all(|drop| !drop.is_new()));
    assert_eq!(first.drops[0].picks, [pick("9002"), pick("9003")]);
    // Removing one and moving another is one write.
    let mut content = first.clone();
    content.drops.remove(1);
    content.drops.swap(0, 1);
    let version = view(&stage, &ana).await.version;
    let second = live(publish(&stage, &ana, &content, &version).await);
    assert_eq!(stage.cc.take_written(), ["order"]);
    assert_eq!(titles(&second), ["Snow", "Sun"]);
    assert_eq!(public(&stage).await.1, ["Snow", "Sun"]);
}

#[tokio::test]
async fn a_drop_that_cc_keeps_in_its_list_is_hidden() {
    let (stage, ana) = with_ana().await;
    *stage.cc.keeps_drops.lock().unwrap() = true;
    let before = view(&stage, &ana).await;
    let content = Content { drops: vec![new_drop("a", "Sun", &["9002"])], ..before.live.clone() };
    let now = live(publish(&stage, &ana, &content, &before.version).await);
    assert_eq!(now.drops.len(), 1);
    let hidden = format!("hide {}", before.live.drops[0].id);
    assert_eq!(stage.cc.take_written(), ["create Sun".to_owned(), "order".into(), hidden]);
    assert_eq!(public(&stage).await.1, ["Sun"]);
    // And stays hidden after CC is asked again.
    stage.later(3_600);
    stage.unify.retry(&stage.channel, Some(&ana), Source::Cc).await.unwrap();
    assert_eq!(view(&stage, &ana).await.live.drops.len(), 1);
}

#[tokio::test]
async fn an_edit_made_elsewhere_is_a_conflict_and_nothing_is_written() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    stage.cc.change(|collabs| collabs[0].bio = Some("Edited at CC.".into()));
    let content = Content { bio: "Mine.".into(), ..before.live.clone() };
    let Published::Conflict { theirs, version } = publish(&stage, &ana, &content, &before.version).await.unwrap()
    else {
        panic!("no conflict");
    };
    assert_eq!(theirs.bio, "Edited at CC.");
    assert_eq!(stage.cc.take_written(), Vec::<String>::new());
    stage.later(1);
    let now = live(publish(&stage, &ana, &content, &version).await);
    assert_eq!(now.bio, "Mine.", "knowingly over it");
    let (versions, _) = stage.unify.versions(&stage.channel, &ana, &by(&ana), None).await.unwrap();
    let told: Vec<_> = versions.iter().map(|it| (it.content.bio.as_str(), it.author, it.by.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Mine.", Author::Partner, "You"),
            ("Edited at CC.", Author::Elsewhere, "CreatorCommerce"),
            ("Runs in the rain.", Author::Elsewhere, "CreatorCommerce"),
        ]
    );
}

#[tokio::test]
async fn a_publication_that_broke_off_goes_on_and_doubles_nothing() {
    for broken_after in 0..6 {
        let (stage, ana) = with_ana().await;
        let before = view(&stage, &ana).await;
        let mut content = before.live.clone();
        content.bio = "New.".into();
        content.drops[0].description = "Changed.".into();
        content.drops.insert(0, new_drop("a", "Sun", &["9002"]));
        content.drops.push(new_drop("b", "Snow", &["9003"]));
        *stage.cc.breaks_after.lock().unwrap() = Some(broken_after);
        let broken = publish(&stage, &ana, &content, &before.version).await;
        if broken_after == 5 {
            live(broken);
            continue;
        }
        let Err(UnifyError::Outside(message)) = broken else { panic!("{broken:?}") };
        assert!(message.contains("kept as a draft"), "{message}");
        let draft = view(&stage, &ana).await.draft.unwrap();
        assert_eq!((draft.content.bio.as_str(), draft.base.as_str()), ("New.", before.version.as_str()));
        *stage.cc.breaks_after.lock().unwrap() = None;
        // Somebody types on before it is published again.
        content.bio = "Newer.".into();
        content.drops[0].picks[0].note = "Better.".into();
        let now = live(publish(&stage, &ana, &content, &before.version).await);
        let titles: Vec<_> = now.drops.iter().map(|drop| drop.title.as_str()).collect();
        assert_eq!(titles, ["Sun", "Wet days", "Snow"], "broken after {broken_after}");
        assert_eq!((now.bio.as_str(), now.drops[0].picks[0].note.as_str()), ("Newer.", "Better."));
        let made = stage.cc.take_written();
        let created = made.iter().filter(|what| what.starts_with("create")).count();
        assert_eq!(created, 2, "broken after {broken_after}: {made:?}");
        assert_eq!(view(&stage, &ana).await.draft, None, "the draft is gone once all is there");
    }
}

#[tokio::test]
async fn a_half_written_page_that_somebody_else_edits_is_a_conflict() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let mut content = before.live.clone();
    content.bio = "New.".into();
    content.drops[0].title = "Renamed".into();
    *stage.cc.breaks_after.lock().unwrap() = Some(1);
    assert!(publish(&stage, &ana, &content, &before.version).await.is_err());
    *stage.cc.breaks_after.lock().unwrap() = None;
    stage.cc.change(|collabs| collabs[0].drops[0].title = "Theirs".into());
    let again = publish(&stage, &ana, &content, &before.version).await.unwrap();
    assert!(matches!(again, Published::Conflict { theirs, .. } if theirs.drops[0].title == "Theirs"));
}

#[tokio::test]
async fn a_cc_that_does_not_take_part_is_said_and_the_text_kept() {
    let wait = std::time::Duration::from_secs(40);
    for (error, says) in [
        (ConnectorError::Timeout, "does not answer"),
        (ConnectorError::Failed { status: 500, request_id: None }, "does not answer"),
        (ConnectorError::RateLimited { retry_after: wait }, "in 40 s"),
        (ConnectorError::Unauthorized, "Fjordwear has to connect"),
    ] {
        let (stage, ana) = with_ana().await;
        let before = view(&stage, &ana).await;
        stage.cc.temper.fail(error);
        let content = Content { bio: "Kept.".into(), ..before.live.clone() };
        let failed = publish(&stage, &ana, &content, &before.version).await;
        let Err(UnifyError::Outside(message)) = failed else { panic!("{failed:?}") };
        assert!(message.contains(says), "{message}");
        assert_eq!(view(&stage, &ana).await.draft.unwrap().content.bio, "Kept.");
        assert_eq!(public(&stage).await.0, "Runs in the rain.");
    }
}

#[tokio::test]
async fn a_publication_ends_also_when_nobody_waits_for_it() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    stage.cc.temper.be(Mood::Hang);
    let content = Content { bio: "Left.".into(), ..before.live.clone() };
    let gone =
        tokio::time::timeout(std::time::Duration::from_millis(50), publish(&stage, &ana, &content, &before.version));
    assert!(gone.await.is_err());
    stage.cc.temper.be(Mood::Well);
    eventually("it is published", || async { public(&stage).await.0 == "Left." }).await;
}

#[tokio::test]
async fn two_publications_at_once_are_one_after_the_other() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let mine = Content { bio: "Mine.".into(), ..before.live.clone() };
    let theirs = Content { bio: "Theirs.".into(), ..before.live.clone() };
    let team = admin("mia");
    let (first, second) = tokio::join!(
        publish(&stage, &ana, &mine, &before.version),
        stage.unify.publish(&stage.channel, &ana, &team, theirs, &before.version),
    );
    let outcomes = [first.unwrap(), second.unwrap()];
    let conflicts = outcomes.iter().filter(|it| matches!(it, Published::Conflict { .. })).count();
    assert_eq!(conflicts, 1, "{outcomes:?}");
}

#[tokio::test]
async fn what_cannot_be_published_names_its_field() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let with = |change: &dyn Fn(&mut Content)| {
        let mut content = before.live.clone();
        change(&mut content);
        content
    };
    let cases: [(Content, &str); 6] = [
        (with(&|it| it.bio = "x".repeat(1_201)), "bio"),
        (with(&|it| it.drops[0].picks[0].note = "x".repeat(281)), "drops[0].picks[0].note"),
        (with(&|it| it.drops[0].picks.push(pick("404"))), "drops[0].picks[1].product_id"),
        (with(&|it| it.drops[0].picks[0].variant_id = Some("404".into())), "drops[0].picks[0].variant_id"),
        (with(&|it| it.picture_url = Some("https://evil.example/pixel.gif".into())), "picture_url"),
        (with(&|it| it.drops[0].picture_url = Some("https://evil.example/x".into())), "drops[0].picture_url"),
    ];
    for (content, expected) in cases {
        let refused = publish(&stage, &ana, &content, &before.version).await;
        let Err(UnifyError::Invalid { field, .. }) = refused else { panic!("{expected}: {refused:?}") };
        assert_eq!(field, expected);
    }
    assert_eq!(stage.cc.take_written(), Vec::<String>::new());
    // A picture that was uploaded here, or that stood on the page before, may be shown.
    let url = "https://media.example/profile.jpg";
    stage.store.note_pictures(&stage.channel, &ana, &BTreeSet::from([url])).await.unwrap();
    let content = with(&|it| it.picture_url = Some(url.into()));
    let now = live(publish(&stage, &ana, &content, &before.version).await);
    assert_eq!(now.picture_url.as_deref(), Some(url));
    let version = view(&stage, &ana).await.version;
    let bare = Content { picture_url: None, ..now.clone() };
    live(publish(&stage, &ana, &bare, &version).await);
    assert_eq!(stage.unify.profile(&stage.channel, &ana).await.unwrap().picture_url.value, None);
    let version = view(&stage, &ana).await.version;
    stage.cc.take_written();
    let mut both = now.clone();
    both.drops[0].picture_url = Some(url.into());
    both.drops.push(DropContent { picture_url: Some(url.into()), ..new_drop("a", "Sun", &["9002"]) });
    let shown = live(publish(&stage, &ana, &both, &version).await);
    assert!(shown.drops.iter().all(|drop| drop.picture_url.as_deref() == Some(url)));
    let written = stage.cc.take_written();
    assert_eq!(written.iter().filter(|what| what.starts_with("picture of")).count(), 2, "{written:?}");
}

#[tokio::test]
async fn a_product_that_left_the_shop_does_not_stand_in_the_way_of_the_rest() {
    let (stage, ana) = with_ana().await;
    stage.cc.change(|collabs| collabs[0].drops[0].products.push(picked("9999", "old-hat")));
    stage.later(600);
    stage.unify.retry(&stage.channel, Some(&ana), Source::Cc).await.unwrap();
    let before = view(&stage, &ana).await;
    let mut content = before.live.clone();
    content.drops[0].title = "Renamed".into();
    live(publish(&stage, &ana, &content, &before.version).await);
    assert_eq!(stage.cc.take_written(), ["update Renamed"]);
}

#[tokio::test]
async fn drafts_are_kept_for_all_tabs_and_lost_to_none() {
    let (stage, ana) = with_ana().await;
    let (me, team) = (by(&ana), admin("mia"));
    let before = view(&stage, &ana).await;
    let text = |bio: &str| Content { bio: bio.into(), ..before.live.clone() };
    let save = async |editor: &Editor, bio: &str, revision: i64| {
        let base = before.version.clone();
        stage.unify.save_draft(&stage.channel, &ana, editor, text(bio), base, revision).await
    };
    let DraftSaved::Saved { revision, .. } = save(&me, "One", 0).await.unwrap() else { panic!("not saved") };
    let again = save(&me, "One", 0).await.unwrap();
    assert!(matches!(again, DraftSaved::Saved { revision: known, .. } if known == revision), "an answer got lost");
    let DraftSaved::Conflict { theirs } = save(&team, "Two", 0).await.unwrap() else { panic!("overwritten") };
    assert_eq!((theirs.content.bio.as_str(), theirs.saved_by.as_str()), ("One", "Ana Lind"));
    let DraftSaved::Saved { revision: second, .. } = save(&team, "Two", revision).await.unwrap() else { panic!() };
    assert_eq!(view(&stage, &ana).await.draft.unwrap().saved_by, "mia");
    let refused = stage.unify.discard_draft(&stage.channel, &ana, &me, revision).await;
    assert!(matches!(refused, Err(UnifyError::Conflict(_))));
    stage.unify.discard_draft(&stage.channel, &ana, &me, second).await.unwrap();
    assert_eq!(view(&stage, &ana).await.draft, None);
    let endless = stage.unify.save_draft(&stage.channel, &ana, &me, text(&"x".repeat(30_000)), String::new(), 0).await;
    assert!(matches!(endless, Err(UnifyError::Invalid { field, .. }) if field == "bio"));
    let over = save(&me, &"x".repeat(1_300), 0).await.unwrap();
    assert!(matches!(over, DraftSaved::Saved { .. }), "too long to publish, not to keep");
}

#[tokio::test]
async fn publishing_leaves_another_persons_draft_alone() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let mine = Content { bio: "Mine, not done.".into(), ..before.live.clone() };
    let base = before.version.clone();
    stage.unify.save_draft(&stage.channel, &ana, &by(&ana), mine, base, 0).await.unwrap();
    let theirs = Content { bio: "The team's.".into(), ..before.live.clone() };
    let published = stage.unify.publish(&stage.channel, &ana, &admin("mia"), theirs, &before.version).await;
    live(published);
    assert_eq!(view(&stage, &ana).await.draft.unwrap().content.bio, "Mine, not done.");
}

#[tokio::test]
async fn what_was_published_is_in_the_audit_trail_with_both_sides() {
    let (stage, ana) = with_ana().await;
    let before = view(&stage, &ana).await;
    let content = Content { bio: "New.".into(), ..before.live.clone() };
    live(publish(&stage, &ana, &content, &before.version).await);
    let trail = stage.store.audit_trail(&stage.channel, 5).await.unwrap();
    let entry = &trail[0];
    assert_eq!((entry.action.as_str(), entry.actor.as_str()), ("content.published", by(&ana).account.as_str()));
    assert_eq!((entry.target.as_str(), entry.address.as_deref()), (ana.as_str(), Some("192.0.2.7")));
    let side = |text: &Option<String>| serde_json::from_str::<Content>(text.as_deref().unwrap()).unwrap();
    assert_eq!((side(&entry.before), side(&entry.after)), (before.live, content));
}

#[tokio::test]
async fn nobody_publishes_without_end() {
    let (stage, ana) = with_ana().await;
    let view = view(&stage, &ana).await;
    for _ in 0..12 {
        live(publish(&stage, &ana, &view.live, &view.version).await);
    }
    let refused = publish(&stage, &ana, &view.live, &view.version).await;
    assert!(matches!(refused, Err(UnifyError::TooMany { .. })));
    stage.later(61);
    live(publish(&stage, &ana, &view.live, &view.version).await);
}

#[tokio::test]
async fn the_shelf_is_what_the_shop_sells_with_its_collections() {
    let (stage, _) = with_ana().await;
    let collections = [("70".to_owned(), "Summer".to_owned(), ["9001", "9002", "9003"].map(str::to_owned).to_vec())];
    *stage.shop.collections.lock().unwrap() = collections.to_vec();
    stage.shop.products.lock().unwrap()[1].is_active = false;
    stage.later(3_600);
    stage.sync().await;
    let query = ShelfQuery { collection: Some("70".into()), ..ShelfQuery::default() };
    let page = stage.unify.shelf(&stage.channel, &query).await.unwrap();
    let ids: Vec<_> = page.products.iter().map(|product| product.id.as_str()).collect();
    assert_eq!((ids, page.total, page.next), (vec!["9001", "9003"], 2, None));
    let wrong = ShelfQuery { after: Some("x".into()), ..ShelfQuery::default() };
    let refused = stage.unify.shelf(&stage.channel, &wrong).await;
    assert!(matches!(refused, Err(UnifyError::Invalid { field, .. }) if field == "after"));
}

#[tokio::test]
async fn before_cc_ever_answered_nothing_can_be_edited() {
    let stage = Stage::new().await;
    stage.cc.add(collab("ana"));
    let ana = stage.signed_in("ana").await;
    stage.cc.temper.fail(ConnectorError::Timeout);
    let unknown = view(&stage, &ana).await;
    assert!(!unknown.is_known && unknown.live == Content::default());
    assert_eq!(collab_id("ana").len(), 24);
}
