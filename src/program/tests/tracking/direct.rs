//! What the shop tells of orders that nobody brought: kept for customers, and never beside a commission.

use crate::world::{World, asked, dollars};
use connectors::storefront::{Buyer, StoreOrder, StoreRefund};
use domain::{
    Clock, OrderStatus, Timestamp,
    program::{CustomerOrder, CustomerOrderQuery, CustomerQuery, CustomerTotals, MemberStatus},
};
use program::{Outcome, Who};
use std::time::Duration;

/// An order of Lin's of $100.00 and $8.00 of shipping.
pub fn order(world: &World, id: &str) -> StoreOrder {
    StoreOrder {
        id: id.into(),
        name: format!("#{id}"),
        creator_id: None,
        coupons: Vec::new(),
        buyer: Some(Buyer { email: Some("lin@example.com".parse().unwrap()), name: None, id: Some("77".into()) }),
        notes: "Ring twice".into(),
        placed_at: world.clock.now(),
        changed_at: world.clock.now(),
        status: OrderStatus::Paid,
        is_test: false,
        subtotal: dollars(10_000),
        total: dollars(10_800),
        refunds: Vec::new(),
    }
}

pub fn refund(world: &World, id: &str, cents: i64) -> StoreRefund {
    StoreRefund { id: id.into(), amount: dollars(cents), refunded_at: world.clock.now() }
}

impl World {
    pub async fn hear(&self, order: &StoreOrder) {
        self.program.hear_order(&self.channel, order).await.unwrap();
    }

    /// The only customer's sums, and the names of their orders: those that nobody brought begin with `direct`.
    async fn told(&self) -> (CustomerTotals, Vec<String>) {
        let found = self.program.customers(&self.channel, &CustomerQuery::default()).await.unwrap().rows.remove(0);
        let query = CustomerOrderQuery { customer: found.id, after: None, limit: None };
        let page = self.program.customer_orders(&self.channel, &query).await.unwrap();
        let name = |line| match line {
            CustomerOrder::Brought(line) => line.title,
            CustomerOrder::Direct(line) => format!("direct {} {}", line.name, line.fate().unwrap_or_default()),
        };
        (found.totals[0], page.rows.into_iter().map(name).collect())
    }
}

fn totals(orders: i64, revenue: i64, commission: i64) -> CustomerTotals {
    CustomerTotals { orders, revenue: dollars(revenue), commission: dollars(commission) }
}

#[tokio::test]
async fn what_no_partner_brought_is_a_direct_order_of_who_is_a_customer() {
    let world = World::new().await;
    world.member("ana", true).await;
    world.hear(&order(&world, "1")).await;
    let nobody = world.program.customers(&world.channel, &CustomerQuery::default()).await.unwrap();
    assert!(nobody.rows.is_empty(), "a stranger");
    world.earned(asked("ana15", "0")).await;
    world.clock.advance(Duration::from_mins(1));
    for _ in 0..2 {
        world.hear(&order(&world, "2")).await;
    }
    world.hear(&StoreOrder { is_test: true, ..order(&world, "3") }).await;
    let wrong = [
        StoreOrder { id: " # ".into(), ..order(&world, "4") },
        StoreOrder { subtotal: dollars(-1), ..order(&world, "5") },
        StoreOrder { placed_at: Timestamp::from_millis(-1), ..order(&world, "6") },
    ];
    for order in &wrong {
        world.hear(order).await;
    }
    assert_eq!(world.told().await, (totals(2, 20_000, 1_000), vec!["direct #2 ".into(), "#0".into()]));
    for _ in 0..2 {
        world.program.hear_refund(&world.channel, "2", &refund(&world, "r1", 800)).await.unwrap();
    }
    let again =
        StoreOrder { refunds: vec![refund(&world, "r1", 800), refund(&world, "r2", 200)], ..order(&world, "2") };
    world.hear(&again).await;
    assert_eq!(world.told().await.1[0], "direct #2 $10.00 given back");
    world.proven().await;
}

#[tokio::test]
async fn a_code_that_counts_for_nobody_makes_a_direct_order_and_one_that_counts_makes_none() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.member("ben", false).await;
    world.earned(asked("ana15", "0")).await;
    world.clock.advance(Duration::from_mins(1));
    let with = |id: &str, codes: &[&str]| StoreOrder {
        coupons: codes.iter().map(|code| code.parse().unwrap()).collect(),
        ..order(&world, id)
    };
    world.hear(&with("1", &["SUMMER"])).await;
    world.hear(&with("2", &["BEN15"])).await;
    world.hear(&with("3", &["SUMMER", "ANA15"])).await;
    let (sums, names) = world.told().await;
    assert_eq!((sums, names.len()), (totals(4, 40_000, 2_000), 4));
    assert!(
        names.contains(&"#3".into()) && names.contains(&"direct #1 ".into()) && names.contains(&"direct #2 ".into())
    );
    // The shop tells of the first again, with a code this time: somebody looked into it.
    world.hear(&StoreOrder { changed_at: world.clock.now(), ..with("1", &["ANA15"]) }).await;
    let (sums, names) = world.told().await;
    assert_eq!((sums, names.len()), (totals(4, 40_000, 3_000), 4));
    assert!(names.contains(&"#1".into()));
    // Without the code it is no direct order again.
    let who = Who { account: "admin:a".into(), address: None };
    world.program.set_standing(&world.channel, &ana, MemberStatus::Disabled, "A pause", &who).await.unwrap();
    world.hear(&with("1", &[])).await;
    assert_eq!(world.told().await.0, totals(4, 40_000, 3_000));
    world.proven().await;
}

#[tokio::test]
async fn who_tracks_a_direct_order_elsewhere_takes_over_what_the_shop_told_of_it() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.earned(asked("ana15", "0")).await;
    world.hear(&StoreOrder { refunds: vec![refund(&world, "r1", 5_400)], ..order(&world, "1") }).await;
    assert_eq!(world.told().await.0.orders, 2);
    // Half of all that was paid came back: half of the commission is left.
    assert!(matches!(world.track(asked("ana15", "#1")).await.unwrap(), Outcome::New(it) if it.amount == dollars(500)));
    assert_eq!(world.told().await.0, totals(2, 20_000, 1_500));
    // The shop goes on telling of it, and each refund counts once.
    let more = vec![refund(&world, "r1", 5_400), refund(&world, "r2", 2_700)];
    world.hear(&StoreOrder { refunds: more, ..order(&world, "1") }).await;
    world.program.hear_refund(&world.channel, "1", &refund(&world, "r2", 2_700)).await.unwrap();
    assert_eq!(world.dollars_of(&ana).await, [1_250, 0]);
    world.program.hear_refund(&world.channel, "1", &refund(&world, "r3", 2_700)).await.unwrap();
    assert_eq!(world.dollars_of(&ana).await, [1_000, 0]);
    assert_eq!(world.told().await.0, totals(2, 20_000, 1_000));
    world.proven().await;
}
