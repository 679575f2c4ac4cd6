//! Charts and figures.

use crate::world::{World, at, bonus, commission, day, dollars, euros, on_both, order, refund, year};
use domain::{
    CommissionStatus, Currency, RateBps,
    earnings::{Bucket, NextPayment, Range},
};
use store::{CommissionReport, OrderReport, Sums};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_has_no_gaps_and_sums_to_the_figures() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        world.record_order(&order(1, &ana)).await;
        let commissions = [
            commission("a", &ana, "1"),
            CommissionReport { occurred_at: at("2026-11-09T12:00:00Z"), ..commission("b", &ana, "x") },
            CommissionReport { occurred_at: at("2026-10-31T12:00:00Z"), ..bonus("c", &ana, dollars(700)) },
            CommissionReport { amount: euros(5), ..commission("d", &ana, "y") },
        ];
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        let range = Range { from: day("2026-10-30"), to: day("2026-11-12") };
        for (bucket, starts) in [(Bucket::Day, 14), (Bucket::Week, 3), (Bucket::Month, 2)] {
            let points = world.store.series(&world.channel, Some(&ana), range, Currency::USD, bucket).await.unwrap();
            assert_eq!(points.len(), starts, "{bucket:?}");
            assert!(points.windows(2).all(|pair| bucket.next(pair[0].day) == pair[1].day));
            let total: i64 = points.iter().map(domain::earnings::Point::total).sum();
            assert_eq!(total, 3_100, "{bucket:?}");
            let whole = world.store.series(&world.channel, None, range, Currency::USD, bucket).await.unwrap();
            assert_eq!(whole, points);
        }
        let days = world.store.series(&world.channel, Some(&ana), range, Currency::USD, Bucket::Day).await.unwrap();
        let tenth = days.iter().find(|point| point.day == day("2026-11-10")).unwrap();
        assert_eq!((tenth.cc_sale, tenth.network, tenth.bonus), (1_200, 0, 0));
        let long = Range { from: day("1990-01-01"), to: day("2026-12-31") };
        let points = world.store.series(&world.channel, Some(&ana), long, Currency::USD, Bucket::Day).await.unwrap();
        assert_eq!(points.len(), 2_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sums_keep_to_their_days_and_partner() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let orders = [
            OrderReport { refunds: vec![refund("r", dollars(400))], ..order(1, &ana) },
            OrderReport { placed_at: at("2026-10-10T12:00:00Z"), ..order(2, &ana) },
            order(3, &ben),
        ];
        world.store.record_orders(&world.channel, &orders).await.unwrap();
        world.record_commission(&commission("a", &ana, "1")).await;
        let november = Range { from: day("2026-11-01"), to: day("2026-11-30") };
        let of = async |partner| world.store.sums(&world.channel, partner, november, Currency::USD).await.unwrap();
        let expected = Sums {
            sales: 10_000,
            refunds: 400,
            orders: 1,
            earned: 1_200,
            cc_sale: 1_200,
            network: 0,
            program: 0,
            bonus: 0,
        };
        assert_eq!(of(Some(&ana)).await, expected);
        assert_eq!(of(None).await, Sums { sales: 20_000, orders: 2, ..expected });
        let elsewhere = world.new_channel().await;
        let nothing = world.store.sums(&elsewhere, Some(&ana), november, Currency::USD).await.unwrap();
        assert_eq!(nothing, Sums::default());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_currency_is_the_one_most_was_earned_in_lately() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        assert!(world.store.currencies(&world.channel, Some(&ana)).await.unwrap().is_empty());
        world.record_order(&order(1, &ana)).await;
        let pounds: Currency = "GBP".parse().unwrap();
        let commissions = [
            commission("a", &ana, ""),
            CommissionReport { amount: euros(1_300), ..commission("b", &ana, "") },
            CommissionReport {
                amount: domain::Money::new(99_999, pounds),
                occurred_at: at("2025-01-01T12:00:00Z"),
                ..commission("c", &ana, "")
            },
        ];
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        for partner in [Some(&ana), None] {
            let found = world.store.currencies(&world.channel, partner).await.unwrap();
            assert_eq!(found, [Currency::EUR, Currency::USD, pounds]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_payment_is_the_first_day_with_money_due() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let due = |id: &str, pay_day: &str, status| CommissionReport {
            pay_day: Some(day(pay_day)),
            status,
            ..commission(id, &ana, "")
        };
        let commissions = [
            due("past", "2026-11-15", CommissionStatus::Approved),
            due("paid", "2026-12-01", CommissionStatus::Paid),
            due("rejected", "2026-12-02", CommissionStatus::Rejected),
            due("pending", "2026-12-15", CommissionStatus::Pending),
            due("approved", "2026-12-15", CommissionStatus::Approved),
            due("later", "2027-01-15", CommissionStatus::Approved),
            CommissionReport { pay_day: None, ..commission("open", &ana, "") },
        ];
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        let next = async |from, currency| world.store.next_payment(&world.channel, &ana, from, currency).await.unwrap();
        let expected = NextPayment { day: day("2026-12-15"), amount: dollars(2_400) };
        assert_eq!(next(day("2026-11-21"), Currency::USD).await, Some(expected));
        assert_eq!(next(day("2027-02-01"), Currency::USD).await, None);
        assert_eq!(next(day("2026-11-21"), Currency::EUR).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_observed_rate_is_commission_by_sale_and_nothing_else() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let rate = async || world.store.observed_rate(&world.channel, &ana, year()).await.unwrap();
        assert_eq!(rate().await, None);
        let commissions = [
            commission("a", &ana, "1"),
            CommissionReport { amount: dollars(800), ..commission("b", &ana, "2") },
            bonus("bonus", &ana, dollars(50_000)),
            CommissionReport { sale: None, amount: dollars(9_000), ..commission("sale unknown", &ana, "3") },
            CommissionReport { status: CommissionStatus::Rejected, ..commission("rejected", &ana, "4") },
            CommissionReport { amount: euros(1), sale: Some(euros(100)), ..commission("abroad", &ana, "5") },
        ];
        world.store.record_commissions(&world.channel, &commissions).await.unwrap();
        assert_eq!(rate().await, Some(RateBps(1_000)));
        world.record_order(&order(1, &ana)).await;
        assert_eq!(rate().await, Some(RateBps(1_000)), "linking changes no rate");
    })
    .await;
}
