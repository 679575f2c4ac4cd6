//! Many at once: whatever meets, the effect is that of one after the other.

use crate::{
    program::tracking,
    world::{World, at, commission, dollars, on_both, order, refund, report},
};
use domain::{Source, earnings::EntryQuery};
use futures::future::join_all;
use store::{OrderReport, Recorded};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_identical_orders_at_once_are_one_sale() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let tasks = (0..50).map(|_| {
            let (world, order) = (world.clone(), order(1, &ana));
            tokio::spawn(async move { world.record_order(&order).await })
        });
        let done: Vec<Recorded> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(done.iter().map(|it| it.inserted).sum::<u64>(), 1);
        assert_eq!(done.iter().map(|it| it.unchanged).sum::<u64>(), 49);
        assert_eq!(world.sums(&ana).await.orders, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_and_its_commission_on_their_way_at_once_always_meet() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let tasks = (0..40).flat_map(|number| {
            let (one, other) = (world.clone(), world.clone());
            let (order, commission) =
                (order(number, &ana), commission(&format!("c{number}"), &ana, &number.to_string()));
            [
                tokio::spawn(async move { one.record_order(&order).await }),
                tokio::spawn(async move { other.record_commission(&commission).await }),
            ]
        });
        let done: Vec<Recorded> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert!(done.iter().all(|it| it.inserted == 1));
        let sums = world.sums(&ana).await;
        assert_eq!((sums.orders, sums.cc_sale, sums.network), (40, 48_000, 0));
        assert_eq!(world.entries(&ana, EntryQuery::default()).await.len(), 40);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_that_overlap_in_any_order_come_to_the_same() {
    on_both(|world: World| async move {
        let partners = [world.partner("ana").await, world.partner("ben").await, world.partner("cem").await];
        let tasks = (0..12u32).map(|turn| {
            let (world, partners) = (world.clone(), partners.clone());
            tokio::spawn(async move {
                let mut batch: Vec<OrderReport> = (0..60)
                    .map(|number| OrderReport {
                        // Every turn says something new, and some turns move the order to somebody else.
                        partner_id: partners[((number + turn / 4) % 3) as usize].clone(),
                        subtotal: dollars(i64::from(turn) * 100),
                        changed_at: at("2026-11-10T12:00:00Z").plus(std::time::Duration::from_secs(turn.into())),
                        refunds: vec![refund(&format!("r{}", turn % 3), dollars(10))],
                        ..order(number, &partners[0])
                    })
                    .collect();
                if turn % 2 == 1 {
                    batch.reverse();
                }
                let commissions: Vec<_> = (0..60u32)
                    .map(|number| {
                        commission(&format!("c{number}"), &partners[(number % 3) as usize], &number.to_string())
                    })
                    .collect();
                world.store.record_orders(&world.channel, &batch).await.unwrap();
                world.store.record_commissions(&world.channel, &commissions).await.unwrap();
            })
        });
        join_all(tasks).await.into_iter().for_each(Result::unwrap);
        world.assert_counted().await;
        let mut sums = store::Sums::default();
        for partner in &partners {
            let of = world.sums(partner).await;
            sums.orders += of.orders;
            sums.sales += of.sales;
            sums.refunds += of.refunds;
        }
        assert_eq!((sums.orders, sums.sales, sums.refunds), (60, 60 * 1_100, 60 * 3 * 10));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_tracked_for_one_and_told_of_for_another_at_once_is_one_order() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        for round in 0..4u32 {
            let all = round * 100..(round + 1) * 100;
            let told: Vec<OrderReport> = all.clone().map(|number| order(number, &ben)).collect();
            let tracked: Vec<_> = all.map(|number| tracking(&format!("#{number}"), &ana)).collect();
            let (one, two) = (world.clone(), world.clone());
            let told = tokio::spawn(async move { one.store.record_orders(&one.channel, &told).await.unwrap() });
            let tracked = tokio::spawn(async move { two.store.track_orders(&two.channel, &tracked).await.unwrap() });
            told.await.unwrap();
            tracked.await.unwrap();
        }
        assert_eq!(world.sums(&ana).await.orders + world.sums(&ben).await.orders, 400);
        world.assert_counted().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_refund_told_by_many_at_once_counts_once() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let tasks = (0..20).map(|_| {
            let world = world.clone();
            tokio::spawn(async move {
                let refund = refund("r", dollars(100));
                world.store.record_refund(&world.channel, Source::Shopify, "shop-1", &refund).await.unwrap()
            })
        });
        let done: Vec<bool> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(done.into_iter().filter(|new| *new).count(), 1);
        assert_eq!(world.sums(&ana).await.refunds, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_partner_reported_by_many_at_once_is_one_partner() {
    on_both(|world: World| async move {
        let tasks = (0..20).map(|_| {
            let world = world.clone();
            tokio::spawn(
                async move { world.store.record_partner(&world.channel, &report("ana")).await.unwrap().unwrap() },
            )
        });
        let ids: std::collections::HashSet<_> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(ids.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_given_up_leaves_the_store_usable() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        for turn in 0..40 {
            let (other, one) = (world.clone(), order(turn, &ana));
            let task = tokio::spawn(async move { other.record_order(&one).await });
            for _ in 0..turn {
                tokio::task::yield_now().await;
            }
            task.abort();
            drop(task.await);
        }
        world.record_order(&order(1_000, &ana)).await;
        world.assert_counted().await;
    })
    .await;
}
