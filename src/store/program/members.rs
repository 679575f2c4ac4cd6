//! The program's side of partners.

use super::commission_rows::{rate, read_rate};
use crate::{
    Result, Store, Told,
    rows::{CHUNK, Cells, Sql},
    sales::links,
};
use domain::{
    ChannelId, CouponCode, Email, PartnerId, Timestamp,
    payout::PayoutMethod,
    program::{Member, MemberStatus, Minimums, PayoutDetails},
};
use sqlx::{AnyConnection, any::AnyRow};
use std::collections::HashMap;

const COLUMNS: &str = "m.partner_id, m.status, m.reason, m.rate_kind, m.rate_value, m.rate_currency, m.ignores_product_rates, \
     m.group_id, m.hold_days, m.minimums, m.payout_method, m.payout_sealed, m.payout_shown, m.notes, m.applied_at, \
     m.approved_at";

/// A partner of the program who is known by a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeHolder {
    /// The program's side of them.
    pub member: Member,
    /// Their e-mail: a customer with the same one is themselves.
    pub email: Email,
    /// Whether the code is their present one.
    pub is_current: bool,
    /// Whether they are CC's creator: their codes are CC's to give.
    pub is_of_cc: bool,
}

impl Store {
    /// The program's side of a partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn member(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Member>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM program_members m WHERE m.channel_id = ").text(channel.as_str());
        sql.push(" AND m.partner_id = ").text(partner.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// Whether the program counts, or counted, orders of a partner; or of anybody.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_members(&self, channel: &ChannelId, partner: Option<&PartnerId>) -> Result<bool> {
        let mut sql = Sql::new(
            "SELECT partner_id FROM program_members WHERE status IN ('approved', 'disabled') AND channel_id = ",
        );
        sql.text(channel.as_str());
        if let Some(partner) = partner {
            sql.push(" AND partner_id = ").text(partner.as_str());
        }
        sql.push(" LIMIT 1");
        Ok(!sql.all(self.reader()).await?.is_empty())
    }

