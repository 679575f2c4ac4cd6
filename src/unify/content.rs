//! The content manager: what a partner edits of their landing page, from draft to CC.

use crate::{Result, Unify, UnifyError};
use domain::{
    ChannelId, PartnerId, ReviewId,
    content::{
        Content, ContentVersion, ContentView, Decision, DraftSaved, Published, Review, ReviewDetail, ReviewPage,
        ReviewStatus, ShelfPage, ShelfQuery,
    },
};

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

#[expect(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::unused_async,
    reason = "signatures, so that pages can be built on them"
)]
impl Unify {
    pub async fn content(&self, _channel: &ChannelId, _partner: &PartnerId, _editor: &Editor) -> Result<ContentView> {
        Err(UnifyError::NotFound)
    }
    pub async fn shelf(&self, _channel: &ChannelId, _query: &ShelfQuery) -> Result<ShelfPage> {
        Err(UnifyError::NotFound)
    }
    pub async fn save_draft(
        &self,
        _channel: &ChannelId,
        _partner: &PartnerId,
        _editor: &Editor,
        _content: Content,
        _base: String,
        _revision: i64,
    ) -> Result<DraftSaved> {
        Err(UnifyError::NotFound)
    }
    pub async fn discard_draft(
        &self,
        _channel: &ChannelId,
        _partner: &PartnerId,
        _editor: &Editor,
        _revision: i64,
    ) -> Result<()> {
        Err(UnifyError::NotFound)
    }
    pub async fn publish(
        &self,
        _channel: &ChannelId,
        _partner: &PartnerId,
        _editor: &Editor,
        _content: Content,
        _base: &str,
    ) -> Result<Published> {
        Err(UnifyError::NotFound)
    }
    pub async fn versions(
        &self,
        _channel: &ChannelId,
        _partner: &PartnerId,
        _editor: &Editor,
        _after: Option<&str>,
    ) -> Result<(Vec<ContentVersion>, Option<String>)> {
        Err(UnifyError::NotFound)
    }
    pub async fn withdraw_review(
        &self,
        _channel: &ChannelId,
        _partner: &PartnerId,
        _editor: &Editor,
        _id: &ReviewId,
    ) -> Result<Review> {
        Err(UnifyError::NotFound)
    }
    pub async fn reviews(
        &self,
        _channel: &ChannelId,
        _status: Option<ReviewStatus>,
        _after: Option<&str>,
    ) -> Result<ReviewPage> {
        Err(UnifyError::NotFound)
    }
    pub async fn review(&self, _channel: &ChannelId, _id: &ReviewId) -> Result<ReviewDetail> {
        Err(UnifyError::NotFound)
    }
    pub async fn decide_review(
        &self,
        _channel: &ChannelId,
        _editor: &Editor,
        _id: &ReviewId,
        _decision: Decision,
        _reason: &str,
    ) -> Result<Review> {
        Err(UnifyError::NotFound)
    }
    pub async fn require_review(&self, _channel: &ChannelId, _editor: &Editor, _on: bool) -> Result<()> {
        Err(UnifyError::NotFound)
    }
}
