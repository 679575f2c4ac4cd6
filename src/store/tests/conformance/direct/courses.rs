//! Random courses of what is told and tracked of a few orders.

use super::direct;
use crate::{
    program::tracking,
    world::{World, at, dollars, on_both, play_courses, refund},
};
use domain::{PartnerId, program::Rate};
use proptest::prelude::*;
use std::{collections::BTreeMap, time::Duration};
use store::DirectOrder;

#[derive(Debug, Clone)]
enum Step {
    Hear { number: u32, cents: i64, second: u64, refunds: Vec<u8> },
    GiveBack { number: u32, id: u8 },
    Track { number: u32, cents: i64, by_name: bool },
    Forget,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0u32..5, 1i64..9_999, 0u64..5, prop::collection::vec(0u8..4, 0..3))
            .prop_map(|(number, cents, second, refunds)| Step::Hear { number, cents, second, refunds }),
        2 => (0u32..5, 0u8..4).prop_map(|(number, id)| Step::GiveBack { number, id }),
        3 => (0u32..5, 1i64..9_999, any::<bool>()).prop_map(|(number, cents, by_name)| Step::Track { number, cents, by_name }),
        1 => Just(Step::Forget),
    ]
}

/// What is known of an order of the only customer there is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    Direct {
        cents: i64,
        second: u64,
        refunds: Vec<u8>,
    },
    /// The cents count for the customer while they are known.
    Tracked(Option<i64>),
}

fn given_back(id: u8) -> i64 {
    i64::from(id) + 1
}

async fn take(world: &World, ana: &PartnerId, known: &mut BTreeMap<u32, Known>, step: &Step) {
    let is_known = !world.customers().await.is_empty();
    match step {
        Step::Hear { number, cents, second, refunds } => {
            let report = DirectOrder {
                subtotal: dollars(*cents),
                changed_at: at("2026-11-18T15:00:00Z").plus(Duration::from_secs(*second)),
                refunds: refunds.iter().map(|id| refund(&id.to_string(), dollars(given_back(*id)))).collect(),
                ..direct(*number)
            };
            let is_kept = world.hear(&report).await;
            let fresh = Known::Direct { cents: *cents, second: *second, refunds: Vec::new() };
            let is_tracked = matches!(known.get(number), Some(Known::Tracked(_)));
            assert_eq!(is_kept, is_known && !is_tracked);
            if let Some(Known::Direct { cents: kept, second: since, refunds: all }) =
                is_kept.then(|| known.entry(*number).or_insert(fresh))
            {
                if second >= since {
                    (*kept, *since) = (*cents, *second);
                }
                all.extend(refunds);
            }
        }
        Step::GiveBack { number, id } => {
            let back = refund(&id.to_string(), dollars(given_back(*id)));
            let order = format!("shop-{number}");
            let is_kept = world.store.hear_direct_refund(&world.channel, &order, &back).await.unwrap();
            let found = known.get_mut(number);
            assert_eq!(is_kept, matches!(found, Some(Known::Direct { .. })));
            if let Some(Known::Direct { refunds, .. }) = found {
                refunds.push(*id);
            }
        }
        Step::Track { number, cents, by_name } => {
            let mut it = tracking(&if *by_name { format!("#{number}") } else { format!("shop-{number}") }, ana);
            it.order.total = dollars(*cents);
            it.amount = Rate::USUAL.of(it.order.total);
            // Whoever tracks by another of its names tracks another order; that is not what this is about.
            if !matches!(known.get(number), Some(Known::Tracked(_))) {
                world.track(&it).await;
                known.insert(*number, Known::Tracked(Some(*cents)));
            }
        }
        Step::Forget => {
            for customer in world.customers().await {
                assert!(world.forget(&customer.id).await);
            }
            known.retain(|_, it| matches!(it, Known::Tracked(_)));
            for it in known.values_mut() {
                *it = Known::Tracked(None);
            }
        }
    }
}

async fn play(mut world: World, steps: Vec<Step>) {
    world.channel = world.new_channel().await;
    let ana = world.partner("ana").await;
    let mut known = BTreeMap::new();
    for step in &steps {
        take(&world, &ana, &mut known, step).await;
    }
    let (mut orders, mut revenue, mut left) = (0, 0, BTreeMap::new());
    for (number, it) in &known {
        let cents = match it {
            Known::Direct { cents, refunds, .. } => {
                let mut refunds = refunds.clone();
                refunds.sort_unstable();
                refunds.dedup();
                left.insert(format!("#{number}"), refunds.into_iter().map(given_back).sum::<i64>());
                Some(*cents)
            }
            Known::Tracked(cents) => *cents,
        };
        orders += i64::from(cents.is_some());
        revenue += cents.unwrap_or(0);
    }
    let customers = world.customers().await;
    let found = customers.first().and_then(|it| it.totals.first()).map(|it| (it.orders, it.revenue.minor));
    assert_eq!(found.unwrap_or_default(), (orders, revenue));
    if let Some(customer) = customers.first() {
        let lines = world.direct_of(&customer.id).await;
        let shown: BTreeMap<String, i64> = lines.into_iter().map(|it| (it.name, it.refunded.minor)).collect();
        assert_eq!(shown, left);
    }
    world.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_told_in_whatever_order_each_order_is_counted_once() {
    on_both(|world: World| async move {
        play_courses(&world, 40, &prop::collection::vec(step(), 1..25), play);
    })
    .await;
}
