//! What the content manager asks the server.
#![expect(missing_docs, reason = "the macro of server functions makes structs whose fields cannot be documented")]

use crate::AppError;
use domain::{
    PartnerId, ReviewId,
    content::{
        Content, ContentVersion, ContentView, Decision, DraftSaved, Published, Review, ReviewDetail, ReviewPage,
        ReviewStatus, ShelfPage, ShelfQuery,
    },
};
use leptos::prelude::*;

/// What is published, what is kept as a draft, and what the editor needs beside it.
///
/// # Errors
/// When the viewer may not see that partner, or the store does not answer.
#[server(prefix = "/fn", endpoint = "content", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_content(partner: Option<PartnerId>) -> Result<ContentView, AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.content(scope.channel(), scope.partner(), &editor()?).await.map_err(failed)
}

/// A page of the shop's products.
///
/// # Errors
/// As [`load_content`], or when the page before is no longer there.
#[server(prefix = "/fn", endpoint = "content/shelf", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn search_shelf(query: ShelfQuery) -> Result<ShelfPage, AppError> {
    use crate::services::{failed, scope};
    let (services, scope) = scope(query.partner.as_ref()).await?;
    services.unify.shelf(scope.channel(), &query).await.map_err(failed)
}

/// Keeps a draft. `revision` is that of the draft it replaces, 0 for a new one; `base` is the published state it began from.
///
/// # Errors
/// As [`load_content`]; [`AppError::Invalid`] names a field that is beyond what any editor would hold.
#[server(prefix = "/fn", endpoint = "content/save-draft", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn save_draft(
    partner: Option<PartnerId>,
    content: Content,
    base: String,
    revision: i64,
) -> Result<DraftSaved, AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    let (channel, partner) = (scope.channel(), scope.partner());
    services.unify.save_draft(channel, partner, &editor()?, content, base, revision).await.map_err(failed)
}

/// Throws the draft away, if it is still the one of this revision.
///
/// # Errors
/// As [`load_content`]; [`AppError::Conflict`] when it was saved elsewhere meanwhile.
#[server(prefix = "/fn", endpoint = "content/discard-draft", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn discard_draft(partner: Option<PartnerId>, revision: i64) -> Result<(), AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.discard_draft(scope.channel(), scope.partner(), &editor()?, revision).await.map_err(failed)
}

/// Publishes, or proposes to the team where changes wait for approval. `base` is the state that the edit began from.
///
/// # Errors
/// As [`load_content`]; [`AppError::Invalid`] names the field, such as `drops[1].picks[3].note`; [`AppError::Outside`] when
/// CC does not take it: the text is kept as the draft, and publishing again goes on where it stopped.
#[server(prefix = "/fn", endpoint = "content/publish", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn publish_content(
    partner: Option<PartnerId>,
    content: Content,
    base: String,
) -> Result<Published, AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.publish(scope.channel(), scope.partner(), &editor()?, content, &base).await.map_err(failed)
}

/// Published states, newest first, and where the next page begins.
///
/// # Errors
/// As [`load_content`], or when the page before is no longer there.
#[server(prefix = "/fn", endpoint = "content/versions", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_versions(
    partner: Option<PartnerId>,
    after: Option<String>,
) -> Result<(Vec<ContentVersion>, Option<String>), AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.versions(scope.channel(), scope.partner(), &editor()?, after.as_deref()).await.map_err(failed)
}

/// Takes a proposed change back. What was proposed becomes the draft again when there is no newer one.
///
/// # Errors
/// As [`load_content`]; [`AppError::Conflict`] when it was decided meanwhile.
#[server(prefix = "/fn", endpoint = "content/withdraw", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn withdraw_review(partner: Option<PartnerId>, id: ReviewId) -> Result<Review, AppError> {
    use crate::services::{editor, failed, scope};
    let (services, scope) = scope(partner.as_ref()).await?;
    services.unify.withdraw_review(scope.channel(), scope.partner(), &editor()?, &id).await.map_err(failed)
}

/// A page of the review queue.
///
/// # Errors
/// When no admin is signed in, the page before is no longer there, or the store does not answer.
#[server(prefix = "/fn", endpoint = "admin/reviews", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn list_reviews(status: Option<ReviewStatus>, after: Option<String>) -> Result<ReviewPage, AppError> {
    use crate::services::{failed, team};
    let (services, channel) = team()?;
    services.unify.reviews(&channel, status, after.as_deref()).await.map_err(failed)
}

/// One review with both sides.
///
/// # Errors
/// As [`list_reviews`], or when the channel has no such review.
#[server(prefix = "/fn", endpoint = "admin/review", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn load_review(id: ReviewId) -> Result<ReviewDetail, AppError> {
    use crate::services::{failed, team};
    let (services, channel) = team()?;
    services.unify.review(&channel, &id).await.map_err(failed)
}

/// Decides a review. A reason is needed unless it is approved.
///
/// # Errors
/// As [`load_review`]; [`AppError::Invalid`] names `reason`; [`AppError::Conflict`] when somebody decided it first, or the
/// page changed at CC since it was proposed: then the review shows what is there now, and approving again is knowing;
/// [`AppError::Outside`] when CC does not take it: the review waits on.
#[server(prefix = "/fn", endpoint = "admin/decide-review", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn decide_review(id: ReviewId, decision: Decision, reason: String) -> Result<Review, AppError> {
    use crate::services::{editor, failed, team};
    let (services, channel) = team()?;
    services.unify.decide_review(&channel, &editor()?, &id, decision, &reason).await.map_err(failed)
}

/// Switches on or off that partners' changes wait for approval.
///
/// # Errors
/// As [`list_reviews`].
#[server(prefix = "/fn", endpoint = "admin/require-review", input = crate::codec::Json, output = crate::codec::Json)]
pub async fn require_review(on: bool) -> Result<(), AppError> {
    use crate::services::{editor, failed, team};
    let (services, channel) = team()?;
    services.unify.require_review(&channel, &editor()?, on).await.map_err(failed)
}
