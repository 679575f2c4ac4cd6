//! The top partners as a CSV file: those that the overview shows.

use super::super::{api::overview_of, params::OverviewParams};
use crate::csv::{Asked, Team, download as file, refused, row, unanswered};
use axum::{body::Body, response::Response};
use domain::{Currency, Money, admin::PartnerRow};

const HEADINGS: [&str; 8] = ["Partner id", "Partner", "E-mail", "Tier", "Orders", "Sales", "Earned", "Currency"];

/// `GET /admin/top.csv`.
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = OverviewParams::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    match overview_of(&services, &channel, params.days, params.currency).await {
        Ok(overview) => {
            let lines = overview.top.iter().map(|line| row(&cells(line, overview.currency)));
            file(
                "top-partners.csv",
                Body::from([row(&HEADINGS.map(str::to_owned))].into_iter().chain(lines).collect::<String>()),
            )
        }
        Err(error) => unanswered(&error),
    }
}

fn cells(line: &PartnerRow, currency: Currency) -> [String; 8] {
    let money = |amount: Option<Money>| amount.map(Money::decimal).unwrap_or_default();
    [
        line.id.to_string(),
        line.name.clone(),
        line.email.clone(),
        line.tier.clone(),
        line.orders.map(|orders| orders.to_string()).unwrap_or_default(),
        money(line.sales),
        money(line.earned),
        currency.to_string(),
    ]
}
