//! The program's commissions as the team lists them, newest first.

use super::{limit_of, matching};
use crate::{
    Result, Store, StoreError,
    page_cursor::PageCursor,
    program::commission_rows::{parse_origin, read_rate},
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, CommissionId, CommissionKind, CommissionStatus, Money, Source,
    program::{
        CommissionDetail, CommissionLine, CommissionOrder, CommissionPage, CommissionQuery, CustomerName, Flag,
        StepLine,
    },
    zone::{Zone, rfc3339},
};
use sqlx::any::AnyRow;

const LIST: &str = "program-commissions";

/// What a line is read from, in the order of [`read`]; what only one commission tells stands at the end.
pub(super) const COLUMNS: &str = "SELECT c.occurred_at, c.id, c.title, c.kind, c.partner_id, p.first_name, p.last_name, p.handle, p.email, \
     u.id, u.email, u.name, c.sale_currency, c.sale, x.returned, c.currency, c.amount, c.status, c.reason, x.flag, x.coupon, x.notes, \
     x.rate_kind, x.rate_value, x.rate_currency, x.full_amount, x.free_at, x.origin, x.product, x.metadata, x.is_new_customer \
     FROM commissions c JOIN program_commissions x ON x.channel_id = c.channel_id AND x.commission_id = c.id \
     JOIN partners p ON p.channel_id = c.channel_id AND p.id = c.partner_id \
     LEFT JOIN customers u ON u.channel_id = x.channel_id AND u.id = x.customer_id \
     WHERE c.source = 'program' AND c.channel_id = ";

const SEARCHED: [&str; 4] = ["LOWER(c.title)", "LOWER(COALESCE(x.coupon, ''))", "COALESCE(u.search, '')", "p.search"];

impl Store {
    /// A page of the program's commissions.
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn list_commissions(&self, channel: &ChannelId, query: &CommissionQuery) -> Result<CommissionPage> {
        let zone = self.zone(channel).await?;
        let limit = limit_of(query.limit);
        let mut sql = Sql::new(COLUMNS);
        sql.text(channel.as_str());
        filter(&mut sql, query, &zone)?;
        sql.push(" ORDER BY c.occurred_at DESC, c.id DESC LIMIT ").bind(i64::from(limit) + 1);
        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(limit as usize);
        let lines = rows.iter().take(shown).map(|row| read(&mut Cells::of(row), &zone));
        let last = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
        Ok(CommissionPage { rows: lines.collect::<Result<_>>()?, next: last.map(cursor_after).transpose()? })
    }

    /// All that is known of one of the program's commissions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn commission_detail(&self, channel: &ChannelId, id: &CommissionId) -> Result<Option<CommissionDetail>> {
        let zone = self.zone(channel).await?;
        let mut sql = Sql::new(COLUMNS);
        sql.text(channel.as_str()).push(" AND c.id = ").text(id.as_str());
        let rows = sql.all(self.reader()).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let steps = self.commission_steps(channel, id).await?;
        let mut detail = read_detail(row, &zone)?;
        detail.order = self.order_of(channel, id).await?;
        let currency = detail.line.amount.currency;
        detail.steps = steps
            .into_iter()
            .map(|step| StepLine {
                when: zone.moment(step.happened_at),
                status: step.status,
                amount: Money::new(step.amount, currency),
                account: step.account,
                reason: step.reason,
            })
            .collect();
        Ok(Some(detail))
    }

    async fn order_of(&self, channel: &ChannelId, id: &CommissionId) -> Result<Option<CommissionOrder>> {
        let mut sql = Sql::new(
            "SELECT o.external_id, o.source, o.currency, o.total, o.refunded FROM commissions c \
             JOIN orders o ON o.channel_id = c.channel_id AND o.id = c.order_id WHERE c.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND c.id = ").text(id.as_str());
        sql.all(self.reader()).await?.first().map(|row| read_order(&mut Cells::of(row))).transpose()
    }
}

fn read_order(cells: &mut Cells<'_>) -> Result<CommissionOrder> {
    let external_id = cells.text()?;
    let is_ours = cells.parse::<Source>("orders.source")? == Source::Program;
    let total = cells.money("orders.total")?;
    Ok(CommissionOrder { external_id, is_ours, total, refunded: Money::new(cells.number()?, total.currency) })
}

