//! The commissions as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    admin::program::params::CommissionsParams,
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
    ChannelId, Money,
    program::{CommissionLine, CommissionQuery},
};
use futures::StreamExt;

const HEADINGS: [&str; 15] = [
    "Commission id",
    "Time (UTC)",
    "Order",
    "Kind",
    "Partner",
    "Coupon",
    "Customer e-mail",
    "Customer",
    "Total",
    "Total currency",
    "Commission",
    "Commission currency",
    "Status",
    "Reason",
    "Notes",
];
const PAGE: u32 = 1_000;

/// `GET /admin/commissions.csv`.
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
    let params = CommissionsParams::read(&parse(query.0.as_deref().unwrap_or_default()));
    if let Some((field, hint)) = params.faults.first() {
        return (StatusCode::UNPROCESSABLE_ENTITY, format!("{field} should be {hint}")).into_response();
    }
    let query = CommissionQuery { after: None, limit: Some(PAGE), ..params.query() };
    match read(&services, &channel, query).await {
        Ok(first) => file(first, services, channel),
        Err(fault) => {
            tracing::error!(fault, "the CSV file could not be begun");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

type Chunk = (Bytes, Option<CommissionQuery>);

fn file(first: Chunk, services: Services, channel: ChannelId) -> Response {
    let start = Bytes::from(row(&HEADINGS.map(str::to_owned)));
    let rest = futures::stream::unfold(Some(Ok(first)), move |state| {
        let (services, channel) = (services.clone(), channel.clone());
        async move {
            match state? {
                Ok((bytes, next)) => {
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
        (header::CONTENT_DISPOSITION, "attachment; filename=\"commissions.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

async fn read(services: &Services, channel: &ChannelId, query: CommissionQuery) -> Result<Chunk, String> {
    let page = services.program.commissions(channel, &query).await.map_err(|error| error.to_string())?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    let next = page.next.map(|after| CommissionQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn cells(line: &CommissionLine) -> [String; 15] {
    let (email, name) = line.customer.as_ref().map(|it| (it.email.clone(), it.name.clone())).unwrap_or_default();
    [
        line.id.to_string(),
        line.occurred_at.clone(),
        line.title.clone(),
        line.kind.as_str().to_owned(),
        line.partner_name.clone(),
        line.coupon.clone().unwrap_or_default(),
        email,
        name,
        line.total.map(Money::decimal).unwrap_or_default(),
        line.total.map(|total| total.currency.to_string()).unwrap_or_default(),
        line.amount.decimal(),
        line.amount.currency.to_string(),
        line.status.title().to_owned(),
        line.reason.clone(),
        line.notes.clone(),
    ]
}
