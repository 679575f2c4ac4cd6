//! The shop has an id and a name for an order, people use either: it is one order all the same, and the shop's refunds are its refunds.

use crate::{
    direct::{order, refund},
    world::{World, asked, dollars},
};
use connectors::storefront::StoreOrder;
use domain::{Clock, OrderStatus, PartnerId, program::Origin};
use program::{Asked, Outcome, ProgramError};
use std::time::Duration;

/// Order 5551 of the shop, which people call #1001, as it stands a minute after whatever was before.
fn told(world: &World, codes: &[&str]) -> StoreOrder {
    world.clock.advance(Duration::from_mins(1));
    StoreOrder {
        name: "#1001".into(),
        coupons: codes.iter().map(|code| code.parse().unwrap()).collect(),
        ..order(world, "5551")
    }
}

impl World {
    /// All that a partner has, wherever it lies.
    async fn all_of(&self, partner: &PartnerId) -> i64 {
        let balances = self.store.balances(&self.channel, partner).await.unwrap();
        balances.iter().map(|it| it.held + it.payable + it.reserved + it.paid).sum()
    }

    async fn orders_of(&self, partner: &PartnerId) -> i64 {
        let range = domain::earnings::Range { from: domain::Day::from_number(0), to: domain::Day::from_number(80_000) };
        self.store.sums(&self.channel, Some(partner), range, dollars(0).currency).await.unwrap().orders
    }
}

#[tokio::test]
async fn who_tracks_by_name_and_who_by_id_track_one_order() {
    for first_by_shop in [true, false] {
        for code in ["ana15", "ben15"] {
            let world = World::new().await;
            let ana = world.member("ana", true).await;
            let ben = world.member("ben", true).await;
            let heard = StoreOrder { placed_at: world.clock.now(), ..told(&world, &["ANA15"]) };
            if first_by_shop {
                world.hear(&heard).await;
            }
            let by_name = world.track(asked(code, "#1001")).await.unwrap();
            assert_eq!(matches!(by_name, Outcome::Known(_)), first_by_shop);
            world.hear(&StoreOrder { changed_at: world.clock.now(), ..heard }).await;
            for called in ["1001", "5551"] {
                assert!(matches!(world.track(asked(code, called)).await.unwrap(), Outcome::Known(_)), "{called}");
            }
            let of = |it: &PartnerId| (it == &ana) == (first_by_shop || code == "ana15");
            for partner in [&ana, &ben] {
                let expected = if of(partner) { (1_000, 1) } else { (0, 0) };
                assert_eq!((world.all_of(partner).await, world.orders_of(partner).await), expected);
            }
            world.proven().await;
        }
    }
}

#[tokio::test]
async fn the_shops_refunds_and_cancellations_reach_what_was_tracked_by_name() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.earned(Asked { total: dollars(10_800), origin: Origin::Import, ..asked("ana15", "1001") }).await;
    let half = vec![refund(&world, "777", 5_400)];
    world.hear(&StoreOrder { refunds: half.clone(), ..told(&world, &[]) }).await;
    assert_eq!(world.all_of(&ana).await, 540);
    world.program.hear_refund(&world.channel, "5551", &refund(&world, "778", 2_700)).await.unwrap();
    assert_eq!(world.all_of(&ana).await, 270);
    // Whoever still calls it by its name is told that the shop knows better.
    let again = world.program.give_back(&world.channel, "1001", "r1", dollars(100)).await;
    assert!(matches!(again, Err(ProgramError::Conflict(_))), "{again:?}");
    world.hear(&StoreOrder { status: OrderStatus::Cancelled, refunds: half, ..told(&world, &[]) }).await;
    assert_eq!((world.all_of(&ana).await, world.orders_of(&ana).await), (0, 0));
    world.proven().await;
}

#[tokio::test]
async fn money_that_the_shop_knows_by_another_id_is_given_back_once() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.earned(Asked { total: dollars(10_800), ..asked("ana15", "5551") }).await;
    assert!(world.program.give_back(&world.channel, "5551", "r1", dollars(5_400)).await.unwrap());
    assert_eq!(world.all_of(&ana).await, 540);
    let seen = told(&world, &[]);
    world.hear(&StoreOrder { refunds: vec![refund(&world, "777", 5_400)], ..seen.clone() }).await;
    assert_eq!(world.all_of(&ana).await, 540);
    // An older report, which cannot know of it, takes nothing away.
    let older = StoreOrder { changed_at: seen.changed_at.minus(Duration::from_secs(30)), ..seen };
    world.hear(&older).await;
    assert_eq!(world.all_of(&ana).await, 540);
    // Neither does one from before a refund that came on its own.
    let before = told(&world, &[]);
    world.clock.advance(Duration::from_mins(1));
    world.program.hear_refund(&world.channel, "5551", &refund(&world, "778", 2_700)).await.unwrap();
    world.hear(&StoreOrder { refunds: vec![refund(&world, "777", 5_400)], ..before }).await;
    assert_eq!(world.all_of(&ana).await, 270);
    world.proven().await;
}

#[tokio::test]
async fn what_counts_after_all_earns_again() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.hear(&told(&world, &["ANA15"])).await;
    let before = world.dollars_of(&ana).await;
    world.hear(&StoreOrder { status: OrderStatus::Cancelled, ..told(&world, &["ANA15"]) }).await;
    assert_eq!(world.all_of(&ana).await, 0);
    world.hear(&told(&world, &["ANA15"])).await;
    assert_eq!(world.dollars_of(&ana).await, before, "held as it was");
    world.proven().await;
}

#[tokio::test]
async fn what_was_taken_back_of_a_paid_commission_by_mistake_is_given_again() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let Outcome::New(tracked) = world.track(Asked { total: dollars(10_800), ..asked("ana15", "5551") }).await.unwrap()
    else {
        unreachable!()
    };
    let ids = [tracked.commission_id];
    let to = domain::CommissionStatus::Paid;
    world.store.change_commissions(&world.channel, &ids, to, "admin:a", "").await.unwrap();
    world.program.give_back(&world.channel, "5551", "r1", dollars(10_800)).await.unwrap();
    assert_eq!(world.all_of(&ana).await, 0);
    world.hear(&StoreOrder { refunds: vec![refund(&world, "777", 5_400)], ..told(&world, &[]) }).await;
    assert_eq!(world.all_of(&ana).await, 540);
    let all = vec![refund(&world, "777", 5_400), refund(&world, "778", 5_400)];
    world.hear(&StoreOrder { refunds: all, ..told(&world, &[]) }).await;
    assert_eq!(world.all_of(&ana).await, 0);
    world.proven().await;
}
