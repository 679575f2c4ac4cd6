//! Visitors of the shop, made up around its orders: how many came for a partner on a day, from where, and how far they went.

use crate::{
    clock::DAY_MS,
    model::{Currency, State},
    rng::Rng,
    world::World,
};
use std::collections::BTreeMap;

/// Names of events, in the order of the funnel: the first is a click on a link, the others are the shop's pixel events.
pub(crate) const EVENTS: [&str; 6] =
    ["click", "page_viewed", "product_viewed", "product_added_to_cart", "checkout_started", "checkout_completed"];

/// A kind of visitor: source, device, country, and which of the partner's links they came by, if any.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Kind {
    pub(crate) source: &'static str,
    pub(crate) device: &'static str,
    pub(crate) country: &'static str,
    pub(crate) link: Option<usize>,
}

/// Links that every partner shares: label, campaign source and path in the shop.
pub(crate) const LINKS: [(&str, &str, &str); 3] =
    [("Instagram bio", "instagram", ""), ("YouTube review", "youtube", ""), ("Newsletter", "newsletter", "")];

/// What visitors of one kind did on one day: how many took each step, and what those who bought paid, in US cents.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Steps {
    pub(crate) counts: [i64; 6],
    pub(crate) cents: i64,
}

/// Where visitors come from, with the link that is shared there; the weight is the running total in permille.
const SOURCES: [(u64, &str, Option<usize>); 8] = [
    (390, "instagram", Some(0)),
    (560, "youtube", Some(1)),
    (690, "tiktok", None),
    (800, "direct", None),
    (880, "email", Some(2)),
    (940, "google", None),
    (980, "strava", None),
    (1000, "trailtalk.example", None),
];
const DEVICES: [(u64, &str); 3] = [(720, "phone"), (780, "tablet"), (1000, "desktop")];
const COUNTRIES: [(u64, &str); 7] =
    [(640, "US"), (740, "CA"), (820, "GB"), (880, "DE"), (930, "FR"), (970, "AU"), (1000, "??")];
const EURO_COUNTRIES: [(u64, &str); 5] = [(420, "FR"), (650, "DE"), (800, "CH"), (920, "IT"), (1000, "US")];

/// Draws a kind of visitor of a partner.
pub(crate) fn kind(rng: &mut Rng, euro_permille: u64) -> Kind {
    let (source, link) = {
        let at = rng.below(1000) as u64;
        let found = SOURCES.iter().find(|(upto, ..)| at < *upto).unwrap_or(&SOURCES[0]);
        (found.1, found.2)
    };
    let countries = if euro_permille > 500 { &EURO_COUNTRIES[..] } else { &COUNTRIES[..] };
    Kind { source, device: drawn(rng, &DEVICES), country: drawn(rng, countries), link }
}

fn drawn(rng: &mut Rng, choices: &[(u64, &'static str)]) -> &'static str {
    let at = rng.below(1000) as u64;
    choices.iter().find(|(upto, _)| at < *upto).or(choices.last()).map_or("", |(_, name)| *name)
}

/// Attributed orders by partner and local day: how many, and what they were worth in US cents.
pub(crate) type Sold = BTreeMap<(usize, String), (i64, i64)>;

/// Counts the orders that were sold.
pub(crate) fn sold(world: &World, state: &State) -> Sold {
    let mut sold = Sold::new();
    for order in state.orders.iter().filter(|order| !order.test && order.cancelled_ms.is_none()) {
        if let Some(partner) = order.partner {
            let entry = sold.entry((partner, world.clock.local_day(order.created_ms))).or_default();
            entry.0 += 1;
            entry.1 += order.subtotal();
        }
    }
    sold
}

/// What a partner's visitors did on a local day. The same question has the same answer.
pub(crate) fn day(world: &World, state: &State, sold: &Sold, partner: usize, date: &str) -> BTreeMap<Kind, Steps> {
    let (orders, cents) = sold.get(&(partner, date.to_owned())).copied().unwrap_or_default();
    let who = &state.partners[partner];
    let mut rng = Rng::new(world.options.seed, &format!("traffic {} {date}", who.handle));
    let mut kinds: BTreeMap<Kind, Steps> = BTreeMap::new();
    // A quiet day still has a few who look around, at partners who sell at all.
    let sells = sold.range((partner, String::new())..(partner + 1, String::new())).next().is_some();
    let curious = if sells && rng.chance(if partner < 40 { 900 } else { 330 }) { rng.range(1, 4) } else { 0 };
    let visits = orders * rng.range(18, 30) + curious;
    // A day has its few kinds: a post somewhere brings people of one sort.
    let mix: Vec<Kind> = (0..(2 + visits / 12).min(7)).map(|_| kind(&mut rng, who.euro_permille)).collect();
    for n in 0..visits {
        let Some(kind) = mix.get(rng.below(mix.len())) else { break };
        let steps = kinds.entry(*kind).or_default();
        steps.counts[0] += i64::from(kind.link.is_some());
        steps.counts[1] += 1;
        if rng.chance(620) || n < orders {
            steps.counts[2] += 1;
        }
        if rng.chance(105) || n < orders {
            steps.counts[3] += 1;
        }
        if rng.chance(38) || n < orders {
            steps.counts[4] += 1;
        }
        // One in twenty buys without any script of ours in the way.
        if n < orders && !rng.chance(50) {
            steps.counts[5] += 1;
            steps.cents += cents / orders.max(1);
        }
    }
    kinds
}

/// Clicks that the network counts for a partner on a day: more than ours, as it sees links that are none of ours.
pub(crate) fn network_clicks(kinds: &BTreeMap<Kind, Steps>) -> i64 {
    let clicks: i64 = kinds.values().map(|steps| steps.counts[0]).sum();
    let visits: i64 = kinds.values().map(|steps| steps.counts[1]).sum();
    clicks + (visits - clicks) / 4
}

/// A year of a partner's days as rows for whoever imports them: days before the partner joined are empty.
pub(crate) fn history(world: &World, state: &State, partner: usize, sold: &Sold) -> Vec<serde_json::Value> {
    let joined = (world.clock.now_ms() - state.partners[partner].joined_ms) / DAY_MS;
    // The best show a whole year; of the others, the last months tell enough.
    let days = if partner < 14 { 364 } else { 75 };
    let mut rows = Vec::new();
    for back in 1..=joined.min(days) {
        let date = world.clock.local_day(world.clock.now_ms() - back * DAY_MS);
        for (kind, steps) in day(world, state, sold, partner, &date) {
            rows.push(serde_json::json!({
                "date": date, "source": kind.source, "device": kind.device, "country": kind.country, "link": kind.link,
                "counts": steps.counts, "cents": steps.cents, "currency": Currency::Usd.code(),
            }));
        }
    }
    rows
}
