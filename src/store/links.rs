//! Partner links: made, changed, put away, found by their code. Each change leaves a line in the audit trail.

use crate::{
    AuditEntry, Result, Store, audit,
    rows::{Cells, clean},
};
use domain::{ChannelId, LinkId, PartnerId, Timestamp, clock::random, link::Utm};
use serde::Serialize;
use sqlx::{AnyConnection, any::AnyRow};

/// Links that a partner has in use at most.
pub const MOST_LINKS: i64 = 100;
/// Links of a partner with those that were put away: they stay for ever.
const MOST_EVER: i64 = 1_000;

/// Letters and digits that nobody takes for one another when they are read aloud or typed off a poster.
const CODE_LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// How long codes are: a code that is taken is drawn again, and in the end a longer one.
const CODE_LENGTHS: [usize; 6] = [6, 6, 7, 7, 8, 8];

/// A link as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkRow {
    /// Our id.
    pub id: LinkId,
    /// The short code.
    pub code: String,
    /// Whose link it is.
    pub partner_id: PartnerId,
    /// What the partner calls it.
    pub label: String,
    /// Where it leads; empty for the shop's front page.
    pub target: String,
    /// Campaign parameters.
    pub utm: Utm,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it was put away.
    pub is_archived: bool,
}

/// What a link says and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkContent {
    /// What the partner calls it.
    pub label: String,
    /// Where it leads; empty for the shop's front page.
    pub target: String,
    /// Campaign parameters.
    pub utm: Utm,
}

/// What changes about a link.
#[derive(Debug, Clone, Copy)]
pub enum LinkChange<'a> {
    /// What it says and where it leads.
    Content(&'a LinkContent),
    /// Whether it is put away.
    Archived(bool),
}

impl Store {
    /// Makes a link with a code of its own; none when the partner has as many as one may have.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn add_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        content: &LinkContent,
        actor: &str,
    ) -> Result<Option<LinkRow>> {
        self.pools.retrying(|| self.try_add_link(channel, partner, content, actor)).await
    }

    async fn try_add_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        content: &LinkContent,
        actor: &str,
    ) -> Result<Option<LinkRow>> {
        let mut transaction = self.begin().await?;
        if !self.has_room(&mut transaction, channel, partner).await? {
            return Ok(None);
        }
        for length in CODE_LENGTHS {
            let row = LinkRow {
                id: LinkId::new(self.clock().as_ref()),
                code: draw_code(length),
                partner_id: partner.clone(),
                label: clean(&content.label),
                target: clean(&content.target),
                utm: content.utm.clone(),
                created_at: self.now(),
                is_archived: false,
            };
            if insert(&mut transaction, channel, &row).await? {
                note(&mut transaction, channel, self.now(), actor, "link.created", None, &row).await?;
                transaction.commit().await?;
                return Ok(Some(row));
            }
        }
        Err(crate::StoreError::Busy)
    }

    /// Whether the partner may have one more. The partner's row stands for a lock: two that are made at once are counted one
    /// after the other.
    async fn has_room(&self, on: &mut AnyConnection, channel: &ChannelId, partner: &PartnerId) -> Result<bool> {
        if let Some(lock) = self.engine().for_lock() {
            let text = format!("SELECT id FROM partners WHERE channel_id = $1 AND id = $2{lock}");
            sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(channel.as_str())
                .bind(partner.as_str())
                .fetch_optional(&mut *on)
                .await?;
        }
        let row = sqlx::query(
            "SELECT COUNT(*), CAST(COALESCE(SUM(1 - is_archived), 0) AS BIGINT) FROM links \
             WHERE channel_id = $1 AND partner_id = $2",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .fetch_one(&mut *on)
        .await?;
        let mut cells = Cells::of(&row);
        Ok(cells.number()? < MOST_EVER && cells.number()? < MOST_LINKS)
    }

    /// Changes a link of this partner; none when the partner has no such link.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        id: &LinkId,
        change: LinkChange<'_>,
        actor: &str,
    ) -> Result<Option<LinkRow>> {
        self.pools.retrying(|| self.try_change_link(channel, partner, id, change, actor)).await
    }

    async fn try_change_link(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        id: &LinkId,
        change: LinkChange<'_>,
        actor: &str,
    ) -> Result<Option<LinkRow>> {
        let mut transaction = self.begin().await?;
        let text =
            format!("{SELECT} WHERE channel_id = $1 AND id = $2 AND partner_id = $3{}", self.engine().for_update());
        let found = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel.as_str())
            .bind(id.as_str())
            .bind(partner.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(before) = found.as_ref().map(read).transpose()? else {
            return Ok(None);
        };
        let (after, action) = changed(&before, change);
        if after != before {
            update(&mut transaction, channel, &after).await?;
            note(&mut transaction, channel, self.now(), actor, action, Some(&before), &after).await?;
            transaction.commit().await?;
        }
        Ok(Some(after))
    }

    /// The partner's links, the newest first; those put away too, if asked for.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn links_of(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        with_archived: bool,
    ) -> Result<Vec<LinkRow>> {
        let text = format!(
            "{SELECT} WHERE channel_id = $1 AND partner_id = $2 AND is_archived <= $3 ORDER BY id DESC LIMIT {MOST_EVER}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel.as_str())
            .bind(partner.as_str())
            .bind(i64::from(with_archived))
            .fetch_all(self.reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// A link of this partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link(&self, channel: &ChannelId, partner: &PartnerId, id: &LinkId) -> Result<Option<LinkRow>> {
        let text = format!("{SELECT} WHERE channel_id = $1 AND id = $2 AND partner_id = $3");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel.as_str())
            .bind(id.as_str())
            .bind(partner.as_str())
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The link behind a code.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link_by_code(&self, channel: &ChannelId, code: &str) -> Result<Option<LinkRow>> {
        let text = format!("{SELECT} WHERE channel_id = $1 AND code = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(channel.as_str())
            .bind(clean(code))
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(read).transpose()
    }
}

const SELECT: &str = "SELECT id, code, partner_id, label, target, utm_source, utm_medium, utm_campaign, created_at, is_archived FROM links";

fn read(row: &AnyRow) -> Result<LinkRow> {
    let mut cells = Cells::of(row);
    Ok(LinkRow {
        id: cells.parse("links.id")?,
        code: cells.text()?,
        partner_id: cells.parse("links.partner_id")?,
        label: cells.text()?,
        target: cells.text()?,
        utm: Utm { source: cells.text()?, medium: cells.text()?, campaign: cells.text()? },
        created_at: cells.time()?,
        is_archived: cells.flag()?,
    })
}

/// Adds the row; false when its code is taken.
async fn insert(on: &mut AnyConnection, channel: &ChannelId, row: &LinkRow) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO links (channel_id, id, code, partner_id, label, target, utm_source, utm_medium, utm_campaign, created_at, is_archived) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT (channel_id, code) DO NOTHING",
    )
    .bind(channel.as_str())
    .bind(row.id.as_str())
    .bind(row.code.as_str())
    .bind(row.partner_id.as_str())
    .bind(row.label.as_str())
    .bind(row.target.as_str())
    .bind(clean(&row.utm.source))
    .bind(clean(&row.utm.medium))
    .bind(clean(&row.utm.campaign))
    .bind(row.created_at.millis())
    .execute(on)
    .await?;
    Ok(done.rows_affected() > 0)
}

