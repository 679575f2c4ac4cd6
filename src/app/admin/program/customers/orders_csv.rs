//! A customer's orders as a CSV file: what their page shows, all pages of it, sent as it is read.

use crate::{
    Services,
    csv::{Chunk, Team, file, not_begun, row},
};
use axum::{
    body::Bytes,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    ChannelId, CustomerId, Money,
    program::{CommissionLine, CustomerOrder, CustomerOrderQuery, DirectOrderLine},
};
use program::ProgramError;

const HEADINGS: [&str; 13] = [
    "Time (UTC)",
    "Order",
    "Kind",
    "Partner",
    "Coupon",
    "Total",
    "Total currency",
    "Given back",
    "Commission id",
    "Commission",
    "Commission currency",
    "Status",
    "Notes",
];
const PAGE: u32 = 1_000;

/// `GET /admin/customers/{id}/orders.csv`.
pub async fn download(Team { services, channel }: Team, Path(id): Path<String>) -> Response {
    let Ok(customer) = id.parse::<CustomerId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match services.program.customer(&channel, &customer).await {
        Ok(_) => {}
        Err(ProgramError::NotFound) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return not_begun(&error),
    }
    let query = CustomerOrderQuery { customer, after: None, limit: Some(PAGE) };
    let headings = HEADINGS.map(str::to_owned);
    file("orders.csv", &headings, query, move |query| read(services.clone(), channel.clone(), query)).await
}

async fn read(
    services: Services,
    channel: ChannelId,
    query: CustomerOrderQuery,
) -> Result<Chunk<CustomerOrderQuery>, ProgramError> {
    let page = services.program.customer_orders(&channel, &query).await?;
    let text: String = page.rows.iter().map(|line| row(&cells(line))).collect();
    let next = page.next.map(|after| CustomerOrderQuery { after: Some(after), ..query });
    Ok((Bytes::from(text), next))
}

fn cells(line: &CustomerOrder) -> [String; 13] {
    match line {
        CustomerOrder::Brought(line) => brought(line),
        CustomerOrder::Direct(line) => direct(line),
    }
}

fn brought(line: &CommissionLine) -> [String; 13] {
    [
        line.occurred_at.clone(),
        line.title.clone(),
        line.kind.as_str().to_owned(),
        line.partner_name.clone(),
        line.coupon.clone().unwrap_or_default(),
        line.total.map(Money::decimal).unwrap_or_default(),
        line.total.map(|total| total.currency.to_string()).unwrap_or_default(),
        line.given_back.map(Money::decimal).unwrap_or_default(),
        line.id.to_string(),
        line.amount.decimal(),
        line.amount.currency.to_string(),
        line.status.title().to_owned(),
        line.notes.clone(),
    ]
}

fn direct(line: &DirectOrderLine) -> [String; 13] {
    let nothing = String::new;
    [
        line.placed_at.clone(),
        line.name.clone(),
        "direct".to_owned(),
        nothing(),
        line.coupon.clone().unwrap_or_default(),
        line.total.decimal(),
        line.total.currency.to_string(),
        line.refunded.decimal(),
        nothing(),
        nothing(),
        nothing(),
        line.fate().unwrap_or_default(),
        line.notes.clone(),
    ]
}
