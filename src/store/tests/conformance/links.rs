//! Partner links.

use crate::world::{World, on_both};
use domain::{LinkId, PartnerId, link::Utm};
use std::{collections::HashSet, time::Duration};
use store::{LinkChange, LinkContent, LinkRow, MOST_LINKS};

fn content(label: &str) -> LinkContent {
    LinkContent {
        label: label.into(),
        target: "https://fern.example/products/tent".into(),
        utm: Utm { source: "newsletter".into(), ..Utm::default() },
    }
}

async fn made(world: &World, partner: &PartnerId, label: &str) -> Option<LinkRow> {
    world.store.add_link(&world.channel, partner, &content(label), "partner:ana").await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_made_changed_and_put_away_and_the_trail_says_so() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let link = made(&world, &ana, "May \0newsletter").await.unwrap();
        assert_eq!((link.label.as_str(), link.code.len(), link.is_archived), ("May newsletter", 6, false));
        let found = world.store.link_by_code(&world.channel, &link.code).await.unwrap();
        assert_eq!(found.as_ref(), Some(&link));
        let change = |change| world.store.change_link(&world.channel, &ana, &link.id, change, "admin:robin");
        let content = LinkContent { target: String::new(), ..content("June") };
        let changed = change(LinkChange::Content(&content)).await.unwrap().unwrap();
        assert_eq!((changed.label.as_str(), changed.target.as_str(), &changed.code), ("June", "", &link.code));
        assert!(change(LinkChange::Archived(true)).await.unwrap().unwrap().is_archived);
        assert!(change(LinkChange::Archived(true)).await.unwrap().unwrap().is_archived, "again is no change");
        let found = world.store.link_by_code(&world.channel, &link.code).await.unwrap();
        assert!(found.unwrap().is_archived, "it is still found by its code");
        let trail = world.store.audit_trail(&world.channel, 10).await.unwrap();
        let lines: Vec<_> = trail.iter().map(|line| (line.action.as_str(), line.actor.as_str())).collect();
        let expected =
            [("link.archived", "admin:robin"), ("link.changed", "admin:robin"), ("link.created", "partner:ana")];
        assert_eq!(lines.len(), 3);
        assert!(expected.iter().all(|line| lines.contains(line)), "{lines:?}");
        let changed = trail.iter().find(|line| line.action == "link.changed").unwrap();
        assert!(changed.before.as_ref().unwrap().contains("May newsletter"));
        assert!(changed.after.as_ref().unwrap().contains("June"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reaches_the_link_of_another() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let elsewhere = world.new_channel().await;
        let link = made(&world, &ana, "mine").await.unwrap();
        let store = &world.store;
        let change = LinkChange::Archived(true);
        assert_eq!(store.change_link(&world.channel, &ben, &link.id, change, "x").await.unwrap(), None);
        assert_eq!(store.change_link(&elsewhere, &ana, &link.id, change, "x").await.unwrap(), None);
        assert_eq!(store.link(&world.channel, &ben, &link.id).await.unwrap(), None);
        assert_eq!(store.link_by_code(&elsewhere, &link.code).await.unwrap(), None);
        assert_eq!(store.link_by_code(&world.channel, "nocode\0").await.unwrap(), None);
        let unknown = LinkId::new(world.clock.as_ref());
        assert_eq!(store.link(&world.channel, &ana, &unknown).await.unwrap(), None);
        assert_eq!(store.link(&world.channel, &ana, &link.id).await.unwrap(), Some(link));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_has_a_hundred_links_in_use_at_most_also_when_many_are_made_at_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for _ in 0..MOST_LINKS - 3 {
            assert!(made(&world, &ana, "one").await.is_some());
            world.clock.advance(Duration::from_millis(1));
        }
        let many = futures::future::join_all((0..8).map(|_| made(&world, &ana, "at once"))).await;
        assert_eq!(many.iter().flatten().count(), 3);
        let links = world.store.links_of(&world.channel, &ana, false).await.unwrap();
        assert_eq!(links.len(), 100);
        assert_eq!(links.iter().map(|link| &link.code).collect::<HashSet<_>>().len(), 100);
        let change = LinkChange::Archived(true);
        let id = &links[0].id;
        world.store.change_link(&world.channel, &ana, id, change, "x").await.unwrap();
        assert!(made(&world, &ana, "one more").await.is_some());
        let with = world.store.links_of(&world.channel, &ana, true).await.unwrap();
        let without = world.store.links_of(&world.channel, &ana, false).await.unwrap();
        assert_eq!((with.len(), without.len()), (101, 100));
        assert!(with.windows(2).all(|pair| pair[0].id > pair[1].id), "the newest first");
        assert!(made(&world, &world.partner("ben").await, "his first").await.is_some());
    })
    .await;
}
