//! Direct orders: those that no partner brought, of customers whom the program knows already, as the shop tells of them.
//!
//! They earn nobody anything and are in no figure of the program: they are a part of what a customer bought. Strangers are not collected: of
//! an order whose buyer is no customer here nothing is kept.
//!
//! An order is either direct or in `orders`. Who brings orders for partners takes the direct ones among them out in the same transaction
//! ([`claim()`], [`release`]); who hears of a direct one is alone on the channel while it looks whether the order is tracked ([`turns`]).

mod claim;
mod rows;

pub(super) use claim::claim;
pub(crate) use claim::release;
pub(super) use rows::Direct;

use super::{customers::CustomerSums, turns};
use crate::{
    Engine, RefundReport, Result, Store,
    rows::{Cells, Sql, Writes, clean},
    sales::order_rows::bare,
};
use domain::{ChannelId, CouponCode, CustomerId, Email, Money, OrderStatus, Timestamp};
use sqlx::{AnyConnection, any::AnyRow};

/// An order that no partner brought, as the shop tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectOrder {
    /// Its id in the shop.
    pub external_id: String,
    /// Its name for people, such as `#1001`.
    pub name: String,
    /// A code the buyer used; it counts for nobody.
    pub coupon: Option<CouponCode>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What became of it.
    pub status: OrderStatus,
    /// Goods less discounts, without tax and shipping, as ordered.
    pub subtotal: Money,
    /// What the buyer paid, as ordered; of the subtotal's currency.
    pub total: Money,
    /// What the shop notes of it; may be empty.
    pub notes: String,
    /// When the shop last changed it.
    pub changed_at: Timestamp,
    /// All refunds the shop knows; those already kept are not counted again.
    pub refunds: Vec<RefundReport>,
}

/// Who bought, as far as the shop tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuyerReport {
    /// E-mail.
    pub email: Option<Email>,
    /// The merchant's id of them.
    pub external_id: Option<String>,
}

