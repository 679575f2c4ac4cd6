//! The audit trail: who did what to what, when and from where. It is only ever added to. What was done to a partner who is deleted stays,
//! without what was said about them and from where they came.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{ChannelId, PartnerId, Timestamp, clock::random, id::AuditId};
use sqlx::{Any, AnyConnection, Executor, any::AnyRow};

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who: an id of an admin or partner, or the name of a part of the system.
    pub actor: String,
    /// What was done, such as `session.opened`.
    pub action: String,
    /// To what: an id.
    pub target: String,
    /// How it was before, as JSON.
    pub before: Option<String>,
    /// How it is now, as JSON.
    pub after: Option<String>,
    /// From which address.
    pub address: Option<String>,
}

impl Store {
    /// Adds a line to the audit trail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit(&self, channel: &ChannelId, entry: &AuditEntry) -> Result<()> {
        write(self.writer(), channel, entry).await
    }

    /// The newest lines of the audit trail, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit_trail(&self, channel: &ChannelId, limit: u32) -> Result<Vec<AuditEntry>> {
        let rows = sqlx::query(
            "SELECT happened_at, actor, action, target, state_before, state_after, address \
             FROM audit_trail WHERE channel_id = $1 ORDER BY id DESC LIMIT $2",
        )
        .bind(channel.as_str())
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(read).collect()
    }
}

/// Writes a line, in the transaction of what it tells of.
pub(crate) async fn write<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    entry: &AuditEntry,
) -> Result<()> {
    let id = AuditId::from_parts(entry.at.millis(), random());
    sqlx::query(
        "INSERT INTO audit_trail (channel_id, id, happened_at, actor, action, target, state_before, state_after, address) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(channel.as_str())
    .bind(id.as_str())
    .bind(entry.at.millis())
    .bind(entry.actor.as_str())
    .bind(entry.action.as_str())
    .bind(entry.target.as_str())
    .bind(entry.before.clone())
    .bind(entry.after.clone())
    .bind(entry.address.clone())
    .execute(on)
    .await?;
    Ok(())
}

/// Of what was done to a partner, or to what is theirs, or by them: leaves who did it, what and when.
pub(crate) async fn forget(on: &mut AnyConnection, channel: &ChannelId, partner: &PartnerId) -> Result<()> {
    let accounts = [partner.to_string(), format!("partner:{partner}")];
    let mut said = Sql::new("UPDATE audit_trail SET state_before = NULL, state_after = NULL WHERE channel_id = ");
    said.text(channel.as_str()).push(" AND (target IN ").list(accounts.iter().map(String::as_str));
    for table in ["links", "payouts", "content_reviews"] {
        said.push(" OR target IN (SELECT id FROM ").push(table).push(" WHERE channel_id = ").text(channel.as_str());
        said.push(" AND partner_id = ").text(partner.as_str()).push(")");
    }
    said.push(")");
    said.run_on(&mut *on).await?;
    let mut came =
        Sql::new("UPDATE audit_trail SET state_before = NULL, state_after = NULL, address = NULL WHERE channel_id = ");
    came.text(channel.as_str()).push(" AND actor IN ").list(accounts.iter().map(String::as_str));
    came.run_on(on).await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<AuditEntry> {
    let mut cells = Cells::of(row);
    Ok(AuditEntry {
        at: cells.time()?,
        actor: cells.text()?,
        action: cells.text()?,
        target: cells.text()?,
        before: cells.maybe_text()?,
        after: cells.maybe_text()?,
        address: cells.maybe_text()?,
    })
}
