//! Partners: who they are here, and under which ids other systems know them.

mod codes;
mod delete;
mod join;
mod partner_rows;
mod rename;

pub use delete::Deletion;
pub use rename::Renaming;

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::{
    ChannelId, CouponCode, Email, Handle, PartnerId, Source, Timestamp,
    partner::{ExternalId, Partner},
};
use std::collections::HashSet;

/// What an outside system says about a partner. What is `None` is not known there and leaves the stored value alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerReport {
    /// CC creator id: joined by first.
    pub cc_creator_id: Option<String>,
    /// CC collab id.
    pub cc_collab_id: Option<String>,
    /// E-mail: joined by second.
    pub email: Option<Email>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Handle of the landing page.
    pub handle: Option<Handle>,
    /// The current affiliate code: joined by last.
    pub affiliate_code: Option<CouponCode>,
    /// CC's id of the tier.
    pub tier_id: Option<String>,
    /// The tier's name.
    pub tier: Option<String>,
    /// Profile picture.
    pub picture_url: Option<String>,
    /// Whether the partner may sign in.
    pub is_active: bool,
    /// When the partner became one; now, when it is not known.
    pub joined_at: Option<Timestamp>,
}

impl Store {
    /// Finds a partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner(&self, channel: &ChannelId, id: &PartnerId) -> Result<Option<Partner>> {
        self.find_partner(channel, "id", id.as_str()).await
    }

    /// Those of the partners who may sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn active_partners(&self, channel: &ChannelId, ids: &[&PartnerId]) -> Result<HashSet<PartnerId>> {
        let mut active = HashSet::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT id FROM partners WHERE channel_id = ");
            sql.text(channel.as_str()).push(" AND is_active = 1 AND id IN ");
            sql.list(chunk.iter().map(|id| id.as_str()));
            for row in sql.all(self.reader()).await? {
                active.insert(Cells::of(&row).parse("partners.id")?);
            }
        }
        Ok(active)
    }

    /// Finds the partner of a CC creator id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_creator(&self, channel: &ChannelId, creator_id: &str) -> Result<Option<Partner>> {
        self.find_partner(channel, "cc_creator_id", creator_id).await
    }

    /// Finds the partner of an e-mail address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_email(&self, channel: &ChannelId, email: &Email) -> Result<Option<Partner>> {
        self.find_partner(channel, "email", email.as_str()).await
    }

    /// Finds the partner of a handle.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_handle(&self, channel: &ChannelId, handle: &Handle) -> Result<Option<Partner>> {
        self.find_partner(channel, "handle", handle.as_str()).await
    }

    /// Finds the partner who has, or ever had, this code; none when they were deleted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_code(&self, channel: &ChannelId, code: &CouponCode) -> Result<Option<Partner>> {
        let Some(holder) = self.code_owner(channel, code).await? else {
            return Ok(None);
        };
        let is_gone = self.is_deleted(channel, &holder).await?;
        if is_gone { Ok(None) } else { self.partner(channel, &holder).await }
    }

    /// Whose code this is or was. The code of a partner who was deleted stays theirs: nobody earns by what they shared.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn code_owner(&self, channel: &ChannelId, code: &CouponCode) -> Result<Option<PartnerId>> {
        let mut sql = Sql::new("SELECT partner_id FROM partner_codes WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND code = ").text(code.as_str());
        let rows = sql.all(self.reader()).await?;
        rows.first().map(|row| Cells::of(row).parse("partner_codes.partner_id")).transpose()
    }

    /// Notes under which id a system knows the partner. A later id of the same system takes the place of the former;
    /// an id that is another partner's moves to this one.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn link_partner(
        &self,
        channel: &ChannelId,
        source: Source,
        external_id: &str,
        partner: &PartnerId,
    ) -> Result<()> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                sqlx::query("DELETE FROM partner_external_ids WHERE channel_id = $1 AND source = $2 AND external_id = $3")
                    .bind(channel.as_str())
                    .bind(source.as_str())
                    .bind(external_id)
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query(
                    "INSERT INTO partner_external_ids (channel_id, partner_id, source, external_id) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (channel_id, partner_id, source) DO UPDATE SET external_id = excluded.external_id",
                )
                .bind(channel.as_str())
                .bind(partner.as_str())
                .bind(source.as_str())
                .bind(external_id)
                .execute(&mut *transaction)
                .await?;
                Ok(transaction.commit().await?)
            })
            .await
    }

    /// Finds the partner whom a system knows under this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn partner_by_external(
        &self,
        channel: &ChannelId,
        source: Source,
        external_id: &str,
    ) -> Result<Option<PartnerId>> {
        let row = sqlx::query(
            "SELECT partner_id FROM partner_external_ids WHERE channel_id = $1 AND source = $2 AND external_id = $3",
        )
        .bind(channel.as_str())
        .bind(source.as_str())
        .bind(external_id)
        .fetch_optional(self.reader())
        .await?;
        row.map(|row| Cells::of(&row).parse("partner_external_ids.partner_id")).transpose()
    }

    /// Under which ids other systems know the partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn external_ids(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<ExternalId>> {
        let rows = sqlx::query(
            "SELECT source, external_id FROM partner_external_ids WHERE channel_id = $1 AND partner_id = $2 ORDER BY source",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok(ExternalId { source: cells.parse("partner_external_ids.source")?, id: cells.text()? })
            })
            .collect()
    }

    async fn find_partner(&self, channel: &ChannelId, column: &'static str, value: &str) -> Result<Option<Partner>> {
        let found = partner_rows::load(self.reader(), channel, column, &[value]).await?;
        Ok(found.into_iter().next())
    }
}
