//! The content manager: what a partner edits of their landing page, from draft to CC and back.
//!
//! - A **draft** is ours alone: one a partner, saved only by who saw its last saving ([`drafts`]).
//! - To **publish** is to read what CC has, to see that nobody else changed it, to write what is different, and to read it
//!   back ([`publish`]). It may break off anywhere: the next attempt goes on ([`plan`]).
//! - A **review** is a publication that waits for the team ([`reviews`]); what CC's text generator writes always does
//!   ([`generated`]).
//! - A **version** is kept whenever CC has another content than at last sight, whoever wrote it ([`history`]).

mod drafts;
mod generated;
mod history;
mod meter;
mod plan;
mod publish;
mod reviews;
mod upload;
mod view;
mod writer;

pub use generated::GeneratedContent;
pub(crate) use meter::Meter;
pub use upload::{Picture, PictureUse};
pub(crate) use view::content_stands;

use crate::{Result, Unify, UnifyError, core::Core, room::Room};
use domain::{
    ChannelId, PartnerId, ReviewId,
    content::{
        Author, Content, ContentVersion, ContentView, Decision, DraftSaved, Published, Review, ReviewDetail,
        ReviewPage, ReviewStatus, ShelfPage, ShelfQuery,
    },
};
use sha2::{Digest, Sha256};
use std::{fmt::Write, time::Duration};
use store::AuditEntry;

/// How often one account may publish, and how often it may upload a picture.
const PUBLICATIONS: (usize, Duration) = (12, Duration::from_mins(1));
const UPLOADS: (usize, Duration) = (20, Duration::from_mins(10));

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// The account that the audit trail names: `partner:ptn_…` or `admin:adm_…`.
    pub account: String,
    /// The name of a member of the team; none when partners write for themselves.
    pub admin: Option<String>,
    /// From which address, if known.
    pub address: Option<String>,
}

impl Editor {
    /// As whom they write.
    const fn author(&self) -> Author {
        if self.admin.is_some() { Author::Team } else { Author::Partner }
    }

    /// The name that is kept; empty for partners, whose names may change.
    fn name(&self) -> String {
        self.admin.clone().unwrap_or_default()
    }
}

