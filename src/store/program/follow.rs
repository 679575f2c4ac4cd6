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
        links,
        order_rows::{StoredOrder, bare},
    },
};
use domain::{
    ChannelId, CommissionId, CommissionKind, CommissionStatus, Money, OrderId, Timestamp, program::Origin, zone::Zone,
};
use sqlx::AnyConnection;
use std::collections::HashMap;

const CAUSE: &str = "system";

/// How much of an order is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remains {
    /// What was paid, in minor units.
    pub(super) total: i64,
    /// What was given back of it.
    pub(super) refunded: i64,
    /// Neither cancelled nor wholly given back.
    pub(super) is_open: bool,
}

impl Remains {
    pub(super) fn of(order: &StoredOrder) -> Self {
        Self { total: order.report.total.minor, refunded: order.refunded, is_open: order.is_open() }
    }

    /// What is left of an amount that the whole order earned. Rounded half to even, once, from that amount.
    pub(super) fn share(self, full: i64) -> i64 {
        if !self.is_open {
            return 0;
        }
        if self.refunded <= 0 || self.total <= 0 {
            return full;
        }
        domain::money::share(full, i128::from(self.total - self.refunded), i128::from(self.total))
    }
}

/// Brings the program's commissions on these orders up to date with them, inside the transaction that changed the orders.
pub(crate) async fn follow(
    store: &Store,
    on: &mut AnyConnection,
    channel: &ChannelId,
    zone: &Zone,
    orders: &[StoredOrder],
) -> Result<News> {
    let concerned = concerned(store, on, channel, orders).await?;
    let ids: Vec<&str> = concerned.iter().map(|(kept, _)| kept.row.id.as_str()).collect();
    let taken = taken_back(on, channel, &ids).await?;
    let mut work = Work::new(store, zone.clone());
    let mut drafts = Vec::new();
    for (kept, order) in &concerned {
        let remains = Remains::of(order);
        let left = remains.share(kept.extra.full_amount);
        let before = taken.get(&kept.row.id).copied().unwrap_or_default();
        let mut after = kept.clone();
        after.extra.returned = kept.row.report.sale.map_or(0, |sale| sale.minor - remains.share(sale.minor));
        match kept.row.report.status {
            CommissionStatus::InPayout | CommissionStatus::Paid => {
                work.give_back(kept, after);
                let more = kept.row.report.amount.minor - left - before.amount;
                if more != 0 {
                    drafts.push(counter(store, kept, more, before.times + 1));
                }
            }
            CommissionStatus::Refunded if left + before.amount > 0 => {
                let to = status_before(on, channel, kept, store.now()).await?;
                restore(&mut work, kept, after, kept.extra.full_amount.min(left + before.amount), to);
            }
            CommissionStatus::Refunded => {}
            // One that was turned down as well: it may be taken up again. What was taken back while it was part of a payout stays taken.
            _ => shrink(&mut work, kept, after, kept.extra.full_amount.min(left + before.amount)),
        }
    }
    add_counters(on, channel, &mut work, drafts).await?;
    work.write(on, channel).await
}

