//! Live mode and orders on demand: new orders with their webhooks, network actions and later refunds.

use std::{sync::Arc, time::Duration};

use crate::{
    clock::pause,
    model::{Currency, Order, Refund},
    people::REGULARS,
    rng::Rng,
    seed::{basket, network},
    shopify::rest,
    visitors, webhooks,
    world::World,
};

/// Every so many new orders one of the recent ones is refunded.
const REFUND_EVERY: u64 = 9;

/// Makes orders for ever, with gaps around the mean.
pub(crate) async fn run(world: Arc<World>, gap: Duration) {
    let mut rng = Rng::new(world.options.seed, "live");
    let mut made: u64 = 0;
    loop {
        pause(gap.mul_f64(0.3 + rng.unit() * 1.4)).await;
        let n = next_order(&world, &mut rng);
        announce(&world, n).await;
        visitors::buy(&world, &mut rng, n).await;
        made += 1;
        if made.is_multiple_of(REFUND_EVERY) {
            refund_recent(&world, &mut rng).await;
        }
    }
}

/// A new order of a partner drawn like last month's sales, with its network action. Gives its index.
fn next_order(world: &World, rng: &mut Rng) -> usize {
    let state = &mut *world.write();
    let recent = state.orders.len().saturating_sub(600);
    // Drawing from the recent orders keeps the shares of the partners as they are.
    let partner = state.orders.get(recent + rng.below(600)).and_then(|order| order.partner);
    let n = state.orders.len();
    let shelf = basket::Shelf::of(&state.products);
    let mut order = basket::draft(rng, &shelf, &state.partners, partner, world.clock.now_ms(), n as u64);
    // Who comes by themselves has been here before, mostly.
    order.regular = (partner.is_none() && rng.chance(800)).then(|| rng.below(REGULARS.len()));
    state.orders.push(order);
    if let Some(partner) = partner {
        add_action(world, state, n, partner);
    }
    n
}

/// Adds the network's action of an order, when the network knows the partner. Gives its index.
pub(crate) fn add_action(world: &World, state: &mut crate::model::State, n: usize, partner: usize) -> Option<usize> {
    state.partners[partner].network_id?;
    let mut action = network::sale(&world.clock, &state.partners, &state.tiers, &state.orders, n, partner);
    action.number = 500_000 + state.next_made();
    // No delay here: who makes an order now wants to see it in the network now.
    action.created_ms = action.created_ms.min(world.clock.now_ms());
    for change in &mut action.changes {
        change.at_ms = change.at_ms.min(world.clock.now_ms());
    }
    state.actions.push(action);
    Some(state.actions.len() - 1)
}

/// Sends `orders/create` for an order.
pub(crate) async fn announce(world: &World, n: usize) -> Option<u16> {
    let body = {
        let state = world.read();
        rest::order(world, &state, state.orders.get(n)?)
    };
    webhooks::send(world, "orders/create", &body).await
}

/// Books a refund on an order and its action. Gives false when nothing is left to refund.
pub(crate) fn book_refund(world: &World, n: usize, make: impl FnOnce(&Order, i64) -> Refund) -> bool {
    let state = &mut *world.write();
    let now = world.clock.now_ms();
    let Some(order) = state.orders.get_mut(n).filter(|order| order.current_subtotal() > 0) else { return false };
    let refund = make(order, now);
    order.refunds.push(refund);
    let left = order.current_subtotal();
    let action = state.actions.iter_mut().find(|action| action.order == Some(n));
    if let Some(action) = action {
        let bps = state.tiers[state.partners[action.partner].tier].commission_bps;
        network::correct(action, left, bps, now);
        if let Some(change) = action.changes.last_mut() {
            change.at_ms = now;
        }
    }
    true
}

/// Sends `refunds/create` for the last refund of an order.
pub(crate) async fn announce_refund(world: &World, n: usize) -> Option<u16> {
    let body = {
        let state = world.read();
        let order = state.orders.get(n)?;
        rest::refund(world, &state, order, order.refunds.last()?)
    };
    webhooks::send(world, "refunds/create", &body).await
}

async fn refund_recent(world: &World, rng: &mut Rng) {
    let n = {
        let orders = world.read().orders.len();
        orders - 1 - rng.below(orders.min(40))
    };
    let whole = rng.chance(400);
    let booked =
        book_refund(
            world,
            n,
            |order, now| {
                if whole { basket::full_refund(order, now) } else { basket::partial_refund(order, now) }
            },
        );
    if booked {
        announce_refund(world, n).await;
    }
}

/// What an order on demand looks like.
pub(crate) struct Wanted {
    pub(crate) partner: usize,
    /// The order's total in US cents: one line, no tax, no shipping.
    pub(crate) total: i64,
    pub(crate) in_network: bool,
    pub(crate) created_ms: i64,
    pub(crate) presentment: Currency,
    pub(crate) test: bool,
}

/// Makes an order on demand. Gives its index and that of its action.
pub(crate) fn order_now(world: &World, wanted: &Wanted) -> (usize, Option<usize>) {
    let state = &mut *world.write();
    let n = state.orders.len();
    let mut rng = Rng::new(world.options.seed, "demand");
    let shelf = basket::Shelf::of(&state.products);
    let mut order = basket::draft(&mut rng, &shelf, &state.partners, Some(wanted.partner), wanted.created_ms, n as u64);
    order.lines.truncate(1);
    for line in &mut order.lines {
        (line.quantity, line.unit, line.discount) = (1, wanted.total, 0);
    }
    (order.tax, order.shipping, order.presentment, order.test) = (0, 0, wanted.presentment, wanted.test);
    order.code = Some(state.partners[wanted.partner].code.clone());
    state.orders.push(order);
    let action = if wanted.in_network { add_action(world, state, n, wanted.partner) } else { None };
    (n, action)
}
