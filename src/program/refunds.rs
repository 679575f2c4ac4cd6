//! What is given back of orders that were tracked here. Of the shop's own orders the shop tells.

use crate::{Program, ProgramError, Result, Who};
use domain::{ChannelId, CommissionId, Money, program::Origin};
use serde_json::json;
use store::{GivenBack, RefundReport};

/// What the team says of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRefund {
    /// Made by the form: a double click is one refund.
    pub key: String,
    /// How much the customer got back.
    pub amount: Money,
    /// Why; kept in the audit trail, may be empty.
    pub reason: String,
}

impl Program {
    /// Gives back a part of an order that was tracked here, or all of it; once for each id. `false` when it was given back before.
    ///
    /// # Errors
    /// `NotFound` when no such order was tracked here, `Invalid` names `amount` when that much is not left of it, `Conflict` when the shop
    /// tells of the order.
    pub async fn give_back(&self, channel: &ChannelId, order_id: &str, refund_id: &str, amount: Money) -> Result<bool> {
        let order_id = order_id.trim().trim_start_matches('#');
        if amount.minor <= 0 {
            return Err(ProgramError::invalid("amount", "a refund is more than nothing"));
        }
        let report = RefundReport { external_id: refund_id.to_owned(), amount, refunded_at: self.clock().now() };
        match self.store.give_back(channel, order_id, &report).await? {
            GivenBack::New => Ok(true),
            GivenBack::Known => Ok(false),
            GivenBack::TooMuch { left } => Err(ProgramError::invalid("amount", format!("{left} is left of the order"))),
            GivenBack::ToldByShop => Err(told_by_the_shop()),
            GivenBack::NoOrder => Err(ProgramError::NotFound),
        }
    }

    /// Notes that the order of a commission was given back, or a part of it. `false` when this form was sent before.
    ///
    /// # Errors
    /// As [`Program::give_back`], and `Conflict` when the shop tells of the order.
    pub async fn refund(&self, channel: &ChannelId, id: &CommissionId, asked: &AskedRefund, who: &Who) -> Result<bool> {
        let detail = self.store.commission_detail(channel, id).await?.ok_or(ProgramError::NotFound)?;
        // A sale that is linked to no order is one that the shop counts for another partner.
        let order = match (detail.order, detail.line.total) {
            (Some(order), _) if order.is_ours && detail.origin != Origin::Webhook => order,
            (None, None) => return Err(ProgramError::NotFound),
            _ => return Err(told_by_the_shop()),
        };
        let refund_id = format!("by-hand:{}", asked.key);
        let is_new = self.give_back(channel, &order.external_id, &refund_id, asked.amount).await?;
        if is_new {
            let after = json!({ "order": order.external_id, "amount": asked.amount, "reason": asked.reason.trim() });
            self.note(channel, who, "order.refunded", id.as_str(), [None, Some(after.to_string())]).await;
        }
        Ok(is_new)
    }
}

fn told_by_the_shop() -> ProgramError {
    ProgramError::Conflict(
        "The shop tells of this order: give it back there, and its webhook brings the refund here.".into(),
    )
}
