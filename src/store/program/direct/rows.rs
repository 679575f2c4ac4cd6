//! Direct orders as rows: how they are read and written.

use super::DirectOrder;
use crate::{
    RefundReport, Result, StoreError,
    rows::{Cells, Sql},
    sales::order_rows::{StoredOrder, bare},
};
use domain::{ChannelId, CouponCode, CustomerId, Money, OrderStatus, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, any::AnyRow};

/// A direct order that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::program) struct Direct {
    /// Who bought.
    pub(in crate::program) customer_id: CustomerId,
    pub(in crate::program) order: DirectOrder,
}

impl Direct {
    /// What it is once the shop told of it again. Refunds are kept whoever tells of them; for the rest the newest report counts.
    pub(super) fn heard(&self, report: &DirectOrder, customer: CustomerId) -> Self {
        let is_news = report.changed_at >= self.order.changed_at;
        let (last, other) = if is_news { (report, &self.order) } else { (&self.order, report) };
        let mut order = last.clone();
        add_refunds(&mut order.refunds, &other.refunds);
        Self { customer_id: customer, order }
    }

    /// Takes note of refunds, each once.
    pub(super) fn give_back(&mut self, refunds: &[RefundReport]) {
        add_refunds(&mut self.order.refunds, refunds);
    }

    /// What was given back, in minor units; refunds in another currency are kept, but say nothing about what is left.
    fn refunded(&self) -> i64 {
        let same = self.order.refunds.iter().filter(|it| it.amount.currency == self.order.subtotal.currency);
        same.fold(0, |sum, it| sum.saturating_add(it.amount.minor))
    }

    /// Tells a new order of a partner what the shop told of it: how it stands, what was paid and what was given back.
    pub(in crate::program) fn hand_over(&self, to: &mut StoredOrder) {
        to.report.name.clone_from(&self.order.name);
        to.report.status = self.order.status;
        to.report.changed_at = self.order.changed_at;
        if self.order.total.currency == to.report.total.currency {
            to.report.total = self.order.total;
        }
        for refund in &self.order.refunds {
            to.give_back(refund.amount);
        }
        to.report.refunds.clone_from(&self.order.refunds);
    }
}

/// Adds those refunds that are not among them yet. Sorted, so that the same refunds are the same text.
pub(super) fn add_refunds(to: &mut Vec<RefundReport>, more: &[RefundReport]) {
    for refund in more {
        if to.iter().all(|known| known.external_id != refund.external_id) {
            to.push(refund.clone());
        }
    }
    to.sort_by(|one, other| one.external_id.cmp(&other.external_id));
}

/// A refund as it is kept with its order.
#[derive(Serialize, Deserialize)]
struct KeptRefund {
    id: String,
    amount: Money,
    at: Timestamp,
}

fn write_refunds(refunds: &[RefundReport]) -> Result<String> {
    let kept: Vec<KeptRefund> = refunds
        .iter()
        .map(|it| KeptRefund { id: it.external_id.clone(), amount: it.amount, at: it.refunded_at })
        .collect();
    serde_json::to_string(&kept).map_err(|_| StoreError::Corrupt("direct_orders.refunds"))
}

fn read_refunds(text: &str) -> Result<Vec<RefundReport>> {
    let kept: Vec<KeptRefund> = serde_json::from_str(text).map_err(|_| StoreError::Corrupt("direct_orders.refunds"))?;
    let report = |it: KeptRefund| RefundReport { external_id: it.id, amount: it.amount, refunded_at: it.at };
    Ok(kept.into_iter().map(report).collect())
}

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: &str = "external_id, name, customer_id, coupon, placed_at, status, currency, subtotal, total, refunds, \
     notes, changed_at";

/// Reads one by its id in the shop.
pub(super) async fn load(on: &mut AnyConnection, channel: &ChannelId, external_id: &str) -> Result<Option<Direct>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(" FROM direct_orders WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND external_id = ").text(external_id);
    sql.all_on(on).await?.first().map(read).transpose()
}

pub(super) fn read(row: &AnyRow) -> Result<Direct> {
    let mut cells = Cells::of(row);
    let (external_id, name) = (cells.text()?, cells.text()?);
    let customer_id = cells.parse("direct_orders.customer_id")?;
    let coupon = cells.maybe_parse("direct_orders.coupon")?;
    let placed_at = cells.time()?;
    let status = cells.word(OrderStatus::parse, "direct_orders.status")?;
    let subtotal = cells.money("direct_orders.currency")?;
    let total = Money::new(cells.number()?, subtotal.currency);
    let refunds = read_refunds(&cells.text()?)?;
    let (notes, changed_at) = (cells.text()?, cells.time()?);
    let order =
        DirectOrder { external_id, name, coupon, placed_at, status, subtotal, total, notes, changed_at, refunds };
    Ok(Direct { customer_id, order })
}

/// Adds one, or writes what has become of it.
pub(super) async fn put(on: &mut AnyConnection, channel: &ChannelId, direct: &Direct) -> Result<()> {
    let order = &direct.order;
    let mut sql = Sql::new(
        "INSERT INTO direct_orders (channel_id, external_id, name, bare_name, customer_id, coupon, placed_at, status, currency, \
         subtotal, total, refunded, refunds, notes, changed_at) VALUES (",
    );
    sql.text(channel.as_str()).comma().text(&order.external_id).comma();
    sql.text(&order.name).comma().text(bare(&order.name)).comma().text(direct.customer_id.as_str()).comma();
    sql.maybe(order.coupon.as_ref().map(CouponCode::as_str)).comma().bind(order.placed_at.millis()).comma();
    sql.text(order.status.as_str()).comma().text(order.subtotal.currency.code()).comma();
    sql.bind(order.subtotal.minor).comma().bind(order.total.minor).comma().bind(direct.refunded()).comma();
    sql.text(&write_refunds(&order.refunds)?).comma().text(&order.notes).comma().bind(order.changed_at.millis());
    sql.push(
        ") ON CONFLICT (channel_id, external_id) DO UPDATE SET name = excluded.name, bare_name = excluded.bare_name, \
         customer_id = excluded.customer_id, coupon = excluded.coupon, placed_at = excluded.placed_at, status = excluded.status, \
         currency = excluded.currency, subtotal = excluded.subtotal, total = excluded.total, refunded = excluded.refunded, \
         refunds = excluded.refunds, notes = excluded.notes, changed_at = excluded.changed_at",
    );
    sql.run_on(on).await?;
    Ok(())
}
