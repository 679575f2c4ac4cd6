//! The commissions as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    admin::program::params::CommissionsParams,
    csv::{Asked, Chunk, Team, file, refused, row},
};
use axum::{body::Bytes, response::Response};
use domain::{
    ChannelId, Money,
    program::{CommissionLine, CommissionQuery},
};
use program::ProgramError;

const HEADINGS: [&str; 16] = [
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
    "Flag",
    "Notes",
];
const PAGE: u32 = 1_000;

/// `GET /admin/commissions.csv`.
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = CommissionsParams::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let query = CommissionQuery { after: None, limit: Some(PAGE), ..params.query() };
    let headings = HEADINGS.map(str::to_owned);
    file("commissions.csv", &headings, query, move |query| read(services.clone(), channel.clone(), query)).await
}

async fn read(
    services: Services,
    channel: ChannelId,
    query: CommissionQuery,
) -> Result<Chunk<CommissionQuery>, ProgramError> {
    let page = services.program.commissions(&channel, &query).await?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    let next = page.next.map(|after| CommissionQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn cells(line: &CommissionLine) -> [String; 16] {
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
        line.flag.map(|flag| flag.title().to_owned()).unwrap_or_default(),
        line.notes.clone(),
    ]
}
