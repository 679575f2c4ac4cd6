//! What the pages of customers ask the server.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::{admin::program::team, services::refused};
use domain::{
    CustomerId,
    program::{CommissionPage, CustomerLine, CustomerPage, CustomerQuery},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A customer with a page of what they brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// Who it is, and their sums.
    pub customer: CustomerLine,
    /// Their orders, newest first.
    pub orders: CommissionPage,
}

/// A page of customers.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/customers", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_customers(query: CustomerQuery) -> Result<CustomerPage, AppError> {
    let (services, channel, _) = team()?;
    services.program.customers(&channel, &query).await.map_err(refused)
}

/// A customer with a page of their orders.
///
/// # Errors
/// As [`list_customers`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/customer", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_customer(id: CustomerId, after: Option<String>) -> Result<CustomerView, AppError> {
    use domain::program::CommissionQuery;
    let (services, channel, _) = team()?;
    let customer = services.program.customer(&channel, &id).await.map_err(refused)?;
    let query = CommissionQuery { customer: Some(id), after, ..CommissionQuery::default() };
    let orders = services.program.commissions(&channel, &query).await.map_err(refused)?;
    Ok(CustomerView { customer, orders })
}
