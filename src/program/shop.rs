//! Orders that the shop tells of: counted for whoever's code the buyer used, and followed from then on.

use crate::{Asked, Outcome, Program, ProgramError, Result, track::check_order};
use connectors::storefront::{Buyer, StoreOrder, StoreRefund};
use domain::{
    Attribution, ChannelId, CouponCode, PartnerId, Source,
    program::{CustomerFacts, Origin},
};
use store::{BuyerReport, DirectOrder, OrderReport, RefundReport};

/// How the history of commissions names the shop.
const SHOP: &str = "shop";
/// The longest note of the shop that is kept.
const LONGEST_NOTE: usize = 4_000;

impl Program {
    /// Hears of an order: the first code of a partner in the program makes it theirs. What nobody brought is a direct order of its buyer, if
    /// they are a customer already. What the shop does not count for a creator itself is kept up to date here.
    ///
    /// # Errors
    /// When the store fails: it is to be told again.
    pub async fn hear_order(&self, channel: &ChannelId, order: &StoreOrder) -> Result<()> {
        if order.is_test {
            return Ok(());
        }
        match self.count_order(channel, order).await {
            // What no order can be is the shop's business: the event is not worth another try.
            Err(ProgramError::Invalid { field, message }) => {
                tracing::warn!(order = order.id, field, message, "an order of the shop cannot be kept");
                return Ok(());
            }
            counted => counted?,
        }
        self.follow_order(channel, order).await
    }

    async fn count_order(&self, channel: &ChannelId, order: &StoreOrder) -> Result<()> {
        for code in &order.coupons {
            let done = self.track_named(channel, asked(order, code), Some(&order.name)).await?;
            if !matches!(done, Outcome::Nothing(_)) {
                return Ok(());
            }
        }
        // What no order can be is no direct one either; if it was tracked elsewhere, it is followed all the same.
        if check_order(&order.id, order.subtotal, Some(order.placed_at), self.clock().now()).is_err() {
            return Ok(());
        }
        let buyer = order.buyer.as_ref().map(reported).unwrap_or_default();
        self.store.hear_direct(channel, &direct(order), &buyer).await?;
        Ok(())
    }

    /// Hears of a refund.
    ///
    /// # Errors
    /// When the store fails: it is to be told again.
    pub async fn hear_refund(&self, channel: &ChannelId, order_id: &str, refund: &StoreRefund) -> Result<()> {
        let report = report(refund);
        // Direct orders first: one that comes to be a partner's meanwhile takes its refunds along.
        if !self.store.hear_direct_refund(channel, order_id, &report).await? {
            self.store.record_refund(channel, Source::Program, order_id, &report).await?;
        }
        Ok(())
    }

    /// Brings an order whose row is the program's own to where the shop says it stands.
    async fn follow_order(&self, channel: &ChannelId, order: &StoreOrder) -> Result<()> {
        let Some(partner_id) = self.partner_of(channel, order).await? else {
            return Ok(());
        };
        let report = OrderReport {
            source: Source::Program,
            external_id: order.id.clone(),
            name: order.name.clone(),
            partner_id,
            attribution: Attribution::Coupon,
            coupon: order.coupons.first().cloned(),
            placed_at: order.placed_at,
            status: order.status,
            subtotal: order.subtotal,
            // What is given back counts tax and shipping as well: it is a part of this.
            total: order.total,
            changed_at: order.changed_at,
            refunds: order.refunds.iter().map(report).collect(),
        };
        self.store.record_orders(channel, &[report]).await?;
        Ok(())
    }

    /// Whose order it is. Who tracked it may have called it as people do; from now on it has the shop's id.
    async fn partner_of(&self, channel: &ChannelId, order: &StoreOrder) -> Result<Option<PartnerId>> {
        for called in [order.id.as_str(), order.name.trim_start_matches('#')] {
            if let Some(partner) = self.store.order_partner(channel, Source::Program, called).await? {
                return Ok(Some(partner));
            }
        }
        Ok(None)
    }
}

fn report(refund: &StoreRefund) -> RefundReport {
    RefundReport { external_id: refund.id.clone(), amount: refund.amount, refunded_at: refund.refunded_at }
}

fn asked(order: &StoreOrder, code: &CouponCode) -> Asked {
    Asked {
        code: code.clone(),
        order_id: order.id.clone(),
        total: order.subtotal,
        customer: order.buyer.as_ref().and_then(customer),
        commission: None,
        placed_at: Some(order.placed_at),
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Webhook,
        account: SHOP.into(),
    }
}

/// Customers are known by their e-mail: without one nobody is.
fn customer(buyer: &Buyer) -> Option<CustomerFacts> {
    Some(CustomerFacts {
        email: buyer.email.clone()?,
        name: buyer.name.clone(),
        external_id: buyer.id.clone(),
        metadata: None,
    })
}

fn reported(buyer: &Buyer) -> BuyerReport {
    BuyerReport { email: buyer.email.clone(), external_id: buyer.id.clone() }
}

/// The shop's note stays with direct orders alone: they go when their customer is deleted, and what orders brought partners does not.
fn direct(order: &StoreOrder) -> DirectOrder {
    DirectOrder {
        external_id: order.id.clone(),
        name: order.name.clone(),
        coupon: order.coupons.first().cloned(),
        placed_at: order.placed_at,
        status: order.status,
        subtotal: order.subtotal,
        total: order.total,
        notes: order.notes.chars().take(LONGEST_NOTE).collect(),
        changed_at: order.changed_at,
        refunds: order.refunds.iter().map(report).collect(),
    }
}
