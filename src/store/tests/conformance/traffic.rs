//! Own events: counted once, in parts that add up to the whole.

use crate::world::{World, at, commission, day, dollars, euros, on_both, order};
use domain::{
    Currency, Day, Money, PartnerId,
    analytics::{Dimension, EventName},
    earnings::{Bucket, Range},
    live::Happening,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{CommissionReport, Hit, Mark};

/// A click by the newsletter's link on a phone in the US.
fn hit(partner: &PartnerId, event: EventName) -> Hit {
    Hit {
        partner_id: partner.clone(),
        event,
        day: day("2026-11-20"),
        mark: None,
        link: Some("k3x9qz".into()),
        source: "instagram".into(),
        channel_source: "instagram".into(),
        device: "phone".into(),
        country: "US".into(),
        times: 1,
        worth: None,
    }
}

fn marked(world: &World, hit: Hit, key: &str, minutes: u64) -> Hit {
    let until = domain::Clock::now(world.clock.as_ref()).plus(Duration::from_mins(minutes));
    Hit { mark: Some(Mark { key: key.into(), until }), ..hit }
}

fn november() -> Range {
    Range { from: day("2026-11-01"), to: day("2026-11-30") }
}

async fn clicks(world: &World, partner: Option<&PartnerId>) -> i64 {
    let counts = world.store.traffic(&world.channel, partner, november()).await.unwrap();
    counts.get(&EventName::Click).copied().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_counts_when_its_time_is_over_and_not_before() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let click = |key: &str| marked(&world, hit(&ana, EventName::Click), key, 30);
        let record = async |hits: Vec<Hit>| {
            let done = world.store.record_hits(&world.channel, &hits).await.unwrap();
            (done.counted, done.repeats)
        };
        assert_eq!(record(vec![click("a"), click("a"), click("b")]).await, (2, 1), "within one batch");
        assert_eq!(record(vec![click("a")]).await, (0, 1), "in a later one");
        world.clock.advance(Duration::from_mins(29));
        assert_eq!(record(vec![click("a")]).await, (0, 1));
        world.clock.advance(Duration::from_mins(1));
        assert_eq!(record(vec![click("a")]).await, (1, 0));
        assert_eq!(record(vec![click("a")]).await, (0, 1), "and then holds anew");
        assert_eq!(record(Vec::new()).await, (0, 0));
        assert_eq!(clicks(&world, Some(&ana)).await, 3);
        let elsewhere = world.new_channel().await;
        let ben = world.partner_of(&elsewhere, "ben").await;
        let there = marked(&world, hit(&ben, EventName::Click), "a", 30);
        assert_eq!(
            world.store.record_hits(&elsewhere, &[there]).await.unwrap().counted,
            1,
            "another channel's visitors"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_events_at_once_count_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let batch: Vec<Hit> =
            (0..60).map(|n| marked(&world, hit(&ana, EventName::Click), &format!("{:02}", n % 40), 30)).collect();
        let mut reversed = batch.clone();
        reversed.reverse();
        let writes = (0..12).map(|n| {
            let (store, channel) = (world.store.clone(), world.channel.clone());
            let batch = if n % 2 == 0 { batch.clone() } else { reversed.clone() };
            tokio::spawn(async move { store.record_hits(&channel, &batch).await.unwrap().counted })
        });
        let counted: i64 = futures::future::join_all(writes).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(counted, 40);
        assert_eq!((clicks(&world, Some(&ana)).await, clicks(&world, None).await), (40, 40));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_series_and_parts_tell_the_same() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let on = |date: &str, hit: Hit| Hit { day: day(date), ..hit };
        let bought = |worth: Money, hit: Hit| Hit { worth: Some(worth), ..hit };
        let hits = [
            hit(&ana, EventName::Click),
            on("2026-11-02", hit(&ana, EventName::Click)),
            on("2026-10-31", hit(&ana, EventName::Click)),
            Hit {
                link: None,
                source: "blog.example".into(),
                channel_source: "other".into(),
                times: 5,
                ..hit(&ana, EventName::PageViewed)
            },
            bought(dollars(1_250), hit(&ana, EventName::CheckoutCompleted)),
            bought(euros(999), hit(&ana, EventName::CheckoutCompleted)),
            hit(&ana, EventName::CheckoutCompleted),
            Hit { device: "desktop".into(), ..hit(&ben, EventName::Click) },
        ];
        world.store.record_hits(&world.channel, &hits).await.unwrap();
        world.record_order(&order(1, &ana)).await;
        let store = &world.store;
        let counts = store.traffic(&world.channel, Some(&ana), november()).await.unwrap();
        let expected = [(EventName::Click, 2), (EventName::PageViewed, 5), (EventName::CheckoutCompleted, 3)];
        assert_eq!(counts, BTreeMap::from(expected));
        assert_eq!(clicks(&world, None).await, 3);
        for bucket in [Bucket::Day, Bucket::Week, Bucket::Month] {
            let points = store.traffic_series(&world.channel, Some(&ana), november(), bucket).await.unwrap();
            assert!(points.windows(2).all(|pair| bucket.next(pair[0].day) == pair[1].day));
            let sum = |of: fn(&domain::analytics::TrafficPoint) -> i64| points.iter().map(of).sum::<i64>();
            assert_eq!((sum(|it| it.clicks), sum(|it| it.visits), sum(|it| it.orders)), (2, 5, 1), "{bucket:?}");
        }
        let slices = async |partner, dimension| {
            store.traffic_slices(&world.channel, partner, november(), dimension, Currency::USD).await.unwrap()
        };
        let sources = slices(Some(&ana), Dimension::Source).await;
        let lines: Vec<_> =
            sources.iter().map(|it| (it.key.as_str(), it.clicks, it.visits, it.purchases, it.revenue.minor)).collect();
        assert_eq!(lines, [("blog.example", 0, 5, 0, 0), ("instagram", 2, 0, 3, 1_250)]);
        let by_link = slices(Some(&ana), Dimension::Link).await;
        assert_eq!(by_link.iter().map(|it| (it.key.as_str(), it.clicks)).collect::<Vec<_>>(), [("k3x9qz", 2)]);
        assert!(slices(None, Dimension::Link).await.is_empty(), "links of all partners are not told apart");
        let all = slices(None, Dimension::Source).await;
        assert_eq!(all.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["other", "instagram"]);
        let whole = store.traffic_whole(&world.channel, Some(&ana), november(), Currency::USD).await.unwrap();
        assert_eq!((whole.clicks, whole.visits, whole.purchases, whole.revenue.minor), (2, 5, 3, 1_250));
        assert_eq!(store.first_days(&world.channel).await.unwrap()[&EventName::Click], day("2026-10-31"));
        assert!(store.first_days(&world.new_channel().await).await.unwrap().is_empty());
        // What the sales pages read is not touched by any of it.
        assert_eq!(store.currencies(&world.channel, Some(&ana)).await.unwrap(), [Currency::USD]);
        assert_eq!(world.sums(&ana).await.orders, 1);
    })
    .await;
}

