//! Shopify's Admin GraphQL API (contract B3, B8, B9).

mod arguments;
mod check;
mod cost;
mod execute;
mod nodes;
pub(crate) mod rest;
mod schema;
mod search;
mod source;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
pub(crate) use cost::Bucket;
pub(crate) use nodes::decimal;
use serde_json::{Map, Value, json};

use crate::world::{World, lock};

/// A GraphQL error: message and Shopify's code, which stands in `extensions`.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    message: String,
    code: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: None }
    }

    pub(crate) fn coded(code: &'static str, message: impl Into<String>) -> Self {
        Self { message: message.into(), code: Some(code) }
    }

    fn as_json(&self) -> Value {
        match self.code {
            Some(code) => json!({"message": self.message, "extensions": {"code": code}}),
            None => json!({"message": self.message}),
        }
    }
}

/// Routes below `/shopify`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new().route("/admin/api/{version}/graphql.json", post(graphql))
}

async fn graphql(
    State(world): State<Arc<World>>,
    Path(version): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let token = headers.get("x-shopify-access-token").and_then(|value| value.to_str().ok());
    if token != Some(world.options.credentials.shopify_token.as_str()) {
        let errors = json!({"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"});
        return (StatusCode::UNAUTHORIZED, Json(errors)).into_response();
    }
    if !is_version(&version) {
        return (StatusCode::NOT_FOUND, Json(json!({"errors": "Not Found"}))).into_response();
    }
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"errors": {"query": "Required parameter missing or invalid"}})))
            .into_response();
    };
    let Some(query) = request["query"].as_str() else {
        return (StatusCode::BAD_REQUEST, Json(json!({"errors": {"query": "Required parameter missing or invalid"}})))
            .into_response();
    };
    let variables = request["variables"].as_object().cloned().unwrap_or_default();
    let operation = request["operationName"].as_str();
    (
        [("x-shopify-api-version", version), ("x-request-id", format!("{:016x}", crate::rng::hash(1, query)))],
        Json(answer(&world, query, operation, &variables)),
    )
        .into_response()
}

/// `2026-04`: a year and a quarter's first month.
fn is_version(text: &str) -> bool {
    let quarter = |month: &str| matches!(month, "01" | "04" | "07" | "10");
    text == "unstable"
        || text.split_once('-').is_some_and(|(year, month)| {
            year.len() == 4 && year.chars().all(|digit| digit.is_ascii_digit()) && quarter(month)
        })
}

/// Parses, checks, pays, executes, gives change.
fn answer(world: &World, query: &str, operation: Option<&str>, variables: &Map<String, Value>) -> Value {
    let schema = schema::Schema::get();
    let document = match graphql_parser::parse_query::<String>(query) {
        Ok(document) => document,
        Err(error) => return failed(&[Problem::new(format!("syntax error: {error}"))]),
    };
    let plan = match check::plan(schema, &document, operation, variables) {
        Ok(plan) => plan,
        Err(problems) => return failed(&problems),
    };
    if plan.cost > cost::MAX_QUERY {
        return json!({"errors": [{
            "message": format!("Query cost is {}, which exceeds the single query max cost limit ({}).", plan.cost, cost::MAX_QUERY),
            "extensions": {"code": "MAX_COST_EXCEEDED", "cost": plan.cost, "maxCost": cost::MAX_QUERY},
        }]});
    }
    let now_ms = world.clock.now_ms();
    if let Err(status) = lock(&world.bucket).take(plan.cost, now_ms) {
        return json!({
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": {"cost": {"requestedQueryCost": plan.cost, "actualQueryCost": null, "throttleStatus": status}},
        });
    }
    let state = world.read();
    let done = execute::run(&execute::Context { world, state: &state, schema, plan: &plan });
    let actual = done.cost.min(plan.cost);
    let status = lock(&world.bucket).give_back(plan.cost - actual, now_ms);
    let mut body = json!({
        "data": done.data,
        "extensions": {"cost": {
            "requestedQueryCost": plan.cost, "actualQueryCost": actual, "throttleStatus": status,
        }},
    });
    if !done.problems.is_empty() {
        body["errors"] = done.problems.iter().map(Problem::as_json).collect();
    }
    body
}

fn failed(problems: &[Problem]) -> Value {
    json!({"errors": problems.iter().map(Problem::as_json).collect::<Vec<_>>()})
}
