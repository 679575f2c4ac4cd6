//! Channel metrics per day: revenue from the orders, sessions made up around them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{
    Json,
    extract::{Query, State},
};
use jiff::{ToSpan, civil::Date};
use serde_json::{Map, Value, json};

use super::Fault;
use crate::{clock::DAY_MS, rng::hash, world::World};

/// Longest range that is answered.
const MAX_DAYS: i32 = 800;

type Params = Query<HashMap<String, String>>;

#[derive(Clone, Copy, Default)]
struct Day {
    gross: i64,
    attributed: i64,
    orders: i64,
    attributed_orders: i64,
}

/// `GET …/metrics/session?startDate=&endDate=`
pub(super) async fn session(State(world): State<Arc<World>>, Query(params): Params) -> Result<Json<Value>, Fault> {
    // Session data is a day late by design.
    let last = world.clock.local_day(world.clock.now_ms() - DAY_MS);
    answer(
        &world,
        &params,
        &|date, day| {
            if date > last.as_str() {
                return [0, 0, 0];
            }
            let noise = i64::try_from(hash(world.options.seed, date) % 41).unwrap_or_default();
            let sessions = day.orders * 36 + noise * 5 + 180;
            [sessions, sessions * (72 + noise % 7) / 100, day.attributed_orders * 31 + noise * 2]
        },
        &|sums| json!({"sessions": sums[0], "uniqueVisitors": sums[1], "creatorAttributedSessions": sums[2]}),
    )
}

/// `GET …/metrics/revenue?startDate=&endDate=`
pub(super) async fn revenue(State(world): State<Arc<World>>, Query(params): Params) -> Result<Json<Value>, Fault> {
    answer(&world, &params, &|_, day| [day.gross, day.attributed, day.orders], &|sums| {
        json!({
            "grossRevenue": dollars(sums[0]), "creatorAttributedRevenue": dollars(sums[1]), "orders": sums[2],
        })
    })
}

fn dollars(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn answer(
    world: &World,
    params: &HashMap<String, String>,
    measure: &dyn Fn(&str, Day) -> [i64; 3],
    show: &dyn Fn([i64; 3]) -> Value,
) -> Result<Json<Value>, Fault> {
    let date = |name: &str| params.get(name).and_then(|text| text.parse::<Date>().ok());
    let (Some(start), Some(end)) = (date("startDate"), date("endDate")) else {
        return Err(Fault::failed("startDate and endDate must be dates (YYYY-MM-DD)"));
    };
    let length = (end - start).get_days() + 1;
    if !(1..=MAX_DAYS).contains(&length) {
        return Err(Fault::failed("The range of dates is empty or too long"));
    }
    let days = days(world);
    let period = |from: Date| {
        let (mut total, mut per_day) = ([0; 3], Map::new());
        for n in 0..length {
            let Ok(date) = from.checked_add(n.days()) else { break };
            let date = date.to_string();
            let values = measure(&date, days.get(&date).copied().unwrap_or_default());
            total = [total[0] + values[0], total[1] + values[1], total[2] + values[2]];
            per_day.insert(date, show(values));
        }
        json!({"all": show(total), "perDay": per_day})
    };
    let before = start.checked_sub(length.days()).unwrap_or(start);
    Ok(Json(json!({"metrics": {"aggregates": {"currentPeriod": period(start), "prevPeriod": period(before)}}})))
}

fn days(world: &World) -> BTreeMap<String, Day> {
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    let state = world.read();
    for order in state.orders.iter().filter(|order| !order.test) {
        let day = days.entry(world.clock.local_day(order.created_ms)).or_default();
        day.gross += order.subtotal();
        day.orders += 1;
        if order.partner.is_some() {
            day.attributed += order.subtotal();
            day.attributed_orders += 1;
        }
    }
    days
}
