//! Orders and refunds as rows: how they are read, added and changed, many at a time.

use super::OrderReport;
use crate::{
    Engine, Result, StoreError,
    rows::{CHUNK, Cells, Sql},
    totals::deltas::CountedOrder,
};
use domain::{
    Attribution, ChannelId, CustomerId, Money, OrderId, OrderStatus, Refund, RefundId, Source, clock::random,
};
use sqlx::{AnyConnection, any::AnyRow};
use std::collections::{HashMap, HashSet};

/// An order that is kept: what was last reported of it, and what follows from that.
#[derive(Clone)]
pub(crate) struct StoredOrder {
    pub(crate) id: OrderId,
    pub(crate) report: OrderReport,
    pub(crate) refunded: i64,
    pub(crate) commission_count: i64,
    /// Who bought, when the order is added with it; orders that are read do without.
    pub(crate) customer_id: Option<CustomerId>,
}

impl StoredOrder {
    /// A new order with all that its report says.
    pub(crate) fn new(report: &OrderReport, id: OrderId) -> Self {
        let mut order = Self { id, report: report.clone(), refunded: 0, commission_count: 0, customer_id: None };
        for refund in &report.refunds {
            order.give_back(refund.amount);
        }
        order
    }

    /// Takes note of a refund. One in another currency is kept and counted, but the order cannot tell how much of it is left.
    pub(crate) fn give_back(&mut self, amount: Money) {
        if amount.currency == self.report.subtotal.currency {
            self.refunded = self.refunded.saturating_add(amount.minor);
        }
    }

    pub(crate) fn counted(&self) -> CountedOrder<'_> {
        CountedOrder {
            partner_id: &self.report.partner_id,
            status: self.report.status,
            placed_at: self.report.placed_at,
            subtotal: self.report.subtotal,
        }
    }

    /// Whether it may still earn: neither cancelled nor wholly given back.
    pub(crate) fn is_open(&self) -> bool {
        let total = self.report.total.minor;
        let is_given_back = total > 0 && self.refunded >= total;
        let is_closed = matches!(self.report.status, OrderStatus::Cancelled | OrderStatus::Refunded);
        !is_closed && !is_given_back
    }
}

/// The name without `#`: networks may refer to the order by it.
pub(crate) fn bare(name: &str) -> &str {
    name.trim().trim_start_matches('#')
}

/// Adds the orders that are not there yet; says which were.
pub(crate) async fn insert(
    on: &mut AnyConnection,
    channel: &ChannelId,
    orders: &[StoredOrder],
) -> Result<HashSet<OrderId>> {
    if orders.is_empty() {
        return Ok(HashSet::new());
    }
    let mut sql = Sql::new(
        "INSERT INTO orders (channel_id, id, source, external_id, name, bare_name, partner_id, attribution, coupon, placed_at, \
         status, currency, subtotal, total, refunded, is_open, changed_at, commission_count, customer_id) VALUES ",
    );
    sql.rows(orders, |sql, order| {
        sql.text(channel.as_str()).comma().text(order.id.as_str()).comma();
        sql.text(order.report.source.as_str()).comma().text(&order.report.external_id).comma();
        content(sql, order);
        sql.comma().bind(order.commission_count).comma();
        sql.maybe(order.customer_id.as_ref().map(CustomerId::as_str));
    });
    sql.push(" ON CONFLICT (channel_id, external_id, source) DO NOTHING RETURNING id");
    let rows = sql.all_on(on).await?;
    rows.iter().map(|row| Cells::of(row).parse("orders.id")).collect()
}