fn filter(sql: &mut Sql, query: &CommissionQuery, zone: &Zone) -> Result<()> {
    if let Some(status) = query.status {
        sql.push(" AND c.status = ").text(status.as_str());
    }
    if let Some(partner) = &query.partner {
        sql.push(" AND c.partner_id = ").text(partner.as_str());
    }
    if let Some(customer) = &query.customer {
        sql.push(" AND x.customer_id = ").text(customer.as_str());
    }
    if let Some(from) = query.from {
        sql.push(" AND c.occurred_at >= ").bind(zone.start_of(from).millis());
    }
    if let Some(to) = query.to {
        sql.push(" AND c.occurred_at < ").bind(zone.start_of(to.plus(1)).millis());
    }
    if let Some(currency) = query.currency {
        sql.push(" AND c.currency = ").text(currency.code());
    }
    if let Some(flag) = query.flag {
        sql.push(" AND x.flag = ").text(flag.as_str());
    }
    matching(sql, &query.text, &SEARCHED);
    if let Some(after) = &query.after {
        let end = PageCursor::decode(after, LIST)?;
        sql.push(" AND (c.occurred_at, c.id) < (").bind(end.number()?).comma().text(&end.id).push(")");
    }
    Ok(())
}

fn cursor_after(last: &AnyRow) -> Result<String> {
    let mut cells = Cells::of(last);
    let key = cells.number()?.to_string();
    Ok(PageCursor { key, id: cells.text()? }.encode(LIST))
}

fn read_detail(row: &AnyRow, zone: &Zone) -> Result<CommissionDetail> {
    let mut cells = Cells::of(row);
    let line = read(&mut cells, zone)?;
    let currency = line.amount.currency;
    Ok(CommissionDetail {
        line,
        rate: read_rate(&mut cells, "program_commissions.rate_kind")?,
        full: Money::new(cells.number()?, currency),
        free: zone.moment(cells.time()?),
        origin: cells.word(parse_origin, "program_commissions.origin")?,
        product: cells.maybe_text()?.and_then(|text| serde_json::from_str(&text).ok()),
        metadata: cells.maybe_text()?,
        is_new_customer: cells.maybe_number()?.map(|number| number != 0),
        order: None,
        steps: Vec::new(),
    })
}

pub(super) fn read(cells: &mut Cells<'_>, zone: &Zone) -> Result<CommissionLine> {
    let at = cells.time()?;
    let id = cells.parse("commissions.id")?;
    let title = cells.text()?;
    let kind = cells.word(CommissionKind::parse, "commissions.kind")?;
    let partner_id = cells.parse("commissions.partner_id")?;
    let partner_name = partner_name(cells)?;
    let customer = customer(cells)?;
    let total = cells.maybe_money("commissions.sale")?;
    let returned = cells.number()?;
    Ok(CommissionLine {
        id,
        title,
        kind,
        partner_id,
        partner_name,
        customer,
        total,
        given_back: total.map(|total| Money::new(returned, total.currency)),
        amount: cells.money("commissions.amount")?,
        status: cells.word(CommissionStatus::parse, "commissions.status")?,
        reason: cells.text()?,
        flag: Flag::parse(&cells.text()?),
        coupon: cells.maybe_text()?,
        notes: cells.text()?,
        occurred_at: rfc3339(at),
        when: zone.moment(at),
    })
}

/// Reads first name, last name, handle and e-mail: the first of them that is there names the partner.
pub(in crate::program) fn partner_name(cells: &mut Cells<'_>) -> Result<String> {
    let (first, last) = (cells.text()?, cells.text()?);
    let (handle, email) = (cells.maybe_text()?, cells.text()?);
    Ok(match format!("{first} {last}").trim() {
        "" => handle.unwrap_or(email),
        name => name.to_owned(),
    })
}

fn customer(cells: &mut Cells<'_>) -> Result<Option<CustomerName>> {
    let id = cells.maybe_parse("customers.id")?;
    let (email, name) = (cells.maybe_text()?, cells.maybe_text()?);
    let Some(id) = id else {
        return Ok(None);
    };
    let email = email.ok_or(StoreError::Corrupt("customers.email"))?;
    Ok(Some(CustomerName { id, email, name: name.unwrap_or_default() }))
}
