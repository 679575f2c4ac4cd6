//! The list of entries: every sale, commission and bonus of a partner in one order.

use super::entry::{self, Line, Payouts, Reading};
use crate::{Result, Store, page_cursor::PageCursor, rows::Sql};
use domain::{
    ChannelId, Currency, Day, PartnerId, Timestamp,
    earnings::{EntryPage, EntryQuery, EntryStatus, Stream},
    zone::Zone,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

const LIST: &str = "entries";
const USUAL_LIMIT: u32 = 50;
const HIGHEST_LIMIT: u32 = 1_000;

impl Store {
    /// One page of a partner's entries, newest first. `grace` is how long the other side has to report an order before that is a mismatch.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn entries(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &EntryQuery,
        grace: Duration,
    ) -> Result<EntryPage> {
        let zone = self.zone(channel).await?;
        let limit = query.limit.unwrap_or(USUAL_LIMIT).clamp(1, HIGHEST_LIMIT);
        let page = Page {
            channel,
            partner,
            query,
            zone: &zone,
            late: self.now().minus(grace),
            after: query.after.as_deref().map(read_cursor).transpose()?,
            limit: i64::from(limit),
        };
        let Some(sql) = page.statement() else {
            return Ok(EntryPage { entries: Vec::new(), next: None });
        };
        let rows = sql.all(self.reader()).await?;
        let mut lines = rows.iter().map(Line::read).collect::<Result<Vec<_>>>()?;
        let has_more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next = lines.last().filter(|_| has_more).map(|line| {
            let end = PageCursor { key: line.at.millis().to_string(), id: line.id.clone() };
            end.encode(LIST)
        });
        let today = zone.day(self.now());
        let payouts = Box::pin(self.payouts_for(channel, partner, &lines, today)).await?;
        let reading = Reading { zone: &zone, today, late: page.late, payouts };
        let entries = lines.into_iter().map(|line| entry::entry(line, &reading)).collect();
        Ok(EntryPage { entries, next })
    }

    /// When our own program pays what waits for it among some lines.
    async fn payouts_for(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        lines: &[Line],
        today: Day,
    ) -> Result<Payouts> {
        let currencies: BTreeSet<Currency> = lines.iter().filter_map(Line::waits_in).collect();
        if currencies.is_empty() {
            return Ok(Payouts::default());
        }
        let mut payouts = Payouts { settings: self.program_settings(channel).await?, next: BTreeMap::new() };
        for currency in currencies {
            if let Some(next) = self.next_payout(channel, partner, today, currency).await? {
                payouts.next.insert(currency, next);
            }
        }
        Ok(payouts)
    }

    /// Whether anything was ever sold or earned by the partner.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_any_sales(&self, channel: &ChannelId, partner: &PartnerId) -> Result<bool> {
        let found = sqlx::query(
            "SELECT 1 FROM partners WHERE channel_id = $1 AND id = $2 AND (\
             EXISTS (SELECT 1 FROM commissions c WHERE c.channel_id = $1 AND c.partner_id = $2) OR \
             EXISTS (SELECT 1 FROM orders o WHERE o.channel_id = $1 AND o.partner_id = $2 AND o.commission_count = 0))",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .fetch_optional(self.reader())
        .await?;
        Ok(found.is_some())
    }
}

fn read_cursor(text: &str) -> Result<(i64, String)> {
    let end = PageCursor::decode(text, LIST)?;
    Ok((end.number()?, end.id))
}

/// What one page is made of.
struct Page<'a> {
    channel: &'a ChannelId,
    partner: &'a PartnerId,
    query: &'a EntryQuery,
    zone: &'a Zone,
    /// What happened before this has had its grace.
    late: Timestamp,
    after: Option<(i64, String)>,
    limit: i64,
}

