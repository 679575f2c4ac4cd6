//! The partners as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    admin::params::PartnersParams,
    csv::{parse, row},
};
use access::Viewer;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::RawQuery,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, Currency, Money,
    admin::{PartnerQuery, PartnerRow, Standing},
};
use futures::StreamExt;
use unify::UnifyError;

const HEADINGS: [&str; 15] = [
    "Partner id",
    "Name",
    "E-mail",
    "Handle",
    "Code",
    "Tier",
    "In the program",
    "Group",
    "Joined",
    "Sales",
    "Earned",
    "Orders",
    "Commissions",
    "Owed",
    "Conversions",
];
const PAGE: u32 = 1_000;

/// `GET /admin/partners.csv`.
pub async fn download(
    Extension(services): Extension<Services>,
    Extension(viewer): Extension<Option<Viewer>>,
    query: RawQuery,
) -> Response {
    let channel = match viewer {
        Some(Viewer::Admin { channel, .. }) => channel,
        Some(Viewer::Partner { .. }) => return StatusCode::FORBIDDEN.into_response(),
        None => return StatusCode::UNAUTHORIZED.into_response(),
    };
    let params = PartnersParams::read(&parse(query.0.as_deref().unwrap_or_default()));
    if let Some((field, hint)) = params.faults.first() {
        return refused(field, &format!("should be {hint}"));
    }
    let query = PartnerQuery { after: None, limit: Some(PAGE), ..params.query() };
    match read(&services, &channel, query).await {
        Ok(first) => file(first, services, channel),
        Err(UnifyError::Invalid { field, message }) => refused(&field, &message),
        Err(error) => {
            tracing::error!(%error, "the CSV file could not be begun");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn refused(field: &str, message: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, format!("{field} {message}")).into_response()
}

/// Lines, where the next begin, and the currency of all.
type Chunk = (Bytes, Option<PartnerQuery>, Currency);

fn file(first: Chunk, services: Services, channel: ChannelId) -> Response {
    let currency = first.2;
    let headings = HEADINGS.map(|it| match it {
        "Sales" | "Earned" | "Commissions" | "Owed" => format!("{it} ({currency})"),
        other => other.to_owned(),
    });
    let start = Bytes::from(row(&headings));
    let rest = futures::stream::unfold(Some(Ok(first)), move |state| {
        let (services, channel) = (services.clone(), channel.clone());
        async move {
            match state? {
                Ok((bytes, next, _)) => {
                    let next = match next {
                        Some(query) => Some(read(&services, &channel, query).await),
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
        (header::CONTENT_DISPOSITION, "attachment; filename=\"partners.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

async fn read(services: &Services, channel: &ChannelId, query: PartnerQuery) -> Result<Chunk, UnifyError> {
    let page = services.unify.partners(channel, &query).await?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    let next = page.next.map(|after| PartnerQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next, page.currency))
}

/// What was never read is empty, as it is unknown on the page.
fn cells(line: &PartnerRow) -> [String; 15] {
    let money = |amount: Option<Money>| amount.map(Money::decimal).unwrap_or_default();
    [
        line.id.to_string(),
        line.name.clone(),
        line.email.clone(),
        line.handle.clone().unwrap_or_default(),
        line.code.clone().unwrap_or_default(),
        line.tier.clone(),
        line.standing.map_or(Standing::Outside, Standing::In).title().to_owned(),
        line.group.clone().unwrap_or_default(),
        line.joined.clone(),
        money(line.sales),
        money(line.earned),
        line.orders.map(|orders| orders.to_string()).unwrap_or_default(),
        line.commissions.decimal(),
        line.owed.decimal(),
        line.conversions.to_string(),
    ]
}
