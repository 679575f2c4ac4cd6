//! The list of partners with their figures, for the merchant's team.

use crate::{
    Result, Store,
    coupon_sites::IS_LEAKED,
    page_cursor::PageCursor,
    rows::{Cells, Sql},
    totals::{PROGRAM_EARNED, of_each_partner},
};
use domain::{
    ChannelId, Currency, Money, Source,
    admin::{PartnerPage, PartnerQuery, PartnerRow, PartnerSort, Standing},
    earnings::Range,
    program::MemberStatus,
    text::search_text,
    zone::Zone,
};
use sqlx::{Row, any::AnyRow};

const USUAL_LIMIT: u32 = 50;
/// Files for spreadsheets read pages of this size.
const HIGHEST_LIMIT: u32 = 1_000;
/// More words than anyone types; each costs a look at every partner.
const MOST_WORDS: usize = 8;

impl Store {
    /// One page of partners. Figures are those of `range` in `currency`.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn list_partners(
        &self,
        channel: &ChannelId,
        query: &PartnerQuery,
        range: Range,
        currency: Currency,
    ) -> Result<PartnerPage> {
        let zone = self.zone(channel).await?;
        let limit = query.limit.unwrap_or(USUAL_LIMIT).clamp(1, HIGHEST_LIMIT);
        let list = format!("partners:{}:{}:{currency}", query.sort.as_str(), query.reversed);
        let (key, descends) = sorting(query);

        let mut sql = Sql::new("SELECT * FROM (");
        figures(&mut sql, channel, range, currency, key);
        matching(&mut sql, query);
        sql.push(") AS listed");
        if let Some(after) = &query.after {
            let end = PageCursor::decode(after, &list)?;
            sql.push(" WHERE (sort_key, id) ").push(if descends { "< (" } else { "> (" });
            match query.sort {
                PartnerSort::Name => sql.text(&end.key),
                _ => sql.bind(end.number()?),
            };
            sql.comma().text(&end.id).push(")");
        }
        sql.push(if descends { " ORDER BY sort_key DESC, id DESC" } else { " ORDER BY sort_key, id" });
        sql.push(" LIMIT ").bind(i64::from(limit) + 1);

        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(limit as usize);
        let mut listed = Vec::with_capacity(shown);
        for row in rows.iter().take(shown) {
            listed.push(read(row, currency, &zone)?);
        }
        let end = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
        let next = end.map(|row| cursor_after(row, query.sort)).transpose()?;
        Ok(PartnerPage {
            rows: listed,
            next: next.map(|end| end.encode(&list)),
            total: self.count_matching(channel, query).await?,
            tiers: self.tiers(channel).await?,
            leaked: self.leaked_codes(channel, 0).await?.1,
            groups: self.groups(channel).await?.into_iter().map(|group| (group.id, group.name)).collect(),
            currency,
        })
    }

    /// The partners with most sales in the range; those without a sale are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn top_partners(
        &self,
        channel: &ChannelId,
        range: Range,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<PartnerRow>> {
        let zone = self.zone(channel).await?;
        let mut sql = Sql::new("SELECT * FROM (");
        figures(&mut sql, channel, range, currency, SALES);
        sql.push(") AS listed WHERE orders > 0 ORDER BY sort_key DESC, id DESC LIMIT ").bind(i64::from(limit));
        let rows = sql.all(self.reader()).await?;
        rows.iter().map(|row| read(row, currency, &zone)).collect()
    }

    /// How many partners had at least one order in the range, in any currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_active_partners(&self, channel: &ChannelId, range: Range) -> Result<i64> {
        let mut sql = Sql::new("SELECT COUNT(DISTINCT d.partner_id) FROM ");
        of_each_partner(&mut sql, channel, range).push(" AND d.orders > 0");
        let rows = sql.all(self.reader()).await?;
        rows.first().map_or(Ok(0), |row| Cells::of(row).number())
    }

    async fn count_matching(&self, channel: &ChannelId, query: &PartnerQuery) -> Result<i64> {
        let mut sql = Sql::new(
            "SELECT COUNT(*) FROM partners p LEFT JOIN program_members m ON m.channel_id = p.channel_id AND m.partner_id = p.id \
             WHERE p.deleted_at IS NULL AND p.channel_id = ",
        );
        sql.text(channel.as_str());
        matching(&mut sql, query);
        let rows = sql.all(self.reader()).await?;
        rows.first().map_or(Ok(0), |row| Cells::of(row).number())
    }

    async fn tiers(&self, channel: &ChannelId) -> Result<Vec<String>> {
        let tiers =
            sqlx::query_scalar("SELECT DISTINCT tier FROM partners WHERE channel_id = $1 AND tier <> '' ORDER BY tier")
                .bind(channel.as_str())
                .fetch_all(self.reader())
                .await?;
        Ok(tiers)
    }
}

const SALES: &str = "COALESCE(t.sales, 0)";

/// What the list is sorted by, and whether that descends.
fn sorting(query: &PartnerQuery) -> (&'static str, bool) {
    let (key, descends) = match query.sort {
        PartnerSort::Sales => (SALES, true),
        PartnerSort::Earned => ("COALESCE(t.earned, 0)", true),
        PartnerSort::Orders => ("COALESCE(t.orders, 0)", true),
        PartnerSort::Name => ("p.name_key", false),
        PartnerSort::Joined => ("p.joined_at", true),
        PartnerSort::Commissions => ("COALESCE(t.commissions, 0)", true),
        PartnerSort::Owed => ("COALESCE(b.owed, 0)", true),
        PartnerSort::Conversions => ("COALESCE(t.conversions, 0)", true),
    };
    (key, descends != query.reversed)
}