    /// The program's side of several partners, with their names.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn members_by_id(
        &self,
        channel: &ChannelId,
        ids: &[&PartnerId],
    ) -> Result<HashMap<PartnerId, (Member, String)>> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT ");
            sql.push(COLUMNS).push(
                ", p.first_name, p.last_name, p.email FROM program_members m \
                 JOIN partners p ON p.channel_id = m.channel_id AND p.id = m.partner_id WHERE m.channel_id = ",
            );
            sql.text(channel.as_str()).push(" AND m.partner_id IN ").list(chunk.iter().map(|id| id.as_str()));
            for row in sql.all(self.reader()).await? {
                let mut cells = Cells::of(&row);
                let member = read_cells(&mut cells)?;
                let full = format!("{} {}", cells.text()?, cells.text()?);
                let email = cells.text()?;
                let name = if full.trim().is_empty() { email } else { full.trim().to_owned() };
                found.insert(member.partner_id.clone(), (member, name));
            }
        }
        Ok(found)
    }

    /// Who has, or ever had, this code, as far as they are in the program.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn code_holder(&self, channel: &ChannelId, code: &CouponCode) -> Result<Option<CodeHolder>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(
            ", p.email, CAST(CASE WHEN p.affiliate_code = c.code THEN 1 ELSE 0 END AS BIGINT), \
             CAST(CASE WHEN p.cc_creator_id IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM partner_codes c \
             JOIN partners p ON p.channel_id = c.channel_id AND p.id = c.partner_id \
             JOIN program_members m ON m.channel_id = c.channel_id AND m.partner_id = c.partner_id WHERE c.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND c.code = ").text(code.as_str());
        let rows = sql.all(self.reader()).await?;
        rows.first()
            .map(|row| {
                let mut cells = Cells::of(row);
                let member = read_cells(&mut cells)?;
                let email = cells.parse("partners.email")?;
                Ok(CodeHolder { member, email, is_current: cells.flag()?, is_of_cc: cells.flag()? })
            })
            .transpose()
    }

    /// Takes a partner into the program. `false` when they are in it, or are none any more: nothing is changed then.
    ///
    /// # Errors
    /// When there is no such group, or the store fails.
    pub async fn add_member(&self, channel: &ChannelId, member: &Member) -> Result<bool> {
        self.add_member_and_tell(channel, member, &Told::default()).await
    }

    /// The same, with what they are told of it in the same transaction.
    ///
    /// # Errors
    /// As [`Store::add_member`].
    pub async fn add_member_and_tell(&self, channel: &ChannelId, member: &Member, told: &Told) -> Result<bool> {
        let mut sql = Sql::new(
            "INSERT INTO program_members (channel_id, partner_id, status, reason, rate_kind, rate_value, rate_currency, \
             ignores_product_rates, group_id, hold_days, minimums, payout_method, payout_sealed, payout_shown, \
             notes, applied_at, approved_at) SELECT ",
        );
        sql.text(channel.as_str()).push(", id, ");
        sql.text(member.status.as_str()).comma().text(&member.reason).comma();
        rate(&mut sql, member.rate).comma().bind(i64::from(member.ignores_product_rates)).comma();
        sql.maybe(member.group_id.as_ref().map(domain::GroupId::as_str)).comma().bind(member.hold_days).comma();
        sql.text(&member.minimums.to_text()).comma();
        sql.maybe(member.payout.method.map(PayoutMethod::as_str)).comma();
        sql.text(&member.payout.sealed).comma().text(&member.payout.shown).comma();
        sql.text(&member.notes).comma().bind(member.applied_at.millis()).comma();
        sql.bind(member.approved_at.map(Timestamp::millis));
        sql.push(" FROM partners WHERE deleted_at IS NULL AND channel_id = ").text(channel.as_str());
        sql.push(" AND id = ").text(member.partner_id.as_str());
        sql.push(" ON CONFLICT (channel_id, partner_id) DO NOTHING");
        let mut transaction = self.begin().await?;
        if sql.run_on(&mut transaction).await? == 0 {
            return Ok(false);
        }
        self.tell(&mut transaction, channel, told).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Keeps where a partner's money goes, and touches nothing else of them. `false` when they are not in the program, or were deleted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_payout_details(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        details: &PayoutDetails,
    ) -> Result<bool> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                if self.locked_member(&mut transaction, channel, partner).await?.is_none() {
                    return Ok(false);
                }
                let mut sql = Sql::new("UPDATE program_members SET payout_method = ");
                sql.maybe(details.method.map(PayoutMethod::as_str));
                sql.push(", payout_sealed = ").text(&details.sealed).push(", payout_shown = ").text(&details.shown);
                sql.push(" WHERE channel_id = ")
                    .text(channel.as_str())
                    .push(" AND partner_id = ")
                    .text(partner.as_str());
                sql.run_on(&mut transaction).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }

    /// The program's side of a partner who was not deleted, as it stands until the end of the transaction.
    pub(super) async fn locked_member(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        partner: &PartnerId,
    ) -> Result<Option<Member>> {
        links::lock_partners(on, self.engine(), channel, std::iter::once(partner.as_str())).await?;
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(
            " FROM program_members m JOIN partners p ON p.channel_id = m.channel_id AND p.id = m.partner_id \
             WHERE p.deleted_at IS NULL AND m.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND m.partner_id = ").text(partner.as_str());
        sql.all_on(on).await?.first().map(read).transpose()
    }

    /// Partners who wait for the team, who asked first first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn members_of_status(
        &self,
        channel: &ChannelId,
        status: MemberStatus,
        after: Option<(Timestamp, &PartnerId)>,
        limit: u32,
    ) -> Result<Vec<Member>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM program_members m WHERE m.channel_id = ").text(channel.as_str());
        sql.push(" AND m.status = ").text(status.as_str());
        if let Some((at, partner)) = after {
            sql.push(" AND (m.applied_at, m.partner_id) > (")
                .bind(at.millis())
                .comma()
                .text(partner.as_str())
                .push(")");
        }
        sql.push(" ORDER BY m.applied_at, m.partner_id LIMIT ").bind(i64::from(limit));
        sql.all(self.reader()).await?.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Member> {
    read_cells(&mut Cells::of(row))
}

fn read_cells(cells: &mut Cells<'_>) -> Result<Member> {
    Ok(Member {
        partner_id: cells.parse("program_members.partner_id")?,
        status: cells.word(MemberStatus::parse, "program_members.status")?,
        reason: cells.text()?,
        rate: read_rate(cells, "program_members.rate_kind")?,
        ignores_product_rates: cells.flag()?,
        group_id: cells.maybe_parse("program_members.group_id")?,
        hold_days: cells.maybe_number()?,
        minimums: cells.word(Minimums::from_text, "program_members.minimums")?,
        payout: PayoutDetails { method: read_method(cells)?, sealed: cells.text()?, shown: cells.text()? },
        notes: cells.text()?,
        applied_at: cells.time()?,
        approved_at: cells.maybe_number()?.map(Timestamp::from_millis),
    })
}

fn read_method(cells: &mut Cells<'_>) -> Result<Option<PayoutMethod>> {
    let text = cells.maybe_text()?;
    let method =
        text.map(|text| PayoutMethod::parse(&text).ok_or(crate::StoreError::Corrupt("program_members.payout_method")));
    method.transpose()
}
