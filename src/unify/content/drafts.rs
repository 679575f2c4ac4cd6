//! Drafts as editors see them.

use super::{Editor, refuse};
use crate::{Result, UnifyError, core::Core, fetch::json};
use domain::{
    ChannelId, PartnerId, Timestamp,
    content::{Content, Draft, DraftSaved, Limits},
};
use store::{DraftRow, KeptDraft};

impl Core {
    pub(super) async fn save_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        content: Content,
        base: String,
        revision: i64,
    ) -> Result<DraftSaved> {
        refuse(Limits::draft_faults(&content))?;
        if base.len() > 64 || !base.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(UnifyError::invalid("base", "this page is out of date: reload it"));
        }
        let row = DraftRow {
            content: json(&content)?,
            base,
            revision,
            saved_at: self.now(),
            account: editor.account.clone(),
            name: editor.name(),
        };
        match self.store.save_draft(channel, partner, &row).await? {
            KeptDraft::Kept(revision, saved_at) => Ok(DraftSaved::Saved { revision, saved_at }),
            // An answer that was lost on its way, or a second tab with the same text.
            KeptDraft::Newer(newer) if newer.content == row.content && newer.base == row.base => {
                Ok(DraftSaved::Saved { revision: newer.revision, saved_at: newer.saved_at })
            }
            KeptDraft::Newer(newer) => {
                let name = self.partner_name(channel, partner).await?;
                let theirs = shown(&newer, editor, &name);
                // A draft that cannot be read any more is in nobody's way.
                let Some(theirs) = theirs else {
                    self.store.discard_draft(channel, partner, newer.revision).await?;
                    return Err(UnifyError::Conflict("The draft could not be read. Save again.".to_owned()));
                };
                Ok(DraftSaved::Conflict { theirs })
            }
        }
    }

    pub(super) async fn discard_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        revision: i64,
    ) -> Result<()> {
        let room = self.room(channel)?;
        let before = self.store.draft(channel, partner).await?;
        if !self.store.discard_draft(channel, partner, revision).await? {
            let message = "This draft was changed elsewhere meanwhile. Reload the page to see it.";
            return Err(UnifyError::Conflict(message.to_owned()));
        }
        if let Some(before) = before {
            let states = [Some(before.content), None];
            self.note(&room, editor, "content.draft_discarded", partner.as_str(), states).await;
        }
        Ok(())
    }

    /// The draft as this editor sees it.
    pub(super) async fn shown_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        name: &str,
    ) -> Result<Option<Draft>> {
        let row = self.store.draft(channel, partner).await?;
        Ok(row.and_then(|row| shown(&row, editor, name)))
    }

    /// What is published now makes this editor's draft superfluous, and any other that says the same.
    pub(super) async fn drop_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        account: &str,
        published: &Content,
    ) -> Result<()> {
        let Some(row) = self.store.draft(channel, partner).await? else {
            return Ok(());
        };
        let content: Option<Content> = serde_json::from_str(&row.content).ok();
        if row.account == account || content.is_some_and(|content| content.tidied() == *published) {
            self.store.discard_draft(channel, partner, row.revision).await?;
        }
        Ok(())
    }

    /// Keeps a text as the draft unless another draft stands there.
    pub(super) async fn keep_as_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        (account, name): (&str, &str),
        content: &Content,
        base: &str,
    ) -> Result<()> {
        let known = self.store.draft(channel, partner).await?;
        let own = known.as_ref().filter(|known| known.account == account);
        let (account, name) = (account.to_owned(), name.to_owned());
        let row = DraftRow {
            content: json(content)?,
            base: base.to_owned(),
            revision: own.map_or(0, |own| own.revision),
            saved_at: Timestamp::default(),
            account,
            name,
        };
        if own.is_some_and(|own| own.content == row.content && own.base == row.base) {
            return Ok(());
        }
        self.store.save_draft(channel, partner, &row).await?;
        Ok(())
    }

    pub(super) async fn partner_name(&self, channel: &ChannelId, partner: &PartnerId) -> Result<String> {
        let found = self.store.partner(channel, partner).await?;
        Ok(found.ok_or(UnifyError::NotFound)?.name())
    }
}

/// A draft with the name of who saved it; none when it cannot be read.
fn shown(row: &DraftRow, editor: &Editor, partner: &str) -> Option<Draft> {
    let saved_by = match (row.account == editor.account, row.name.as_str()) {
        (true, _) => "You",
        (false, "") => partner,
        (false, name) => name,
    };
    Some(Draft {
        content: serde_json::from_str(&row.content).ok()?,
        base: row.base.clone(),
        revision: row.revision,
        saved_at: row.saved_at,
        saved_by: saved_by.to_owned(),
    })
}