impl Page<'_> {
    /// Both halves are read from an index only as far as the page goes, in one statement: a link made in between cannot show an entry twice.
    fn statement(&self) -> Option<Sql> {
        let (commissions, orders) = (self.wants_commissions(), self.wants_orders());
        if !commissions && !orders {
            return None;
        }
        let mut sql = Sql::new("SELECT * FROM (");
        if commissions {
            self.commissions(&mut sql);
        }
        if commissions && orders {
            sql.push(" UNION ALL ");
        }
        if orders {
            self.orders(&mut sql);
        }
        sql.push(") AS entries ORDER BY happened_at DESC, id DESC LIMIT ").bind(self.limit + 1);
        Some(sql)
    }

    fn wants_commissions(&self) -> bool {
        matches!(self.query.status, None | Some(EntryStatus::Commission(_) | EntryStatus::NotInStore))
    }

    /// Orders without commission belong to the stream of attributed sales: that is where they will earn.
    fn wants_orders(&self) -> bool {
        matches!(self.query.stream, None | Some(Stream::CcSale))
            && !matches!(self.query.status, Some(EntryStatus::Commission(_) | EntryStatus::NotInStore))
    }

    fn commissions(&self, sql: &mut Sql) {
        sql.push(
            "SELECT * FROM (SELECT c.occurred_at AS happened_at, c.id AS id, c.source AS source, c.kind AS kind, c.title AS title, \
             COALESCE(o.name, c.order_ref) AS order_name, c.stream AS stream, COALESCE(o.currency, c.sale_currency) AS sale_currency, \
             COALESCE(o.subtotal, c.sale) AS sale, COALESCE(o.refunded, 0) AS refunded, c.currency AS currency, c.amount AS amount, \
             c.status AS status, c.reason AS reason, c.hold_until AS hold_until, c.pay_day AS pay_day, c.changed_at AS changed_at, CAST(1 AS BIGINT) AS is_open \
             FROM commissions c LEFT JOIN orders o ON o.channel_id = c.channel_id AND o.id = c.order_id WHERE c.channel_id = ",
        );
        sql.text(self.channel.as_str()).push(" AND c.partner_id = ").text(self.partner.as_str());
        self.narrow(sql, "c.occurred_at", "c.id", "c.currency");
        if let Some(stream) = self.query.stream {
            match stream {
                // Spelled out, so that the index on unmatched commissions fits.
                Stream::Network => sql.push(" AND c.stream = 'network'"),
                stream => sql.push(" AND c.stream = ").text(stream.as_str()),
            };
        }
        match self.query.status {
            Some(EntryStatus::Commission(status)) => {
                sql.push(" AND c.status = ").text(status.as_str());
                if status.counts() {
                    sql.push(" AND (c.stream <> 'network' OR c.occurred_at >= ").bind(self.late.millis()).push(")");
                }
            }
            Some(EntryStatus::NotInStore) => {
                sql.push(" AND c.stream = 'network' AND c.status NOT IN ('rejected', 'refunded') AND c.occurred_at < ");
                sql.bind(self.late.millis());
            }
            _ => {}
        }
        sql.push(" ORDER BY c.occurred_at DESC, c.id DESC LIMIT ").bind(self.limit + 1).push(") AS c");
    }

    fn orders(&self, sql: &mut Sql) {
        sql.push(
            "SELECT * FROM (SELECT o.placed_at AS happened_at, o.id AS id, o.source AS source, 'order' AS kind, o.external_id AS title, \
             o.name AS order_name, 'cc_sale' AS stream, o.currency AS sale_currency, o.subtotal AS sale, o.refunded AS refunded, \
             o.currency AS currency, CAST(NULL AS BIGINT) AS amount, o.status AS status, '' AS reason, CAST(NULL AS BIGINT) AS hold_until, \
             CAST(NULL AS BIGINT) AS pay_day, o.changed_at AS changed_at, o.is_open AS is_open \
             FROM orders o WHERE o.commission_count = 0 AND o.channel_id = ",
        );
        sql.text(self.channel.as_str()).push(" AND o.partner_id = ").text(self.partner.as_str());
        self.narrow(sql, "o.placed_at", "o.id", "o.currency");
        match self.query.status {
            Some(EntryStatus::AwaitingNetwork) => {
                sql.push(" AND o.is_open = 1 AND o.placed_at >= ").bind(self.late.millis())
            }
            Some(EntryStatus::NotInNetwork) => {
                sql.push(" AND o.is_open = 1 AND o.placed_at < ").bind(self.late.millis())
            }
            Some(EntryStatus::Cancelled) => sql.push(" AND o.is_open = 0"),
            _ => sql,
        };
        sql.push(" ORDER BY o.placed_at DESC, o.id DESC LIMIT ").bind(self.limit + 1).push(") AS o");
    }

    fn narrow(&self, sql: &mut Sql, time: &'static str, id: &'static str, currency: &'static str) {
        if let Some(from) = self.query.from {
            sql.push(" AND ").push(time).push(" >= ").bind(self.zone.start_of(from).millis());
        }
        if let Some(to) = self.query.to {
            sql.push(" AND ").push(time).push(" < ").bind(self.zone.start_of(to.plus(1)).millis());
        }
        if let Some(only) = self.query.currency {
            sql.push(" AND ").push(currency).push(" = ").text(only.code());
        }
        if let Some((at, last)) = &self.after {
            sql.push(" AND (").push(time).push(", ").push(id).push(") < (");
            sql.bind(*at).comma().text(last).push(")");
        }
    }
}
