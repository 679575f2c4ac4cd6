//! The program's figures as a CSV file: the series, bucket by bucket.

use super::params::Params;
use crate::{
    Services,
    csv::{download as send, not_begun, parse, refused, row, scope_of, team},
};
use access::Viewer;
use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, Money, PartnerId,
    program::{FiguresQuery, ProgramFigures},
};
use program::ProgramError;

const HEADINGS: [&str; 14] = [
    "From",
    "Conversions",
    "Revenue",
    "Commissions",
    "Paid of commissions",
    "Outstanding of commissions",
    "Payouts",
    "Paid out",
    "Average order",
    "Clicks",
    "Earned per click",
    "New customers",
    "Orders of returning customers",
    "Currency",
];

/// `GET /admin/program/figures.csv`: the whole program.
pub async fn download_all(
    Extension(services): Extension<Services>,
    Extension(viewer): Extension<Option<Viewer>>,
    query: RawQuery,
) -> Response {
    match team(viewer) {
        Ok(channel) => answer(&services, &channel, None, query).await,
        Err(refused) => refused.into_response(),
    }
}

/// `GET /figures.csv`: the partner's own.
pub async fn download(services: Extension<Services>, viewer: Extension<Option<Viewer>>, query: RawQuery) -> Response {
    of_one(&services.0, viewer.0, None, query).await
}

/// `GET /admin/partners/{id}/figures.csv`: a partner's for the team.
pub async fn download_for(
    services: Extension<Services>,
    viewer: Extension<Option<Viewer>>,
    Path(id): Path<String>,
    query: RawQuery,
) -> Response {
    match id.parse::<PartnerId>() {
        Ok(id) => of_one(&services.0, viewer.0, Some(id), query).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn of_one(services: &Services, viewer: Option<Viewer>, asked: Option<PartnerId>, query: RawQuery) -> Response {
    match scope_of(services, viewer, asked.as_ref()).await {
        Ok(scope) => answer(services, scope.channel(), Some(scope.partner().clone()), query).await,
        Err(refused) => refused.into_response(),
    }
}

async fn answer(services: &Services, channel: &ChannelId, partner: Option<PartnerId>, query: RawQuery) -> Response {
    let params = Params::read(&parse(query.0.as_deref().unwrap_or_default()));
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let query: FiguresQuery = params.query(partner);
    match services.program.figures(channel, &query).await {
        Ok(view) => send("program.csv", Body::from(text(&view))),
        Err(ProgramError::Invalid { field, message }) => refused(field, &message),
        Err(ProgramError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => not_begun(&error),
    }
}

fn text(view: &ProgramFigures) -> String {
    let money = |minor| Money::new(minor, view.currency).decimal();
    // What is unknown is no zero.
    let known = |minor: Option<i64>| minor.map(money).unwrap_or_default();
    let line = |point: &domain::program::ProgramPoint| {
        row(&[
            point.day.iso(),
            point.conversions.to_string(),
            money(point.revenue),
            money(point.earned),
            money(point.earned_paid),
            money(point.outstanding()),
            point.payouts.to_string(),
            money(point.paid_out),
            known(point.average_order()),
            point.clicks.to_string(),
            known(point.earned_per_click()),
            point.new_customers.to_string(),
            point.returning_orders.to_string(),
            view.currency.to_string(),
        ])
    };
    let lines: String = view.points.iter().map(line).collect();
    row(&HEADINGS.map(str::to_owned)) + &lines
}
