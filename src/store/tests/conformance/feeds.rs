//! Answers of outside systems, reading positions, webhook events, products.

use crate::world::{NOW, World, at, on_both};
use domain::Source;
use std::time::Duration;
use store::{Answer, InboxItem, KeptProduct, ProductRow};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_good_answer_outlives_faults() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let read = async || store.answer(channel, Source::Cc, "profile", "ptn_1").await.unwrap();
        assert_eq!(read().await, None);
        store.put_fault(channel, Source::Cc, "profile", "ptn_1", "timeout").await.unwrap();
        let never = Answer { body: None, fetched_at: None, tried_at: at(NOW), fault: Some("timeout".into()) };
        assert_eq!(read().await, Some(never));
        store.put_answer(channel, Source::Cc, "profile", "ptn_1", "{\"a\":1}").await.unwrap();
        world.clock.advance(Duration::from_mins(1));
        store.put_fault(channel, Source::Cc, "profile", "ptn_1", "garbage").await.unwrap();
        let later = at(NOW).plus(Duration::from_mins(1));
        let stale = Answer {
            body: Some("{\"a\":1}".into()),
            fetched_at: Some(at(NOW)),
            tried_at: later,
            fault: Some("garbage".into()),
        };
        assert_eq!(read().await, Some(stale));
        store.put_missing(channel, Source::Cc, "profile", "ptn_1").await.unwrap();
        let missing = Answer { body: None, fetched_at: Some(later), tried_at: later, fault: Some("missing".into()) };
        assert_eq!(read().await, Some(missing));
        store.put_answer(channel, Source::Cc, "profile", "ptn_1", "{}").await.unwrap();
        assert_eq!(read().await.unwrap().fault, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_answers_about_one_partner_come_together() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        for (source, kind, key) in [
            (Source::Cc, "profile", "ptn_1"),
            (Source::Cc, "drops", "ptn_1"),
            (Source::Hubspot, "contact", "ptn_1"),
            (Source::Cc, "profile", "ptn_2"),
        ] {
            store.put_answer(channel, source, kind, key, kind).await.unwrap();
        }
        let found = store.answers_for(channel, "ptn_1").await.unwrap();
        let names: Vec<(Source, &str)> = found.iter().map(|(source, kind, _)| (*source, kind.as_str())).collect();
        assert_eq!(names, [(Source::Cc, "drops"), (Source::Cc, "profile"), (Source::Hubspot, "contact")]);
        let elsewhere = world.new_channel().await;
        assert!(store.answers_for(&elsewhere, "ptn_1").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_is_read_on_from_where_it_stopped() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        assert_eq!(store.cursor(channel, Source::Impact, "actions").await.unwrap(), None);
        store.set_cursor(channel, Source::Impact, "actions", "one").await.unwrap();
        store.set_cursor(channel, Source::Impact, "actions", "two").await.unwrap();
        assert_eq!(store.cursor(channel, Source::Impact, "actions").await.unwrap().as_deref(), Some("two"));
        let elsewhere = world.new_channel().await;
        assert_eq!(store.cursor(&elsewhere, Source::Impact, "actions").await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_applied_once() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let receive =
            async |id: &str| store.receive(channel, Source::Shopify, id, "orders/create", "{}").await.unwrap();
        assert!(receive("e1").await);
        assert!(!receive("e1").await);
        world.clock.advance(Duration::from_millis(1));
        assert!(receive("e0").await);
        assert!(receive("e2").await);
        let pending = async || -> Vec<String> {
            let items: Vec<InboxItem> = store.pending(channel, 10).await.unwrap();
            items.into_iter().map(|item| item.event_id).collect()
        };
        assert_eq!(pending().await, ["e1", "e0", "e2"]);
        store.mark_applied(channel, Source::Shopify, "e1").await.unwrap();
        store.mark_failed(channel, Source::Shopify, "e0", "no such partner").await.unwrap();
        assert_eq!(pending().await, ["e2"]);
        assert!(!receive("e1").await, "also after it was applied");
        let elsewhere = world.new_channel().await;
        assert!(store.pending(&elsewhere, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn products_come_back_in_the_order_asked_for() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let product = |id: usize, title: &str| ProductRow {
            id: format!("p{id}"),
            handle: format!("handle-{id}"),
            title: title.into(),
            body: format!("{{\"title\":\"{title}\"}}"),
            ..ProductRow::default()
        };
        let all: Vec<_> = (0..900).map(|id| product(id, "Tent")).collect();
        store.put_products(channel, &all).await.unwrap();
        store.put_products(channel, &[product(3, "Lamp"), product(3, "Lantern")]).await.unwrap();
        assert_eq!(store.product_count(channel).await.unwrap(), 900);
        let ids = ["p899", "nothing", "p3"].map(str::to_owned);
        let found = store.products_by_ids(channel, &ids).await.unwrap();
        let kept = |row: ProductRow| KeptProduct { id: row.id, body: row.body };
        assert_eq!(found, [kept(product(899, "Tent")), kept(product(3, "Lantern"))]);
        let elsewhere = world.new_channel().await;
        assert!(store.products_by_ids(&elsewhere, &ids).await.unwrap().is_empty());
    })
    .await;
}
