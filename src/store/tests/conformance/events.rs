//! The log of events: one for each piece of news, none for anything else, and in the order in which they became visible.

use crate::world::{NOW, World, at, bonus, commission, dollars, on_both, order, refund};
use domain::{
    ChannelId, CommissionStatus, EventId, OrderStatus, PartnerId, Source,
    live::{Happening, LiveEvent},
};
use futures::future::join_all;
use std::time::Duration;
use store::{CatchUp, CommissionReport, NewEvent, OrderReport, RefundReport};

impl World {
    async fn events_of(&self, channel: &ChannelId) -> Vec<LiveEvent> {
        self.store.events_after(channel, None, &begin(), 10_000).await.unwrap()
    }

    async fn events(&self) -> Vec<LiveEvent> {
        self.events_of(&self.channel).await
    }

    /// What the log holds, in short.
    async fn told(&self) -> Vec<(Happening, String, i64)> {
        let events = self.events().await.into_iter();
        events.map(|it| (it.what, it.title, it.amount.map_or(0, |amount| amount.minor))).collect()
    }
}

/// Before every event.
fn begin() -> EventId {
    EventId::from_parts(0, [0; 10])
}

fn fresh(number: u32, partner: &PartnerId) -> OrderReport {
    OrderReport { placed_at: at(NOW), changed_at: at(NOW), ..order(number, partner) }
}

fn fresh_commission(id: &str, partner: &PartnerId, order_ref: &str) -> CommissionReport {
    CommissionReport { occurred_at: at(NOW), changed_at: at(NOW), ..commission(id, partner, order_ref) }
}

fn fresh_refund(id: &str, minor: i64) -> RefundReport {
    RefundReport { refunded_at: at(NOW), ..refund(id, dollars(minor)) }
}

