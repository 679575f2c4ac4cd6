//! HubSpot over HTTP: the contact with an e-mail, and the owner who looks after them (contract 3.1).

mod owners;

use crate::{
    ConnectorError, Result,
    crm::{Crm, CrmContact},
    http::{Call, HttpPolicy, Limit, Limits, Setup, VendorClient, path},
    wire::{Json, malformed},
};
use async_trait::async_trait;
use domain::{Clock, Email, profile::Contact};
use http::{StatusCode, header};
use owners::Owners;
use secrecy::{ExposeSecret, SecretString};
use std::{sync::Arc, time::Duration};

/// 190 calls in ten seconds, whatever they do.
const LIMITS: Limits = Limits { reads: Some(Limit { calls: 190, window: Duration::from_secs(10) }), writes: None };

/// How to reach one HubSpot account.
#[derive(Debug, Clone)]
pub struct HubspotConfig {
    /// Base URL, such as `https://api.hubapi.com`.
    pub base_url: String,
    /// The private app's token.
    pub token: SecretString,
}

/// Speaks to one HubSpot account.
#[derive(Debug)]
pub struct HubspotClient {
    http: VendorClient,
    owners: Owners,
}

impl HubspotClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn new(config: HubspotConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(config, HttpPolicy::default(), clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn with_policy(config: HubspotConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let bearer = format!("Bearer {}", config.token.expose_secret());
        let setup = Setup {
            vendor: "hubspot",
            base_url: &config.base_url,
            headers: vec![(header::AUTHORIZATION, bearer.into())],
            limits: LIMITS,
            judge,
        };
        Ok(Self { http: VendorClient::new(setup, policy, clock)?, owners: Owners::default() })
    }

    async fn owner(&self, id: &str) -> Result<Option<Contact>> {
        if let Some(known) = self.owners.known(id, self.http.now()) {
            return Ok(known);
        }
        let path = path(&["crm", "v3", "owners", id])?;
        let call = Call::get("read owner", path).query("idProperty", "id");
        let owner = found(self.http.ask(&call).await)?.and_then(|it| read_owner(&it));
        self.owners.note(id, owner.clone(), self.http.now());
        Ok(owner)
    }
}

#[async_trait]
impl Crm for HubspotClient {
    async fn contact_by_email(&self, email: &Email) -> Result<Option<CrmContact>> {
        let path = path(&["crm", "v3", "objects", "contacts", email.as_str()])?;
        let call = Call::get("find contact", path)
            .query("idProperty", "email")
            .query("properties", "email,firstname,lastname,hubspot_owner_id")
            .query("archived", "false");
        let Some(contact) = found(self.http.ask(&call).await)? else {
            return Ok(None);
        };
        if contact.get("archived").flag() == Some(true) {
            return Ok(None);
        }
        let id = contact.get("id").id().ok_or_else(|| malformed("a contact without id"))?;
        let owner = match contact.at("properties.hubspot_owner_id").id() {
            Some(owner_id) => self.owner(&owner_id).await?,
            None => None,
        };
        Ok(Some(CrmContact { id, owner }))
    }
}

/// An owner. None when archived, or without anything to show: then nobody looks after the partner.
fn read_owner(json: &Json) -> Option<Contact> {
    let text = |name: &str| json.get(name).text().unwrap_or_default();
    let name = format!("{} {}", text("firstName"), text("lastName")).trim().to_owned();
    let email = text("email");
    let is_gone = json.get("archived").flag() == Some(true);
    let is_nameless = name.is_empty() && email.is_empty();
    (!is_gone && !is_nameless).then(|| Contact { name: if name.is_empty() { email.clone() } else { name }, email })
}

/// A 429 says by the name of its policy how long it lasts; no header does.
fn judge(status: StatusCode, body: &Json) -> Option<ConnectorError> {
    let policy = body.get("policyName").text().filter(|_| status == StatusCode::TOO_MANY_REQUESTS)?;
    let seconds = match policy.as_str() {
        "SECONDLY" => 1,
        "DAILY" => 300,
        _ => 10,
    };
    Some(ConnectorError::RateLimited { retry_after: Duration::from_secs(seconds) })
}

/// Turns "not found" into none.
fn found(answer: Result<Json>) -> Result<Option<Json>> {
    match answer {
        Err(ConnectorError::NotFound) => Ok(None),
        other => other.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, seen};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_answer_is_read_or_refused(answer in any_json()) {
            let answer = seen(&answer);
            if let Some(owner) = read_owner(&answer) {
                prop_assert!(!owner.name.is_empty());
            }
            let _ = judge(StatusCode::TOO_MANY_REQUESTS, &answer);
        }
    }
}
