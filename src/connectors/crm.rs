//! CRMs: who looks after a partner.

use crate::Result;
use async_trait::async_trait;
use domain::{Email, profile::Contact};
use serde::{Deserialize, Serialize};

/// A partner as the CRM knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrmContact {
    /// The CRM's id of the partner.
    pub id: String,
    /// The member of the merchant's team who looks after them.
    pub owner: Option<Contact>,
}

/// Speaks to one CRM for one channel.
#[async_trait]
pub trait Crm: Send + Sync + std::fmt::Debug {
    /// The contact with this e-mail, and its owner.
    async fn contact_by_email(&self, email: &Email) -> Result<Option<CrmContact>>;
}
