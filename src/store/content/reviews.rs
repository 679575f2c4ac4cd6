//! Changes that wait for the team: proposed, replaced, withdrawn, and decided by one.
//!
//! To publish takes a while, so who approves first claims the review; a claim that is not redeemed ends by itself.

use crate::{
    Result, Store,
    page_cursor::PageCursor,
    rows::{Cells, Sql, clean},
};
use domain::{
    ChannelId, PartnerId, ReviewId, Timestamp,
    clock::random,
    content::{Author, Review, ReviewStatus},
};
use sqlx::any::AnyRow;
use std::time::Duration;

/// A change to be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// Whose page.
    pub partner: PartnerId,
    /// Who wrote it.
    pub author: Author,
    /// Their account; may be empty.
    pub account: String,
    /// Fingerprint of `before`.
    pub base: String,
    /// What was published when it was proposed, as JSON.
    pub before: String,
    /// What is proposed, as JSON.
    pub after: String,
}

/// A review with both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// The review.
    pub review: Review,
    /// Who proposed it: an account.
    pub account: String,
    /// Fingerprint of `before`.
    pub base: String,
    /// What was published when it was proposed, as JSON.
    pub before: String,
    /// What is proposed, as JSON.
    pub after: String,
    /// Until when somebody is publishing it.
    pub claimed_until: Timestamp,
}

/// How a review ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// As what.
    pub status: ReviewStatus,
    /// What was said; may be empty.
    pub reason: String,
    /// Who decided, for people.
    pub by: String,
}

const COLUMNS: &str = "r.id, r.partner_id, p.first_name, p.last_name, p.email, r.status, r.author, r.reason, r.proposed_at, \
     r.decided_at, r.decided_by, r.account, r.base, r.state_before, r.state_after, r.claimed_until \
     FROM content_reviews r JOIN partners p ON p.channel_id = r.channel_id AND p.id = r.partner_id WHERE r.channel_id = ";

impl Store {
    /// Proposes a change. One of the same author that still waits is withdrawn for it. `None` while that one is being published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn propose(&self, channel: &ChannelId, review: &NewReview) -> Result<Option<ReviewId>> {
        // Of two proposals at once the second finds the first in its way, and replaces it at the next try.
        for _ in 0..2 {
            if let Some(id) = self.pools.retrying(|| self.propose_once(channel, review)).await? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    async fn propose_once(&self, channel: &ChannelId, review: &NewReview) -> Result<Option<ReviewId>> {
        let now = self.now().millis();
        let id = ReviewId::from_parts(now, random());
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE content_reviews SET status = 'withdrawn', decided_at = $4 \
             WHERE channel_id = $1 AND partner_id = $2 AND author = $3 AND status = 'pending' AND claimed_until <= $4",
        )
        .bind(channel.as_str())
        .bind(review.partner.as_str())
        .bind(review.author.as_str())
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        let added = sqlx::query(
            "INSERT INTO content_reviews (channel_id, id, partner_id, status, author, account, base, state_before, state_after, \
             reason, proposed_at, decided_by, claimed_until) VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, '', $9, '', 0) \
             ON CONFLICT DO NOTHING",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(review.partner.as_str())
        .bind(review.author.as_str())
        .bind(review.account.as_str())
        .bind(clean(&review.base))
        .bind(clean(&review.before))
        .bind(clean(&review.after))
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// One review.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn review(&self, channel: &ChannelId, id: &ReviewId) -> Result<Option<ReviewRow>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).text(channel.as_str()).push(" AND r.id = ").text(id.as_str());
        let rows = sql.all(self.reader()).await?;
        rows.first().map(read).transpose()
    }

    /// The partner's newest review by themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest_review(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<ReviewRow>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).text(channel.as_str()).push(" AND r.partner_id = ").text(partner.as_str());
        sql.push(" AND r.author = 'partner' ORDER BY r.id DESC LIMIT 1");
        let rows = sql.all(self.reader()).await?;
        rows.first().map(read).transpose()
    }