/// Makes orders that the program was told of first those of the system that now reports them itself, by its id or name of them. Says
/// which they are.
pub(crate) async fn take_over(
    on: &mut AnyConnection,
    channel: &ChannelId,
    reports: &[&OrderReport],
) -> Result<HashSet<OrderId>> {
    let mut taken = HashSet::new();
    let by_reference: HashMap<&str, &OrderReport> = reports
        .iter()
        .flat_map(|report| [(bare(&report.name), *report), (report.external_id.as_str(), *report)])
        .filter(|(reference, _)| !reference.is_empty())
        .collect();
    let mut sql = Sql::new("SELECT id, external_id FROM orders WHERE source = 'program' AND channel_id = ");
    sql.text(channel.as_str()).push(" AND external_id IN ").list(by_reference.keys().copied());
    for row in sql.all_on(&mut *on).await? {
        let mut cells = Cells::of(&row);
        let id: OrderId = cells.parse("orders.id")?;
        let reference = cells.text()?;
        let Some(report) = by_reference.get(reference.as_str()) else {
            continue;
        };
        if report.source == Source::Program && report.external_id == reference {
            continue;
        }
        let mut sql = Sql::new("UPDATE orders SET source = ");
        sql.text(report.source.as_str()).push(", external_id = ").text(&report.external_id);
        sql.push(", changed_at = 0 WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(id.as_str());
        sql.push(" AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.channel_id = ").text(channel.as_str());
        sql.push(" AND o.source = ").text(report.source.as_str());
        sql.push(" AND o.external_id = ").text(&report.external_id).push(")");
        if sql.run_on(&mut *on).await? > 0 {
            taken.insert(id);
        }
    }
    Ok(taken)
}

/// The id of a source's order that is called so: by its id, else by its name.
pub(crate) async fn id_of(
    on: &mut AnyConnection,
    channel: &ChannelId,
    source: Source,
    called: &str,
) -> Result<Option<String>> {
    for column in ["external_id", "bare_name"] {
        let mut sql = Sql::new("SELECT external_id FROM orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND ").push(column).push(" = ").text(called);
        sql.push(" AND source = ").text(source.as_str()).push(" ORDER BY id DESC LIMIT 1");
        if let Some(row) = sql.all_on(&mut *on).await?.first() {
            return Cells::of(row).text().map(Some);
        }
    }
    Ok(None)
}

/// Writes what may change of orders that are there.
pub(crate) async fn update(on: &mut AnyConnection, channel: &ChannelId, orders: &[StoredOrder]) -> Result<()> {
    for chunk in orders.chunks(CHUNK) {
        let mut sql = Sql::new(
            "WITH v (id, name, bare_name, partner_id, attribution, coupon, placed_at, status, currency, subtotal, total, refunded, \
             is_open, changed_at, commission_count) AS (VALUES ",
        );
        sql.rows(chunk, |sql, order| {
            sql.text(order.id.as_str()).comma();
            content(sql, order);
            sql.comma().bind(order.commission_count);
        });
        sql.push(
            ") UPDATE orders SET name = v.name, bare_name = v.bare_name, partner_id = v.partner_id, attribution = v.attribution, \
             coupon = v.coupon, placed_at = v.placed_at, status = v.status, currency = v.currency, subtotal = v.subtotal, \
             total = v.total, refunded = v.refunded, is_open = v.is_open, changed_at = v.changed_at, \
             commission_count = v.commission_count FROM v WHERE orders.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND orders.id = v.id");
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

fn content(sql: &mut Sql, order: &StoredOrder) {
    let report = &order.report;
    sql.text(&report.name).comma().text(bare(&report.name)).comma();
    sql.text(report.partner_id.as_str()).comma();
    sql.text(report.attribution.as_str()).comma();
    sql.maybe(report.coupon.as_ref().map(domain::CouponCode::as_str)).comma();
    sql.bind(report.placed_at.millis()).comma();
    sql.text(report.status.as_str()).comma();
    sql.text(report.subtotal.currency.code()).comma();
    sql.bind(report.subtotal.minor).comma().bind(report.total.minor).comma();
    sql.bind(order.refunded).comma().bind(i64::from(order.is_open())).comma();
    sql.bind(report.changed_at.millis());
}

/// Reads orders by their external ids, whatever their source, and keeps others from changing them.
pub(crate) async fn load(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    external_ids: &[&str],
) -> Result<Vec<StoredOrder>> {
    let mut orders = Vec::new();
    for chunk in external_ids.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT id, source, external_id, name, partner_id, attribution, coupon, placed_at, status, currency, subtotal, total, \
             changed_at, refunded, commission_count FROM orders WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND external_id IN ");
        sql.list(chunk.iter().copied());
        sql.push(engine.for_update());
        for row in sql.all_on(&mut *on).await? {
            orders.push(read(&row)?);
        }
    }
    Ok(orders)
}

fn read(row: &AnyRow) -> Result<StoredOrder> {
    let mut cells = Cells::of(row);
    let id = cells.parse("orders.id")?;
    let source = cells.parse("orders.source")?;
    let external_id = cells.text()?;
    let name = cells.text()?;
    let partner_id = cells.parse("orders.partner_id")?;
    let attribution = cells.word(Attribution::parse, "orders.attribution")?;
    let coupon = cells.maybe_parse("orders.coupon")?;
    let placed_at = cells.time()?;
    let status = cells.word(OrderStatus::parse, "orders.status")?;
    let subtotal = cells.money("orders.currency")?;
    let report = OrderReport {
        source,
        external_id,
        name,
        partner_id,
        attribution,
        coupon,
        placed_at,
        status,
        subtotal,
        total: Money::new(cells.number()?, subtotal.currency),
        changed_at: cells.time()?,
        refunds: Vec::new(),
    };
    Ok(StoredOrder { id, report, refunded: cells.number()?, commission_count: cells.number()?, customer_id: None })
}

/// Adds refunds that are known to be new.
pub(crate) async fn insert_refunds(
    on: &mut AnyConnection,
    channel: &ChannelId,
    refunds: &[(OrderId, super::RefundReport)],
) -> Result<()> {
    for chunk in refunds.chunks(CHUNK) {
        let mut sql = Sql::new(
            "INSERT INTO refunds (channel_id, order_id, external_id, id, currency, amount, refunded_at) VALUES ",
        );
        sql.rows(chunk, |sql, (order_id, refund)| {
            let id = RefundId::from_parts(refund.refunded_at.millis(), random());
            sql.text(channel.as_str()).comma().text(order_id.as_str()).comma();
            sql.text(&refund.external_id).comma().text(id.as_str()).comma();
            sql.text(refund.amount.currency.code()).comma();
            sql.bind(refund.amount.minor).comma().bind(refund.refunded_at.millis());
        });
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Takes refunds away.
pub(crate) async fn delete_refunds(on: &mut AnyConnection, channel: &ChannelId, refunds: &[RefundId]) -> Result<()> {
    for chunk in refunds.chunks(CHUNK) {
        let mut sql = Sql::new("DELETE FROM refunds WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND id IN ").list(chunk.iter().map(RefundId::as_str));
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Reads the refunds of orders.
pub(crate) async fn load_refunds(
    on: &mut AnyConnection,
    channel: &ChannelId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<Refund>>> {
    let mut refunds: HashMap<OrderId, Vec<Refund>> = HashMap::new();
    for chunk in orders.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT order_id, id, external_id, currency, amount, refunded_at FROM refunds WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND order_id IN ");
        sql.list(chunk.iter().map(OrderId::as_str));
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            let order_id: OrderId = cells.parse("refunds.order_id")?;
            let refund = Refund {
                id: cells.parse("refunds.id")?,
                external_id: cells.text()?,
                amount: cells.money("refunds.currency")?,
                refunded_at: cells.time()?,
            };
            refunds.entry(order_id).or_default().push(refund);
        }
    }
    Ok(refunds)
}

/// Changes by how many commissions each order has.
pub(crate) async fn count_commissions(
    on: &mut AnyConnection,
    channel: &ChannelId,
    changes: &HashMap<OrderId, i64>,
) -> Result<()> {
    let mut by_change: std::collections::BTreeMap<i64, Vec<&str>> = std::collections::BTreeMap::new();
    for (order_id, change) in changes.iter().filter(|(_, change)| **change != 0) {
        by_change.entry(*change).or_default().push(order_id.as_str());
    }
    for (change, mut orders) in by_change {
        orders.sort_unstable();
        for chunk in orders.chunks(CHUNK) {
            let mut sql = Sql::new("UPDATE orders SET commission_count = commission_count + ");
            sql.bind(change).push(" WHERE channel_id = ").text(channel.as_str());
            sql.push(" AND id IN ").list(chunk.iter().copied());
            let touched = sql.run_on(&mut *on).await?;
            if touched != chunk.len() as u64 {
                return Err(StoreError::Corrupt("commissions.order_id"));
            }
        }
    }
    Ok(())
}
