//! What one side has and the other lacks.

use crate::world::{GRACE, World, at, commission, dollars, euros, on_both, order, refund};
use domain::{
    CommissionStatus, Money, OrderStatus, RateBps,
    earnings::{Mismatch, Reconciliation},
};
use store::{CommissionReport, OrderReport};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mismatches_are_counted_per_currency_with_what_is_at_stake() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let abroad = |number, minor| OrderReport { subtotal: euros(minor), total: euros(minor), ..order(number, &ana) };
        let orders = [
            order(1, &ana),
            OrderReport { subtotal: dollars(5), ..order(2, &ana) },
            abroad(3, 300),
            order(4, &ben),
            // None of these is missing anywhere: matched, cancelled, given back, within its grace.
            order(5, &ana),
            OrderReport { status: OrderStatus::Cancelled, ..order(6, &ana) },
            OrderReport { refunds: vec![refund("r", dollars(11_000))], ..order(7, &ana) },
            OrderReport { placed_at: at("2026-11-21T00:00:00Z"), ..order(8, &ana) },
        ];
        let commissions = [
            commission("matched", &ana, "5"),
            commission("lone", &ana, "77"),
            CommissionReport { sale: Some(euros(1)), ..commission("other currency", &ana, "78") },
            CommissionReport { amount: euros(70), sale: Some(euros(700)), ..commission("abroad", &ana, "79") },
            CommissionReport { status: CommissionStatus::Rejected, ..commission("rejected", &ana, "80") },
            CommissionReport { occurred_at: at("2026-11-21T00:00:00Z"), ..commission("fresh", &ana, "81") },
            crate::world::bonus("bonus", &ana, dollars(100)),
        ];
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        let mismatch = |orders, sales: Money, at_stake| Mismatch { orders, sales, at_stake };
        let lone = vec![mismatch(1, euros(700), Some(euros(70))), mismatch(2, dollars(10_000), Some(dollars(2_400)))];
        let of_ana = world.store.mismatches(&world.channel, Some(&ana), GRACE, Some(RateBps(1_000))).await.unwrap();
        let expected = Reconciliation {
            missing_in_network: vec![
                mismatch(1, euros(300), Some(euros(30))),
                // 10 % of $100.05 is 10.005: half to even.
                mismatch(2, dollars(10_005), Some(dollars(1_000))),
            ],
            missing_in_store: lone.clone(),
        };
        assert_eq!(of_ana, expected);
        let of_all = world.store.mismatches(&world.channel, None, GRACE, None).await.unwrap();
        let expected = Reconciliation {
            missing_in_network: vec![mismatch(1, euros(300), None), mismatch(3, dollars(20_005), None)],
            missing_in_store: lone,
        };
        assert_eq!(of_all, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missing_once_both_sides_have_told() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        world.record_commission(&commission("a", &ana, "1")).await;
        for partner in [Some(&ana), None] {
            let found = world.store.mismatches(&world.channel, partner, GRACE, None).await.unwrap();
            assert_eq!(found, Reconciliation::default());
        }
        let elsewhere = world.new_channel().await;
        world.record_order(&order(2, &ana)).await;
        let found = world.store.mismatches(&elsewhere, Some(&ana), GRACE, None).await.unwrap();
        assert_eq!(found, Reconciliation::default());
    })
    .await;
}