/// Tells contents apart: equal contents have equal fingerprints, others do not.
pub(crate) fn fingerprint(content: &Content) -> String {
    // A content holds texts and lists only, which always serialise, and its fields have one order.
    hex(Sha256::digest(serde_json::to_vec(content).unwrap_or_default()).iter())
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    bytes.fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Refuses a content by its first fault.
fn refuse(faults: Vec<domain::content::Fault>) -> Result<()> {
    match faults.into_iter().next() {
        Some(fault) => Err(UnifyError::Invalid { field: fault.field.into(), message: fault.message }),
        None => Ok(()),
    }
}

impl Core {
    /// Writes a line of the audit trail. What was done is done: a trail that cannot be written is reported, not undone.
    async fn note(&self, room: &Room, editor: &Editor, action: &str, target: &str, states: [Option<String>; 2]) {
        let [before, after] = states;
        let entry = AuditEntry {
            at: self.now(),
            actor: editor.account.clone(),
            action: action.to_owned(),
            target: target.to_owned(),
            before,
            after,
            address: editor.address.clone(),
        };
        if let Err(error) = self.store.audit(&room.channel.id, &entry).await {
            tracing::error!(%error, action, "the audit trail could not be written");
        }
    }
}

impl Unify {
    /// What is published, what is kept as a draft, and what the editor needs beside it.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such partner; or the store fails.
    pub async fn content(&self, channel: &ChannelId, partner: &PartnerId, editor: &Editor) -> Result<ContentView> {
        self.core.content_view(channel, partner, editor).await
    }

    /// A page of the shop's products.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names `after`; [`UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn shelf(&self, channel: &ChannelId, query: &ShelfQuery) -> Result<ShelfPage> {
        self.core.shelf(channel, query).await
    }

    /// Keeps a draft in place of the one of this revision (0 for none).
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names a field that no editor would hold; or the store fails.
    pub async fn save_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        content: Content,
        base: String,
        revision: i64,
    ) -> Result<DraftSaved> {
        self.core.save_draft(channel, partner, editor, content, base, revision).await
    }

    /// Throws the draft of this revision away.
    ///
    /// # Errors
    /// [`UnifyError::Conflict`] when it was saved elsewhere meanwhile; or the store fails.
    pub async fn discard_draft(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        revision: i64,
    ) -> Result<()> {
        self.core.discard_draft(channel, partner, editor, revision).await
    }

    /// Publishes a content whose editing began from `base`; or proposes it, where partners' changes wait for approval. It
    /// goes on to its end also when the caller no longer waits.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names the field, such as `drops[1].picks[3].note`; [`UnifyError::Outside`] when CC does not
    /// take it: then the text is kept as the draft, and publishing again goes on where it stopped;
    /// [`UnifyError::TooMany`]; [`UnifyError::NotFound`] when there is no such partner; or the store fails.
    pub async fn publish(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        content: Content,
        base: &str,
    ) -> Result<Published> {
        let room = self.core.room(channel)?;
        room.publications.admit(&editor.account, self.core.now(), PUBLICATIONS)?;
        self.core.publish_or_propose(&room, partner, editor, content, base).await
    }

    /// Published states, newest first, and where the next page begins.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names `after`; [`UnifyError::NotFound`] when there is no such partner; or the store fails.
    pub async fn versions(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        after: Option<&str>,
    ) -> Result<(Vec<ContentVersion>, Option<String>)> {
        self.core.versions(channel, partner, editor, after).await
    }

    /// Takes a proposed change back; it becomes the draft again when there is none.
    ///
    /// # Errors
    /// [`UnifyError::Conflict`] when it was decided meanwhile; [`UnifyError::NotFound`] when it is not this partner's; or the
    /// store fails.
    pub async fn withdraw_review(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        id: &ReviewId,
    ) -> Result<Review> {
        self.core.withdraw_review(channel, partner, editor, id).await
    }

    /// A page of the review queue.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names `after`; [`UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn reviews(
        &self,
        channel: &ChannelId,
        status: Option<ReviewStatus>,
        after: Option<&str>,
    ) -> Result<ReviewPage> {
        self.core.reviews(channel, status, after).await
    }

    /// How many changes wait for the team.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reviews_waiting(&self, channel: &ChannelId) -> Result<i64> {
        Ok(self.core.store.waiting_reviews(channel).await?)
    }

    /// One review with both sides.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when the channel has no such review; or the store fails.
    pub async fn review(&self, channel: &ChannelId, id: &ReviewId) -> Result<ReviewDetail> {
        self.core.review(channel, id).await
    }

    /// Decides a review; to approve is to publish it.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names `reason`, or a field that CC does not take; [`UnifyError::Conflict`] when somebody was
    /// first, or the page changed since: then the review stands beside what is there now and waits on;
    /// [`UnifyError::Outside`] when CC does not take it: the review waits on; [`UnifyError::NotFound`]; or the store fails.
    pub async fn decide_review(
        &self,
        channel: &ChannelId,
        editor: &Editor,
        id: &ReviewId,
        decision: Decision,
        reason: &str,
    ) -> Result<Review> {
        self.core.decide_review(channel, editor, id, decision, reason).await
    }

    /// Says whether partners' changes wait for approval.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such channel; or the store fails.
    pub async fn require_review(&self, channel: &ChannelId, editor: &Editor, on: bool) -> Result<()> {
        self.core.require_review(channel, editor, on).await
    }

    /// Puts what CC's text generator wrote into the review queue.
    ///
    /// # Errors
    /// [`UnifyError::Invalid`] names the field; [`UnifyError::NotFound`] when nobody here is that creator; or the store fails.
    pub async fn apply_generated(&self, channel: &ChannelId, generated: GeneratedContent) -> Result<()> {
        self.core.apply_generated(channel, generated).await
    }

    /// Keeps a picture at CC and gives its public address, which may then stand in a content of this partner.
    ///
    /// # Errors
    /// [`UnifyError::Outside`] when CC does not take it; [`UnifyError::TooMany`]; [`UnifyError::NotFound`]; or the store fails.
    pub async fn upload_picture(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        picture: Picture<'_>,
    ) -> Result<String> {
        let room = self.core.room(channel)?;
        room.uploads.admit(&editor.account, self.core.now(), UPLOADS)?;
        self.core.upload_picture(&room, partner, editor, picture).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::content::DropContent;

    #[test]
    fn fingerprints_tell_contents_apart() {
        let empty = fingerprint(&Content::default());
        assert_eq!(empty.len(), 64);
        assert_eq!(empty, fingerprint(&Content::default()));
        let drop = |id: &str| DropContent { id: id.into(), ..DropContent::default() };
        let one = Content { drops: vec![drop("1"), drop("2")], ..Content::default() };
        let other = Content { drops: vec![drop("2"), drop("1")], ..Content::default() };
        assert_ne!(fingerprint(&one), fingerprint(&other));
        assert_ne!(fingerprint(&one), empty);
    }
}
