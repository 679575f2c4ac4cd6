//! The audit trail: who did what to what, when and from where. It is only ever added to.

use crate::{Result, Store};
use domain::{ChannelId, Timestamp};

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
        let _ = (channel, entry);
        todo!()
    }

    /// The newest lines of the audit trail, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit_trail(&self, channel: &ChannelId, limit: u32) -> Result<Vec<AuditEntry>> {
        let _ = (channel, limit);
        todo!()
    }
}
