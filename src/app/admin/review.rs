//! Changes that wait for the team: the queue, and one change with both of its sides.

mod decide;
mod detail;
mod queue;
mod switch;

pub use detail::ReviewRoute;
pub use queue::ReviewQueueRoute;

use crate::ui::{Chip, Tone};
use domain::content::{Author, Review, ReviewStatus};
use leptos::prelude::*;

/// Where a change stands.
#[component]
fn Standing(status: ReviewStatus) -> impl IntoView {
    let tone = match status {
        ReviewStatus::Pending | ReviewStatus::ChangesRequested => Tone::Warn,
        ReviewStatus::Approved => Tone::Good,
        ReviewStatus::Rejected => Tone::Bad,
        ReviewStatus::Withdrawn => Tone::Quiet,
    };
    view! { <Chip tone text=status.title() /> }
}

/// Who wrote it, in words for the team.
fn writer(review: &Review) -> &'static str {
    match review.author {
        Author::Partner => "by the partner",
        Author::Team => "by the team",
        Author::Generated => "by CreatorCommerce's text generator",
        Author::Elsewhere => "at CreatorCommerce",
    }
}

/// Where a change is looked at.
fn review_path(review: &Review) -> String {
    format!("/admin/review/{}", review.id)
}
