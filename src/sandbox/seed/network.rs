//! What impact.com holds: an action per attributed sale (almost), monthly bonuses, and a few that no order explains.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::Plan;
use crate::{
    clock::{Clock, DAY_MS},
    model::{Action, Change, Currency, Order, Partner, Tier, Tracker},
    people,
    rng::Rng,
};

/// Days until an action locks: from then on it is approved.
const LOCK_DAYS: i64 = 30;
/// Younger orders than this always have their action, so that only old gaps are gaps.
const GRACE_MS: i64 = 5 * DAY_MS;

pub(super) fn build(plan: &Plan, partners: &[Partner], tiers: &[Tier], orders: &[Order]) -> Vec<Action> {
    let mut rng = Rng::new(plan.seed, "network");
    let clock = Clock::new(plan.now_ms);
    let mut actions = Vec::with_capacity(orders.len() + 400);
    let mut sales: BTreeMap<(i16, i8, usize), i64> = BTreeMap::new();
    let mut gaps = Gaps::of(plan, partners);
    for (n, order) in orders.iter().enumerate() {
        let missing = (rng.chance(20) || gaps.is_missing(order)) && order.created_ms < plan.now_ms - GRACE_MS;
        // A code used without the partner's link: the network pays, but the order carries no tag.
        let stray = rng.chance(160).then(|| rng.below(partners.len()));
        let stray = gaps.stray(order).or(stray);
        let short_oid = rng.chance(30);
        let Some(partner) = order.partner.or(stray) else { continue };
        if partners[partner].network_id.is_none() || (order.partner.is_some() && missing) {
            continue;
        }
        if order.partner.is_none() && partners[partner].joined_ms > order.created_ms {
            continue;
        }
        let mut action = sale(&clock, partners, tiers, orders, n, partner);
        action.number = 204_500 + actions.len() as u64 * 3 + 1;
        if short_oid {
            action.oid = order.number.to_string();
        }
        *sales.entry(month(order.created_ms, clock.zone(), partner)).or_default() += order.current_subtotal();
        actions.push(action);
    }
    bonuses(plan, &clock, partners, &sales, &mut actions);
    actions
}

/// The partner with the most to show has a gap of each kind, whenever the merchant's year is made.
struct Gaps {
    partner: Option<usize>,
    since_ms: i64,
    is_missing_left: bool,
    is_stray_left: bool,
}

impl Gaps {
    fn of(plan: &Plan, partners: &[Partner]) -> Self {
        let partner = partners.iter().position(|it| it.handle == people::ANA.handle);
        Self { partner, since_ms: plan.now_ms - 60 * DAY_MS, is_missing_left: true, is_stray_left: true }
    }

    fn is_missing(&mut self, order: &Order) -> bool {
        let is_it = order.partner == self.partner && order.created_ms > self.since_ms;
        is_it && std::mem::take(&mut self.is_missing_left)
    }

    fn stray(&mut self, order: &Order) -> Option<usize> {
        let is_it = order.partner.is_none() && order.created_ms > self.since_ms;
        if is_it && std::mem::take(&mut self.is_stray_left) { self.partner } else { None }
    }
}

/// The action of an order, with the corrections that its refunds caused.
pub(crate) fn sale(
    clock: &Clock,
    partners: &[Partner],
    tiers: &[Tier],
    orders: &[Order],
    n: usize,
    partner: usize,
) -> Action {
    let order = &orders[n];
    // The network pays euro customers' sales in euro; Canadian ones in US dollars.
    let currency = if order.presentment == Currency::Eur { Currency::Eur } else { Currency::Usd };
    let bps = tiers[partners[partner].tier].commission_bps;
    let created_ms = order.created_ms + 540_000;
    let mut action = Action {
        number: 0,
        partner,
        order: Some(n),
        oid: order.id.to_string(),
        tracker: Tracker::Sale,
        currency,
        intended_amount: currency.convert(order.subtotal()),
        intended_payout: commission(currency.convert(order.subtotal()), bps),
        event_ms: order.created_ms,
        created_ms,
        locking_ms: clock.next_midnight(order.created_ms + LOCK_DAYS * DAY_MS),
        changes: Vec::new(),
        new_customer: order.customer_orders == 1,
    };
    let mut left = order.subtotal();
    for refund in &order.refunds {
        left -= refund.goods;
        correct(&mut action, left, bps, refund.created_ms);
    }
    if let Some(at_ms) = order.cancelled_ms {
        correct(&mut action, 0, bps, at_ms);
    }
    action
}

/// Lowers an action to what is left of the sale (US cents), or reverses it.
pub(crate) fn correct(action: &mut Action, left: i64, bps: i64, at_ms: i64) {
    let amount = action.currency.convert(left.max(0));
    action.changes.push(Change {
        // The network hears of it in its next run.
        at_ms: at_ms + 1_800_000,
        amount,
        payout: commission(amount, bps),
        reversed: amount == 0,
    });
}

fn commission(amount: i64, bps: i64) -> i64 {
    (amount * bps + 5_000) / 10_000
}

fn month(ms: i64, zone: &TimeZone, partner: usize) -> (i16, i8, usize) {
    let date = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone()).date();
    (date.year(), date.month(), partner)
}

/// On the second of a month, partners with a strong month before get a bonus.
fn bonuses(
    plan: &Plan,
    clock: &Clock,
    partners: &[Partner],
    sales: &BTreeMap<(i16, i8, usize), i64>,
    actions: &mut Vec<Action>,
) {
    for ((year, month, partner), cents) in sales {
        let payout = match cents {
            1_000_000.. => 25_000,
            500_000.. => 10_000,
            300_000.. => 5_000,
            _ => continue,
        };
        let (year, month) = if *month == 12 { (year + 1, 1) } else { (*year, month + 1) };
        let Ok(day) = jiff::civil::date(year, month, 2).at(9, 0, 0, 0).to_zoned(clock.zone().clone()) else { continue };
        let at = day.timestamp().as_millisecond();
        if at > plan.now_ms {
            continue;
        }
        let euro = partners[*partner].euro_permille > 500;
        let currency = if euro { Currency::Eur } else { Currency::Usd };
        actions.push(Action {
            number: 204_500 + actions.len() as u64 * 3 + 1,
            partner: *partner,
            order: None,
            oid: String::new(),
            tracker: Tracker::Bonus,
            currency,
            intended_amount: 0,
            intended_payout: payout,
            event_ms: at,
            created_ms: at,
            locking_ms: clock.next_midnight(at + 5 * DAY_MS),
            changes: Vec::new(),
            new_customer: false,
        });
    }
}