impl Store {
    /// Keeps an order that no partner brought, once however often it is told; an older report never overwrites a newer one. `false` when
    /// nothing is kept: the buyer is no customer, or the order counts for a partner.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn hear_direct(&self, channel: &ChannelId, order: &DirectOrder, buyer: &BuyerReport) -> Result<bool> {
        let order = normal(order);
        // Nearly every order is a stranger's: no transaction is begun for those.
        if !self.concerns_a_customer(channel, &order, buyer).await? {
            return Ok(false);
        }
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                turns::be_alone(&mut transaction, self.engine(), channel).await?;
                let is_kept = self.keep_direct(&mut transaction, channel, &order, buyer).await?;
                transaction.commit().await?;
                Ok(is_kept)
            })
            .await
    }

    /// Keeps a refund of a direct order, once. `false` when there is no such direct order.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn hear_direct_refund(&self, channel: &ChannelId, order_id: &str, refund: &RefundReport) -> Result<bool> {
        let external_id = clean(bare(order_id));
        if !self.is_direct(channel, &external_id).await? {
            return Ok(false);
        }
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                turns::be_alone(&mut transaction, self.engine(), channel).await?;
                let Some(mut direct) = rows::load(&mut transaction, channel, &external_id).await? else {
                    return Ok(false);
                };
                direct.give_back(std::slice::from_ref(refund));
                rows::put(&mut transaction, channel, &direct).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }

    async fn keep_direct(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        order: &DirectOrder,
        buyer: &BuyerReport,
    ) -> Result<bool> {
        let known = find_buyer(on, self.engine(), channel, buyer).await?;
        let before = rows::load(on, channel, &order.external_id).await?;
        // A report without the buyer is about whose order it was.
        let Some(customer) = known.or_else(|| before.as_ref().map(|it| it.customer_id.clone())) else {
            return Ok(false);
        };
        if before.is_none() && is_tracked(on, channel, order).await? {
            return Ok(false);
        }
        let after = match &before {
            Some(before) => before.heard(order, customer),
            None => Direct { customer_id: customer, order: order.clone() },
        };
        if before.as_ref() == Some(&after) {
            return Ok(true);
        }
        let mut sums = CustomerSums::default();
        sums.direct(before.as_ref(), Some(&after));
        rows::put(on, channel, &after).await?;
        meet(on, channel, &after).await?;
        let mut writes = Writes::on(on);
        sums.write(&mut writes, channel);
        writes.run(on).await?;
        Ok(true)
    }

    async fn concerns_a_customer(&self, channel: &ChannelId, order: &DirectOrder, buyer: &BuyerReport) -> Result<bool> {
        if self.is_direct(channel, &order.external_id).await? {
            return Ok(true);
        }
        for sql in ways_to_find(channel, buyer) {
            if !sql.all(self.reader()).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn is_direct(&self, channel: &ChannelId, external_id: &str) -> Result<bool> {
        let mut sql = Sql::new("SELECT customer_id FROM direct_orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND external_id = ").text(external_id);
        Ok(!sql.all(self.reader()).await?.is_empty())
    }
}

/// The order as it will read back.
fn normal(order: &DirectOrder) -> DirectOrder {
    let mut refunds = Vec::new();
    rows::add_refunds(&mut refunds, &order.refunds);
    DirectOrder {
        external_id: clean(bare(&order.external_id)),
        name: clean(&order.name),
        total: Money::new(order.total.minor, order.subtotal.currency),
        notes: clean(&order.notes),
        refunds,
        ..order.clone()
    }
}

/// Who bought, among the customers there are. Kept from being deleted meanwhile.
async fn find_buyer(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    buyer: &BuyerReport,
) -> Result<Option<CustomerId>> {
    for mut sql in ways_to_find(channel, buyer) {
        sql.push(engine.for_lock().unwrap_or_default());
        let rows = sql.all_on(&mut *on).await?;
        let found = rows.iter().map(read_buyer).collect::<Result<Vec<_>>>()?;
        // Of several with one id the last to buy is meant.
        if let Some((_, customer)) = found.into_iter().max() {
            return Ok(Some(customer));
        }
    }
    Ok(None)
}

fn read_buyer(row: &AnyRow) -> Result<(Timestamp, CustomerId)> {
    let mut cells = Cells::of(row);
    Ok((cells.time()?, cells.parse("customers.id")?))
}

/// One e-mail is one customer; the merchant's id may be that of several.
fn ways_to_find(channel: &ChannelId, buyer: &BuyerReport) -> Vec<Sql> {
    let by = |column: &str, value: &str| {
        let mut sql = Sql::new("SELECT last_at, id FROM customers WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND ").push(column).push(" = ").text(value);
        sql
    };
    let email = buyer.email.iter().map(|email| by("email", email.as_str()));
    email.chain(buyer.external_id.iter().map(|id| by("external_id", id))).collect()
}

/// Whether the order counts for a partner, by whichever of its id and name it was tracked.
async fn is_tracked(on: &mut AnyConnection, channel: &ChannelId, order: &DirectOrder) -> Result<bool> {
    let references = [order.external_id.as_str(), bare(&order.name)];
    let references = || references.into_iter().filter(|it| !it.is_empty());
    let mut sql = Sql::new("SELECT id FROM orders WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND external_id IN ").list(references());
    sql.push(" UNION ALL SELECT id FROM orders WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND bare_name IN ").list(references()).push(" LIMIT 1");
    Ok(!sql.all_on(on).await?.is_empty())
}

/// Notes when the customer bought.
async fn meet(on: &mut AnyConnection, channel: &ChannelId, direct: &Direct) -> Result<()> {
    let at = direct.order.placed_at.millis();
    let mut sql = Sql::new("UPDATE customers SET first_at = CASE WHEN first_at > ");
    sql.bind(at).push(" THEN ").bind(at).push(" ELSE first_at END, last_at = CASE WHEN last_at < ").bind(at);
    sql.push(" THEN ").bind(at).push(" ELSE last_at END WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND id = ").text(direct.customer_id.as_str());
    sql.run_on(on).await?;
    Ok(())
}
