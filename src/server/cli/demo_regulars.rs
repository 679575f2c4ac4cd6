//! The demo's customers who came by a partner's code once and by themselves since: the shop tells of what they bought then.

use connectors::storefront::{Buyer, StoreOrder, StoreRefund};
use domain::{
    ChannelId, Currency, Money, OrderStatus, Timestamp,
    program::{CustomerFacts, Origin},
    zone::Zone,
};
use program::{Asked, Program};
use sandbox::people::{REGULARS, regular_email};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// Adds the regulars, seen from the program's today.
///
/// # Errors
/// When the store fails.
pub(super) async fn fill(program: &Program, channel: &ChannelId, zone: &Zone) -> anyhow::Result<()> {
    let now = program.store().clock().now();
    for (number, who) in (1..).zip(REGULARS) {
        let (first, last) = who;
        let buyer = Buyer { email: Some(regular_email(who).parse()?), name: Some(format!("{first} {last}")), id: None };
        program.track(channel, zone, first_order(number, who, now.minus(DAY * 20))?).await?;
        for visit in 1..=(1 + number % 3) {
            let order = direct_order(number * 10 + visit, now.minus(DAY * (3 * number + visit)), buyer.clone());
            program.hear_order(channel, &order).await?;
        }
    }
    Ok(())
}

fn first_order(number: u32, who: (&str, &str), placed_at: Timestamp) -> anyhow::Result<Asked> {
    let (first, last) = who;
    Ok(Asked {
        code: "MAYA15".parse()?,
        order_id: format!("NT-R{number}"),
        total: usd(7_900),
        customer: Some(CustomerFacts {
            email: regular_email(who).parse()?,
            name: Some(format!("{first} {last}")),
            external_id: None,
            metadata: None,
        }),
        commission: None,
        placed_at: Some(placed_at),
        notes: String::new(),
        product: None,
        metadata: None,
        origin: Origin::Api,
        account: "system".into(),
    })
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

const fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}
