//! `/api/affiliates`: orders that partners brought, one by one or a thousand at a time, and what was given back of them.
//!
//! | request | answer |
//! |---|---|
//! | `POST /api/affiliates/track/{affiliate_code}` with an order | 200 `{"success": true, "message", "commission"}` |
//! | the code is nobody's, or the partner is not approved | 200 `{"success": false, "message"}`: expected, and no error |
//! | the order was tracked before | 409, with the commission that it has |
//! | `POST /api/affiliates/track` with `{"orders": [{"affiliate_code", …}, …]}`, up to 1,000 | 200 `{"results": […]}`, one for each |
//! | `POST /api/affiliates/orders/{order_id}/refunds` with `refund_id` and `amount` | 200 `{"success": true, "message"}`; 409 when it was counted before |
//! | fields that are not usable | 422, each with its JSON pointer |
//!
//! The key comes as `Y-API-Key` or `Authorization: Bearer`. Amounts are JSON numbers in major units, read digit by digit; in the shop's
//! currency unless `currency` names another. With an `Idempotency-Key` the same request is answered the same for 24 hours.

mod idempotency;
mod key;
mod order;
mod reply;

use crate::problem::{problem, wait};
use access::Access;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::post,
};
use domain::CouponCode;
use key::Caller;
use order::Fields;
use program::{Program, ProgramError};
use reply::Reply;
use std::sync::Arc;
use store::KeyScope;

/// An order is small; what is larger is a mistake.
const ORDER_LIMIT: usize = 64 * 1024;
const BULK_LIMIT: usize = 4 * 1024 * 1024;
/// How many orders one request may bring.
const MOST_ORDERS: usize = 1_000;

/// What the routes need.
#[derive(Debug, Clone)]
pub struct Affiliates {
    /// Whose a key is.
    pub access: Arc<Access>,
    /// Tracks.
    pub program: Program,
}

/// The routes, below `/api/affiliates`.
pub fn routes<S: Clone + Send + Sync + 'static>(affiliates: Affiliates) -> Router<S> {
    let one = Router::new().route("/track/{affiliate_code}", post(track)).layer(DefaultBodyLimit::max(ORDER_LIMIT));
    let back =
        Router::new().route("/orders/{order_id}/refunds", post(refund)).layer(DefaultBodyLimit::max(ORDER_LIMIT));
    let many = Router::new().route("/track", post(track_all)).layer(DefaultBodyLimit::max(BULK_LIMIT));
    one.merge(back).merge(many).with_state(affiliates)
}

async fn track(
    State(affiliates): State<Affiliates>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (caller, body) = match enter(&affiliates, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return *refused,
    };
    let path = format!("/track/{code}");
    let request = idempotency::Request { method: "POST", path: &path, body: &body };
    let work = {
        let (affiliates, caller, body) = (affiliates.clone(), caller.clone(), body.clone());
        async move { track_one(&affiliates, &caller, &code, &body).await }
    };
    idempotency::once(affiliates.program.store(), &caller, &headers, &request, work).await
}

async fn track_one(affiliates: &Affiliates, caller: &Caller, code: &str, body: &[u8]) -> Reply {
    let fields = match Fields::read(body) {
        Ok(fields) => fields,
        Err(detail) => return Reply::problem(StatusCode::BAD_REQUEST, detail),
    };
    let Ok(code) = code.parse::<CouponCode>() else {
        return Reply::nothing(program::NotTracked::UnknownCode);
    };
    match fields.order(code, caller, "") {
        Ok(asked) => {
            let done = affiliates.program.track(&caller.channel.id, asked).await;
            Reply::of(done)
        }
        Err(faults) => Reply::invalid(&faults),
    }
}

async fn track_all(
    State(affiliates): State<Affiliates>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (caller, body) = match enter(&affiliates, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return *refused,
    };
    let request = idempotency::Request { method: "POST", path: "/track", body: &body };
    let work = {
        let (affiliates, caller, body) = (affiliates.clone(), caller.clone(), body.clone());
        async move { track_many(&affiliates, &caller, &body).await }
    };
    idempotency::once(affiliates.program.store(), &caller, &headers, &request, work).await
}

async fn track_many(affiliates: &Affiliates, caller: &Caller, body: &[u8]) -> Reply {
    let orders = match order::list(body) {
        Ok(orders) if (1..=MOST_ORDERS).contains(&orders.len()) => orders,
        Ok(_) => return Reply::invalid(&[("/orders".into(), "send 1 to 1,000 orders".into())]),
        Err(detail) => return Reply::problem(StatusCode::BAD_REQUEST, detail),
    };
    let mut results: Vec<Option<Reply>> = Vec::with_capacity(orders.len());
    let mut asked = Vec::new();
    for (index, fields) in orders.into_iter().enumerate() {
        let read = fields.and_then(|fields| fields.coded_order(caller, &format!("/orders/{index}")));
        results.push(match read {
            Ok(Some(order)) => {
                asked.push(order);
                None
            }
            Ok(None) => Some(Reply::nothing(program::NotTracked::UnknownCode)),
            Err(faults) => Some(Reply::invalid(&faults)),
        });
    }
    let done = match affiliates.program.track_all(&caller.channel.id, asked).await {
        Ok(done) => done,
        Err(fault) => return Reply::of(Err(fault)),
    };
    let mut done = done.into_iter();
    let whole = results.into_iter().map(|result| match result {
        Some(reply) => reply,
        None => Reply::of(done.next().unwrap_or(Err(ProgramError::NotFound))),
    });
    Reply::results(whole.collect())
}

async fn refund(
    State(affiliates): State<Affiliates>,
    Path(order_id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (caller, body) = match enter(&affiliates, &headers, body).await {
        Ok(entered) => entered,
        Err(refused) => return *refused,
    };
    let path = format!("/orders/{order_id}/refunds");
    let request = idempotency::Request { method: "POST", path: &path, body: &body };
    let work = {
        let (affiliates, caller, body) = (affiliates.clone(), caller.clone(), body.clone());
        async move { refund_one(&affiliates, &caller, &order_id, &body).await }
    };
    idempotency::once(affiliates.program.store(), &caller, &headers, &request, work).await
}

async fn refund_one(affiliates: &Affiliates, caller: &Caller, order_id: &str, body: &[u8]) -> Reply {
    let fields = match Fields::read(body) {
        Ok(fields) => fields,
        Err(detail) => return Reply::problem(StatusCode::BAD_REQUEST, detail),
    };
    match fields.refund(caller) {
        Ok((refund_id, amount)) => {
            Reply::refunded(affiliates.program.give_back(&caller.channel.id, order_id, &refund_id, amount).await)
        }
        Err(faults) => Reply::invalid(&faults),
    }
}

/// Who asks, and with which body. Boxed: a refusal is the answer itself.
async fn enter(
    affiliates: &Affiliates,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(Caller, Bytes), Box<Response>> {
    let caller = key::caller(affiliates, headers, KeyScope::Write).await?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => problem(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
        _ => problem(StatusCode::BAD_REQUEST, "The body could not be read."),
    })?;
    Ok((caller, body))
}

fn busy() -> Response {
    wait(problem(StatusCode::SERVICE_UNAVAILABLE, "Tandem is busy. Please send the request again."), 5)
}
