//! What is answered: JSON text, so that amounts are numbers with exactly their digits.

use super::busy;
use crate::problem;
use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use program::{NotTracked, Outcome, ProgramError};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use store::TrackedOrder;

/// An answer that can be kept and given again.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: String,
}

/// An order that brings something, or brought it before.
#[derive(Serialize)]
struct Tracked<'a> {
    success: bool,
    message: &'a str,
    commission: Option<CommissionView<'a>>,
}

/// A refund that is counted now.
#[derive(Serialize)]
struct Counted<'a> {
    success: bool,
    message: &'a str,
}

#[derive(Serialize)]
struct CommissionView<'a> {
    id: &'a str,
    amount: Box<RawValue>,
    currency: String,
    status: &'a str,
}

#[derive(Serialize)]
struct Conflict<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    commission: CommissionView<'a>,
}

#[derive(Serialize)]
struct Results {
    results: Vec<One>,
}

#[derive(Serialize)]
struct One {
    status: u16,
    body: Box<RawValue>,
}

impl Reply {
    pub(super) fn problem(status: StatusCode, detail: &str) -> Self {
        Self { status, body: problem::body(status, detail).to_string() }
    }

    pub(super) fn invalid(faults: &[(String, String)]) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, body: problem::invalid_body(faults).to_string() }
    }

    /// No commission was recorded: expected, and no error.
    pub(super) fn nothing(why: NotTracked) -> Self {
        Self::json(StatusCode::OK, &Tracked { success: false, message: why.message(), commission: None })
    }

    pub(super) fn of(done: Result<Outcome, ProgramError>) -> Self {
        match done {
            Ok(Outcome::New(order)) => Self::json(
                StatusCode::OK,
                &Tracked { success: true, message: "The order was tracked.", commission: Some(view(&order)) },
            ),
            Ok(Outcome::Known(order)) => Self::json(
                StatusCode::CONFLICT,
                &Conflict {
                    kind: "about:blank",
                    title: "Conflict",
                    status: 409,
                    detail: "This order was tracked before.",
                    commission: view(&order),
                },
            ),
            Ok(Outcome::Nothing(why)) => Self::nothing(why),
            Err(error) => Self::fault(error),
        }
    }

    /// What came of a refund: whether it is counted now, or was before.
    pub(super) fn refunded(done: Result<bool, ProgramError>) -> Self {
        match done {
            Ok(true) => Self::json(StatusCode::OK, &Counted { success: true, message: "The refund was counted." }),
            Ok(false) => Self::problem(StatusCode::CONFLICT, "This refund was counted before."),
            Err(ProgramError::NotFound) => Self::problem(StatusCode::NOT_FOUND, "No order with this id was tracked."),
            Err(error) => Self::fault(error),
        }
    }

    fn fault(error: ProgramError) -> Self {
        match error {
            ProgramError::Invalid { field, message } => Self::invalid(&[(format!("/{field}"), message)]),
            ProgramError::Rail(detail) => Self::problem(StatusCode::BAD_GATEWAY, &detail),
            ProgramError::Conflict(detail) => Self::problem(StatusCode::CONFLICT, &detail),
            ProgramError::NotFound => Self::problem(StatusCode::NOT_FOUND, "There is no such thing."),
            ProgramError::Store(_) => {
                tracing::error!(%error, "an order could not be tracked");
                Self::problem(StatusCode::SERVICE_UNAVAILABLE, "Tandem is busy. Please send the request again.")
            }
        }
    }

    pub(super) fn results(replies: Vec<Self>) -> Self {
        let one = |reply: Self| {
            let body = RawValue::from_string(reply.body).unwrap_or_default();
            One { status: reply.status.as_u16(), body }
        };
        Self::json(StatusCode::OK, &Results { results: replies.into_iter().map(one).collect() })
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Texts and numbers of our own always serialise.
        Self { status, body: serde_json::to_string(body).unwrap_or_default() }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            return busy();
        }
        let is_problem = self.status.is_client_error();
        let kind = if is_problem { "application/problem+json" } else { "application/json" };
        (self.status, [(CONTENT_TYPE, kind)], self.body).into_response()
    }
}

fn view(order: &TrackedOrder) -> CommissionView<'_> {
    let decimal = order.amount.decimal();
    CommissionView {
        id: order.commission_id.as_str(),
        amount: RawValue::from_string(decimal).unwrap_or_else(|_| to_raw_value(&0).unwrap_or_default()),
        currency: order.amount.currency.to_string(),
        status: order.status.as_str(),
    }
}