    /// A page of reviews: those that wait oldest first, others newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `after` is not one of this list; or the store fails.
    pub async fn reviews(
        &self,
        channel: &ChannelId,
        status: Option<ReviewStatus>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Review>, Option<String>)> {
        let list = format!("reviews:{}", status.map_or("all", ReviewStatus::as_str));
        let descends = status != Some(ReviewStatus::Pending);
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).text(channel.as_str());
        if let Some(status) = status {
            sql.push(" AND r.status = ").text(status.as_str());
        }
        if let Some(after) = after {
            let end = PageCursor::decode(after, &list)?;
            sql.push(if descends { " AND r.id < " } else { " AND r.id > " }).text(&end.id);
        }
        sql.push(if descends { " ORDER BY r.id DESC LIMIT " } else { " ORDER BY r.id LIMIT " });
        sql.bind(i64::from(limit) + 1);
        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(limit as usize);
        let reviews = rows.iter().take(shown).map(|row| Ok(read(row)?.review)).collect::<Result<Vec<_>>>()?;
        let end = reviews.last().filter(|_| rows.len() > shown);
        let next = end.map(|end| PageCursor { key: String::new(), id: end.id.to_string() }.encode(&list));
        Ok((reviews, next))
    }

    /// How many reviews wait.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting_reviews(&self, channel: &ChannelId) -> Result<i64> {
        let count =
            sqlx::query_scalar("SELECT COUNT(*) FROM content_reviews WHERE channel_id = $1 AND status = 'pending'")
                .bind(channel.as_str())
                .fetch_one(self.reader())
                .await?;
        Ok(count)
    }

    /// Claims a review that waits, for as long as publishing may take: nobody else decides it meanwhile. Gives what the claim
    /// is redeemed with; `None` when it does not wait any more or somebody else has it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn claim_review(&self, channel: &ChannelId, id: &ReviewId, lasts: Duration) -> Result<Option<Timestamp>> {
        let now = self.now();
        let until = now.plus(lasts);
        let claimed = sqlx::query(
            "UPDATE content_reviews SET claimed_until = $3 \
             WHERE channel_id = $1 AND id = $2 AND status = 'pending' AND claimed_until <= $4",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(until.millis())
        .bind(now.millis())
        .execute(self.writer())
        .await?;
        Ok((claimed.rows_affected() == 1).then_some(until))
    }

    /// Gives a claim back: the review waits on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn release_review(&self, channel: &ChannelId, id: &ReviewId, claim: Timestamp) -> Result<()> {
        sqlx::query(
            "UPDATE content_reviews SET claimed_until = 0 \
             WHERE channel_id = $1 AND id = $2 AND status = 'pending' AND claimed_until = $3",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(claim.millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Ends a review that waits: with the claim on it, or without one when nobody has it. False when somebody else was first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_review(
        &self,
        channel: &ChannelId,
        id: &ReviewId,
        claim: Option<Timestamp>,
        verdict: &Verdict,
    ) -> Result<bool> {
        let now = self.now().millis();
        let settled = sqlx::query(
            "UPDATE content_reviews SET status = $3, reason = $4, decided_by = $5, decided_at = $6, claimed_until = 0 \
             WHERE channel_id = $1 AND id = $2 AND status = 'pending' AND (claimed_until = $7 OR claimed_until <= $6)",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(verdict.status.as_str())
        .bind(clean(&verdict.reason))
        .bind(clean(&verdict.by))
        .bind(now)
        .bind(claim.map_or(0, Timestamp::millis))
        .execute(self.writer())
        .await?;
        Ok(settled.rows_affected() == 1)
    }

    /// Sets a review beside what is published now, which is another than when it was proposed; `after` is what it means now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rebase_review(
        &self,
        channel: &ChannelId,
        id: &ReviewId,
        base: &str,
        before: &str,
        after: &str,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE content_reviews SET base = $3, state_before = $4, state_after = $5 \
             WHERE channel_id = $1 AND id = $2 AND status = 'pending'",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .bind(base)
        .bind(clean(before))
        .bind(clean(after))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Whether partners' changes wait for approval.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_review_required(&self, channel: &ChannelId) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT review_required FROM content_settings WHERE channel_id = $1")
                .bind(channel.as_str())
                .fetch_optional(self.reader())
                .await?;
        Ok(found.is_some_and(|flag| flag != 0))
    }

    /// Says whether partners' changes wait for approval. Gives what was said before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn require_review(&self, channel: &ChannelId, on: bool) -> Result<bool> {
        let before = self.is_review_required(channel).await?;
        sqlx::query(
            "INSERT INTO content_settings (channel_id, review_required) VALUES ($1, $2) \
             ON CONFLICT (channel_id) DO UPDATE SET review_required = excluded.review_required",
        )
        .bind(channel.as_str())
        .bind(i64::from(on))
        .execute(self.writer())
        .await?;
        Ok(before)
    }
}

fn read(row: &AnyRow) -> Result<ReviewRow> {
    let mut cells = Cells::of(row);
    let (id, partner) = (cells.parse("content_reviews.id")?, cells.parse("content_reviews.partner_id")?);
    let (first, last, email) = (cells.text()?, cells.text()?, cells.text()?);
    let full = format!("{first} {last}");
    let review = Review {
        id,
        partner,
        partner_name: Some(full.trim()).filter(|name| !name.is_empty()).map_or(email, str::to_owned),
        status: cells.word(ReviewStatus::parse, "content_reviews.status")?,
        author: cells.word(Author::parse, "content_reviews.author")?,
        reason: cells.text()?,
        proposed_at: cells.time()?,
        decided_at: cells.maybe_number()?.map(Timestamp::from_millis),
        decided_by: cells.text()?,
    };
    Ok(ReviewRow {
        review,
        account: cells.text()?,
        base: cells.text()?,
        before: cells.text()?,
        after: cells.text()?,
        claimed_until: cells.time()?,
    })
}
