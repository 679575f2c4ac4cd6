//! `ClickExport`: a job that is ordered for a day, takes a moment, and is then fetched. Ten orders a day are allowed.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    answer::{Fault, respond},
    authorise,
};
use crate::{
    CHANNEL_NAME, IMPACT_CAMPAIGN_ID,
    clock::parse_moment,
    rng::hash,
    traffic,
    world::{World, lock},
};

/// Orders a day.
const DAILY_LIMIT: usize = 10;
/// How often a job is asked about before it is done.
const PATIENCE: u32 = 1;

type Params = HashMap<String, String>;

/// A job by its id: the day whose clicks it exports, the day it was ordered on, and how often it was asked about.
pub(crate) type Jobs = BTreeMap<String, Job>;

/// An order.
pub(crate) struct Job {
    date: String,
    ordered_on: String,
    asked: u32,
}

/// `GET /Advertisers/{sid}/Programs/{program}/ClickExport?Date=`
pub(super) async fn order(
    State(world): State<Arc<World>>,
    Path((sid, program)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| ordered(&world, &sid, &program, &params));
    respond(&world, &headers, result)
}

fn ordered(world: &World, sid: &str, program: &str, params: &Params) -> Result<Value, Fault> {
    if program != IMPACT_CAMPAIGN_ID.to_string() {
        return Err(Fault::new(403, "Access denied to this program"));
    }
    if params.get("ResultFormat").map(String::as_str) != Some("JSON") {
        return Err(Fault::field("ResultFormat", "Only JSON is exported here"));
    }
    let today = world.clock.local_day(world.clock.now_ms());
    let date = params.get("Date").cloned().unwrap_or_else(|| today.clone());
    if date.parse::<Date>().is_err() || date > today {
        return Err(Fault::field("Date", "Not a valid date"));
    }
    let id = format!("{:016x}-{date}", hash(world.options.seed, &format!("clicks {date}")));
    let mut jobs = lock(&world.click_jobs);
    // The same order again is the same job.
    if !jobs.contains_key(&id) {
        if jobs.values().filter(|job| job.ordered_on == today).count() >= DAILY_LIMIT {
            return Err(Fault::new(429, "Rate limit exceeded"));
        }
        jobs.insert(id.clone(), Job { date, ordered_on: today, asked: 0 });
    }
    let uri = format!("/Advertisers/{sid}/Jobs/{id}");
    Ok(json!({"Status": "QUEUED", "QueuedUri": uri, "ResultUri": format!("{uri}/Download")}))
}

/// `GET /Advertisers/{sid}/Jobs/{id}`
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path((sid, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| {
        let mut jobs = lock(&world.click_jobs);
        let job = jobs.get_mut(&id).ok_or_else(|| Fault::new(404, "The requested resource was not found"))?;
        job.asked += 1;
        let status = if job.asked > PATIENCE { "COMPLETED" } else { "RUNNING" };
        Ok(json!({"Id": id, "Type": "ClickExport", "Status": status, "ResultUri": format!("/Advertisers/{sid}/Jobs/{id}/Download")}))
    });
    respond(&world, &headers, result)
}

/// `GET /Advertisers/{sid}/Jobs/{id}/Download`
pub(super) async fn download(
    State(world): State<Arc<World>>,
    Path((sid, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| {
        let jobs = lock(&world.click_jobs);
        let job = jobs.get(&id).filter(|job| job.asked > PATIENCE);
        let job = job.ok_or_else(|| Fault::new(404, "The requested resource was not found"))?;
        Ok(json!({"Clicks": clicks(&world, &job.date)}))
    });
    respond(&world, &headers, result)
}

fn clicks(world: &World, date: &str) -> Vec<Value> {
    let state = world.read();
    let sold = traffic::sold(world, &state);
    let at = parse_moment(date, world.clock.zone()).unwrap_or_default();
    let mut clicks = Vec::new();
    for (n, partner) in state.partners.iter().enumerate() {
        let Some(id) = partner.network_id else { continue };
        for number in 0..traffic::network_clicks(&traffic::day(world, &state, &sold, n, date)) {
            clicks.push(json!({
                "Id": format!("{:016x}", hash(number.unsigned_abs(), &format!("{} {date}", partner.handle))),
                "ProgramId": IMPACT_CAMPAIGN_ID.to_string(), "ProgramName": CHANNEL_NAME,
                "EventDate": world.clock.with_offset(at + number * 60_000), "MediaId": id.to_string(),
                "MediaName": format!("{} {}", partner.first_name, partner.last_name), "UniqueClick": "true",
            }));
        }
    }
    clicks
}