/// Whatever is counted, in whatever batches: every part adds up to what a recount of the events gives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn totals_are_what_a_recount_of_the_events_gives() {
    on_both(|world: World| async move {
        let partners = [world.partner("ana").await, world.partner("ben").await];
        let mut runner = TestRunner::new_with_rng(
            Config::default(),
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let event = (0usize..2, 0usize..6, 0i64..40, 0u8..60, 0usize..3, 0i64..5_000, 1i64..4);
        let events = proptest::collection::vec(event, 400).new_tree(&mut runner).unwrap().current();
        let links = [None, Some("aaaaaa"), Some("bbbbbb")];
        let devices = ["phone", "tablet", "desktop"];
        let hits: Vec<Hit> = events
            .iter()
            .map(|(whose, event, back, visitor, place, worth, times)| {
                let event = EventName::ALL[*event];
                let is_bought = event == EventName::CheckoutCompleted;
                let hit = Hit {
                    day: day("2026-11-21").plus(-back),
                    link: links[*place].map(str::to_owned),
                    device: devices[*place].to_owned(),
                    times: *times,
                    worth: is_bought.then(|| dollars(*worth)),
                    ..hit(&partners[*whose], event)
                };
                let key = format!("{whose} {} {visitor}", event.as_str());
                marked(&world, hit, &key, 60)
            })
            .collect();
        for batch in hits.chunks(37) {
            world.store.record_hits(&world.channel, batch).await.unwrap();
        }
        let mut seen = BTreeSet::new();
        let fresh: Vec<&Hit> = hits.iter().filter(|hit| seen.insert(&hit.mark.as_ref().unwrap().key)).collect();
        let range = Range { from: day("2026-10-30"), to: day("2026-11-15") };
        for partner in [Some(&partners[0]), Some(&partners[1]), None] {
            let ours: Vec<&&Hit> = fresh
                .iter()
                .filter(|hit| {
                    partner.is_none_or(|it| *it == hit.partner_id) && (range.from..=range.to).contains(&hit.day)
                })
                .collect();
            let counts = world.store.traffic(&world.channel, partner, range).await.unwrap();
            for event in EventName::ALL {
                let sum: i64 = ours.iter().filter(|hit| hit.event == event).map(|hit| hit.times).sum();
                assert_eq!(counts.get(&event).copied().unwrap_or(0), sum, "{event:?}");
            }
            let slices = world.store.traffic_slices(&world.channel, partner, range, Dimension::Device, Currency::USD);
            for slice in slices.await.unwrap() {
                let of = |event| -> Vec<&Hit> {
                    let alike = ours.iter().filter(|hit| hit.event == event && hit.device == slice.key);
                    alike.map(|hit| **hit).collect()
                };
                let times = |event| of(event).iter().map(|hit| hit.times).sum::<i64>();
                let bought = of(EventName::CheckoutCompleted);
                assert_eq!(
                    (slice.clicks, slice.purchases),
                    (times(EventName::Click), times(EventName::CheckoutCompleted))
                );
                assert_eq!(slice.revenue.minor, bought.iter().map(|hit| hit.worth.unwrap().minor).sum::<i64>());
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_time_zone_counts_sales_anew_and_leaves_events_alone() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.store.record_hits(&world.channel, &[hit(&ana, EventName::Click)]).await.unwrap();
        world.record_order(&order(1, &ana)).await;
        let channel = crate::world::channel(&world.channel, "Asia/Tokyo");
        world.store.put_channel(&channel).await.unwrap();
        assert_eq!((clicks(&world, Some(&ana)).await, world.sums(&ana).await.orders), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn salts_are_one_for_a_day_and_are_destroyed_after_the_next() {
    on_both(|world: World| async move {
        let (store, channel, today) = (&world.store, &world.channel, day("2026-11-21"));
        let first = store.visitor_salt(channel, today).await.unwrap();
        assert_eq!(store.visitor_salt(channel, today).await.unwrap(), first);
        assert!(first.len() >= 43 && first != store.visitor_salt(channel, today.plus(1)).await.unwrap());
        let elsewhere = world.new_channel().await;
        assert_ne!(store.visitor_salt(&elsewhere, today).await.unwrap(), first);
        let ana = world.partner("ana").await;
        let click = marked(&world, hit(&ana, EventName::Click), "a", 30);
        store.record_hits(channel, std::slice::from_ref(&click)).await.unwrap();
        assert_eq!(store.forget_visitors(channel).await.unwrap(), 2);
        assert_eq!(store.record_hits(channel, std::slice::from_ref(&click)).await.unwrap().repeats, 1, "not forgotten");
        world.clock.advance(Duration::from_hours(24));
        assert_eq!(store.forget_visitors(channel).await.unwrap(), 2, "yesterday's is still needed at midnight");
        assert_eq!(store.record_hits(channel, &[click]).await.unwrap().counted, 1, "its mark is gone");
        world.clock.advance(Duration::from_hours(24));
        assert_eq!(store.forget_visitors(channel).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hints_lead_to_active_partners_of_their_channel() {
    on_both(|world: World| async move {
        let (ana, store, channel) = (world.partner("ana").await, &world.store, &world.channel);
        let content =
            store::LinkContent { label: "x".into(), target: String::new(), utm: domain::link::Utm::default() };
        let link = store.add_link(channel, &ana, &content, "x").await.unwrap().unwrap();
        let found = BTreeMap::from([("ana".to_owned(), ana.clone())]);
        let as_map =
            |found: std::collections::HashMap<String, PartnerId>| found.into_iter().collect::<BTreeMap<_, _>>();
        let handles = ["ana", "nobody", "x'; DROP TABLE links; --", "\0"];
        assert_eq!(as_map(store.partners_by_handles(channel, &handles).await.unwrap()), found);
        assert_eq!(store.partners_by_links(channel, &[&link.code, "zzzzzz"]).await.unwrap()[&link.code], ana);
        assert_eq!(store.partners_by_coupons(channel, &["ANA15"]).await.unwrap()["ANA15"], ana);
        let elsewhere = world.new_channel().await;
        assert!(store.partners_by_handles(&elsewhere, &["ana"]).await.unwrap().is_empty());
        assert!(store.partners_by_handles(channel, &[]).await.unwrap().is_empty());
        let off = store::PartnerReport { is_active: false, ..crate::world::report("ana") };
        store.record_partner(channel, &off).await.unwrap();
        assert!(store.partners_by_handles(channel, &["ana"]).await.unwrap().is_empty());
        assert!(store.partners_by_links(channel, &[&link.code]).await.unwrap().is_empty());
        assert!(store.partners_by_coupons(channel, &["ANA15"]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_counts_takes_the_place_of_what_it_said_before() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel, twentieth) = (&world.store, &world.channel, day("2026-11-20"));
        let put = async |day: Day, clicks: &[(&PartnerId, i64)]| {
            let clicks = clicks.iter().map(|(partner, count)| ((*partner).clone(), *count)).collect();
            store.put_network_clicks(channel, day, &clicks).await.unwrap();
        };
        put(twentieth, &[(&ana, 7), (&ben, 2)]).await;
        put(twentieth.plus(-1), &[(&ana, 1)]).await;
        put(twentieth, &[(&ana, 5)]).await;
        let of = async |partner| store.network_clicks(channel, partner, november()).await.unwrap();
        assert_eq!((of(Some(&ana)).await, of(Some(&ben)).await, of(None).await), (6, 0, 6));
        assert!(store.traffic(channel, None, november()).await.unwrap().is_empty(), "they are not ours");
        assert!(store.first_days(channel).await.unwrap().is_empty());
        let commissions = [
            commission("a", &ana, "1"),
            CommissionReport { occurred_at: at("2026-10-10T12:00:00Z"), ..commission("b", &ana, "2") },
            crate::world::bonus("c", &ana, dollars(500)),
        ];
        store.record_commissions(channel, &commissions).await.unwrap();
        let conversions = async |partner| store.network_conversions(channel, partner, november()).await.unwrap();
        assert_eq!((conversions(Some(&ana)).await, conversions(Some(&ben)).await, conversions(None).await), (1, 0, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sources_of_a_day_are_told_by_partner() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let visit =
            Hit { source: "blog.example".into(), channel_source: "other".into(), ..hit(&ana, EventName::PageViewed) };
        let before = Hit { day: day("2026-11-19"), source: "old.example".into(), ..visit.clone() };
        world.store.record_hits(&world.channel, &[visit, before]).await.unwrap();
        let mut sources = world.store.sources_of_day(&world.channel, day("2026-11-20")).await.unwrap();
        sources.sort_unstable();
        assert_eq!(sources, [(String::new(), "other".to_owned()), (ana.to_string(), "blog.example".to_owned())]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicks_of_visitors_are_news_one_for_each_link_of_a_batch() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let (store, channel) = (&world.store, &world.channel);
        let content =
            store::LinkContent { label: "Spring".into(), target: String::new(), utm: domain::link::Utm::default() };
        let link = store.add_link(channel, &ana, &content, "x").await.unwrap().unwrap();
        let begin = store.event_position(channel).await.unwrap();
        let click = |partner, key: &str| marked(&world, hit(partner, EventName::Click), key, 30);
        let by_link = |hit: Hit| Hit { link: Some(link.code.clone()), ..hit };
        let batch = [
            by_link(click(&ana, "a")),
            by_link(click(&ana, "b")),
            by_link(click(&ana, "b")),
            click(&ben, "c"),
            marked(&world, hit(&ana, EventName::PageViewed), "d", 30),
            hit(&ana, EventName::Click),
        ];
        store.record_hits(channel, &batch).await.unwrap();
        store.record_hits(channel, &batch[..3]).await.unwrap();
        let mut news = store.events_after(channel, None, &begin, 10).await.unwrap();
        news.sort_by_key(|event| std::cmp::Reverse(event.count));
        let told: Vec<_> = news.iter().map(|it| (&it.partner, it.what, it.count, it.title.as_str())).collect();
        assert_eq!(told, [(&ana, Happening::Click, 2, "Spring"), (&ben, Happening::Click, 1, "")]);
    })
    .await;
}
