//! Who customers are, as the team corrects and forgets them.

use crate::{Program, ProgramError, Result, Who, desk::at_most};
use domain::{ChannelId, CustomerId, program::CustomerFacts};
use serde_json::{Value, json};
use store::CustomerChange;

const LONGEST_NAME: usize = 200;
/// The largest metadata, in bytes.
const LARGEST_METADATA: usize = 16 * 1024;

impl Program {
    /// Changes who a customer is. The audit trail says which parts: it outlives the person.
    ///
    /// # Errors
    /// `Invalid` names what cannot be or is another customer's, `NotFound` when there is no such customer.
    pub async fn change_customer(
        &self,
        channel: &ChannelId,
        id: &CustomerId,
        facts: &CustomerFacts,
        who: &Who,
    ) -> Result<()> {
        at_most(facts.name.as_deref().unwrap_or(""), LONGEST_NAME, "name")?;
        at_most(facts.external_id.as_deref().unwrap_or(""), LONGEST_NAME, "external_id")?;
        check_metadata(facts.metadata.as_deref())?;
        let known = self.customer(channel, id).await?;
        let parts = [
            ("email", known.email != facts.email.as_str()),
            ("name", known.name != facts.name.as_deref().unwrap_or("")),
            ("external_id", known.external_id != facts.external_id),
            ("metadata", known.metadata != facts.metadata),
        ];
        let changed: Vec<&str> = parts.into_iter().filter(|(_, is_new)| *is_new).map(|(name, _)| name).collect();
        let after = json!({ "changed": changed }).to_string();
        let entry = self.entry(who, "customer.changed", id.as_str(), [None, Some(after)]);
        match self.store.change_customer(channel, id, facts, &entry).await? {
            CustomerChange::Done => Ok(()),
            CustomerChange::EmailTaken => {
                Err(ProgramError::invalid("email", "another customer has this e-mail address"))
            }
            CustomerChange::Unknown => Err(ProgramError::NotFound),
        }
    }

    /// Forgets who a customer is: what they brought partners stays, and what they bought directly goes with them.
    ///
    /// # Errors
    /// `NotFound` when there is no such customer.
    pub async fn delete_customer(&self, channel: &ChannelId, id: &CustomerId, who: &Who) -> Result<()> {
        let entry = self.entry(who, "customer.deleted", id.as_str(), [None, None]);
        let is_done = self.store.delete_customer(channel, id, &entry).await?;
        is_done.then_some(()).ok_or(ProgramError::NotFound)
    }
}

fn check_metadata(text: Option<&str>) -> Result<()> {
    let Some(text) = text else { return Ok(()) };
    let fault = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) if text.len() <= LARGEST_METADATA => return Ok(()),
        Ok(Value::Object(_)) => "at most 16 kB".to_owned(),
        Ok(_) => "write a JSON object such as {\"vip\": true}".to_owned(),
        Err(error) => format!("this is no JSON: {error}"),
    };
    Err(ProgramError::invalid("metadata", fault))
}
