//! The customers as a CSV file: what the list shows with its search, all pages of it, sent as it is read. A customer has a line for each
//! currency they bought in.

use crate::{
    Services,
    admin::program::params::CustomersParams,
    csv::{Asked, Chunk, Team, file, refused, row},
};
use axum::{body::Bytes, response::Response};
use domain::{
    ChannelId,
    program::{CustomerLine, CustomerQuery},
};
use program::ProgramError;

const HEADINGS: [&str; 11] = [
    "Customer id",
    "E-mail",
    "Name",
    "Your own id",
    "Metadata",
    "First order",
    "Last order",
    "Currency",
    "Orders",
    "Revenue",
    "Commission",
];
const PAGE: u32 = 1_000;

/// `GET /admin/customers.csv`.
pub async fn download(Team { services, channel }: Team, Asked(query): Asked) -> Response {
    let params = CustomersParams::read(&query);
    if let Some((field, fault)) = params.faults.first() {
        return refused(field, fault);
    }
    let query = CustomerQuery { after: None, limit: Some(PAGE), ..params.query() };
    let headings = HEADINGS.map(str::to_owned);
    file("customers.csv", &headings, query, move |query| read(services.clone(), channel.clone(), query)).await
}

async fn read(
    services: Services,
    channel: ChannelId,
    query: CustomerQuery,
) -> Result<Chunk<CustomerQuery>, ProgramError> {
    let page = services.program.customers(&channel, &query).await?;
    let text: String = page.rows.iter().map(lines).collect();
    let next = page.next.map(|after| CustomerQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn lines(customer: &CustomerLine) -> String {
    let line = |sums: [String; 4]| {
        let who = [
            customer.id.to_string(),
            customer.email.clone(),
            customer.name.clone(),
            customer.external_id.clone().unwrap_or_default(),
            customer.metadata.clone().unwrap_or_default(),
            customer.first.clone(),
            customer.last.clone(),
        ];
        row(&[&who[..], &sums[..]].concat())
    };
    if customer.totals.is_empty() {
        return line(Default::default());
    }
    let sums = customer.totals.iter().map(|it| {
        let currency = it.revenue.currency.to_string();
        line([currency, it.orders.to_string(), it.revenue.decimal(), it.commission.decimal()])
    });
    sums.collect()
}
