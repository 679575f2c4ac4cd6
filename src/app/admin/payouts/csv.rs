//! What is due as a CSV file: the plan that its page shows, all of it.

use super::{compose::whole_plan, params::PayoutsParams, view::PlanLine};
use crate::csv::{Asked, Team, download as file, refused, row, unanswered};
use axum::{body::Body, response::Response};
use domain::{Day, payout::PayoutMethod};

const HEADINGS: [&str; 9] =
    ["Partner id", "Partner", "Commissions", "Amount", "Currency", "Earned up to", "Method", "Account", "Why not"];

/// `GET /admin/payouts/plan.csv`.
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = PayoutsParams::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    match whole_plan(&services, &channel, params.query()).await {
        Ok(plan) => {
            let lines = plan.lines.iter().map(|line| row(&cells(line, plan.method, plan.until)));
            file(
                "due.csv",
                Body::from([row(&HEADINGS.map(str::to_owned))].into_iter().chain(lines).collect::<String>()),
            )
        }
        Err(error) => unanswered(&error),
    }
}

fn cells(line: &PlanLine, method: PayoutMethod, until: Day) -> [String; 9] {
    [
        line.partner.to_string(),
        line.name.clone(),
        line.count.to_string(),
        line.amount.decimal(),
        line.amount.currency.to_string(),
        until.iso(),
        method.title().to_owned(),
        line.shown.clone(),
        line.why_not.clone(),
    ]
}
