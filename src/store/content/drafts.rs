//! Drafts: one a partner, saved only by who saw the last saving.

use crate::{
    Result, Store,
    rows::{Cells, clean},
};
use domain::{ChannelId, PartnerId, Timestamp};
use sqlx::any::AnyRow;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The content as JSON.
    pub content: String,
    /// Fingerprint of the published content it began from.
    pub base: String,
    /// Counts the savings.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Who saved it: an account.
    pub account: String,
    /// The name of a member of the team; empty for the partner.
    pub name: String,
}

/// What became of saving a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptDraft {
    /// It is kept under this revision.
    Kept(i64, Timestamp),
    /// Another saving came first: this one.
    Newer(DraftRow),
}

impl Store {
    /// The partner's draft, if there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draft(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<DraftRow>> {
        let row = sqlx::query(
            "SELECT content, base, revision, saved_at, account, name FROM content_drafts \
             WHERE channel_id = $1 AND partner_id = $2",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Keeps a draft in place of the one whose revision `draft` names. A draft that is gone meanwhile is made anew: text is
    /// never lost for that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn save_draft(&self, channel: &ChannelId, partner: &PartnerId, draft: &DraftRow) -> Result<KeptDraft> {
        let now = self.now();
        // Later than every revision before, also of drafts that are gone: clocks go on.
        let revision = now.millis().max(draft.revision + 1);
        let saved = sqlx::query(
            "INSERT INTO content_drafts (channel_id, partner_id, content, base, revision, saved_at, account, name) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (channel_id, partner_id) DO UPDATE SET content = excluded.content, base = excluded.base, \
             revision = excluded.revision, saved_at = excluded.saved_at, account = excluded.account, name = excluded.name \
             WHERE content_drafts.revision = $9",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(clean(&draft.content))
        .bind(clean(&draft.base))
        .bind(revision)
        .bind(now.millis())
        .bind(draft.account.as_str())
        .bind(draft.name.as_str())
        .bind(draft.revision)
        .execute(self.writer())
        .await?;
        if saved.rows_affected() == 1 {
            return Ok(KeptDraft::Kept(revision, now));
        }
        match self.draft(channel, partner).await? {
            Some(newer) => Ok(KeptDraft::Newer(newer)),
            // It went away between the two statements: now there is room.
            None => Box::pin(self.save_draft(channel, partner, draft)).await,
        }
    }

    /// Throws the draft of this revision away. False when another stands in its place.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn discard_draft(&self, channel: &ChannelId, partner: &PartnerId, revision: i64) -> Result<bool> {
        sqlx::query("DELETE FROM content_drafts WHERE channel_id = $1 AND partner_id = $2 AND revision = $3")
            .bind(channel.as_str())
            .bind(partner.as_str())
            .bind(revision)
            .execute(self.writer())
            .await?;
        Ok(self.draft(channel, partner).await?.is_none())
    }
}

fn read(row: &AnyRow) -> Result<DraftRow> {
    let mut cells = Cells::of(row);
    Ok(DraftRow {
        content: cells.text()?,
        base: cells.text()?,
        revision: cells.number()?,
        saved_at: cells.time()?,
        account: cells.text()?,
        name: cells.text()?,
    })
}
