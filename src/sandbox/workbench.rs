//! The sandbox's own routes for tests: switches, SSO tokens, orders on demand, what was received.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    IMPACT_CAMPAIGN_ID,
    cc::sso,
    generated,
    live::{self, Wanted},
    model::Currency,
    seed::basket,
    switches::{Mode, System},
    traffic, webhooks,
    world::{World, lock},
};

const DEFAULT_DELAY_MS: u64 = 3_000;

type Shared = State<Arc<World>>;

/// A mistake in a request to the sandbox itself.
struct Mistake(StatusCode, String);

impl Mistake {
    fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }
}

impl IntoResponse for Mistake {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/_switches", get(show_switches))
        .route("/_switches/{system}", post(set_switch))
        .route("/_sso/mint", post(mint))
        .route("/_received", get(received))
        .route("/_orders", post(make_order))
        .route("/_generated", post(generate))
        .route("/_people", get(people))
        .route("/_traffic", get(traffic))
        .route("/_links", post(learn_links))
}

async fn show_switches(State(world): Shared) -> Json<Value> {
    Json(world.switches.as_json())
}

/// Form or JSON `{mode, delay_ms}`; a form goes back to the page it came from.
async fn set_switch(
    State(world): Shared,
    Path(system): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Mistake> {
    let system = System::parse(&system).ok_or_else(|| {
        Mistake(StatusCode::NOT_FOUND, "no such system: cc, sso, shopify, impact, hubspot, paypal or stripe".to_owned())
    })?;
    let is_form = is_form(&headers);
    let (mode, delay) = if is_form { from_form(&body) } else { from_json(&body)? };
    let delay = Duration::from_millis(delay.unwrap_or(DEFAULT_DELAY_MS).min(120_000));
    let mode = Mode::parse(system, &mode, delay)
        .ok_or_else(|| Mistake::bad(format!("mode must be one of {}", Mode::names(system).join(", "))))?;
    world.switches.set(system, mode);
    if is_form {
        return Ok(Redirect::to("/#switches").into_response());
    }
    Ok(Json(world.switches.as_json()).into_response())
}

fn from_form(body: &[u8]) -> (String, Option<u64>) {
    let value = |name: &str| form_value(body, name);
    (value("mode").unwrap_or_default(), value("delay_ms").and_then(|text| text.parse().ok()))
}

fn from_json(body: &[u8]) -> Result<(String, Option<u64>), Mistake> {
    let value = parse(body)?;
    Ok((value["mode"].as_str().unwrap_or_default().to_owned(), value["delay_ms"].as_u64()))
}

fn parse(body: &[u8]) -> Result<Value, Mistake> {
    serde_json::from_slice(body).map_err(|error| Mistake::bad(format!("body is not JSON: {error}")))
}

/// `{handle, overrides?, secret?}` → `{sso_token}`
async fn mint(State(world): Shared, body: Bytes) -> Result<Json<Value>, Mistake> {
    let request = parse(&body)?;
    let state = world.read();
    let n = partner(&state, &request)?;
    let token = sso::mint(&world, &state.partners[n], request["overrides"].as_object(), request["secret"].as_str());
    Ok(Json(json!({"sso_token": token})))
}

fn partner(state: &crate::model::State, request: &Value) -> Result<usize, Mistake> {
    let handle = request["handle"].as_str().ok_or_else(|| Mistake::bad("handle is required"))?;
    state
        .partner_by_handle(handle)
        .ok_or_else(|| Mistake(StatusCode::NOT_FOUND, format!("no partner with the handle {handle}")))
}

/// The last requests that the stand-ins got, oldest first.
async fn received(State(world): Shared) -> Json<Value> {
    Json(json!(world.received()))
}

/// All partners with the ids that join the systems.
async fn people(State(world): Shared) -> Json<Value> {
    let state = world.read();
    let list: Vec<Value> = state
        .partners
        .iter()
        .map(|partner| {
            json!({
                "creator_id": partner.creator_id, "collab_id": partner.collab_id, "email": partner.email,
                "handle": partner.handle, "first_name": partner.first_name, "last_name": partner.last_name,
                "affiliate_code": partner.code, "tier": state.tiers[partner.tier].title,
                "network_id": partner.network_id,
            })
        })
        .collect();
    Json(json!(list))
}

/// A year of visitors: which links partners share, and what came of them and of everything else, by day.
async fn traffic(State(world): Shared) -> Json<Value> {
    let state = world.read();
    let sold = traffic::sold(&world, &state);
    let partners = state
        .partners
        .iter()
        .enumerate()
        .map(|(n, partner)| json!({"handle": partner.handle, "days": traffic::history(&world, &state, n, &sold)}));
    let partners: Vec<Value> =
        partners.filter(|it| it["days"].as_array().is_some_and(|days| !days.is_empty())).collect();
    let links: Vec<Value> = traffic::LINKS
        .iter()
        .map(|(label, source, path)| json!({"label": label, "utm_source": source, "path": path}))
        .collect();
    Json(json!({"events": traffic::EVENTS, "links": links, "partners": partners}))
}

/// `{handle: [code, …], …}`: the short links that live visitors follow.
async fn learn_links(State(world): Shared, body: Bytes) -> Result<StatusCode, Mistake> {
    let links =
        serde_json::from_slice(&body).map_err(|error| Mistake::bad(format!("body is not of links: {error}")))?;
    *lock(&world.links) = links;
    Ok(StatusCode::NO_CONTENT)
}

/// `{handle, total, in_network?, refund?, currency?, age_hours?, test?, webhook?}`: an order now, with its webhook.
/// `total` is a decimal text in USD; `refund` is `"full"`, `"partial"` or a decimal text.
async fn make_order(State(world): Shared, body: Bytes) -> Result<Json<Value>, Mistake> {
    let request = parse(&body)?;
    let partner = partner(&world.read(), &request)?;
    let total = cents(&request["total"]).filter(|cents| *cents > 0);
    let wanted = Wanted {
        partner,
        total: total.ok_or_else(|| Mistake::bad("total must be an amount such as \"120.00\""))?,
        in_network: request["in_network"].as_bool().unwrap_or(true),
        created_ms: world.clock.now_ms() - request["age_hours"].as_i64().unwrap_or(0) * 3_600_000,
        presentment: match request["currency"].as_str() {
            None | Some("USD") => Currency::Usd,
            Some("EUR") => Currency::Eur,
            Some("CAD") => Currency::Cad,
            Some(other) => return Err(Mistake::bad(format!("currency {other} is not USD, EUR or CAD"))),
        },
        test: request["test"].as_bool().unwrap_or(false),
    };
    let refund = match &request["refund"] {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text == "full" => Some(wanted.total),
        Value::String(text) if text == "partial" => Some(wanted.total / 2),
        other => Some(cents(other).ok_or_else(|| Mistake::bad("refund must be full, partial or an amount"))?),
    };
    let announced = request["webhook"].as_bool().unwrap_or(true);
    let (n, action) = live::order_now(&world, &wanted);
    let mut delivered = json!({});
    if announced {
        delivered["orders/create"] = json!(live::announce(&world, n).await);
    }
    if let Some(goods) = refund
        && live::book_refund(&world, n, |order, now| {
            if goods >= order.subtotal() {
                basket::full_refund(order, now)
            } else {
                basket::refund_of(order, goods, now)
            }
        })
        && announced
    {
        delivered["refunds/create"] = json!(live::announce_refund(&world, n).await);
    }
    let state = world.read();
    let order = &state.orders[n];
    let action = action.map(|a| format!("{IMPACT_CAMPAIGN_ID}.36110.{}", state.actions[a].number));
    Ok(Json(json!({
        "id": format!("gid://shopify/Order/{}", order.id), "legacy_id": order.id.to_string(),
        "name": format!("#{}", order.number), "action_id": action, "webhooks": delivered,
    })))
}

/// `{handle, bio?, drops?}`: CC's text generator wrote something for a partner, and says so. Without texts it makes up a
/// biography. A form goes back to the page it came from.
async fn generate(State(world): Shared, headers: HeaderMap, body: Bytes) -> Result<Response, Mistake> {
    let is_form = is_form(&headers);
    let request = if is_form { json!({"handle": form_value(&body, "handle")}) } else { parse(&body)? };
    let data = {
        let state = world.read();
        let partner = &state.partners[partner(&state, &request)?];
        let mut data = json!({"creator_id": partner.creator_id});
        for name in ["bio", "drops"] {
            if let Some(value) = request.get(name) {
                data[name] = value.clone();
            }
        }
        if data.get("bio").is_none() && data.get("drops").is_none() {
            data["bio"] = json!(generated::bio(partner, world.clock.now_ms()));
        }
        data
    };
    let delivered = webhooks::send_cc(&world, "content.generated", &data).await;
    if is_form {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(Json(json!({"data": data, "delivered": delivered})).into_response())
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

/// A field of a form; handles and modes need no decoding.
fn form_value(body: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// An amount as text or number, in cents.
fn cents(value: &Value) -> Option<i64> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let part = format!("{part:0<2}");
    let digits = part.chars().all(|digit| digit.is_ascii_digit()) && part.len() == 2;
    let (whole, part): (i64, i64) = (whole.parse().ok()?, part.parse().ok()?);
    (digits && whole >= 0).then(|| whole * 100 + part)
}