/// Partners with their figures. Reads the days of the range only, whatever the partners sold before. What they are owed is summed
/// before it is joined: two accounts would count every sale twice.
fn figures(sql: &mut Sql, channel: &ChannelId, range: Range, currency: Currency, key: &'static str) {
    sql.push(
        "SELECT p.id AS id, p.first_name AS first_name, p.last_name AS last_name, p.email AS email, p.handle AS handle, \
         p.picture_url AS picture_url, p.tier AS tier, p.affiliate_code AS affiliate_code, p.is_active AS is_active, \
         p.joined_at AS joined_at, CAST(CASE WHEN x.external_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS in_network, \
         COALESCE(t.sales, 0) AS sales, COALESCE(t.earned, 0) AS earned, COALESCE(t.orders, 0) AS orders, \
         m.status AS standing, g.name AS group_name, COALESCE(t.commissions, 0) AS commissions, COALESCE(b.owed, 0) AS owed, \
         COALESCE(t.conversions, 0) AS conversions, ",
    );
    sql.push("CAST(CASE WHEN ").push(IS_LEAKED).push(" THEN 1 ELSE 0 END AS BIGINT) AS is_leaked, ");
    sql.push(key).push(" AS sort_key FROM partners p LEFT JOIN (SELECT d.partner_id, ");
    sql.push(
        "CAST(SUM(d.sales) AS BIGINT) AS sales, CAST(SUM(d.orders) AS BIGINT) AS orders, \
         CAST(SUM(d.cc_sale + d.network + d.program + d.bonus) AS BIGINT) AS earned, \
         CAST(SUM(d.conversions) AS BIGINT) AS conversions, CAST(SUM(",
    );
    sql.push(PROGRAM_EARNED).push(") AS BIGINT) AS commissions FROM ");
    of_each_partner(sql, channel, range);
    sql.push(" AND d.currency = ").text(currency.code());
    sql.push(" GROUP BY d.partner_id) AS t ON t.partner_id = p.id LEFT JOIN (SELECT partner_id, CAST(SUM(amount) AS BIGINT) AS owed ");
    sql.push("FROM ledger_balances WHERE account IN ('held', 'payable', 'reserved') AND channel_id = ")
        .text(channel.as_str());
    sql.push(" AND currency = ").text(currency.code());
    sql.push(
        " GROUP BY partner_id) AS b ON b.partner_id = p.id \
         LEFT JOIN program_members m ON m.channel_id = p.channel_id AND m.partner_id = p.id \
         LEFT JOIN program_groups g ON g.channel_id = m.channel_id AND g.id = m.group_id \
         LEFT JOIN partner_external_ids x ON x.channel_id = p.channel_id AND x.partner_id = p.id AND x.source = ",
    );
    sql.text(Source::Impact.as_str());
    sql.push(" WHERE p.deleted_at IS NULL AND p.channel_id = ").text(channel.as_str());
}

/// Every word must be found somewhere; what the engines take for wildcards is plain text here.
fn matching(sql: &mut Sql, query: &PartnerQuery) {
    for word in search_text(&[&query.text]).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sql.push(" AND p.search LIKE ").text(&format!("%{escaped}%")).push(" ESCAPE '\\'");
    }
    if let Some(tier) = &query.tier {
        sql.push(" AND p.tier = ").text(tier);
    }
    match query.standing {
        Some(Standing::In(status)) => {
            sql.push(" AND m.status = ").text(status.as_str());
        }
        Some(Standing::Outside) => {
            sql.push(" AND m.status IS NULL");
        }
        None => {}
    }
    if let Some(group) = &query.group {
        sql.push(" AND m.group_id = ").text(group.as_str());
    }
    if query.leaked {
        sql.push(" AND ").push(IS_LEAKED);
    }
}

fn read(row: &AnyRow, currency: Currency, zone: &Zone) -> Result<PartnerRow> {
    let mut cells = Cells::of(row);
    let id = cells.parse("partners.id")?;
    let (first, last) = (cells.text()?, cells.text()?);
    let email = cells.text()?;
    let handle = cells.maybe_text()?;
    let name = match format!("{first} {last}").trim() {
        "" => handle.clone().unwrap_or_else(|| email.clone()),
        name => name.to_owned(),
    };
    Ok(PartnerRow {
        id,
        name,
        email,
        handle,
        picture_url: cells.maybe_text()?,
        tier: cells.text()?,
        code: cells.maybe_text()?,
        is_active: cells.flag()?,
        joined: zone.day(cells.time()?).long(),
        in_network: Some(cells.flag()?),
        sales: Some(Money::new(cells.number()?, currency)),
        earned: Some(Money::new(cells.number()?, currency)),
        orders: Some(cells.number()?),
        standing: cells.maybe_word(MemberStatus::parse, "program_members.status")?,
        group: cells.maybe_text()?,
        commissions: Money::new(cells.number()?, currency),
        owed: Money::new(cells.number()?, currency),
        conversions: cells.number()?,
        is_leaked: cells.flag()?,
    })
}

fn cursor_after(last: &AnyRow, sort: PartnerSort) -> Result<PageCursor> {
    let key = match sort {
        PartnerSort::Name => last.try_get("sort_key")?,
        _ => last.try_get::<i64, _>("sort_key")?.to_string(),
    };
    Ok(PageCursor { key, id: last.try_get("id")? })
}
