//! The entries as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    csv::{parse, row, scope_of},
    earnings::params::Params,
};
use access::{Scope, Viewer};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, RawQuery},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, PartnerId, Source,
    earnings::{Entry, EntryQuery},
};
use futures::StreamExt;

const HEADINGS: [&str; 11] = [
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
        return (StatusCode::UNPROCESSABLE_ENTITY, format!("{field}: {fault}")).into_response();
    }
    let query = EntryQuery { after: None, limit: Some(PAGE), ..params.entries(None) };
    let first = match page(&services, &scope, query).await {
        Ok(first) => first,
        Err(fault) => return fault,
    };
    file(first, services, scope)
}

type Chunk = (Bytes, Option<EntryQuery>);

fn file(first: Chunk, services: Services, scope: Scope) -> Response {
    let start = Bytes::from(row(&HEADINGS.map(str::to_owned)));
    let rest = futures::stream::unfold(Some(Ok(first)), move |state| {
        let (services, channel, partner) = (services.clone(), scope.channel().clone(), scope.partner().clone());
        async move {
            match state? {
                Ok((bytes, next)) => {
                    let next = match next {
                        Some(query) => Some(read(&services, &channel, &partner, query).await),
                        None => None,
                    };
                    Some((Ok(bytes), next))
                }
                // A broken transfer, so that nobody takes half a file for the whole.
                Err(fault) => Some((Err(std::io::Error::other(fault)), None)),
            }
        }
    });
    // Compression asks once more after the end.
    let body = futures::stream::once(async { Ok(start) }).chain(rest).fuse();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"earnings.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

async fn page(services: &Services, scope: &Scope, query: EntryQuery) -> Result<Chunk, Response> {
    read(services, scope.channel(), scope.partner(), query).await.map_err(|fault| {
        tracing::error!(fault, "the CSV file could not be begun");
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    })
}

async fn read(
    services: &Services,
    channel: &ChannelId,
    partner: &PartnerId,
    query: EntryQuery,
) -> Result<Chunk, String> {
    let page = services.unify.entries(channel, partner, &query).await.map_err(|error| error.to_string())?;
    let text: String = page.entries.iter().map(|entry| row(&cells(entry))).collect();
    let next = page.next.map(|after| EntryQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn cells(entry: &Entry) -> [String; 11] {
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
    ]
}
