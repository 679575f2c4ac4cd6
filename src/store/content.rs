//! The content manager's own tables: drafts, published states, reviews, pictures, and the search of products.
//!
//! Contents and their fingerprints are texts here; what they mean is said by who writes them.

mod attempts;
mod drafts;
mod pictures;
mod reviews;
mod shelf;
mod versions;

pub use drafts::{DraftRow, KeptDraft};
pub use reviews::{NewReview, ReviewRow, Verdict};
pub use versions::{NewVersion, VersionRow};
