//! The demo's customers who came by a partner's code once and by themselves since: the shop tells of what they bought then.

use super::{DAY, Demo, asked, usd};
use connectors::storefront::{Buyer, StoreOrder, StoreRefund};
use domain::{Clock, OrderStatus, Timestamp};
use program::Asked;
use sandbox::people::{REGULARS, regular_email};

impl Demo<'_> {
    /// The regulars, as the shop has told of them by now.
    pub(super) async fn come_back(&self) -> anyhow::Result<()> {
        let now = self.clock.now();
        for (number, who) in (1..).zip(REGULARS) {
            let email = regular_email(who);
            let first = asked("MAYA15", format!("NT-R{number}"), usd(7_900), who, &email)?;
            let first = Asked { placed_at: Some(now.minus(DAY * 20)), ..first };
            self.past.track(self.channel, first).await?;
            let buyer = Buyer { email: Some(email.parse()?), name: Some(format!("{} {}", who.0, who.1)), id: None };
            for visit in 1..=(1 + number % 3) {
                let order = direct_order(number * 10 + visit, now.minus(DAY * (3 * number + visit)), buyer.clone());
                self.past.hear_order(self.channel, &order).await?;
            }
        }
        Ok(())
    }
}

/// An order as the shop tells of it, with a number that no other of the shop's has; every fourth came back in part.
fn direct_order(number: u32, placed_at: Timestamp, buyer: Buyer) -> StoreOrder {
    let subtotal = usd(3_900 + 650 * i64::from(number % 17));
    let refund = StoreRefund { id: format!("9{number:04}"), amount: usd(1_300), refunded_at: placed_at.plus(DAY) };
    let is_returned = number.is_multiple_of(4);
    StoreOrder {
        id: format!("61999{number:08}"),
        name: format!("#9{number:04}"),
        creator_id: None,
        coupons: Vec::new(),
        buyer: Some(buyer),
        notes: if number.is_multiple_of(3) { "Leave it with the neighbours".into() } else { String::new() },
        placed_at,
        changed_at: placed_at.plus(DAY),
        status: if is_returned { OrderStatus::PartlyRefunded } else { OrderStatus::Paid },
        is_test: false,
        subtotal,
        total: usd(subtotal.minor + 795),
        refunds: is_returned.then_some(refund).into_iter().collect(),
    }
}
