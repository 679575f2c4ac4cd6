//! The content manager's page, and the shelf it picks from.

use super::{Editor, fingerprint};
use crate::{
    Result, UnifyError,
    answers::{self, Answers},
    convert,
    core::Core,
    gather::{Stand, is_read},
    question::Question,
    report::Seat,
    room::Room,
    views::landing::{known_content, landing_base, with_unlisted},
};
use connectors::co_branding::Collab;
use domain::{
    ChannelId, PartnerId, Source, SourceReport,
    content::{Author, Content, ContentView, Limits, Review, ReviewStatus, ShelfPage, ShelfProduct, ShelfQuery},
    landing::{Landing, compose},
    partner::Partner,
};
use std::sync::Arc;

/// Products of one page of the picker.
const PAGE: u32 = 24;

/// What is known of a partner's page.
pub(super) struct Known {
    pub(super) room: Arc<Room>,
    pub(super) partner: Partner,
    /// What CC last said, if it knows the partner.
    pub(super) collab: Option<Collab>,
    pub(super) live: Content,
    own: Answers,
    marks: Arc<Answers>,
}

impl Core {
    pub(super) async fn content_view(
        self: &Arc<Self>,
        channel: &ChannelId,
        partner: &PartnerId,
        editor: &Editor,
    ) -> Result<ContentView> {
        let known = self.known(channel, partner).await?;
        let name = known.partner.name();
        if known.collab.is_some() {
            self.begin_history(&known.room, partner, &known.live).await?;
        }
        let (draft, review, is_required, facets) = tokio::try_join!(
            self.shown_draft(channel, partner, editor, &name),
            self.open_review(channel, partner),
            async { Ok(self.store.is_review_required(channel).await?) },
            async { Ok(self.store.facets(channel).await?) },
        )?;
        let contents = [&known.live].into_iter().chain(draft.as_ref().map(|draft| &draft.content));
        let products = self.shelf_of(&known.room, contents).await?;
        Ok(ContentView {
            landing: known.landing(&products),
            version: fingerprint(&known.live),
            draft,
            review,
            needs_review: editor.author() == Author::Partner && is_required,
            products,
            facets,
            limits: Limits::default(),
            is_known: known.collab.is_some(),
            sources: self.content_sources(&known),
            generated_at: self.now(),
            live: known.live,
        })
    }

    /// Reads what is known, and asks for what was never known within the page's budget.
    pub(super) async fn known(self: &Arc<Self>, channel: &ChannelId, partner: &PartnerId) -> Result<Known> {
        let room = self.room(channel)?;
        let partner = self.store.partner(channel, partner).await?.ok_or(UnifyError::NotFound)?;
        let (own, marks) = self.landing_answers(&room, &partner).await?;
        let collab: Option<Collab> = own.read(Source::Cc, "collab");
        let live = known_content(&partner, collab.as_ref());
        Ok(Known { room, partner, collab, live, own, marks })
    }

    /// The newest change that waits, or was sent back and not answered yet.
    async fn open_review(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Review>> {
        let Some(row) = self.store.newest_review(channel, partner).await? else {
            return Ok(None);
        };
        let is_open = match row.review.status {
            ReviewStatus::Pending => true,
            ReviewStatus::Approved | ReviewStatus::Withdrawn => false,
            ReviewStatus::ChangesRequested | ReviewStatus::Rejected => {
                // Whatever was published since has answered it.
                let (newest, _) = self.store.versions(channel, partner, None, 1).await?;
                let published = newest.first().filter(|row| row.version.author != Author::Elsewhere);
                published.is_none_or(|published| Some(published.at) <= row.review.decided_at)
            }
        };
        Ok(Some(row.review).filter(|_| is_open))
    }

    fn content_sources(&self, known: &Known) -> Vec<SourceReport> {
        let stands = content_stands(&known.partner, &known.own, &known.marks);
        let mut reports = self.reports(&known.room, Seat::Partner(&known.partner), &stands, false, self.now());
        reports.retain(|report| matches!(report.source, Source::Cc | Source::Shopify));
        reports
    }

    pub(super) async fn shelf(&self, channel: &ChannelId, query: &ShelfQuery) -> Result<ShelfPage> {
        let room = self.room(channel)?;
        let (rows, next, total) = self.store.search_products(&room.channel.id, query, PAGE).await?;
        let products = rows.iter().filter_map(|row| serde_json::from_str(&row.body).ok());
        Ok(ShelfPage { products: products.map(convert::shelf_product).collect(), total, next })
    }
}

impl Known {
    /// The page as it is published.
    pub(super) fn landing(&self, products: &[ShelfProduct]) -> Landing {
        let collab = self.collab.as_ref();
        let base = landing_base(&self.room, &self.partner, collab, &self.marks);
        let base = with_unlisted(base, collab, products, self.is_shop_read());
        compose(&base, &self.live, products)
    }

    /// Whether the shop was read: what its list does not hold is gone then.
    pub(super) fn is_shop_read(&self) -> bool {
        is_read(&self.marks, Source::Shopify, "products")
    }
}

/// The sources of a landing page: CC's collab and the shop's products.
pub(crate) fn content_stands<'a>(partner: &Partner, own: &'a Answers, marks: &'a Answers) -> [Stand<'a>; 2] {
    let collab = own.get(Source::Cc, Question::Collab(partner.id.clone()).kind());
    [
        Stand {
            answer: collab,
            is_missing: collab.is_some_and(answers::is_missing),
            question: Question::Collab(partner.id.clone()),
        },
        Stand {
            answer: marks.get(Source::Shopify, Question::Products.kind()),
            is_missing: false,
            question: Question::Products,
        },
    ]
}
