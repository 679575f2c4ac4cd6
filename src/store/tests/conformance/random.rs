//! Whatever is reported in whatever order: the totals are what a plain model of the rules comes to.

use crate::world::{World, at, bonus, commission, dollars, on_both, order, play_courses, refund, report};
use domain::{CommissionStatus, OrderStatus, PartnerId, Source, Timestamp};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{CommissionReport, OrderReport, Sums};

#[derive(Debug, Clone)]
enum Step {
    Order { number: u32, partner: usize, status: OrderStatus, minor: i64, second: u64, refunds: Vec<u8> },
    Refund { number: u32, id: u8 },
    Commission { id: u8, partner: usize, order: u32, by_name: bool, status: CommissionStatus, minor: i64, second: u64 },
    Bonus { id: u8, partner: usize, minor: i64, second: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let status = prop_oneof![
        3 => Just(OrderStatus::Paid),
        1 => Just(OrderStatus::PartlyRefunded),
        1 => Just(OrderStatus::Refunded),
        1 => Just(OrderStatus::Cancelled),
    ];
    let standing = prop::sample::select(CommissionStatus::ALL.to_vec());
    prop_oneof![
        4 => (0u32..6, 0usize..2, status, 1i64..9_999, 0u64..6, prop::collection::vec(0u8..4, 0..3)).prop_map(
            |(number, partner, status, minor, second, refunds)| Step::Order { number, partner, status, minor, second, refunds }
        ),
        1 => (0u32..6, 0u8..4).prop_map(|(number, id)| Step::Refund { number, id }),
        4 => (0u8..6, 0usize..2, 0u32..6, any::<bool>(), standing, 1i64..999, 0u64..6).prop_map(
            |(id, partner, order, by_name, status, minor, second)| Step::Commission { id, partner, order, by_name, status, minor, second }
        ),
        1 => (0u8..3, 0usize..2, -500i64..500, 0u64..6).prop_map(|(id, partner, minor, second)| Step::Bonus { id, partner, minor, second }),
    ]
}

fn moment(second: u64) -> Timestamp {
    at("2026-11-10T12:00:00Z").plus(Duration::from_secs(second))
}

fn given_back(id: u8) -> i64 {
    i64::from(id) * 100 + 7
}

/// The rules, told once more without a database.
#[derive(Default)]
struct Model {
    orders: BTreeMap<u32, OrderReport>,
    refunds: BTreeSet<(u32, u8)>,
    commissions: BTreeMap<String, CommissionReport>,
}

impl Model {
    fn sums(&self, partner: &PartnerId) -> Sums {
        let mut sums = Sums::default();
        for (number, order) in &self.orders {
            if order.partner_id != *partner || order.status == OrderStatus::Cancelled {
                continue;
            }
            sums.orders += 1;
            sums.sales += order.subtotal.minor;
            let back = self.refunds.iter().filter(|(of, _)| of == number);
            sums.refunds += back.map(|(_, id)| given_back(*id)).sum::<i64>();
        }
        for it in self.commissions.values() {
            if it.partner_id != *partner || !it.status.counts() {
                continue;
            }
            let is_linked = self.orders.values().any(|order| {
                order.partner_id == *partner
                    && (order.external_id == it.order_ref || order.name.trim_start_matches('#') == it.order_ref)
            });
            let stream = match it.kind {
                domain::CommissionKind::Sale if is_linked => &mut sums.cc_sale,
                domain::CommissionKind::Sale => &mut sums.network,
                _ => &mut sums.bonus,
            };
            *stream += it.amount.minor;
            sums.earned += it.amount.minor;
        }
        sums
    }

    fn hear(&mut self, report: CommissionReport) {
        let known = self.commissions.get(&report.external_id);
        if known.is_none_or(|known| report.changed_at >= known.changed_at) {
            self.commissions.insert(report.external_id.clone(), report);
        }
    }
}

async fn take(world: &World, partners: &[PartnerId; 2], model: &mut Model, step: &Step) {
    match step {
        Step::Order { number, partner, status, minor, second, refunds } => {
            let report = OrderReport {
                status: *status,
                subtotal: dollars(*minor),
                changed_at: moment(*second),
                refunds: refunds.iter().map(|id| refund(&id.to_string(), dollars(given_back(*id)))).collect(),
                ..order(*number, &partners[*partner])
            };
            world.record_order(&report).await;
            model.refunds.extend(refunds.iter().map(|id| (*number, *id)));
            let known = model.orders.get(number);
            if known.is_none_or(|known| report.changed_at >= known.changed_at) {
                model.orders.insert(*number, report);
            }
        }
        Step::Refund { number, id } => {
            let refund = refund(&id.to_string(), dollars(given_back(*id)));
            let order = format!("shop-{number}");
            let is_new = world.store.record_refund(&world.channel, Source::Shopify, &order, &refund).await.unwrap();
            let expected = model.orders.contains_key(number) && model.refunds.insert((*number, *id));
            assert_eq!(is_new, expected);
        }
        Step::Commission { id, partner, order, by_name, status, minor, second } => {
            let order_ref = if *by_name { order.to_string() } else { format!("shop-{order}") };
            let report = CommissionReport {
                status: *status,
                amount: dollars(*minor),
                changed_at: moment(*second),
                ..commission(&format!("c{id}"), &partners[*partner], &order_ref)
            };
            world.record_commission(&report).await;
            model.hear(report);
        }
        Step::Bonus { id, partner, minor, second } => {
            let report = CommissionReport {
                changed_at: moment(*second),
                ..bonus(&format!("b{id}"), &partners[*partner], dollars(*minor))
            };
            world.record_commission(&report).await;
            model.hear(report);
        }
    }
}

async fn play(mut world: World, steps: Vec<Step>) {
    world.channel = world.new_channel().await;
    world.store.record_partners(&world.channel, &[report("ana"), report("ben")]).await.unwrap();
    let partners = [world.partner("ana").await, world.partner("ben").await];
    let mut model = Model::default();
    for step in &steps {
        take(&world, &partners, &mut model, step).await;
    }
    for partner in &partners {
        assert_eq!(world.sums(partner).await, model.sums(partner));
    }
    world.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn totals_are_what_the_rules_come_to() {
    on_both(|world: World| async move {
        play_courses(&world, 60, &prop::collection::vec(step(), 1..30), play);
    })
    .await;
}
