//! Customers as the team lists them, who bought last first.

use super::{limit_of, matching};
use crate::{
    Result, Store,
    page_cursor::PageCursor,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Currency, CustomerId, Money,
    program::{Brought, CustomerLine, CustomerPage, CustomerQuery, CustomerTotals},
    zone::Zone,
};
use sqlx::any::AnyRow;

const LIST: &str = "customers";
const COLUMNS: &str = "SELECT u.last_at, u.id, u.email, u.name, u.external_id, u.metadata, u.first_at FROM customers u \
     WHERE u.channel_id = ";

impl Store {
    /// A page of customers.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn list_customers(&self, channel: &ChannelId, query: &CustomerQuery) -> Result<CustomerPage> {
        let zone = self.zone(channel).await?;
        let limit = limit_of(query.limit);
        let mut sql = Sql::new(COLUMNS);
        sql.text(channel.as_str());
        matching(&mut sql, &query.text, &["u.search"]);
        ordered(&mut sql, channel, query, &zone);
        if let Some(after) = &query.after {
            let end = PageCursor::decode(after, LIST)?;
            sql.push(" AND (u.last_at, u.id) < (").bind(end.number()?).comma().text(&end.id).push(")");
        }
        sql.push(" ORDER BY u.last_at DESC, u.id DESC LIMIT ").bind(i64::from(limit) + 1);
        let rows = sql.all(self.reader()).await?;
        let shown = rows.len().min(limit as usize);
        let mut lines = rows.iter().take(shown).map(|row| read(row, &zone)).collect::<Result<Vec<_>>>()?;
        self.add_totals(channel, &mut lines).await?;
        let last = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
        Ok(CustomerPage { rows: lines, next: last.map(cursor_after).transpose()? })
    }

    /// One customer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn customer(&self, channel: &ChannelId, id: &CustomerId) -> Result<Option<CustomerLine>> {
        let zone = self.zone(channel).await?;
        let mut sql = Sql::new(COLUMNS);
        sql.text(channel.as_str()).push(" AND u.id = ").text(id.as_str());
        let rows = sql.all(self.reader()).await?;
        let mut lines = rows.iter().map(|row| read(row, &zone)).collect::<Result<Vec<_>>>()?;
        self.add_totals(channel, &mut lines).await?;
        Ok(lines.pop())
    }

    /// Reads the sums of a page's customers in one go: joined to the page, two currencies would be two lines.
    async fn add_totals(&self, channel: &ChannelId, lines: &mut [CustomerLine]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "SELECT customer_id, currency, orders, revenue, commission FROM customer_totals WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND customer_id IN ").list(lines.iter().map(|line| line.id.as_str()));
        // What was a direct order once may have left a row of nothing.
        sql.push(" AND (orders <> 0 OR commission <> 0) ORDER BY currency");
        for row in sql.all(self.reader()).await? {
            let mut cells = Cells::of(&row);
            let id = cells.text()?;
            let currency: Currency = cells.parse("customer_totals.currency")?;
            let totals = CustomerTotals {
                orders: cells.number()?,
                revenue: Money::new(cells.number()?, currency),
                commission: Money::new(cells.number()?, currency),
            };
            if let Some(line) = lines.iter_mut().find(|line| line.id.as_str() == id) {
                line.totals.push(totals);
            }
        }
        Ok(())
    }
}

/// Leaves who has an order of the days that are asked for, by whom it is asked for.
fn ordered(sql: &mut Sql, channel: &ChannelId, query: &CustomerQuery, zone: &Zone) {
    // Who never bought in these days is passed over without a look at their orders.
    if let Some(from) = query.from {
        sql.push(" AND u.last_at >= ").bind(zone.start_of(from).millis());
    }
    if let Some(to) = query.to {
        sql.push(" AND u.first_at < ").bind(zone.start_of(to.plus(1)).millis());
    }
    match &query.brought {
        Some(Brought::By(partner)) => {
            sql.push(
                " AND u.id IN (SELECT x.customer_id FROM commissions c JOIN program_commissions x \
                 ON x.channel_id = c.channel_id AND x.commission_id = c.id \
                 WHERE c.source = 'program' AND c.kind = 'sale' AND x.customer_id IS NOT NULL AND c.channel_id = ",
            );
            sql.text(channel.as_str()).push(" AND c.partner_id = ").text(partner.as_str());
            within(sql, "c.occurred_at", query, zone);
            sql.push(")");
        }
        Some(Brought::Directly) => {
            sql.push(" AND ");
            has_one_in(sql, "direct_orders", query, zone);
        }
        None if query.from.is_none() && query.to.is_none() => {}
        None => {
            sql.push(" AND (");
            has_one_in(sql, "orders", query, zone);
            sql.push(" OR ");
            has_one_in(sql, "direct_orders", query, zone);
            sql.push(")");
        }
    }
}

fn has_one_in(sql: &mut Sql, table: &'static str, query: &CustomerQuery, zone: &Zone) {
    sql.push("EXISTS (SELECT 1 FROM ").push(table);
    sql.push(" o WHERE o.channel_id = u.channel_id AND o.customer_id = u.id");
    within(sql, "o.placed_at", query, zone);
    sql.push(")");
}

fn within(sql: &mut Sql, column: &'static str, query: &CustomerQuery, zone: &Zone) {
    if let Some(from) = query.from {
        sql.push(" AND ").push(column).push(" >= ").bind(zone.start_of(from).millis());
    }
    if let Some(to) = query.to {
        sql.push(" AND ").push(column).push(" < ").bind(zone.start_of(to.plus(1)).millis());
    }
}

fn cursor_after(last: &AnyRow) -> Result<String> {
    let mut cells = Cells::of(last);
    let key = cells.number()?.to_string();
    Ok(PageCursor { key, id: cells.text()? }.encode(LIST))
}

fn read(row: &AnyRow, zone: &Zone) -> Result<CustomerLine> {
    let mut cells = Cells::of(row);
    let last = zone.day(cells.time()?).long();
    Ok(CustomerLine {
        id: cells.parse("customers.id")?,
        email: cells.text()?,
        name: cells.text()?,
        external_id: cells.maybe_text()?,
        metadata: cells.maybe_text()?,
        first: zone.day(cells.time()?).long(),
        last,
        totals: Vec::new(),
    })
}
