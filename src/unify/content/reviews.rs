//! Changes that wait for the team.

use super::{
    Editor, plan,
    publish::{LONGEST, Publication},
    writer::Kept,
};
use crate::{Result, UnifyError, core::Core, fetch::json, room::Room};
use domain::{
    ChannelId, PartnerId, ReviewId,
    content::{Author, Content, Decision, Published, Review, ReviewDetail, ReviewPage, ReviewStatus},
};
use std::{sync::Arc, time::Duration};
use store::{ReviewRow, StoreError, Verdict};

/// Reviews of one page of the queue.
const PAGE: u32 = 30;
/// The longest reason.
const REASON: usize = 1_000;

impl Core {
    pub(super) async fn reviews(
        &self,
        channel: &ChannelId,
        status: Option<ReviewStatus>,
        after: Option<&str>,
    ) -> Result<ReviewPage> {
        self.room(channel)?;
        let (reviews, next) = self.store.reviews(channel, status, after, PAGE).await?;
        Ok(ReviewPage {
            reviews,
            waiting: self.store.waiting_reviews(channel).await?,
            is_required: self.store.is_review_required(channel).await?,
            next,
        })
    }

    pub(super) async fn review(self: &Arc<Self>, channel: &ChannelId, id: &ReviewId) -> Result<ReviewDetail> {
        let row = self.store.review(channel, id).await?.ok_or(UnifyError::NotFound)?;
        let (before, after) = (content_of(&row.before)?, content_of(&row.after)?);
        let known = self.known(channel, &row.review.partner).await?;
        let products = self.shelf_of(&known.room, [&before, &after]).await?;
        Ok(ReviewDetail { landing: known.landing(&products), review: row.review, before, after, products })
    }

    pub(super) async fn withdraw_review(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
        id: &ReviewId,
    ) -> Result<Review> {
        let room = self.room(channel)?;
        let row = self.store.review(channel, id).await?;
        let row = row.filter(|row| row.review.partner == *partner && row.review.author == Author::Partner);
        let row = row.ok_or(UnifyError::NotFound)?;
        let verdict = Verdict { status: ReviewStatus::Withdrawn, reason: String::new(), by: editor.name() };
        if !self.store.settle_review(channel, id, None, &verdict).await? {
            return Err(self.too_late(channel, id).await?);
        }
        self.give_back(channel, &row).await?;
        self.note_decision(&room, editor, &row, "review.withdrawn", &verdict).await;
        self.settled(channel, id).await
    }

    pub(super) async fn decide_review(
        self: &Arc<Self>,
        channel: &ChannelId,
        editor: &Editor,
        id: &ReviewId,
        decision: Decision,
        reason: &str,
    ) -> Result<Review> {
        let room = self.room(channel)?;
        let reason = reason_of(decision, reason)?;
        let row = self.store.review(channel, id).await?.ok_or(UnifyError::NotFound)?;
        let (status, action) = match decision {
            Decision::Approve => (ReviewStatus::Approved, "review.approved"),
            Decision::RequestChanges => (ReviewStatus::ChangesRequested, "review.changes_requested"),
            Decision::Reject => (ReviewStatus::Rejected, "review.rejected"),
        };
        let verdict = Verdict { status, reason, by: editor.name() };
        match decision {
            Decision::Approve => self.approve(&room, editor, &row, &verdict).await?,
            _ if self.store.settle_review(channel, id, None, &verdict).await? => self.give_back(channel, &row).await?,
            _ => return Err(self.too_late(channel, id).await?),
        }
        self.note_decision(&room, editor, &row, action, &verdict).await;
        self.settled(channel, id).await
    }

    /// Publishes under a claim, so that of two who approve one publishes.
    async fn approve(
        self: &Arc<Self>,
        room: &Arc<Room>,
        editor: &Editor,
        row: &ReviewRow,
        verdict: &Verdict,
    ) -> Result<()> {
        let (channel, id) = (&room.channel.id, &row.review.id);
        // Longer than publishing can take: a claim must not end under its holder.
        let lasts = LONGEST + Duration::from_secs(30);
        let Some(claim) = self.store.claim_review(channel, id, lasts).await? else {
            return Err(self.too_late(channel, id).await?);
        };
        let published = self.publish_review(room, editor, row).await;
        match published {
            Ok(Published::Conflict { theirs, version }) => {
                self.rebase(channel, row, &theirs, &version).await?;
                self.store.release_review(channel, id, claim).await?;
                let message = "The page was changed since this was proposed. What is there now is shown beside the proposal: \
                               look again, and approve it if it is still right.";
                Err(UnifyError::Conflict(message.to_owned()))
            }
            Ok(_) if self.store.settle_review(channel, id, Some(claim), verdict).await? => {
                self.drop_draft(channel, &row.review.partner, "", &content_of(&row.after)?).await
            }
            Ok(_) => Err(self.too_late(channel, id).await?),
            Err(error) => {
                self.store.release_review(channel, id, claim).await?;
                Err(error)
            }
        }
    }

