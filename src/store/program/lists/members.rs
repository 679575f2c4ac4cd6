//! What the team changes of the program's side of a partner, with its line in the audit trail; and the codes a partner had.

use crate::{
    AuditEntry, Result, Sighting, Store, Told, audit,
    program::commission_rows::rate,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, GroupId, PartnerId, Timestamp,
    program::{CodeLine, CodeSighting, Member, MemberStatus, site_name},
    zone::Zone,
};

/// How many codes of one partner are listed.
const MOST_CODES: i64 = 100;

/// What of a partner is changed, and from what; the rest may be changed by somebody else at the same time.
#[derive(Debug, Clone, Copy)]
pub enum MemberChange<'a> {
    /// Where they stand, and why; from where they stood.
    Standing(MemberStatus),
    /// What they are promised, and what is noted about them; from what they were promised.
    Terms(&'a Member),
    /// In which group they are, as long as they are approved; from the one they were in.
    Group(Option<&'a GroupId>),
}

impl MemberChange<'_> {
    /// Whether they still are as whoever changes them saw them.
    fn holds(self, found: &Member) -> bool {
        match self {
            Self::Standing(from) => found.status == from,
            Self::Terms(seen) => {
                let terms = |it: &Member| (it.rate, it.ignores_product_rates, it.hold_days, it.minimums.clone());
                terms(seen) == terms(found) && seen.group_id == found.group_id && seen.notes == found.notes
            }
            Self::Group(from) => found.status == MemberStatus::Approved && found.group_id.as_ref() == from,
        }
    }

    fn write(self, sql: &mut Sql, member: &Member) {
        match self {
            Self::Standing(_) => {
                sql.push("status = ").text(member.status.as_str()).push(", reason = ").text(&member.reason);
                sql.push(", approved_at = ").bind(member.approved_at.map(Timestamp::millis));
            }
            Self::Terms(_) => {
                sql.push("(rate_kind, rate_value, rate_currency, ignores_product_rates, group_id, hold_days, minimums, notes) = (");
                rate(sql, member.rate).comma().bind(i64::from(member.ignores_product_rates)).comma();
                sql.maybe(member.group_id.as_ref().map(GroupId::as_str)).comma().bind(member.hold_days).comma();
                sql.text(&member.minimums.to_text()).comma().text(&member.notes).push(")");
            }
            Self::Group(_) => {
                sql.push("group_id = ").maybe(member.group_id.as_ref().map(GroupId::as_str));
            }
        }
    }
}

impl Store {
    /// Changes a part of the program's side of a partner to what `member` says, in one transaction with its line in the audit trail.
    /// What tells the partner of it goes with it. `false` when they are not in the program, were deleted, or are otherwise by now.
    ///
    /// # Errors
    /// When there is no such group, or the store fails; nothing is changed then.
    pub async fn change_member(
        &self,
        channel: &ChannelId,
        member: &Member,
        change: MemberChange<'_>,
        told: &Told,
        entry: &AuditEntry,
    ) -> Result<bool> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let found = self.locked_member(&mut transaction, channel, &member.partner_id).await?;
                if !found.is_some_and(|found| change.holds(&found)) {
                    return Ok(false);
                }
                let mut sql = Sql::new("UPDATE program_members SET ");
                change.write(&mut sql, member);
                sql.push(" WHERE channel_id = ").text(channel.as_str());
                sql.push(" AND partner_id = ").text(member.partner_id.as_str());
                sql.run_on(&mut transaction).await?;
                self.tell(&mut transaction, channel, told).await?;
                audit::write(&mut *transaction, channel, entry).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }

    /// The codes that a partner has or had, the present one first, then the newest; the oldest of very many are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn codes_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<CodeLine>> {
        let zone = self.zone(channel).await?;
        let sightings = self.sightings_of(channel, partner).await?;
        let mut sql = Sql::new(
            "SELECT c.code, c.since, CAST(CASE WHEN p.affiliate_code = c.code THEN 1 ELSE 0 END AS BIGINT) AS is_current, \
             CAST(CASE WHEN c.used_at IS NULL THEN 0 ELSE 1 END AS BIGINT) \
             FROM partner_codes c JOIN partners p ON p.channel_id = c.channel_id AND p.id = c.partner_id WHERE c.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND c.partner_id = ").text(partner.as_str());
        sql.push(" ORDER BY is_current DESC, c.since DESC, c.code LIMIT ").bind(MOST_CODES);
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                let code = cells.text()?;
                let since = zone.day(cells.time()?).long();
                let sightings = sightings.iter().filter(|it| it.code.as_str() == code).map(|it| sighting(it, &zone));
                let sightings = sightings.collect();
                Ok(CodeLine { code, since, is_current: cells.flag()?, is_used: cells.flag()?, sightings })
            })
            .collect()
    }
}

fn sighting(it: &Sighting, zone: &Zone) -> CodeSighting {
    CodeSighting {
        host: site_name(&it.site).to_owned(),
        address: it.site.clone(),
        since: zone.day(it.first_seen).long(),
        last_seen: zone.day(it.last_seen).long(),
        is_gone: it.gone_at.is_some(),
        fault: it.fault.clone(),
    }
}
