//! What the pages of customers ask the server.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::{
    admin::program::{invalid, team},
    services::{failed, refused},
};
use domain::{
    CustomerId,
    program::{CustomerLine, CustomerOrderPage, CustomerPage, CustomerQuery},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page of customers, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customers {
    /// The page.
    #[serde(flatten)]
    pub page: CustomerPage,
    /// The name of the partner who brought all of them, if one was named.
    pub only: Option<String>,
}

/// A customer with a page of what they bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// Who it is, and their sums.
    pub customer: CustomerLine,
    /// Their orders, newest first, whether partners brought them or not.
    pub orders: CustomerOrderPage,
}

/// Who a customer is, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CustomerForm {
    /// Their e-mail.
    pub email: String,
    /// Their name; may be empty.
    pub name: String,
    /// The merchant's id; may be empty.
    pub external_id: String,
    /// The merchant's own, a JSON object; may be empty.
    pub metadata: String,
}

/// A page of customers.
///
/// # Errors
/// When no admin is signed in or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/customers", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_customers(query: CustomerQuery) -> Result<Customers, AppError> {
    use domain::program::Brought;
    let (services, channel, _) = team()?;
    let only = match &query.brought {
        Some(Brought::By(partner)) => Some(services.unify.partner(&channel, partner).await.map_err(failed)?.name()),
        Some(Brought::Directly) | None => None,
    };
    let page = services.program.customers(&channel, &query).await.map_err(refused)?;
    Ok(Customers { page, only })
}

/// A customer with a page of their orders.
///
/// # Errors
/// As [`list_customers`], or when there is none.
#[server(prefix = "/fn", endpoint = "admin/customer", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_customer(id: CustomerId, after: Option<String>) -> Result<CustomerView, AppError> {
    use domain::program::CustomerOrderQuery;
    let (services, channel, _) = team()?;
    let customer = services.program.customer(&channel, &id).await.map_err(refused)?;
    let query = CustomerOrderQuery { customer: id, after, limit: None };
    let orders = services.program.customer_orders(&channel, &query).await.map_err(refused)?;
    Ok(CustomerView { customer, orders })
}

/// Changes who a customer is.
///
/// # Errors
/// As [`load_customer`], or names the field at fault.
#[server(prefix = "/fn", endpoint = "admin/save-customer", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_customer(id: CustomerId, customer: CustomerForm) -> Result<(), AppError> {
    use domain::{program::CustomerFacts, text::InvalidText};
    let (services, channel, who) = team()?;
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let facts = CustomerFacts {
        email: customer.email.parse().map_err(|fault: InvalidText| invalid("email", fault.to_string()))?,
        name: given(&customer.name),
        external_id: given(&customer.external_id),
        metadata: given(&customer.metadata),
    };
    services.program.change_customer(&channel, &id, &facts, &who).await.map_err(refused)
}

/// Forgets who a customer is; what they brought partners stays.
///
/// # Errors
/// As [`load_customer`].
#[server(prefix = "/fn", endpoint = "admin/delete-customer", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn delete_customer(id: CustomerId) -> Result<(), AppError> {
    let (services, channel, who) = team()?;
    services.program.delete_customer(&channel, &id, &who).await.map_err(refused)
}
