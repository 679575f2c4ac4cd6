//! `Actions` and `ActionUpdates`: commissions and bonuses, in their state of now.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    answer::{Fault, amount, respond},
    authorise,
    filters::{self, Paging},
};
use crate::{
    CHANNEL_NAME, IMPACT_CAMPAIGN_ID,
    model::{Action, State as Data, Tracker},
    world::World,
};

type Params = HashMap<String, String>;

/// The vendor's paging envelope: every value is text, the next page's address relative.
#[derive(Serialize)]
pub(super) struct Paged {
    #[serde(rename = "@page")]
    page: String,
    #[serde(rename = "@numpages")]
    numpages: String,
    #[serde(rename = "@pagesize")]
    pagesize: String,
    #[serde(rename = "@total")]
    total: String,
    #[serde(rename = "@start")]
    start: String,
    #[serde(rename = "@end")]
    end: String,
    #[serde(rename = "@uri")]
    uri: String,
    #[serde(rename = "@firstpageuri")]
    first: String,
    #[serde(rename = "@previouspageuri")]
    previous: String,
    #[serde(rename = "@nextpageuri")]
    next: String,
    #[serde(rename = "@lastpageuri")]
    last: String,
}

impl Paged {
    pub(super) fn new(uri: &Uri, paging: &Paging, total: usize) -> Self {
        // Relative to the API's base, which is where the client's base URL ends.
        let path = uri.path().strip_prefix("/impact").unwrap_or(uri.path());
        let kept: Vec<&str> = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("Page="))
            .collect();
        let page_uri = |page: usize| {
            let pairs = kept.iter().copied().map(str::to_owned).chain([format!("Page={page}")]);
            format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
        };
        let (page, pages) = (paging.page, paging.pages(total));
        let start = (page - 1).saturating_mul(paging.size);
        Self {
            page: page.to_string(),
            numpages: pages.to_string(),
            pagesize: paging.size.to_string(),
            total: total.to_string(),
            start: start.to_string(),
            end: (start + paging.size).min(total).saturating_sub(1).to_string(),
            uri: page_uri(page),
            first: page_uri(1),
            previous: if page > 1 { page_uri(page - 1) } else { String::new() },
            next: if page < pages { page_uri(page + 1) } else { String::new() },
            last: page_uri(pages),
        }
    }
}

#[derive(Serialize)]
struct Actions {
    #[serde(flatten)]
    paged: Paged,
    #[serde(rename = "Actions", skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Row>>,
    #[serde(rename = "ActionUpdates", skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<Row>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    campaign_id: u32,
    campaign_name: &'static str,
    action_tracker_id: u32,
    action_tracker_name: &'static str,
    media_partner_id: u32,
    media_partner_name: String,
    state: &'static str,
    payout: Box<RawValue>,
    delta_payout: Box<RawValue>,
    intended_payout: Box<RawValue>,
    amount: Box<RawValue>,
    delta_amount: Box<RawValue>,
    intended_amount: Box<RawValue>,
    currency: &'static str,
    referring_date: String,
    event_date: String,
    creation_date: String,
    locking_date: String,
    cleared_date: String,
    promo_code: String,
    oid: String,
    customer_status: &'static str,
    shared_id: String,
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_date: Option<String>,
}

/// `GET /Advertisers/{sid}/Actions`
pub(super) async fn list(
    State(world): State<Arc<World>>,
    Path(sid): Path<String>,
    OriginalUri(uri): OriginalUri,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| answer(&world, &uri, &params, false));
    respond(&world, &headers, result)
}

/// `GET /Advertisers/{sid}/ActionUpdates`: only what was corrected.
pub(super) async fn updates(
    State(world): State<Arc<World>>,
    Path(sid): Path<String>,
    OriginalUri(uri): OriginalUri,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Response {
    let result = authorise(&world, &sid, &headers).and_then(|()| answer(&world, &uri, &params, true));
    respond(&world, &headers, result)
}

fn answer(world: &World, uri: &Uri, params: &Params, only_changed: bool) -> Result<Actions, Fault> {
    filters::campaign(params)?;
    let filters = filters::read(params, &world.clock)?;
    let paging = filters::paging(params)?;
    let state = world.read();
    let now = world.clock.now_ms();
    let wanted = |action: &&Action| {
        let in_window = |window: Option<filters::Window>, ms| window.is_none_or(|window| window.holds(ms));
        action.created_ms <= now
            && (!only_changed || action.change_at(now).is_some())
            && filters.state.as_deref().is_none_or(|state| state == action.state_at(now))
            && in_window(filters.updated, action.last_updated_at(now))
            && in_window(filters.event, action.event_ms)
            && in_window(filters.locking, action.locking_ms)
    };
    let found: Vec<&Action> = state.actions.iter().filter(wanted).collect();
    let paged = Paged::new(uri, &paging, found.len());
    let rows = paging.cut(found).into_iter().map(|action| row(world, &state, action, now, only_changed)).collect();
    let (all, changed) = if only_changed { (None, Some(rows)) } else { (Some(rows), None) };
    Ok(Actions { paged, all, changed })
}

fn row(world: &World, state: &Data, action: &Action, now: i64, with_update: bool) -> Row {
    let partner = &state.partners[action.partner];
    let change = action.change_at(now);
    let payout = change.map_or(action.intended_payout, |change| change.payout);
    let sale = change.map_or(action.intended_amount, |change| change.amount);
    let at = |ms| world.clock.with_offset(ms);
    let tracker = if action.tracker == Tracker::Sale { 36_110 } else { 36_140 };
    let id = format!("{IMPACT_CAMPAIGN_ID}.{tracker}.{}", action.number);
    // A sale without the code came by the partner's link.
    let order = action.order.and_then(|n| state.orders.get(n));
    let code = order.and_then(|order| order.code.as_ref().or(order.partner.is_none().then_some(&partner.code)));
    Row {
        uri: format!("/Advertisers/{}/Actions/{id}", world.options.credentials.impact_sid),
        campaign_id: IMPACT_CAMPAIGN_ID,
        campaign_name: CHANNEL_NAME,
        action_tracker_id: tracker,
        action_tracker_name: if action.tracker == Tracker::Sale { "Online Sale" } else { "Performance bonus" },
        media_partner_id: partner.network_id.unwrap_or_default(),
        media_partner_name: format!("{} {}", partner.first_name, partner.last_name),
        state: action.state_at(now),
        payout: amount(payout),
        delta_payout: amount(payout),
        intended_payout: amount(action.intended_payout),
        amount: amount(sale),
        delta_amount: amount(sale),
        intended_amount: amount(action.intended_amount),
        currency: action.currency.code(),
        referring_date: if action.tracker == Tracker::Sale { at(action.event_ms - 1_260_000) } else { String::new() },
        event_date: at(action.event_ms),
        creation_date: at(action.created_ms),
        locking_date: at(action.locking_ms),
        cleared_date: String::new(),
        promo_code: code.cloned().unwrap_or_default(),
        oid: action.oid.clone(),
        customer_status: match (action.tracker, action.new_customer) {
            (Tracker::Bonus, _) => "",
            (Tracker::Sale, true) => "NEW",
            (Tracker::Sale, false) => "RETURNING",
        },
        shared_id: String::new(),
        update_date: with_update.then(|| at(action.last_updated_at(now))),
        id,
    }
}
