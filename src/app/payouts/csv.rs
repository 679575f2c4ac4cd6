//! Payouts as a CSV file: a partner's own for them and for the team, all of them for the team; sent as they are read.

use super::{parts::account_of, zone_of};
use crate::{
    Services,
    csv::{row, scope_of},
};
use access::Viewer;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{ChannelId, Money, PartnerId, PayoutId, zone::Zone};
use futures::StreamExt;
use std::collections::HashMap;
use store::Payout;

const HEADINGS: [&str; 14] = [
    "Payout",
    "Run",
    "Created (UTC)",
    "Settled on",
    "Partner",
    "Amount",
    "Currency",
    "Method",
    "Account",
    "Status",
    "Transaction",
    "Fee",
    "Reason",
    "Notes",
];
const PAGE: u32 = 1_000;

/// `GET /payouts.csv`: the partner's own payouts.
pub async fn download(services: Extension<Services>, viewer: Extension<Option<Viewer>>) -> Response {
    of_one(services.0, viewer.0, None).await
}

/// `GET /admin/partners/{id}/payouts.csv`: a partner's payouts for the team.
pub async fn download_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(id): Path<String>,
) -> Response {
    match id.parse::<PartnerId>() {
        Ok(id) => of_one(services.0, viewer.0, Some(id)).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /admin/payouts.csv`: all payouts of the channel, for the team.
pub async fn download_all(services: Extension<Services>, viewer: Extension<Option<Viewer>>) -> Response {
    match viewer.0 {
        Some(Viewer::Admin { channel, .. }) => file(services.0, channel, None).await,
        Some(Viewer::Partner { .. }) => StatusCode::FORBIDDEN.into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn of_one(services: Services, viewer: Option<Viewer>, asked: Option<PartnerId>) -> Response {
    match scope_of(&services, viewer, asked.as_ref()).await {
        Ok(scope) => file(services, scope.channel().clone(), Some(scope.partner().clone())).await,
        Err(refused) => refused.into_response(),
    }
}

/// What is read, and from where on.
struct Reading {
    services: Services,
    channel: ChannelId,
    partner: Option<PartnerId>,
    zone: Zone,
}

type Chunk = (Bytes, Option<PayoutId>);

async fn file(services: Services, channel: ChannelId, partner: Option<PartnerId>) -> Response {
    let Ok(zone) = zone_of(&services, &channel).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let reading = Reading { services, channel, partner, zone };
    let first = match read(&reading, None).await {
        Ok(first) => first,
        Err(fault) => {
            tracing::error!(fault, "the CSV file could not be begun");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"payouts.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, stream(first, reading)).into_response()
}

fn stream(first: Chunk, reading: Reading) -> Body {
    let start = Bytes::from(row(&HEADINGS.map(str::to_owned)));
    let rest = futures::stream::unfold((Some(Ok(first)), reading), |(state, reading)| async move {
        match state? {
            Ok((bytes, next)) => {
                let next = match next {
                    Some(before) => Some(read(&reading, Some(&before)).await),
                    None => None,
                };
                Some((Ok(bytes), (next, reading)))
            }
            // A broken transfer, so that nobody takes half a file for the whole.
            Err(fault) => Some((Err(std::io::Error::other(fault)), (None, reading))),
        }
    });
    // Compression asks once more after the end.
    Body::from_stream(futures::stream::once(async { Ok(start) }).chain(rest).fuse())
}

async fn read(reading: &Reading, before: Option<&PayoutId>) -> Result<Chunk, String> {
    let (store, channel) = (reading.services.program.store(), &reading.channel);
    let payouts = store.payouts(channel, reading.partner.as_ref(), None, before, PAGE).await;
    let payouts = payouts.map_err(|error| error.to_string())?;
    let ids: Vec<&PartnerId> = payouts.iter().map(|payout| &payout.partner_id).collect();
    let members = store.members_by_id(channel, &ids).await.map_err(|error| error.to_string())?;
    let names: HashMap<&PartnerId, &str> = members.iter().map(|(id, (_, name))| (id, name.as_str())).collect();
    let text: String = payouts.iter().map(|payout| row(&cells(payout, &names, &reading.zone))).collect();
    let is_last = payouts.len() < PAGE as usize;
    let next = payouts.last().filter(|_| !is_last).map(|payout| payout.id.clone());
    Ok((Bytes::from(text), next))
}

fn cells(payout: &Payout, names: &HashMap<&PartnerId, &str>, zone: &Zone) -> [String; 14] {
    [
        payout.id.to_string(),
        payout.run_id.to_string(),
        domain::zone::rfc3339(payout.created_at),
        payout.settled_at.map(|at| zone.day(at).iso()).unwrap_or_default(),
        names.get(&payout.partner_id).map(|name| (*name).to_owned()).unwrap_or_default(),
        payout.amount.decimal(),
        payout.amount.currency.to_string(),
        payout.method.title().to_owned(),
        account_of(payout),
        payout.status.title().to_owned(),
        payout.transaction_id.clone().unwrap_or_default(),
        payout.fee.map(Money::decimal).unwrap_or_default(),
        payout.reason.clone(),
        payout.notes.clone(),
    ]
}