async fn update(on: &mut AnyConnection, channel: &ChannelId, row: &LinkRow) -> Result<()> {
    sqlx::query(
        "UPDATE links SET label = $3, target = $4, utm_source = $5, utm_medium = $6, utm_campaign = $7, is_archived = $8 \
         WHERE channel_id = $1 AND id = $2",
    )
    .bind(channel.as_str())
    .bind(row.id.as_str())
    .bind(row.label.as_str())
    .bind(row.target.as_str())
    .bind(clean(&row.utm.source))
    .bind(clean(&row.utm.medium))
    .bind(clean(&row.utm.campaign))
    .bind(i64::from(row.is_archived))
    .execute(on)
    .await?;
    Ok(())
}

/// The link after a change, and what the audit trail calls the change.
fn changed(before: &LinkRow, change: LinkChange<'_>) -> (LinkRow, &'static str) {
    let mut after = before.clone();
    match change {
        LinkChange::Content(content) => {
            after.label = clean(&content.label);
            after.target = clean(&content.target);
            after.utm = content.utm.clone();
            (after, "link.changed")
        }
        LinkChange::Archived(is_archived) => {
            after.is_archived = is_archived;
            (after, if is_archived { "link.archived" } else { "link.restored" })
        }
    }
}

async fn note(
    on: &mut AnyConnection,
    channel: &ChannelId,
    at: Timestamp,
    actor: &str,
    action: &str,
    before: Option<&LinkRow>,
    after: &LinkRow,
) -> Result<()> {
    let json = |row: &LinkRow| serde_json::to_string(row).ok();
    let entry = AuditEntry {
        at,
        actor: actor.to_owned(),
        action: action.to_owned(),
        target: after.id.to_string(),
        before: before.and_then(json),
        after: json(after),
        address: None,
    };
    audit::write(on, channel, &entry).await
}

/// A random code: every letter as likely as any other, so that codes cannot be guessed from one another.
fn draw_code(length: usize) -> String {
    let mut code = String::with_capacity(length);
    while code.len() < length {
        // 248 is the largest multiple of 31 below 256: higher bytes would favour the first letters.
        let fair = random::<16>().into_iter().filter(|byte| *byte < 248);
        let letters = fair.filter_map(|byte| CODE_LETTERS.get(usize::from(byte % 31)));
        code.extend(letters.take(length - code.len()).map(|letter| char::from(*letter)));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_no_letters_that_look_alike() {
        for length in CODE_LENGTHS {
            let code = draw_code(length);
            assert_eq!(code.len(), length);
            assert!(!code.contains(['0', 'o', '1', 'l', 'i']), "{code}");
        }
        assert_ne!(draw_code(8), draw_code(8));
    }
}
