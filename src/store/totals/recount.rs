//! Counts the daily totals anew from the rows: to prove them right, and when a channel's days change.

use super::deltas::{Changes, Column, CountedCommission, CountedOrder, Deltas, Due, Key, Row, Sign};
use crate::{Result, Store, rows::Cells};
use domain::{ChannelId, CommissionKind, CommissionStatus, Day, OrderStatus, PartnerId, earnings::Stream, zone::Zone};
use futures::TryStreamExt;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::BTreeMap;

impl Store {
    /// Counts all totals anew from the rows and names each that differs; empty when all is well.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_totals(&self, channel: &ChannelId) -> Result<Vec<String>> {
        let zone = self.zone(channel).await?;
        let mut snapshot = self.pools.snapshot().await?;
        let mut faults = miscounted_orders(&mut snapshot, channel).await?;
        faults.extend(mislinked_commissions(&mut snapshot, channel).await?);
        let right = count(&mut snapshot, channel, &zone).await?.into_changes();
        let kept = kept(&mut snapshot, channel).await?;
        differences(&mut faults, "of", right.totals, kept.totals);
        differences(&mut faults, "due", right.due, kept.due);
        Ok(faults)
    }
}

/// Puts totals counted anew in the place of the old ones.
pub(crate) async fn rebuild(on: &mut AnyConnection, channel: &ChannelId, zone: &Zone) -> Result<()> {
    let deltas = count(on, channel, zone).await?;
    for table in ["DELETE FROM daily_totals WHERE channel_id = $1", "DELETE FROM daily_due WHERE channel_id = $1"] {
        sqlx::query(table).bind(channel.as_str()).execute(&mut *on).await?;
    }
    deltas.apply(on, channel).await
}

async fn count(on: &mut AnyConnection, channel: &ChannelId, zone: &Zone) -> Result<Deltas> {
    let mut deltas = Deltas::new(zone.clone());
    each(
        on,
        channel,
        "SELECT partner_id, status, placed_at, currency, subtotal FROM orders WHERE channel_id = $1",
        |cells| {
            let partner_id: PartnerId = cells.parse("orders.partner_id")?;
            let order = CountedOrder {
                partner_id: &partner_id,
                status: cells.word(OrderStatus::parse, "orders.status")?,
                placed_at: cells.time()?,
                subtotal: cells.money("orders.currency")?,
            };
            deltas.order(Sign::Plus, &order);
            Ok(())
        },
    )
    .await?;
    each(
        on,
        channel,
        "SELECT o.partner_id, o.status, o.placed_at, o.currency, o.subtotal, r.currency, r.amount, r.refunded_at \
         FROM refunds r JOIN orders o ON o.channel_id = r.channel_id AND o.id = r.order_id WHERE r.channel_id = $1",
        |cells| {
            let partner_id: PartnerId = cells.parse("orders.partner_id")?;
            let order = CountedOrder {
                partner_id: &partner_id,
                status: cells.word(OrderStatus::parse, "orders.status")?,
                placed_at: cells.time()?,
                subtotal: cells.money("orders.currency")?,
            };
            let amount = cells.money("refunds.currency")?;
            deltas.refund(Sign::Plus, &order, amount, cells.time()?);
            Ok(())
        },
    )
    .await?;
    each(
        on,
        channel,
        "SELECT partner_id, kind, stream, status, sale_currency, sale, currency, amount, occurred_at, pay_day, hold_until \
         FROM commissions WHERE channel_id = $1",
        |cells| {
            let partner_id: PartnerId = cells.parse("commissions.partner_id")?;
            deltas.commission(Sign::Plus, &counted(cells, &partner_id)?);
            Ok(())
        },
    )
    .await?;
    count_program(on, channel, &mut deltas).await?;
    Ok(deltas)
}

/// Reads a commission from its kind on.
fn counted<'a>(cells: &mut Cells<'_>, partner_id: &'a PartnerId) -> Result<CountedCommission<'a>> {
    Ok(CountedCommission {
        partner_id,
        kind: cells.word(CommissionKind::parse, "commissions.kind")?,
        stream: cells.word(Stream::parse, "commissions.stream")?,
        status: cells.word(CommissionStatus::parse, "commissions.status")?,
        sale: cells.maybe_money("commissions.sale_currency")?,
        amount: cells.money("commissions.currency")?,
        occurred_at: cells.time()?,
        pay_day: cells.maybe_day()?,
        hold_until: cells.maybe_day()?,
    })
}