fn click(partner: &PartnerId, count: i64) -> NewEvent {
    NewEvent {
        partner_id: partner.clone(),
        what: Happening::Click,
        subject: String::new(),
        title: "Spring link".into(),
        count,
        amount: None,
        happened_at: at(NOW),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_piece_of_news_is_one_event_and_a_repeat_is_none() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for _ in 0..2 {
            world.record_order(&fresh(1, &ana)).await;
            world.record_commission(&fresh_commission("c1", &ana, "shop-1")).await;
            let with_refund = OrderReport { refunds: vec![fresh_refund("r1", 500)], ..fresh(1, &ana) };
            world.record_order(&with_refund).await;
            let again = fresh_refund("r1", 500);
            world.store.record_refund(&world.channel, Source::Shopify, "shop-1", &again).await.unwrap();
        }
        let one = "#1".to_owned();
        let told = world.told().await;
        assert_eq!(
            told,
            [
                (Happening::Order, one.clone(), 10_000),
                (Happening::Commission, one.clone(), 1_200),
                (Happening::Refund, one, 500)
            ]
        );
        let first = world.events().await.remove(0);
        assert_eq!((first.partner, first.count, first.at), (ana, 1, at(NOW)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commission_that_changes_is_news_and_one_that_is_only_linked_is_not() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_commission(&fresh_commission("c1", &ana, "1")).await;
        world.record_order(&fresh(1, &ana)).await;
        world.record_commission(&fresh_commission("c1", &ana, "1")).await;
        let later = at(NOW).plus(Duration::from_mins(30));
        world.clock.advance(Duration::from_mins(30));
        let paid =
            CommissionReport { status: CommissionStatus::Paid, changed_at: later, ..fresh_commission("c1", &ana, "1") };
        world.record_commission(&paid).await;
        world.record_commission(&CommissionReport { changed_at: later.plus(Duration::from_mins(5)), ..paid }).await;
        let bonus = CommissionReport { occurred_at: later, ..bonus("b1", &ana, dollars(2_500)) };
        world.record_commission(&bonus).await;
        assert_eq!(
            world.told().await,
            [
                (Happening::Commission, String::new(), 1_200),
                (Happening::Order, "#1".to_owned(), 10_000),
                (Happening::Commission, "#1".to_owned(), 1_200),
                (Happening::Commission, "Autumn bonus".to_owned(), 2_500),
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_heard_of_late_is_no_news() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let history: Vec<OrderReport> = (0..200).map(|number| order(number, &ana)).collect();
        world.store.record_orders(&world.channel, &history).await.unwrap();
        let commissions: Vec<_> =
            (0..200).map(|number| commission(&format!("c{number}"), &ana, &number.to_string())).collect();
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        world.store.record_refund(&world.channel, Source::Shopify, "shop-1", &refund("r", dollars(1))).await.unwrap();
        let recent = OrderReport { placed_at: at(NOW).minus(Duration::from_hours(3)), ..fresh(900, &ana) };
        world.record_order(&recent).await;
        assert_eq!(world.told().await, []);
        assert!(world.store.event_position(&world.channel).await.unwrap() < EventId::from_parts(1, [0; 10]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_moves_is_news_for_whom_it_counts_now() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        world.record_order(&order(1, &ana)).await;
        world.record_order(&OrderReport { changed_at: at(NOW), ..order(1, &ben) }).await;
        let cancelled = OrderReport { status: OrderStatus::Cancelled, ..fresh(2, &ana) };
        world.record_order(&cancelled).await;
        let events = world.events().await;
        assert_eq!(events.len(), 1, "a sale that is cancelled already is none");
        assert_eq!(events[0].partner, ben);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_fails_leaves_no_event() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let stranger = PartnerId::from_parts(1, [1; 10]);
        let batch = [fresh(1, &ana), fresh(2, &stranger)];
        assert!(world.store.record_orders(&world.channel, &batch).await.is_err());
        let batch = [fresh_commission("c1", &ana, "1"), fresh_commission("c2", &stranger, "2")];
        assert!(world.store.record_commissions(&world.channel, &batch).await.is_err());
        assert_eq!(world.told().await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_their_partner_or_their_channel_and_go_on_where_they_were() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let elsewhere = world.new_channel().await;
        let far = world.partner_of(&elsewhere, "far").await;
        world.store.record_events(&elsewhere, &[click(&far, 9)]).await.unwrap();
        world.store.record_events(&world.channel, &[click(&ana, 1), click(&ben, 2), click(&ana, 3)]).await.unwrap();
        let counts = async |partner: Option<&PartnerId>, after: &EventId| -> Vec<i64> {
            let events = world.store.events_after(&world.channel, partner, after, 10).await.unwrap();
            events.into_iter().map(|event| event.count).collect()
        };
        assert_eq!(counts(None, &begin()).await, [1, 2, 3]);
        assert_eq!(counts(Some(&ana), &begin()).await, [1, 3]);
        assert_eq!(counts(Some(&far), &begin()).await, [0; 0], "another channel's partner");
        let second: EventId = world.events().await[1].id.parse().unwrap();
        assert_eq!(counts(None, &second).await, [3]);
        let position = world.store.event_position(&world.channel).await.unwrap();
        assert_eq!(counts(None, &position).await, [0; 0]);
        world.store.record_events(&world.channel, &[click(&ana, 4)]).await.unwrap();
        assert_eq!(counts(None, &position).await, [4]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_holds_when_more_happens_than_the_clock_can_tell_apart() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let many: Vec<NewEvent> = (0..5_000).map(|count| click(&ana, count)).collect();
        world.store.record_events(&world.channel, &many).await.unwrap();
        // The log is ahead of the clock now, as it is when the clock was set back.
        world.store.record_events(&world.channel, &[click(&ana, 5_000)]).await.unwrap();
        let counts: Vec<i64> = world.events().await.into_iter().map(|event| event.count).collect();
        assert_eq!(counts, (0..=5_000).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_missed_too_much_or_asks_for_what_is_gone_is_told_so() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.partner("ana").await;
        let missed = async |after: &EventId| match store.missed_events(channel, None, after, 3).await.unwrap() {
            CatchUp::Events(events) => Some(events.len()),
            CatchUp::Lost => None,
        };
        let empty = store.event_position(channel).await.unwrap();
        assert_eq!(missed(&empty).await, Some(0));
        store.record_events(channel, &[click(&ana, 1)]).await.unwrap();
        let first: EventId = world.events().await[0].id.parse().unwrap();
        assert_eq!(missed(&empty).await, None, "the log may have begun at any time before");
        assert_eq!(missed(&first).await, Some(0));
        store.record_events(channel, &vec![click(&ana, 1); 3]).await.unwrap();
        assert_eq!(missed(&first).await, Some(3));
        store.record_events(channel, &[click(&ana, 1)]).await.unwrap();
        assert_eq!(missed(&first).await, None, "more than is told");
        let ahead = EventId::from_parts(at(NOW).plus(Duration::from_hours(1)).millis(), [0; 10]);
        assert_eq!(missed(&ahead).await, None, "a position of another log");

        let last = store.event_position(channel).await.unwrap();
        world.clock.advance(Duration::from_hours(24));
        assert_eq!(store.prune_events(channel, at(NOW).plus(Duration::from_hours(1))).await.unwrap(), 5);
        assert_eq!(missed(&first).await, None);
        assert_eq!(missed(&last).await, Some(0), "who had seen all of it has missed nothing");
        store.record_events(channel, &[click(&ana, 7)]).await.unwrap();
        assert_eq!(missed(&last).await, Some(1));
        assert_eq!(store.prune_events(channel, at(NOW).plus(Duration::from_hours(1))).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn listeners_are_told_of_news_alone() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let mut listener = world.store.watch_events();
        world.record_order(&order(1, &ana)).await;
        assert!(!listener.has_changed().unwrap());
        world.record_order(&fresh(2, &ana)).await;
        assert!(listener.has_changed().unwrap());
        listener.mark_unchanged();
        world.record_order(&fresh(2, &ana)).await;
        assert!(!listener.has_changed().unwrap());
    })
    .await;
}

/// The reader goes on while twelve writers commit: whatever it has passed stays passed, so it must never pass what is still to come.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_beside_many_writers_misses_nothing_and_sees_nothing_twice() {
    const WRITERS: u32 = 12;
    const EACH: u32 = 25;
    on_both(|world: World| async move {
        let names = ["ana", "ben", "cem", "dua", "eve", "fay"];
        let partners = join_all(names.map(|name| world.partner(name))).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (world, partner) = (world.clone(), partners[writer as usize % names.len()].clone());
                tokio::spawn(async move {
                    for number in 0..EACH {
                        let number = writer * EACH + number;
                        world.record_order(&fresh(number, &partner)).await;
                        let about = fresh_commission(&format!("c{number}"), &partner, &number.to_string());
                        world.record_commission(&about).await;
                    }
                })
            })
            .collect();
        let mut seen: Vec<LiveEvent> = Vec::new();
        let wanted = (WRITERS * EACH * 2) as usize;
        let mut rounds_after_the_last = 0;
        while rounds_after_the_last < 2 {
            rounds_after_the_last += u32::from(writers.iter().all(tokio::task::JoinHandle::is_finished));
            let after = seen.last().map_or_else(begin, |event| event.id.parse().unwrap());
            seen.extend(world.store.events_after(&world.channel, None, &after, 1_000).await.unwrap());
            tokio::task::yield_now().await;
        }
        join_all(writers).await.into_iter().for_each(Result::unwrap);
        assert_eq!(seen.len(), wanted);
        assert!(seen.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(seen, world.events().await);
    })
    .await;
}