/// The commissions on these orders, each with its order. One whose order counts for another partner is linked to none, and found by the
/// order it names; an id beats a name.
async fn concerned<'o>(
    store: &Store,
    on: &mut AnyConnection,
    channel: &ChannelId,
    orders: &'o [StoredOrder],
) -> Result<Vec<(Kept, &'o StoredOrder)>> {
    let by_id: HashMap<&OrderId, &StoredOrder> = orders.iter().map(|order| (&order.id, order)).collect();
    let names = orders.iter().map(|order| (bare(&order.report.name), order));
    let ids = orders.iter().map(|order| (order.report.external_id.as_str(), order));
    let by_reference: HashMap<&str, &StoredOrder> =
        names.chain(ids).filter(|(reference, _)| !reference.is_empty()).collect();
    let linked: Vec<&str> = by_id.keys().map(|id| id.as_str()).collect();
    let references: Vec<&str> = by_reference.keys().copied().collect();
    let partners = commission_rows::partners(on, channel, By::ExternalId, &references).await?;
    links::lock_partners(on, store.engine(), channel, partners.iter().map(String::as_str)).await?;
    let mut found = commission_rows::load(on, store.engine(), channel, By::OrderId, &linked).await?;
    let unlinked = commission_rows::load(on, store.engine(), channel, By::ExternalId, &references).await?;
    found.extend(unlinked.into_iter().filter(|kept| kept.row.order_id.is_none()));
    let order_of = |kept: Kept| {
        let order = match &kept.row.order_id {
            Some(id) => by_id.get(id),
            None => by_reference.get(kept.row.report.external_id.as_str()),
        };
        order.map(|order| (kept, *order))
    };
    Ok(found.into_iter().filter(|kept| kept.extra.takes_back.is_none()).filter_map(order_of).collect())
}

/// Takes off a new commission what was given back of its order before it was tracked.
pub(super) fn begin_with(kept: &mut Kept, remains: Remains) {
    let report = &mut kept.row.report;
    let left = remains.share(kept.extra.full_amount);
    kept.extra.returned = report.sale.map_or(0, |sale| sale.minor - remains.share(sale.minor));
    if left != report.amount.minor {
        lessen(report, left, kept.extra.full_amount);
    }
}

/// Writes into a commission what is left of it, and why.
fn lessen(report: &mut CommissionReport, left: i64, full: i64) {
    if left == full {
        report.amount.minor = left;
        report.reason = String::new();
    } else if left == 0 {
        report.status = CommissionStatus::Refunded;
        report.reason = "The order was given back".into();
    } else {
        report.amount.minor = left;
        report.reason = "A part of the order was given back".into();
    }
}

fn shrink(work: &mut Work, kept: &Kept, mut after: Kept, target: i64) {
    if kept.row.report.amount.minor == target {
        return work.give_back(kept, after);
    }
    lessen(&mut after.row.report, target, kept.extra.full_amount);
    let reason = after.row.report.reason.clone();
    work.change(kept, after, Cause { account: CAUSE, reason: &reason });
}

/// The order counts after all, or less was given back of it than was told before.
fn restore(work: &mut Work, kept: &Kept, mut after: Kept, target: i64, to: CommissionStatus) {
    lessen(&mut after.row.report, target, kept.extra.full_amount);
    after.row.report.status = to;
    work.change(kept, after, Cause { account: CAUSE, reason: "Not all of the order is given back any more" });
}

/// Where a commission stood before its order was given back.
async fn status_before(
    on: &mut AnyConnection,
    channel: &ChannelId,
    kept: &Kept,
    now: Timestamp,
) -> Result<CommissionStatus> {
    let mut sql = Sql::new("SELECT status FROM commission_steps WHERE status <> 'refunded' AND channel_id = ");
    sql.text(channel.as_str()).push(" AND commission_id = ").text(kept.row.id.as_str());
    sql.push(" ORDER BY step DESC LIMIT 1");
    match sql.all_on(on).await?.first() {
        Some(row) => Cells::of(row).word(CommissionStatus::parse, "commission_steps.status"),
        None if kept.extra.free_at > now || kept.extra.flag.is_some() => Ok(CommissionStatus::Pending),
        None => Ok(CommissionStatus::Approved),
    }
}

/// Writes commissions of their own for what is to be taken back of settled ones, or given again.
pub(super) async fn add_counters(
    on: &mut AnyConnection,
    channel: &ChannelId,
    work: &mut Work,
    drafts: Vec<Kept>,
) -> Result<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    let rows: Vec<StoredCommission> = drafts.iter().map(|kept| kept.row.clone()).collect();
    shared::insert(on, channel, &rows).await?;
    for kept in drafts {
        let reason = kept.row.report.reason.clone();
        work.add(kept, false, Cause { account: CAUSE, reason: &reason });
    }
    Ok(())
}

