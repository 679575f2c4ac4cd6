//! The content manager: what a partner edits of their landing page, and how far along an edit is.

mod limits;
mod tidy;

pub use limits::{Fault, Limits};

use crate::{ContentVersionId, Money, PartnerId, ReviewId, SourceReport, Timestamp, landing::Landing};
use serde::{Deserialize, Serialize};

/// A product in a drop, in the partner's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pick {
    /// Shopify's numeric product id.
    pub product_id: String,
    /// The chosen variant's numeric id; the visitor chooses when left out.
    pub variant_id: Option<String>,
    /// The partner's note; may be empty.
    pub note: String,
}

/// A drop as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct DropContent {
    /// What tells drops apart while they are edited: CC's id, or `new-…` until CC gave one.
    pub id: String,
    /// Title.
    pub title: String,
    /// Description; may be empty.
    pub description: String,
    /// Its picture, if there is one (http or https).
    pub picture_url: Option<String>,
    /// Its products, in the partner's order.
    pub picks: Vec<Pick>,
}

impl DropContent {
    /// What the id of a drop begins with that CC does not know yet.
    pub const NEW: &'static str = "new-";

    /// Whether CC does not know it yet.
    pub fn is_new(&self) -> bool {
        self.id.starts_with(Self::NEW)
    }
}

/// Everything of a landing page that its partner edits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Content {
    /// Biography as the partner wrote it: plain text with the few marks that the editor knows.
    pub bio: String,
    /// Profile picture, if there is one (http or https).
    pub picture_url: Option<String>,
    /// The drops, in the partner's order.
    pub drops: Vec<DropContent>,
}

/// A variant of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfVariant {
    /// Numeric id.
    pub id: String,
    /// Title, such as `Blue / M`.
    pub title: String,
    /// Price.
    pub price: Money,
    /// Whether it can be bought now.
    pub is_available: bool,
}

/// A product of the shop, as far as the picker and the preview need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfProduct {
    /// Numeric id.
    pub id: String,
    /// Handle, as in `/products/{handle}`.
    pub handle: String,
    /// Title.
    pub title: String,
    /// Brand.
    pub vendor: String,
    /// Type, such as `Shoes`.
    pub product_type: String,
    /// Whether the shop shows it.
    pub is_active: bool,
    /// Pieces in stock, if counted.
    pub stock: Option<i64>,
    /// Price of the cheapest variant.
    pub price: Money,
    /// Picture, if there is one.
    pub image_url: Option<String>,
    /// Its variants.
    pub variants: Vec<ShelfVariant>,
}

impl ShelfProduct {
    /// Whether any variant can be bought now.
    pub fn is_available(&self) -> bool {
        self.variants.iter().any(|variant| variant.is_available)
    }

    /// The chosen variant, if one is chosen and the shop still has it.
    pub fn variant(&self, chosen: Option<&str>) -> Option<&ShelfVariant> {
        let chosen = chosen?;
        self.variants.iter().find(|variant| variant.id == chosen)
    }
}

/// In which order the picker lists products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShelfSort {
    /// By title.
    #[default]
    Title,
    /// Newest first.
    Newest,
    /// Cheapest first.
    Price,
}

/// What the picker looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShelfQuery {
    /// For whom, when an admin asks.
    pub partner: Option<PartnerId>,
    /// Words of the title, brand, type or tags; all products when empty.
    pub text: String,
    /// Only of this collection (numeric id).
    pub collection: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only of this type.
    pub product_type: Option<String>,
    /// Only what can be bought now.
    pub in_stock: bool,
    /// In which order.
    pub sort: ShelfSort,
    /// Where the page before ended (opaque).
    pub after: Option<String>,
}

/// A page of the picker: at most 24 products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfPage {
    /// The products.
    pub products: Vec<ShelfProduct>,
    /// How many there are on all pages.
    pub total: i64,
    /// Pass back as `after` for the next page; none on the last.
    pub next: Option<String>,
}

/// What the picker can be narrowed by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facets {
    /// Collections: numeric id and title, by title.
    pub collections: Vec<(String, String)>,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// Types, by name.
    pub product_types: Vec<String>,
}

/// An edit that is kept but not published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The content so far.
    pub content: Content,
    /// Which state of the published content the edit began from.
    pub base: String,
    /// Counts the savings of this draft: a second tab that saves an older one finds out.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Who saved it, for people: `You`, or a name.
    pub saved_by: String,
}

