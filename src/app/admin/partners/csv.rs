//! The partners as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use super::table::network;
use crate::{
    Services,
    admin::params::PartnersParams,
    csv::{Asked, Chunk, Team, not_begun, pages, refused, row},
};
use axum::{body::Bytes, response::Response};
use domain::{
    ChannelId, Currency, Money,
    admin::{PartnerQuery, PartnerRow, Standing},
};
use unify::UnifyError;

const HEADINGS: [&str; 17] = [
    "Partner id",
    "Name",
    "E-mail",
    "Handle",
    "Code",
    "On a coupon site",
    "Tier",
    "Network",
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
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = PartnersParams::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let query = PartnerQuery { after: None, limit: Some(PAGE), ..params.query() };
    // The headings name the currency of all, which the first page tells.
    let (chunk, currency) = match read(&services, &channel, query).await {
        Ok(first) => first,
        Err(UnifyError::Invalid { field, message }) => return refused(&field, &message),
        Err(error) => return not_begun(&error),
    };
    let headings = HEADINGS.map(|it| match it {
        "Sales" | "Earned" | "Commissions" | "Owed" => format!("{it} ({currency})"),
        other => other.to_owned(),
    });
    pages("partners.csv", &headings, chunk, move |query| {
        let (services, channel) = (services.clone(), channel.clone());
        async move { read(&services, &channel, query).await.map(|(chunk, _)| chunk) }
    })
}

async fn read(
    services: &Services,
    channel: &ChannelId,
    query: PartnerQuery,
) -> Result<(Chunk<PartnerQuery>, Currency), UnifyError> {
    let page = services.unify.partners(channel, &query).await?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    let next = page.next.map(|after| PartnerQuery { after: Some(after), ..query });
    Ok(((Bytes::from(text), next), page.currency))
}

/// What was never read is empty, as it is unknown on the page.
fn cells(line: &PartnerRow) -> [String; 17] {
    let money = |amount: Option<Money>| amount.map(Money::decimal).unwrap_or_default();
    [
        line.id.to_string(),
        line.name.clone(),
        line.email.clone(),
        line.handle.clone().unwrap_or_default(),
        line.code.clone().unwrap_or_default(),
        if line.is_leaked { "yes" } else { "no" }.to_owned(),
        line.tier.clone(),
        network(line.in_network).1.to_owned(),
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
