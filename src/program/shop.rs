//! Orders that the shop tells of: counted for whoever's code the buyer used, and followed from then on.

use crate::{Asked, Outcome, Program, Result};
use connectors::storefront::{Buyer, StoreOrder, StoreRefund};
use domain::{
    Attribution, ChannelId, Source,
    program::{CustomerFacts, Origin},
};
use store::{OrderReport, RefundReport};

/// How the history of commissions names the shop.
const SHOP: &str = "shop";

impl Program {
    /// Hears of an order: the first code of a partner in the program makes it theirs. What the shop does not count for a creator itself
    /// is kept up to date here.
    ///
    /// # Errors
    /// When the store fails: it is to be told again.
    pub async fn hear_order(&self, channel: &ChannelId, order: &StoreOrder) -> Result<()> {
        if order.is_test {
            return Ok(());
        }
        let zone = self.store.zone(channel).await?;
        for code in &order.coupons {
            let asked = Asked {
                code: code.clone(),
                order_id: order.id.clone(),
                total: order.subtotal,
                customer: order.buyer.as_ref().map(customer),
                commission: None,
                placed_at: Some(order.placed_at),
                notes: String::new(),
                product: None,
                metadata: None,
                origin: Origin::Webhook,
                account: SHOP.into(),
            };
            match self.track(channel, &zone, asked).await {
                Ok(Outcome::Nothing(_)) => {}
                // What no order can be is the shop's business: the event is not worth another try.
                Err(crate::ProgramError::Invalid { field, message }) => {
                    tracing::warn!(order = order.id, field, message, "an order of the shop cannot be tracked");
                    return Ok(());
                }
                done => {
                    done?;
                    break;
                }
            }
        }
        self.follow_order(channel, order).await
    }

    /// Hears of a refund.
    ///
    /// # Errors
    /// When the store fails: it is to be told again.
    pub async fn hear_refund(&self, channel: &ChannelId, order_id: &str, refund: &StoreRefund) -> Result<()> {
        self.store.record_refund(channel, Source::Program, order_id, &report(refund)).await?;
        Ok(())
    }

    /// Brings an order whose row is the program's own to where the shop says it stands.
    async fn follow_order(&self, channel: &ChannelId, order: &StoreOrder) -> Result<()> {
        let Some(partner_id) = self.store.order_partner(channel, Source::Program, &order.id).await? else {
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
}

fn report(refund: &StoreRefund) -> RefundReport {
    RefundReport { external_id: refund.id.clone(), amount: refund.amount, refunded_at: refund.refunded_at }
}

fn customer(buyer: &Buyer) -> CustomerFacts {
    CustomerFacts {
        email: buyer.email.clone(),
        name: buyer.name.clone(),
        external_id: buyer.id.clone(),
        metadata: None,
    }
}
