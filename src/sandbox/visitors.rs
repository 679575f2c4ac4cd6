//! Visitors in live mode: they follow partners' links, look around in the shop, and some buy. What their browsers would tell
//! Tandem is sent to it over HTTP, as browsers send it.

use crate::{
    clock::pause,
    model::State,
    rng::Rng,
    traffic::{EVENTS, Kind, kind},
    world::{World, lock},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// How many visitors come while one order is made.
const VISITORS_PER_ORDER: u32 = 6;

/// Browsers as they name themselves, by device; `{}` is a version that differs from visitor to visitor.
const AGENTS: [(&str, &str); 6] = [
    (
        "phone",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.{} Mobile/15E148 Safari/604.1",
    ),
    (
        "phone",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/13{}.0.0.0 Mobile Safari/537.36",
    ),
    (
        "tablet",
        "Mozilla/5.0 (iPad; CPU OS 17_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.{} Mobile/15E148 Safari/604.1",
    ),
    (
        "desktop",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/13{}.0.0.0 Safari/537.36",
    ),
    (
        "desktop",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.{} Safari/605.1.15",
    ),
    ("desktop", "Mozilla/5.0 (X11; Linux x86_64; rv:13{}.0) Gecko/20100101 Firefox/13{}.0"),
];

/// Pages that lead to the shop, by source.
const REFERRERS: [(&str, &str); 6] = [
    ("instagram", "https://l.instagram.com/"),
    ("youtube", "https://www.youtube.com/"),
    ("tiktok", "https://www.tiktok.com/"),
    ("google", "https://www.google.com/"),
    ("strava", "https://www.strava.com/"),
    ("trailtalk.example", "https://trailtalk.example/threads/1"),
];

/// Language and time zone by country.
const PLACES: [(&str, &str, &str); 8] = [
    ("US", "en-US", "America/Chicago"),
    ("CA", "en-CA", "America/Toronto"),
    ("GB", "en-GB", "Europe/London"),
    ("DE", "de-DE", "Europe/Berlin"),
    ("FR", "fr-FR", "Europe/Paris"),
    ("CH", "de-CH", "Europe/Zurich"),
    ("IT", "it-IT", "Europe/Rome"),
    ("AU", "en-AU", "Australia/Sydney"),
];

/// Somebody with a browser.
struct Visitor {
    kind: Kind,
    handle: String,
    /// The short link by which they came, if they did.
    code: Option<String>,
    agent: String,
    address: String,
    referrer: &'static str,
    language: &'static str,
    zone: &'static str,
}

/// Lets visitors come for ever.
pub(crate) async fn run(world: Arc<World>, gap: Duration) {
    let mut rng = Rng::new(world.options.seed, "visitors");
    let gap = gap / VISITORS_PER_ORDER;
    loop {
        pause(gap.mul_f64(0.2 + rng.unit() * 1.6)).await;
        let Some(visitor) = ({
            let state = world.read();
            let recent = state.orders.len().saturating_sub(600);
            let partner = state.orders.get(recent + rng.below(600)).and_then(|order| order.partner);
            partner.map(|partner| draw(&world, &state, &mut rng, partner))
        }) else {
            continue;
        };
        let steps = [1000, 620, 105, 38].into_iter().take_while(|permille| rng.chance(*permille)).count();
        look(&world, &visitor, steps).await;
    }
}

/// Lets somebody come who buys the order.
pub(crate) async fn buy(world: &World, rng: &mut Rng, n: usize) {
    let Some((visitor, order)) = ({
        let state = world.read();
        state.orders.get(n).and_then(|order| {
            let visitor = draw(world, &state, rng, order.partner?);
            let cents = order.subtotal();
            let value = format!("{}.{:02}", cents / 100, cents % 100);
            Some((visitor, json!({"order": order.id.to_string(), "value": value, "currency": "USD"})))
        })
    }) else {
        return;
    };
    look(world, &visitor, 4).await;
    send(world, &visitor, EVENTS[5], order).await;
}

fn draw(world: &World, state: &State, rng: &mut Rng, partner: usize) -> Visitor {
    let who = &state.partners[partner];
    let kind = kind(rng, who.euro_permille);
    let codes = lock(&world.links).get(&who.handle).cloned().unwrap_or_default();
    let agents: Vec<&str> =
        AGENTS.iter().filter(|(device, _)| *device == kind.device).map(|(_, agent)| *agent).collect();
    let place = PLACES.iter().find(|(country, ..)| *country == kind.country);
    Visitor {
        code: kind.link.and_then(|link| codes.get(link).cloned()),
        handle: who.handle.clone(),
        agent: rng.pick(&agents).replace("{}", &rng.range(0, 6).to_string()),
        // Addresses that are kept for documentation.
        address: format!("198.{}.{}.{}", rng.range(18, 19), rng.range(0, 255), rng.range(1, 254)),
        referrer: REFERRERS.iter().find(|(source, _)| *source == kind.source).map_or("", |(_, referrer)| referrer),
        language: place.map_or("en", |(_, language, _)| language),
        zone: place.map_or("", |(.., zone)| zone),
        kind,
    }
}

/// Takes the first steps of the funnel, by the link if there is one.
async fn look(world: &World, visitor: &Visitor, steps: usize) {
    if let Some(code) = &visitor.code {
        let app = world.options.app_url.trim_end_matches('/');
        let request = world.http.get(format!("{app}/r/{code}"));
        deliver(as_browser(request, visitor).header("referer", visitor.referrer), "click").await;
    }
    for event in EVENTS.iter().skip(1).take(steps) {
        send(world, visitor, event, json!({})).await;
    }
}

async fn send(world: &World, visitor: &Visitor, event: &str, more: Value) {
    let app = world.options.app_url.trim_end_matches('/');
    let mut body = json!({
        "event": event, "url": "https://northtrail.example/", "referrer": visitor.referrer, "partner": visitor.handle,
        "language": visitor.language, "zone": visitor.zone,
    });
    if let Some(code) = &visitor.code {
        body["link"] = code.as_str().into();
    }
    if visitor.kind.source == "email" {
        body["utm_source"] = "newsletter".into();
    }
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let request = world.http.post(format!("{app}/collect")).header("content-type", "text/plain;charset=UTF-8");
    deliver(as_browser(request, visitor).body(body.to_string()), event).await;
}

fn as_browser(request: reqwest::RequestBuilder, visitor: &Visitor) -> reqwest::RequestBuilder {
    request
        .header("user-agent", &visitor.agent)
        .header("accept-language", visitor.language)
        .header("x-forwarded-for", &visitor.address)
}

async fn deliver(request: reqwest::RequestBuilder, event: &str) {
    if let Err(error) = request.send().await {
        tracing::info!(event, error = %error.without_url(), "a visitor's event was not delivered");
    }
}
