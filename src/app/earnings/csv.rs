//! The entries as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    csv::{Chunk, file, parse, refused, row, scope_of},
    earnings::params::Params,
};
use access::{Scope, Viewer};
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    PartnerId, Source,
    earnings::{Entry, EntryQuery},
};
use unify::UnifyError;

const HEADINGS: [&str; 13] = [
    "Time (UTC)",
    "Title",
    "Stream",
    "Reported by",
    "Sale",
    "Refunded",
    "Sale currency",
    "Earned",
    "Earned currency",
    "Status",
    "When and why",
    "Coupon",
    "Customer",
];
const PAGE: u32 = 1_000;

/// `GET /earnings.csv`: the partner's own entries.
pub async fn download(services: Extension<Services>, viewer: Extension<Option<Viewer>>, query: RawQuery) -> Response {
    answer(services.0, viewer.0, None, query).await
}

/// `GET /admin/partners/{id}/earnings.csv`: a partner's entries for the team.
pub async fn download_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(id): Path<String>,
    query: RawQuery,
) -> Response {
    match id.parse::<PartnerId>() {
        Ok(id) => answer(services.0, viewer.0, Some(id), query).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn answer(services: Services, viewer: Option<Viewer>, asked: Option<PartnerId>, query: RawQuery) -> Response {
    let scope = match scope_of(&services, viewer, asked.as_ref()).await {
        Ok(scope) => scope,
        Err(refused) => return refused.into_response(),
    };
    let params = Params::read(&parse(query.0.as_deref().unwrap_or_default()));
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let query = EntryQuery { after: None, limit: Some(PAGE), ..params.entries(None) };
    let headings = HEADINGS.map(str::to_owned);
    file("earnings.csv", &headings, query, move |query| read(services.clone(), scope.clone(), query)).await
}

async fn read(services: Services, scope: Scope, query: EntryQuery) -> Result<Chunk<EntryQuery>, UnifyError> {
    let page = services.unify.entries(scope.channel(), scope.partner(), &query).await?;
    let text: String = page.entries.iter().map(|entry| row(&cells(entry))).collect();
    let next = page.next.map(|after| EntryQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn cells(entry: &Entry) -> [String; 13] {
    let decimal = |money: Option<domain::Money>| money.map(domain::Money::decimal).unwrap_or_default();
    let currency = |money: Option<domain::Money>| money.map(|money| money.currency.to_string()).unwrap_or_default();
    [
        domain::zone::rfc3339(entry.at),
        entry.title.clone(),
        entry.stream.title().to_owned(),
        entry.sources.iter().map(|source: &Source| source.title()).collect::<Vec<_>>().join(" + "),
        decimal(entry.sale),
        decimal(entry.refunded),
        currency(entry.sale),
        decimal(entry.earned),
        currency(entry.earned),
        entry.status.title().to_owned(),
        entry.reason.clone(),
        entry.coupon.clone().unwrap_or_default(),
        entry.customer.clone().unwrap_or_default(),
    ]
}
