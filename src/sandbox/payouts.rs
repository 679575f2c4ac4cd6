//! What PayPal's and Stripe's stand-ins share: time that moves payouts on, webhooks about it, and what tests may look at.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{Method, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    clock::pause,
    switches::{Mode, System},
    webhooks,
    world::{World, lock},
};

/// How long a payout takes, in the sandbox's time.
pub(crate) const MOMENT_MS: i64 = 2_000;
/// How often payouts are looked after.
const STEP: Duration = Duration::from_millis(250);

/// Something to tell Tandem.
pub(crate) struct News {
    pub(crate) system: System,
    pub(crate) body: Value,
}

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new().route("/_payouts", get(show).post(turn)).route("/_clock", post(advance))
}

/// Whether a request asks for money to be paid.
pub(crate) fn is_creation(method: &Method, path: &str) -> bool {
    *method == Method::POST && matches!(path, "/paypal/v1/payments/payouts" | "/stripe/v1/transfers")
}

/// Looks after payouts for ever.
pub(crate) async fn run(world: Arc<World>) {
    loop {
        pause(STEP).await;
        settle(&world);
        tell(&world).await;
    }
}

/// Moves on what is due, and notes what there is to tell.
pub(crate) fn settle(world: &World) {
    let now = world.clock.now_ms();
    if world.switches.mode(System::Paypal) != Mode::Late {
        let news = lock(&world.paypal).settle(world, now);
        note(world, System::Paypal, news);
    }
    let news = lock(&world.stripe).settle(now);
    note(world, System::Stripe, news);
}

/// Notes what there is to tell.
pub(crate) fn note(world: &World, system: System, bodies: impl IntoIterator<Item = Value>) {
    lock(&world.news).extend(bodies.into_iter().map(|body| News { system, body }));
}

async fn tell(world: &World) {
    loop {
        // Taken out first: the lock is not held while Tandem answers.
        let next = lock(&world.news).pop_front();
        let Some(news) = next else { return };
        let times = if world.switches.mode(news.system) == Mode::Twice { 2 } else { 1 };
        for _ in 0..times {
            if news.system == System::Paypal {
                webhooks::send_paypal(world, &news.body).await;
            } else {
                webhooks::send_stripe(world, &news.body).await;
            }
        }
    }
}

/// Everything that was paid or refused, for tests to count.
async fn show(State(world): State<Arc<World>>) -> Json<Value> {
    settle(&world);
    Json(json!({"paypal": lock(&world.paypal).listed(), "stripe": lock(&world.stripe).listed()}))
}

/// `{item, status}` gives a payment of PayPal's another status; `{item, reversed}` takes back so many minor units of a transfer of
/// Stripe's. Both by the sender's id, and both are told before it answers.
async fn turn(State(world): State<Arc<World>>, body: Bytes) -> Result<StatusCode, StatusCode> {
    let asked: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let item = asked["item"].as_str().ok_or(StatusCode::BAD_REQUEST)?;
    settle(&world);
    let (system, news) = match (asked["status"].as_str(), asked["reversed"].as_i64()) {
        (Some(status), _) => (System::Paypal, lock(&world.paypal).turn(&world, item, status)),
        (None, Some(minor)) => (System::Stripe, lock(&world.stripe).take_back(item, minor, world.clock.now_ms())),
        (None, None) => return Err(StatusCode::BAD_REQUEST),
    };
    note(&world, system, [news.ok_or(StatusCode::NOT_FOUND)?]);
    tell(&world).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `{advance_ms}`: moves the sandbox's time ahead, and tells what comes of it before it answers.
async fn advance(State(world): State<Arc<World>>, body: Bytes) -> Result<StatusCode, StatusCode> {
    let asked: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let by = asked["advance_ms"].as_i64().filter(|by| *by >= 0).ok_or(StatusCode::BAD_REQUEST)?;
    world.clock.advance(by);
    settle(&world);
    tell(&world).await;
    Ok(StatusCode::NO_CONTENT)
}

/// How many digits a currency has behind its point.
fn places(currency: &str) -> usize {
    match currency {
        "JPY" | "KRW" | "CLP" | "VND" | "ISK" => 0,
        "TND" | "KWD" | "BHD" | "JOD" | "OMR" => 3,
        _ => 2,
    }
}

/// An amount as vendors write it, in minor units. None when it has too many digits or is no number.
pub(crate) fn minor_units(value: &str, currency: &str) -> Option<i64> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = places(currency);
    let good =
        !whole.is_empty() && is_number(whole) && is_number(part) && part.len() <= digits && !value.ends_with('.');
    good.then(|| format!("{whole}{part:0<digits$}").parse().ok()).flatten()
}

/// Minor units as vendors write them.
pub(crate) fn decimal(minor: i64, currency: &str) -> String {
    let digits = places(currency);
    let text = format!("{minor:0>width$}", width = digits + 1);
    match text.split_at_checked(text.len() - digits) {
        Some((whole, part)) if !part.is_empty() => format!("{whole}.{part}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for (text, currency, minor) in [
            ("9.87", "USD", 987),
            ("0.05", "EUR", 5),
            ("500", "JPY", 500),
            ("1.234", "TND", 1_234),
            ("12.00", "GBP", 1_200),
        ] {
            assert_eq!(minor_units(text, currency), Some(minor), "{text}");
            assert_eq!(decimal(minor, currency), text);
        }
        assert_eq!(minor_units("7.5", "USD"), Some(750));
        for (bad, currency) in
            [("", "USD"), ("1.", "USD"), (".5", "USD"), ("-1", "USD"), ("1.234", "USD"), ("5.0", "JPY"), ("1e3", "USD")]
        {
            assert_eq!(minor_units(bad, currency), None, "{bad}");
        }
    }
}
