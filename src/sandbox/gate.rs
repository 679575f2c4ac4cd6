//! The door of every stand-in: notes the request, then lets it in, holds it up or turns it away.

use std::{fmt, sync::Arc};

use axum::{Router, body::Body, http::Request, response::Response};
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::{
    clock::pause,
    payouts,
    server::never,
    switches::{Mode, System, failures},
    world::{Received, World},
};

const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// The connection is closed without an answer.
#[derive(Debug)]
pub(crate) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("switched off")
    }
}

impl std::error::Error for Dropped {}

/// Answers one request, or drops its connection.
pub(crate) async fn pass(world: Arc<World>, router: Router, request: Request<Incoming>) -> Result<Response, Dropped> {
    let request = request.map(Body::new);
    let Some(system) = System::of_path(request.uri().path()) else {
        return Ok(never(router.oneshot(request).await));
    };
    let request = note(&world, system, request).await?;
    let is_payout = payouts::is_creation(request.method(), request.uri().path());
    match world.switches.mode(system) {
        Mode::LostAnswer if is_payout => {
            let _ = router.oneshot(request).await;
            return Err(Dropped);
        }
        // Stripe keeps the answer of a failed call under its key.
        Mode::Error500 if is_payout && system == System::Stripe => {}
        Mode::Ok
        | Mode::LostAnswer
        | Mode::Late
        | Mode::Twice
        | Mode::Partial
        | Mode::Denied
        | Mode::Invalid
        | Mode::NoFunds => {}
        Mode::Slow { delay } => pause(delay).await,
        Mode::Hang => std::future::pending().await,
        Mode::Dead => return Err(Dropped),
        Mode::Error500 => return Ok(failures::server_error(system)),
        Mode::RateLimited => return Ok(failures::rate_limited(system)),
        Mode::Garbage => return Ok(failures::garbage(world.switches.next_garbage())),
    }
    Ok(never(router.oneshot(request).await))
}

async fn note(world: &World, system: System, request: Request<Body>) -> Result<Request<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| Dropped)?;
    world.note_received(Received {
        number: 0,
        system: system.name(),
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    });
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