/// Where a proposed change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// It waits for the team.
    Pending,
    /// Approved and published.
    Approved,
    /// The team asks for a change.
    ChangesRequested,
    /// Rejected.
    Rejected,
    /// Taken back by the partner, or replaced by a newer one.
    Withdrawn,
}

impl ReviewStatus {
    /// All of them, in the order in which lists offer them.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Approved, Self::ChangesRequested, Self::Rejected, Self::Withdrawn];

    /// The name in the store and in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::ChangesRequested => "changes_requested",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the name in the store and in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "Waiting for review",
            Self::Approved => "Approved",
            Self::ChangesRequested => "Change requested",
            Self::Rejected => "Rejected",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// Who wrote a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The partner.
    Partner,
    /// Somebody of the merchant's team.
    Team,
    /// CC's text generator.
    Generated,
    /// Somebody at CC itself.
    Elsewhere,
}

impl Author {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Team => "team",
            Self::Generated => "generated",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Reads the name in the store.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Partner, Self::Team, Self::Generated, Self::Elsewhere].into_iter().find(|it| it.as_str() == text)
    }
}

/// A change that waits for the team, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Our id.
    pub id: ReviewId,
    /// Whose page.
    pub partner: PartnerId,
    /// The partner's name.
    pub partner_name: String,
    /// Where it stands.
    pub status: ReviewStatus,
    /// Who wrote it.
    pub author: Author,
    /// What the team said; may be empty.
    pub reason: String,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// When it was decided, if it was.
    pub decided_at: Option<Timestamp>,
    /// Who decided, for people; empty until then.
    pub decided_by: String,
}

/// A review with both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDetail {
    /// The change itself.
    pub review: Review,
    /// What was published when it was proposed.
    pub before: Content,
    /// What is proposed.
    pub after: Content,
    /// The products that either side names, as far as the shop has them.
    pub products: Vec<ShelfProduct>,
    /// The page's unedited parts, for the preview.
    pub landing: Landing,
}

/// A page of the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPage {
    /// The reviews, oldest first while they wait, newest first otherwise.
    pub reviews: Vec<Review>,
    /// How many wait in the whole channel.
    pub waiting: i64,
    /// Whether partners' changes wait for approval at all.
    pub is_required: bool,
    /// Pass back for the next page; none on the last.
    pub next: Option<String>,
}

/// What the team decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Publish it.
    Approve,
    /// Send it back with a reason.
    RequestChanges,
    /// Refuse it with a reason.
    Reject,
}

/// A published state of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentVersion {
    /// Our id.
    pub id: ContentVersionId,
    /// When it was published, or first seen at CC.
    pub at: Timestamp,
    /// The same in the channel's time zone, for people.
    pub when: String,
    /// Who wrote it.
    pub author: Author,
    /// Their name, for people.
    pub by: String,
    /// The content.
    pub content: Content,
}

/// The content manager's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentView {
    /// The landing page as it is published: name, colour, shop and coupon stay as they are while the rest is edited.
    pub landing: Landing,
    /// What is published, as CC last said.
    pub live: Content,
    /// Which state that is; handed back when something is published.
    pub version: String,
    /// The kept edit, if there is one.
    pub draft: Option<Draft>,
    /// The newest change that waits, or was sent back and not answered yet.
    pub review: Option<Review>,
    /// Whether what the viewer publishes waits for approval.
    pub needs_review: bool,
    /// The products that `live` and `draft` name, as far as the shop has them.
    pub products: Vec<ShelfProduct>,
    /// What the picker can be narrowed by.
    pub facets: Facets,
    /// What the editor allows.
    pub limits: Limits,
    /// Whether CC ever said what is published: nothing can be edited before.
    pub is_known: bool,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
    /// The time at which this was put together.
    pub generated_at: Timestamp,
}

/// What became of saving a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DraftSaved {
    /// It is kept.
    Saved {
        /// To be handed in with the next saving.
        revision: i64,
        /// When.
        saved_at: Timestamp,
    },
    /// Another tab or person saved meanwhile; nothing was kept of this one.
    Conflict {
        /// What they saved.
        theirs: Draft,
    },
}

/// What became of publishing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Published {
    /// CC has it.
    Live {
        /// The content as CC has it now: new drops have their ids.
        content: Content,
        /// Which state that is.
        version: String,
    },
    /// It waits for the team.
    InReview {
        /// The change.
        review: Review,
    },
    /// The page was changed elsewhere meanwhile; nothing was written.
    Conflict {
        /// What CC has now.
        theirs: Content,
        /// Which state that is: publishing with it as base overwrites it knowingly.
        version: String,
    },
}
