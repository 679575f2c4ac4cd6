//! Payouts as a CSV file: a partner's own for them and for the team, all of them for the team; sent as they are read.

use super::{parts::account_of, zone_of};
use crate::{
    Services,
    admin::payouts::{params::PayoutsParams, view::History},
    csv::{Asked, Chunk, Team, download as whole, file, not_begun, refused, row, scope_of},
};
use access::Viewer;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{ChannelId, Money, PartnerId, PayoutId, PayoutRunId, zone::Zone};
use std::{collections::HashMap, sync::Arc};
use store::{Payout, PayoutFilter, StoreError};

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

/// `GET /admin/payouts.csv`: all payouts of the channel, or those that stand as the address says, for the team.
pub async fn download_all(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = PayoutsParams::read(&query);
    match params.faults.first() {
        Some((field, fault)) => refused(field, fault),
        None => all_of(services, channel, params.history).await,
    }
}

/// `GET /admin/payouts/{id}/payouts.csv`: the payouts of a run, for the team.
pub async fn download_run(Team { services, channel }: Team, Path(id): Path<String>) -> Response {
    let Ok(run) = id.parse::<PayoutRunId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let zone = match zone_of(&services, &channel).await {
        Ok(zone) => zone,
        Err(error) => return not_begun(&error),
    };
    match services.program.store().payout_run(&channel, &run).await {
        Ok(Some((_, payouts))) => match rows(&services, &channel, &payouts, &zone).await {
            Ok(text) => {
                whole(&format!("{run}.csv"), Body::from(format!("{}{text}", row(&HEADINGS.map(str::to_owned)))))
            }
            Err(error) => not_begun(&error),
        },
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => not_begun(&error),
    }
}

async fn of_one(services: Services, viewer: Option<Viewer>, asked: Option<PartnerId>) -> Response {
    match scope_of(&services, viewer, asked.as_ref()).await {
        Ok(scope) => {
            let own = History { of: Some(scope.partner().clone()), ..History::default() };
            all_of(services, scope.channel().clone(), own).await
        }
        Err(refused) => refused.into_response(),
    }
}

async fn all_of(services: Services, channel: ChannelId, history: History) -> Response {
    let zone = match zone_of(&services, &channel).await {
        Ok(zone) => zone,
        Err(error) => return not_begun(&error),
    };
    let reading = Arc::new(Reading { filter: history.filter(&zone), services, channel, zone });
    file("payouts.csv", &HEADINGS.map(str::to_owned), None, move |before| read(reading.clone(), before)).await
}

/// What is read.
struct Reading {
    services: Services,
    channel: ChannelId,
    filter: PayoutFilter,
    zone: Zone,
}

/// Reads on after the payout that was the last so far.
async fn read(reading: Arc<Reading>, before: Option<PayoutId>) -> Result<Chunk<Option<PayoutId>>, StoreError> {
    let (store, channel) = (reading.services.program.store(), &reading.channel);
    let payouts = store.payouts_like(channel, &reading.filter, before.as_ref(), PAGE).await?;
    let text = rows(&reading.services, channel, &payouts, &reading.zone).await?;
    let is_last = payouts.len() < PAGE as usize;
    let next = payouts.last().filter(|_| !is_last).map(|payout| Some(payout.id.clone()));
    Ok((Bytes::from(text), next))
}

async fn rows(services: &Services, channel: &ChannelId, payouts: &[Payout], zone: &Zone) -> Result<String, StoreError> {
    let ids: Vec<&PartnerId> = payouts.iter().map(|payout| &payout.partner_id).collect();
    let members = services.program.store().members_by_id(channel, &ids).await?;
    let names: HashMap<&PartnerId, &str> = members.iter().map(|(id, (_, name))| (id, name.as_str())).collect();
    Ok(payouts.iter().map(|payout| row(&cells(payout, &names, zone))).collect())
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
        payout.method.told(payout.paid_by),
        account_of(payout),
        payout.status.title().to_owned(),
        payout.transaction_id.clone().unwrap_or_default(),
        payout.fee.map(Money::decimal).unwrap_or_default(),
        payout.reason.clone(),
        payout.notes.clone(),
    ]
}
