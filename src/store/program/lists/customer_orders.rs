//! What one customer bought, newest first: commissions of the program and direct orders as one list.

use super::{commissions, limit_of};
use crate::{
    Result, Store,
    page_cursor::PageCursor,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Money, OrderStatus,
    program::{CustomerOrder, CustomerOrderPage, CustomerOrderQuery, DirectOrderLine},
    zone::{Zone, rfc3339},
};
use sqlx::any::AnyRow;

const LIST: &str = "customer-orders";
const DIRECT: &str = "SELECT placed_at, external_id, name, currency, subtotal, refunded, status, coupon, notes FROM direct_orders \
     WHERE channel_id = ";

/// Where a line stands: its time, then its id. Both kinds are in one order, so that a page may end with either.
type Place = (i64, String);

impl Store {
    /// A page of a customer's orders.
    ///
    /// # Errors
    /// [`crate::StoreError::InvalidCursor`] when `query.after` is not one of this list; or the store fails.
    pub async fn customer_orders(&self, channel: &ChannelId, query: &CustomerOrderQuery) -> Result<CustomerOrderPage> {
        let zone = self.zone(channel).await?;
        let limit = limit_of(query.limit) as usize;
        let customer = query.customer.as_str();
        let mut brought = Sql::new(commissions::COLUMNS);
        brought.text(channel.as_str()).push(" AND x.customer_id = ").text(customer);
        page(&mut brought, query, ["c.occurred_at", "c.id"])?;
        let mut direct = Sql::new(DIRECT);
        direct.text(channel.as_str()).push(" AND customer_id = ").text(customer);
        page(&mut direct, query, ["placed_at", "external_id"])?;
        let (brought, direct) = tokio::try_join!(brought.all(self.reader()), direct.all(self.reader()))?;
        let brought = brought.iter().map(|row| read_brought(row, &zone));
        let mut lines = brought.chain(direct.iter().map(|row| read_direct(row, &zone))).collect::<Result<Vec<_>>>()?;
        lines.sort_by(|(one, _), (other, _)| other.cmp(one));
        let has_more = lines.len() > limit;
        lines.truncate(limit);
        let last = lines.last().filter(|_| has_more).map(|(place, _)| place.clone());
        let next = last.map(|(at, id)| PageCursor { key: at.to_string(), id }.encode(LIST));
        Ok(CustomerOrderPage { rows: lines.into_iter().map(|(_, line)| line).collect(), next })
    }
}

/// As many lines as a page may need of this kind, from where the page before ended.
fn page(sql: &mut Sql, query: &CustomerOrderQuery, [at, id]: [&str; 2]) -> Result<()> {
    if let Some(after) = &query.after {
        let end = PageCursor::decode(after, LIST)?;
        sql.push(" AND (").push(at).push(", ").push(id).push(") < (");
        sql.bind(end.number()?).comma().text(&end.id).push(")");
    }
    sql.push(" ORDER BY ").push(at).push(" DESC, ").push(id).push(" DESC LIMIT ");
    sql.bind(i64::from(limit_of(query.limit)) + 1);
    Ok(())
}

fn place(row: &AnyRow) -> Result<Place> {
    let mut cells = Cells::of(row);
    Ok((cells.number()?, cells.text()?))
}

fn read_brought(row: &AnyRow, zone: &Zone) -> Result<(Place, CustomerOrder)> {
    let line = commissions::read(&mut Cells::of(row), zone)?;
    Ok((place(row)?, CustomerOrder::Brought(Box::new(line))))
}

fn read_direct(row: &AnyRow, zone: &Zone) -> Result<(Place, CustomerOrder)> {
    let mut cells = Cells::of(row);
    let at = cells.time()?;
    let (external_id, name) = (cells.text()?, cells.text()?);
    let total = cells.money("direct_orders.currency")?;
    let line = DirectOrderLine {
        external_id,
        name,
        total,
        refunded: Money::new(cells.number()?, total.currency),
        status: cells.word(OrderStatus::parse, "direct_orders.status")?,
        coupon: cells.maybe_text()?,
        notes: cells.text()?,
        placed_at: rfc3339(at),
        when: zone.moment(at),
    };
    Ok((place(row)?, CustomerOrder::Direct(line)))
}
