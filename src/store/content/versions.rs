//! Published states of landing pages: each kept once, when it is first known.

use super::pictures::note_pictures;
use crate::{
    Result, Store,
    page_cursor::PageCursor,
    rows::{Cells, clean},
};
use domain::{ChannelId, ContentVersionId, PartnerId, Timestamp, clock::random, content::Author};
use sqlx::any::AnyRow;
use std::collections::BTreeSet;

/// A published state to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// Who wrote it.
    pub author: Author,
    /// Their account; may be empty.
    pub account: String,
    /// Their name, for people; may be empty.
    pub name: String,
    /// The content's fingerprint.
    pub fingerprint: String,
    /// The content as JSON.
    pub content: String,
}

/// A published state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// Our id.
    pub id: ContentVersionId,
    /// When it was published, or first seen at CC.
    pub at: Timestamp,
    /// What it is.
    pub version: NewVersion,
}

const LIST: &str = "versions";

impl Store {
    /// Keeps a published state and the pictures in it, if it is another than the newest one. True when it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_version(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        version: &NewVersion,
        pictures: &BTreeSet<&str>,
    ) -> Result<bool> {
        let head = "INSERT INTO content_heads (channel_id, partner_id, fingerprint) VALUES ($1, $2, $3) \
             ON CONFLICT (channel_id, partner_id) DO UPDATE SET fingerprint = excluded.fingerprint \
             WHERE content_heads.fingerprint <> excluded.fingerprint";
        self.put_version_if(head, channel, partner, version, pictures).await
    }

    /// Keeps a published state as the first of all, if none was kept before. True when it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_first_version(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        version: &NewVersion,
        pictures: &BTreeSet<&str>,
    ) -> Result<bool> {
        let head = "INSERT INTO content_heads (channel_id, partner_id, fingerprint) VALUES ($1, $2, $3) \
             ON CONFLICT (channel_id, partner_id) DO NOTHING";
        self.put_version_if(head, channel, partner, version, pictures).await
    }

    /// Keeps a state when `head` changes the fingerprint of the newest one.
    async fn put_version_if(
        &self,
        head: &'static str,
        channel: &ChannelId,
        partner: &PartnerId,
        version: &NewVersion,
        pictures: &BTreeSet<&str>,
    ) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let moved = sqlx::query(head)
            .bind(channel.as_str())
            .bind(partner.as_str())
            .bind(version.fingerprint.as_str())
            .execute(&mut *transaction)
            .await?;
        if moved.rows_affected() == 0 {
            return Ok(false);
        }
        let now = self.now().millis();
        sqlx::query(
            "INSERT INTO content_versions (channel_id, id, partner_id, seen_at, author, account, name, fingerprint, content) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(channel.as_str())
        .bind(ContentVersionId::from_parts(now, random()).as_str())
        .bind(partner.as_str())
        .bind(now)
        .bind(version.author.as_str())
        .bind(version.account.as_str())
        .bind(clean(&version.name))
        .bind(version.fingerprint.as_str())
        .bind(clean(&version.content))
        .execute(&mut *transaction)
        .await?;
        note_pictures(&mut transaction, channel, partner, pictures, now).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The fingerprint of the newest published state that was kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest_fingerprint(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<String>> {
        let head =
            sqlx::query_scalar("SELECT fingerprint FROM content_heads WHERE channel_id = $1 AND partner_id = $2")
                .bind(channel.as_str())
                .bind(partner.as_str())
                .fetch_optional(self.reader())
                .await?;
        Ok(head)
    }

    /// The published state with this fingerprint, if it was ever seen: its content as JSON.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn version_content(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        fingerprint: &str,
    ) -> Result<Option<String>> {
        let content = sqlx::query_scalar(
            "SELECT content FROM content_versions WHERE channel_id = $1 AND partner_id = $2 AND fingerprint = $3 \
             ORDER BY id DESC LIMIT 1",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(clean(fingerprint))
        .fetch_optional(self.reader())
        .await?;
        Ok(content)
    }

    /// Published states, newest first, and where the next page begins.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `after` is not one of this list; or the store fails.
    pub async fn versions(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<VersionRow>, Option<String>)> {
        let before = after.map(|after| PageCursor::decode(after, LIST)).transpose()?;
        let rows = sqlx::query(
            "SELECT id, seen_at, author, account, name, fingerprint, content FROM content_versions \
             WHERE channel_id = $1 AND partner_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .bind(before.map_or_else(|| "~".to_owned(), |before| before.id))
        .bind(i64::from(limit) + 1)
        .fetch_all(self.reader())
        .await?;
        let mut versions = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        let is_cut = versions.len() > limit as usize;
        versions.truncate(limit as usize);
        let next = versions.last().filter(|_| is_cut);
        let next = next.map(|last| PageCursor { key: String::new(), id: last.id.to_string() }.encode(LIST));
        Ok((versions, next))
    }
}

fn read(row: &AnyRow) -> Result<VersionRow> {
    let mut cells = Cells::of(row);
    Ok(VersionRow {
        id: cells.parse("content_versions.id")?,
        at: cells.time()?,
        version: NewVersion {
            author: cells.word(Author::parse, "content_versions.author")?,
            account: cells.text()?,
            name: cells.text()?,
            fingerprint: cells.text()?,
            content: cells.text()?,
        },
    })
}
