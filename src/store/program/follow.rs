//! Commissions follow their order: what is given back of a sale is taken back of what it earned, in proportion.
//!
//! While a commission is not paid it shrinks, down to nothing. One that is part of a payout, or paid, never changes: what is taken back
//! of it is a commission of its own, negative, which the next payout nets.

use super::{
    commission_rows::{self, By, Extra, Kept},
    work::{Cause, Work},
};
use crate::{
    CommissionReport, Result, Store,
    events::News,
    rows::{CHUNK, Cells, Sql},
    sales::{
        commission_rows::{self as shared, StoredCommission},
        order_rows::StoredOrder,
    },
};
use domain::{ChannelId, CommissionId, CommissionKind, CommissionStatus, Money, OrderId, program::Origin, zone::Zone};
use sqlx::AnyConnection;
use std::collections::HashMap;

const CAUSE: &str = "system";

/// Brings the program's commissions on these orders up to date with them, inside the transaction that changed the orders.
pub(crate) async fn follow(
    store: &Store,
    on: &mut AnyConnection,
    channel: &ChannelId,
    zone: &Zone,
    orders: &[StoredOrder],
) -> Result<News> {
    let by_id: HashMap<&OrderId, &StoredOrder> = orders.iter().map(|order| (&order.id, order)).collect();
    let ids: Vec<&str> = by_id.keys().map(|id| id.as_str()).collect();
    let commissions = commission_rows::load(on, store.engine(), channel, By::OrderId, &ids).await?;
    let mut work = Work::new(store, zone.clone());
    let mut settled = Vec::new();
    for kept in commissions.into_iter().filter(|kept| kept.extra.takes_back.is_none()) {
        let Some(order) = kept.row.order_id.as_ref().and_then(|id| by_id.get(id)) else {
            continue;
        };
        let left = target(order, kept.extra.full_amount);
        let mut after = kept.clone();
        after.extra.returned = kept.row.report.sale.map_or(0, |sale| sale.minor - target(order, sale.minor));
        match kept.row.report.status {
            CommissionStatus::InPayout | CommissionStatus::Paid => {
                work.give_back(&kept, after);
                settled.push((kept, left));
            }
            CommissionStatus::Refunded => {}
            // One that was turned down as well: it may be taken up again.
            _ => shrink(&mut work, &kept, after, left),
        }
    }
    take_back(store, on, channel, &mut work, settled).await?;
    work.write(on, channel).await
}

/// What is left of a commission, or of its sale, when so much of its order was given back. Rounded half to even, once, from the
/// full amount.
fn target(order: &StoredOrder, full: i64) -> i64 {
    let total = order.report.total.minor;
    if !order.is_open() {
        return 0;
    }
    if order.refunded <= 0 || total <= 0 {
        return full;
    }
    let left = i128::from(total - order.refunded);
    domain::money::share(full, left, i128::from(total))
}

fn shrink(work: &mut Work, kept: &Kept, mut after: Kept, target: i64) {
    if kept.row.report.amount.minor == target {
        return work.give_back(kept, after);
    }
    if target == 0 {
        after.row.report.status = CommissionStatus::Refunded;
        after.row.report.reason = "The order was given back".into();
    } else {
        after.row.report.amount.minor = target;
        after.row.report.reason = "A part of the order was given back".into();
    }
    let reason = after.row.report.reason.clone();
    work.change(kept, after, Cause { account: CAUSE, reason: &reason });
}

/// Writes negative commissions for what is to be taken back of settled ones, less what was taken back before.
async fn take_back(
    store: &Store,
    on: &mut AnyConnection,
    channel: &ChannelId,
    work: &mut Work,
    settled: Vec<(Kept, i64)>,
) -> Result<()> {
    let ids: Vec<&str> = settled.iter().map(|(kept, _)| kept.row.id.as_str()).collect();
    let taken = taken_back(on, channel, &ids).await?;
    let mut drafts = Vec::new();
    for (kept, target) in settled {
        let (times, before) = taken.get(&kept.row.id).copied().unwrap_or_default();
        let more = kept.row.report.amount.minor - target - before;
        if more > 0 {
            drafts.push(counter(store, &kept, more, times + 1));
        }
    }
    if drafts.is_empty() {
        return Ok(());
    }
    let rows: Vec<StoredCommission> = drafts.iter().map(|kept| kept.row.clone()).collect();
    shared::insert(on, channel, &rows).await?;
    for kept in drafts {
        work.add(kept, false, Cause { account: CAUSE, reason: "The order was given back after the payout" });
    }
    Ok(())
}

/// How often, and how much in all, was taken back of each.
async fn taken_back(
    on: &mut AnyConnection,
    channel: &ChannelId,
    ids: &[&str],
) -> Result<HashMap<CommissionId, (i64, i64)>> {
    let mut taken = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT p.takes_back, COUNT(*), CAST(SUM(-c.amount) AS BIGINT) FROM program_commissions p \
             JOIN commissions c ON c.channel_id = p.channel_id AND c.id = p.commission_id WHERE p.channel_id = ",
        );
        sql.text(channel.as_str())
            .push(" AND p.takes_back IN ")
            .list(chunk.iter().copied())
            .push(" GROUP BY p.takes_back");
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            let id = cells.parse("program_commissions.takes_back")?;
            taken.insert(id, (cells.number()?, cells.number()?));
        }
    }
    Ok(taken)
}

fn counter(store: &Store, of: &Kept, amount: i64, number: i64) -> Kept {
    let now = store.now();
    let report = &of.row.report;
    Kept {
        row: StoredCommission {
            id: CommissionId::new(store.clock().as_ref()),
            order_id: None,
            report: CommissionReport {
                external_id: format!("{}:refund:{number}", report.external_id),
                kind: CommissionKind::Adjustment,
                title: format!("Refund of {}", report.title),
                order_ref: String::new(),
                sale: None,
                amount: Money::new(-amount, report.amount.currency),
                status: CommissionStatus::Approved,
                reason: "The order was given back after the payout".into(),
                occurred_at: now,
                hold_until: None,
                pay_day: None,
                changed_at: now,
                ..report.clone()
            },
        },
        extra: Extra {
            customer_id: of.extra.customer_id.clone(),
            coupon: None,
            rate: None,
            full_amount: -amount,
            free_at: now,
            flag: None,
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Webhook,
            takes_back: Some(of.row.id.clone()),
            payout_id: None,
            is_new_customer: None,
            returned: 0,
            steps: 0,
        },
    }
}