    async fn publish_review(self: &Arc<Self>, room: &Arc<Room>, editor: &Editor, row: &ReviewRow) -> Result<Published> {
        let partner = self.store.partner(&room.channel.id, &row.review.partner).await?.ok_or(UnifyError::NotFound)?;
        let publication = Publication {
            partner,
            // The audit trail names who let it through; the history who wrote it.
            editor: editor.clone(),
            writer: Editor { account: row.account.clone(), admin: None, address: None },
            author: row.review.author,
            kept: Kept::InQueue,
            content: content_of(&row.after)?,
            base: row.base.clone(),
            base_content: Some(content_of(&row.before)?),
        };
        self.publish_to_its_end(room, publication).await
    }

    /// Sets the review beside what is there now; what it does not change is as it is now.
    async fn rebase(&self, channel: &ChannelId, row: &ReviewRow, theirs: &Content, version: &str) -> Result<()> {
        let after = plan::carried_over(&content_of(&row.before)?, theirs, &content_of(&row.after)?);
        let (before, after) = (json(theirs)?, json(&after)?);
        Ok(self.store.rebase_review(channel, &row.review.id, version, &before, &after).await?)
    }

    /// What was sent back or withdrawn is the partner's draft again, unless they wrote another meanwhile.
    async fn give_back(&self, channel: &ChannelId, row: &ReviewRow) -> Result<()> {
        if row.review.author != Author::Partner {
            return Ok(());
        }
        let (partner, content) = (&row.review.partner, content_of(&row.after)?);
        if self.store.draft(channel, partner).await?.is_some() {
            return Ok(());
        }
        self.keep_as_draft(channel, partner, (&row.account, ""), &content, &row.base).await
    }

    /// Why a review cannot be decided: who was first, or who is about to.
    async fn too_late(&self, channel: &ChannelId, id: &ReviewId) -> Result<UnifyError> {
        let row = self.store.review(channel, id).await?.ok_or(UnifyError::NotFound)?;
        let Review { status, decided_by, .. } = row.review;
        let message = match status {
            ReviewStatus::Pending => "Somebody is publishing this right now. Look again in a minute.".to_owned(),
            ReviewStatus::Withdrawn => "The partner took this back, or replaced it.".to_owned(),
            _ if decided_by.is_empty() => format!("This was decided already: {}.", status.title().to_lowercase()),
            _ => format!("{decided_by} was first: {}.", status.title().to_lowercase()),
        };
        Ok(UnifyError::Conflict(message))
    }

    async fn settled(&self, channel: &ChannelId, id: &ReviewId) -> Result<Review> {
        let row = self.store.review(channel, id).await?.ok_or(UnifyError::NotFound)?;
        Ok(row.review)
    }

    async fn note_decision(&self, room: &Room, editor: &Editor, row: &ReviewRow, action: &str, verdict: &Verdict) {
        let state = |status: ReviewStatus, reason: &str| {
            serde_json::json!({ "status": status.as_str(), "reason": reason, "partner": row.review.partner })
                .to_string()
        };
        let states = [Some(state(ReviewStatus::Pending, "")), Some(state(verdict.status, &verdict.reason))];
        self.note(room, editor, action, row.review.id.as_str(), states).await;
    }

    pub(super) async fn require_review(&self, channel: &ChannelId, editor: &Editor, on: bool) -> Result<()> {
        let room = self.room(channel)?;
        let before = self.store.require_review(channel, on).await?;
        if before != on {
            let state = |on: bool| Some(serde_json::json!({ "review_required": on }).to_string());
            self.note(&room, editor, "review.required", channel.as_str(), [state(before), state(on)]).await;
        }
        Ok(())
    }
}

/// The reason as it is kept. Whoever sends something back says why.
fn reason_of(decision: Decision, reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() && decision != Decision::Approve {
        return Err(UnifyError::invalid("reason", "Say why, so that the partner knows what to change."));
    }
    if reason.chars().count() > REASON {
        return Err(UnifyError::invalid("reason", "The reason may have 1000 characters."));
    }
    Ok(reason.to_owned())
}

fn content_of(text: &str) -> Result<Content> {
    serde_json::from_str(text).map_err(|error| UnifyError::Store(StoreError::Other(error.to_string())))
}
