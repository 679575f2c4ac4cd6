//! A year of orders: weekly and seasonal shape, a long tail of partners, refunds and cancellations.

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};

use super::{Plan, basket};
use crate::{
    clock::DAY_MS,
    model::{Order, Partner, Product},
    people,
    rng::Rng,
};

/// Orders of the whole year, attributed or not.
const WANTED: f64 = 12_000.0;
const DAYS: i64 = 365;
/// Ana's part of the attributed orders: about 600 of 10,600.
const ANA_SHARE: f64 = 0.0565;
/// Orders that came without any partner, in permille.
const ORGANIC: u64 = 115;

/// Orders per local hour, midnight first.
const HOURS: [f64; 24] = [
    1.2, 0.7, 0.4, 0.3, 0.3, 0.5, 1.0, 2.0, 3.2, 4.2, 4.8, 5.2, 5.6, 5.0, 4.6, 4.4, 4.4, 4.8, 5.4, 6.4, 7.2, 6.8, 4.6,
    2.4,
];

pub(super) fn build(plan: &Plan, partners: &[Partner], products: &[Product]) -> Vec<Order> {
    let mut rng = Rng::new(plan.seed, "orders");
    let zone = TimeZone::get(crate::CHANNEL_ZONE).unwrap_or(TimeZone::UTC);
    let midnights = midnights(plan.now_ms, &zone);
    let total: f64 = midnights.iter().map(|(_, weight)| weight).sum();
    let hours = running(HOURS.iter().copied());
    let shelf = basket::Shelf::of(products);
    let mut orders = Vec::with_capacity(12_600);
    for (day, (midnight, weight)) in midnights.iter().enumerate() {
        let chosen = running(weights(partners, *midnight, day));
        let jitter = 0.82 + rng.unit() * 0.36;
        let count = rounded(WANTED * weight / total * jitter);
        let mut times: Vec<i64> =
            (0..count).map(|_| midnight + whole_hours(rng.weighted(&hours)) + rng.range(0, 3_599_999)).collect();
        times.sort_unstable();
        for at in times {
            let partner = (!rng.chance(ORGANIC)).then(|| rng.weighted(&chosen));
            let mut order = basket::draft(&mut rng, &shelf, partners, partner, at, orders.len() as u64);
            basket::aftermath(&mut rng, &mut order, plan.now_ms);
            if at <= plan.now_ms {
                orders.push(order);
            }
        }
    }
    orders
}

/// Hours in milliseconds.
fn whole_hours(hours: usize) -> i64 {
    i64::try_from(hours).unwrap_or_default() * 3_600_000
}

fn rounded(value: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive count")]
    let count = value.round() as usize;
    count
}

fn running(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

/// How likely each partner is to bring an order on a day.
fn weights(partners: &[Partner], midnight: i64, day: usize) -> impl Iterator<Item = f64> {
    let through = day as f64 / DAYS as f64;
    let weight = move |n: usize| {
        // Some partners grow over the year, some fade.
        let trend = match n % 5 {
            1 => 0.5 + through,
            3 => 1.5 - through,
            _ => 1.0,
        };
        if partners[n].joined_ms <= midnight { base_weight(partners, n) * trend } else { 0.0 }
    };
    let others: f64 = (1..partners.len()).map(weight).sum();
    let ana = others * ANA_SHARE / (1.0 - ANA_SHARE);
    std::iter::once(ana).chain((1..partners.len()).map(weight))
}

fn base_weight(partners: &[Partner], n: usize) -> f64 {
    let handle = partners[n].handle.as_str();
    match handle {
        _ if handle == people::NEW_PARTNER.handle => 0.0,
        _ if handle == people::EUR_PARTNER.handle => 0.11,
        _ if handle == people::MISSING_IN_NETWORK.handle || handle == people::MISSING_IN_CRM.handle => 0.055,
        _ if handle == people::HOSTILE.handle => 0.012,
        _ => ((n as f64) - 2.0).powf(-0.82),
    }
}

/// Local midnights of the year that ends today, with each day's weight.
fn midnights(now_ms: i64, zone: &TimeZone) -> Vec<(i64, f64)> {
    (0..DAYS)
        .rev()
        .filter_map(|back| {
            let moment = Timestamp::from_millisecond(now_ms - back * DAY_MS).ok()?.to_zoned(zone.clone());
            let midnight = moment.start_of_day().ok()?.timestamp().as_millisecond();
            Some((midnight, day_weight(moment.date())))
        })
        .collect()
}

fn day_weight(date: jiff::civil::Date) -> f64 {
    let week = match date.weekday() {
        Weekday::Saturday => 1.12,
        Weekday::Sunday => 1.26,
        Weekday::Monday => 1.05,
        Weekday::Friday => 0.92,
        _ => 0.95,
    };
    let season = match (date.month(), date.day()) {
        (1 | 2, _) => 0.68,
        (3, day) => 0.85 + f64::from(day) / 31.0 * 0.3,
        (4, _) => 1.35,
        (5, _) => 1.5,
        (6, _) => 1.25,
        (7, _) => 1.0,
        (8, _) => 0.92,
        (9, _) => 0.98,
        (10, _) => 0.88,
        (11, ..20) => 0.95,
        (11, _) => 1.3,
        (12, ..18) => 1.62,
        (12, 18..24) => 1.1,
        _ => 0.6,
    };
    week * season * sale(date)
}

/// Black Friday to Cyber Monday: the Friday after the fourth Thursday of November.
fn sale(date: jiff::civil::Date) -> f64 {
    let Ok(thanksgiving) = jiff::civil::date(date.year(), 11, 1).nth_weekday_of_month(4, Weekday::Thursday) else {
        return 1.0;
    };
    match (date - thanksgiving).get_days() {
        1 => 3.9,
        4 => 3.2,
        2 | 3 => 2.3,
        -3..=0 => 1.5,
        _ => 1.0,
    }
}
