//! The partners as a CSV file: what the list shows with its filters, all pages of it, sent as it is read.

use crate::{
    Services,
    admin::params::PartnersParams,
    csv::{Chunk, not_begun, pages, parse, refused, row, team},
};
use access::Viewer;
use axum::{
    Extension,
    body::Bytes,
    extract::RawQuery,
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, Currency, Money,
    admin::{PartnerQuery, PartnerRow, Standing},
};
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
    let channel = match team(viewer) {
        Ok(channel) => channel,
        Err(refused) => return refused.into_response(),
    };
    let params = PartnersParams::read(&parse(query.0.as_deref().unwrap_or_default()));
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
