//! Changes who a customer is, and forgets one: what they brought partners stays, what they bought directly goes with them.

use super::customers::searched;
use crate::{AuditEntry, Result, Store, audit, rows::Sql};
use domain::{ChannelId, CustomerId, program::CustomerFacts};

/// What became of a customer who was to be called otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerChange {
    /// It is so now.
    Done,
    /// Another customer has the e-mail.
    EmailTaken,
    /// The channel has no such customer.
    Unknown,
}

/// What goes with the person, or points at nobody from then on. Their row goes first: an order of theirs that is being tracked is waited
/// for, and the next one makes a new customer. Direct orders come next: one that is being tracked is waited for as well, and is then among
/// the others.
const FORGETS: [&str; 5] = [
    "DELETE FROM customers WHERE channel_id = $1 AND id = $2",
    "DELETE FROM direct_orders WHERE channel_id = $1 AND customer_id = $2",
    "UPDATE program_commissions SET customer_id = NULL WHERE channel_id = $1 AND customer_id = $2",
    "UPDATE orders SET customer_id = NULL WHERE channel_id = $1 AND customer_id = $2",
    "DELETE FROM customer_totals WHERE channel_id = $1 AND customer_id = $2",
];

impl Store {
    /// Changes who a customer is, in one transaction with its line in the audit trail.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn change_customer(
        &self,
        channel: &ChannelId,
        id: &CustomerId,
        facts: &CustomerFacts,
        entry: &AuditEntry,
    ) -> Result<CustomerChange> {
        let name = facts.name.as_deref().unwrap_or("");
        let search = searched(name, &facts.email, facts.external_id.as_deref());
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let mut taken = Sql::new("SELECT id FROM customers WHERE channel_id = ");
                taken.text(channel.as_str()).push(" AND email = ").text(facts.email.as_str());
                taken.push(" AND id <> ").text(id.as_str());
                if !taken.all_on(&mut transaction).await?.is_empty() {
                    return Ok(CustomerChange::EmailTaken);
                }
                let mut sql = Sql::new("UPDATE customers SET email = ");
                sql.text(facts.email.as_str()).push(", name = ").text(name);
                sql.push(", external_id = ").maybe(facts.external_id.as_deref());
                sql.push(", metadata = ").maybe(facts.metadata.as_deref()).push(", search = ").text(&search);
                sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(id.as_str());
                if sql.run_on(&mut transaction).await? == 0 {
                    return Ok(CustomerChange::Unknown);
                }
                audit::write(&mut *transaction, channel, entry).await?;
                transaction.commit().await?;
                Ok(CustomerChange::Done)
            })
            .await
    }

    /// Forgets who a customer is, in one transaction with its line in the audit trail; what they brought partners stays, as nobody's, and
    /// their direct orders go with them. `false` when there is none.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn delete_customer(&self, channel: &ChannelId, id: &CustomerId, entry: &AuditEntry) -> Result<bool> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                for (place, statement) in FORGETS.into_iter().enumerate() {
                    let done = sqlx::query(statement).bind(channel.as_str()).bind(id.as_str());
                    let rows = done.execute(&mut *transaction).await?.rows_affected();
                    if place == 0 && rows == 0 {
                        return Ok(false);
                    }
                }
                audit::write(&mut *transaction, channel, entry).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }
}