/// What was taken back of a commission by others.
#[derive(Debug, Clone, Copy, Default)]
struct TakenBack {
    /// How often.
    times: i64,
    /// How much, in minor units. What the team forgave is among it, what was taken off the commission itself instead is not.
    amount: i64,
}

/// What was taken back of each.
async fn taken_back(
    on: &mut AnyConnection,
    channel: &ChannelId,
    ids: &[&str],
) -> Result<HashMap<CommissionId, TakenBack>> {
    let mut taken = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT p.takes_back, COUNT(*), \
             CAST(SUM(CASE WHEN c.status <> 'refunded' THEN -c.amount ELSE 0 END) AS BIGINT) \
             FROM program_commissions p JOIN commissions c ON c.channel_id = p.channel_id AND c.id = p.commission_id \
             WHERE p.channel_id = ",
        );
        sql.text(channel.as_str())
            .push(" AND p.takes_back IN ")
            .list(chunk.iter().copied())
            .push(" GROUP BY p.takes_back");
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            let id = cells.parse("program_commissions.takes_back")?;
            taken.insert(id, TakenBack { times: cells.number()?, amount: cells.number()? });
        }
    }
    Ok(taken)
}

/// Whether no payout has taken it yet.
pub(super) fn is_open(counter: &Kept) -> bool {
    counter.row.report.status == CommissionStatus::Approved
}

/// Whether a payout was less because of it.
pub(super) fn is_netted(counter: &Kept) -> bool {
    matches!(counter.row.report.status, CommissionStatus::InPayout | CommissionStatus::Paid)
}

/// What was taken back of a commission that is turned down was taken from other sales by then: it is given again.
pub(super) fn given_again(store: &Store, of: &Kept, netted: i64, counters: usize) -> Kept {
    let mut again = counter(store, of, netted, i64::try_from(counters).unwrap_or(i64::MAX) + 1);
    again.row.report.reason = "A payout was less by this, and the commission was turned down".into();
    again
}

/// The commissions that take back of these.
pub(super) async fn counters(
    store: &Store,
    on: &mut AnyConnection,
    channel: &ChannelId,
    ids: &[&str],
) -> Result<Vec<Kept>> {
    let mut counters = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT commission_id FROM program_commissions WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND takes_back IN ").list(chunk.iter().copied());
        for row in sql.all_on(&mut *on).await? {
            counters.push(Cells::of(&row).text()?);
        }
    }
    let ids: Vec<&str> = counters.iter().map(String::as_str).collect();
    commission_rows::load(on, store.engine(), channel, By::Id, &ids).await
}

/// Takes what such a commission takes off the commission itself instead.
pub(super) fn fold(work: &mut Work, counter: &Kept, cause: Cause<'_>) {
    let mut after = counter.clone();
    after.row.report.status = CommissionStatus::Refunded;
    after.row.report.reason = "Taken off the commission itself".into();
    work.change(counter, after, cause);
}

/// Takes an amount back; one below zero is given again, because less was given back of the order than was told before.
fn counter(store: &Store, of: &Kept, amount: i64, number: i64) -> Kept {
    let now = store.now();
    let report = &of.row.report;
    let (title, reason) = if amount > 0 {
        (format!("Refund of {}", report.title), "The order was given back after the payout")
    } else {
        (format!("Refund of {} put right", report.title), "Less of the order was given back than was told before")
    };
    Kept {
        row: StoredCommission {
            id: CommissionId::new(store.clock().as_ref()),
            order_id: None,
            report: CommissionReport {
                external_id: format!("{}:refund:{number}", report.external_id),
                kind: CommissionKind::Adjustment,
                title,
                order_ref: String::new(),
                sale: None,
                amount: Money::new(-amount, report.amount.currency),
                status: CommissionStatus::Approved,
                reason: reason.into(),
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