async fn count_program(on: &mut AnyConnection, channel: &ChannelId, deltas: &mut Deltas) -> Result<()> {
    each(
        on,
        channel,
        "SELECT c.partner_id, c.kind, c.stream, c.status, c.sale_currency, c.sale, c.currency, c.amount, c.occurred_at, c.pay_day, c.hold_until, \
         p.returned, p.is_new_customer, p.flag FROM program_commissions p JOIN commissions c ON c.channel_id = p.channel_id AND c.id = p.commission_id \
         WHERE p.channel_id = $1",
        |cells| {
            let partner_id: PartnerId = cells.parse("commissions.partner_id")?;
            let commission = counted(cells, &partner_id)?;
            let (returned, is_new) = (cells.number()?, cells.maybe_number()?.map(|number| number != 0));
            let is_flagged = !cells.text()?.is_empty();
            deltas.program(Sign::Plus, &commission, returned, is_new, is_flagged);
            Ok(())
        },
    )
    .await?;
    each(
        on,
        channel,
        "SELECT partner_id, settled_at, currency, amount FROM payouts WHERE channel_id = $1 AND status = 'paid'",
        |cells| {
            let partner_id: PartnerId = cells.parse("payouts.partner_id")?;
            let at = cells.time()?;
            deltas.payout(Sign::Plus, &partner_id, at, cells.money("payouts.currency")?);
            Ok(())
        },
    )
    .await
}

async fn kept(on: &mut AnyConnection, channel: &ChannelId) -> Result<Changes> {
    let mut kept = Changes::default();
    let columns = Column::ALL.map(Column::as_str).join(", ");
    let text = format!("SELECT partner_id, day, currency, {columns} FROM daily_totals WHERE channel_id = $1");
    each(on, channel, &text, |cells| {
        let key = key(cells)?;
        let mut row = Row::default();
        for column in Column::ALL {
            row.add(column, cells.number()?);
        }
        kept.totals.insert(key, row);
        Ok(())
    })
    .await?;
    let text = "SELECT partner_id, day, currency, amount, program FROM daily_due WHERE channel_id = $1";
    each(on, channel, text, |cells| {
        kept.due.insert(key(cells)?, Due { reported: cells.number()?, program: cells.number()? });
        Ok(())
    })
    .await?;
    Ok(kept)
}

fn key(cells: &mut Cells<'_>) -> Result<Key> {
    Ok(Key {
        partner_id: cells.text()?,
        day: Day::from_number(cells.number()?),
        currency: cells.parse("daily_totals.currency")?,
    })
}

/// Names what is not as its rows say. A row may have come down to nothing.
fn differences<T>(faults: &mut Vec<String>, what: &str, right: BTreeMap<Key, T>, mut kept: BTreeMap<Key, T>)
where
    T: Default + PartialEq + std::fmt::Debug,
{
    for (key, right) in right {
        let found = kept.remove(&key).unwrap_or_default();
        if found != right {
            faults.push(format!("{what} {key:?} is {found:?}, but its rows come to {right:?}"));
        }
    }
    kept.retain(|_, kept| *kept != T::default());
    faults.extend(kept.iter().map(|(key, kept)| format!("{what} {key:?} is {kept:?} without rows")));
}

async fn miscounted_orders(on: &mut AnyConnection, channel: &ChannelId) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    each(
        on,
        channel,
        "SELECT o.id FROM orders o \
         LEFT JOIN (SELECT order_id, COUNT(*) AS times FROM commissions WHERE channel_id = $1 AND order_id IS NOT NULL GROUP BY order_id) c \
         ON c.order_id = o.id \
         LEFT JOIN (SELECT order_id, currency, CAST(SUM(amount) AS BIGINT) AS amount FROM refunds WHERE channel_id = $1 GROUP BY order_id, currency) r \
         ON r.order_id = o.id AND r.currency = o.currency \
         WHERE o.channel_id = $1 AND (o.commission_count <> COALESCE(c.times, 0) OR o.refunded <> COALESCE(r.amount, 0))",
        |cells| {
            faults.push(format!("order {} miscounts its commissions or refunds", cells.text()?));
            Ok(())
        },
    )
    .await?;
    Ok(faults)
}

async fn mislinked_commissions(on: &mut AnyConnection, channel: &ChannelId) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    each(
        on,
        channel,
        "SELECT c.id FROM commissions c LEFT JOIN orders o ON o.channel_id = c.channel_id AND o.id = c.order_id \
         WHERE c.channel_id = $1 AND (c.stream <> CASE WHEN c.kind <> 'sale' THEN 'bonus' WHEN c.source = 'program' THEN 'program' WHEN o.id IS NULL THEN 'network' ELSE 'cc_sale' END \
         OR o.partner_id <> c.partner_id)",
        |cells| {
            faults.push(format!("commission {} is in the wrong stream", cells.text()?));
            Ok(())
        },
    )
    .await?;
    Ok(faults)
}

/// Reads row by row: there may be millions. The text is made of this file's words alone.
async fn each(
    on: &mut AnyConnection,
    channel: &ChannelId,
    text: &str,
    mut read: impl FnMut(&mut Cells<'_>) -> Result<()>,
) -> Result<()> {
    let mut rows = sqlx::query(AssertSqlSafe(text.to_owned())).bind(channel.as_str()).fetch(&mut *on);
    while let Some(row) = rows.try_next().await? {
        read(&mut Cells::of(&row))?;
    }
    Ok(())
}
