//! Commissions as rows: how they are read, added and changed, many at a time.

use super::CommissionReport;
use crate::{
    Engine, Result,
    rows::{CHUNK, Cells, Sql},
    totals::deltas::CountedCommission,
};
use domain::{ChannelId, CommissionId, CommissionKind, CommissionStatus, OrderId, Source, earnings::Stream};
use sqlx::{AnyConnection, any::AnyRow};
use std::collections::HashSet;

/// A commission that is kept: what was last reported of it, and the order it was found to be for.
#[derive(Clone)]
pub(crate) struct StoredCommission {
    pub(crate) id: CommissionId,
    pub(crate) order_id: Option<OrderId>,
    pub(crate) report: CommissionReport,
}

impl StoredCommission {
    /// Every cent belongs to one stream, and this decides which.
    fn stream(&self) -> Stream {
        match (self.report.kind, &self.order_id) {
            (CommissionKind::Sale, _) if self.report.source == Source::Program => Stream::Program,
            (CommissionKind::Sale, Some(_)) => Stream::CcSale,
            (CommissionKind::Sale, None) => Stream::Network,
            _ => Stream::Bonus,
        }
    }

    pub(crate) fn counted(&self) -> CountedCommission<'_> {
        let report = &self.report;
        CountedCommission {
            partner_id: &report.partner_id,
            kind: report.kind,
            stream: self.stream(),
            status: report.status,
            sale: report.sale,
            amount: report.amount,
            occurred_at: report.occurred_at,
            pay_day: report.pay_day,
            hold_until: report.hold_until,
        }
    }
}

const COLUMNS: &str = "id, order_id, source, external_id, partner_id, kind, title, order_ref, sale_currency, sale, \
     currency, amount, status, reason, occurred_at, hold_until, pay_day, changed_at";

/// Adds the commissions that are not there yet; says which were.
pub(crate) async fn insert(
    on: &mut AnyConnection,
    channel: &ChannelId,
    commissions: &[StoredCommission],
) -> Result<HashSet<CommissionId>> {
    let mut sql = Sql::new(
        "INSERT INTO commissions (channel_id, id, source, external_id, order_id, stream, partner_id, kind, title, order_ref, \
         sale_currency, sale, currency, amount, status, reason, occurred_at, hold_until, pay_day, changed_at) VALUES ",
    );
    sql.rows(commissions, |sql, commission| {
        sql.text(channel.as_str()).comma().text(commission.id.as_str()).comma();
        sql.text(commission.report.source.as_str()).comma();
        sql.text(&commission.report.external_id).comma();
        content(sql, commission);
    });
    sql.push(" ON CONFLICT (channel_id, external_id, source) DO NOTHING RETURNING id");
    let rows = sql.all_on(on).await?;
    rows.iter().map(|row| Cells::of(row).parse("commissions.id")).collect()
}

/// Writes what may change of commissions that are there.
pub(crate) async fn update(
    on: &mut AnyConnection,
    channel: &ChannelId,
    commissions: &[StoredCommission],
) -> Result<()> {
    for chunk in commissions.chunks(CHUNK) {
        let mut sql = Sql::new(
            "WITH v (id, order_id, stream, partner_id, kind, title, order_ref, sale_currency, sale, currency, amount, status, \
             reason, occurred_at, hold_until, pay_day, changed_at) AS (VALUES ",
        );
        sql.rows(chunk, |sql, commission| {
            sql.text(commission.id.as_str()).comma();
            content(sql, commission);
        });
        sql.push(
            ") UPDATE commissions SET order_id = v.order_id, stream = v.stream, partner_id = v.partner_id, kind = v.kind, \
             title = v.title, order_ref = v.order_ref, sale_currency = v.sale_currency, sale = v.sale, currency = v.currency, \
             amount = v.amount, status = v.status, reason = v.reason, occurred_at = v.occurred_at, hold_until = v.hold_until, \
             pay_day = v.pay_day, changed_at = v.changed_at FROM v WHERE commissions.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND commissions.id = v.id");
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Writes only which order each commission is for.
pub(crate) async fn update_links(
    on: &mut AnyConnection,
    channel: &ChannelId,
    commissions: &[StoredCommission],
) -> Result<()> {
    for chunk in commissions.chunks(CHUNK) {
        let mut sql = Sql::new("WITH v (id, order_id, stream) AS (VALUES ");
        sql.rows(chunk, |sql, commission| {
            sql.text(commission.id.as_str()).comma();
            sql.maybe(commission.order_id.as_ref().map(OrderId::as_str)).comma();
            sql.text(commission.stream().as_str());
        });
        sql.push(
            ") UPDATE commissions SET order_id = v.order_id, stream = v.stream FROM v WHERE commissions.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND commissions.id = v.id");
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

fn content(sql: &mut Sql, commission: &StoredCommission) {
    let report = &commission.report;
    sql.maybe(commission.order_id.as_ref().map(OrderId::as_str)).comma();
    sql.text(commission.stream().as_str()).comma();
    sql.text(report.partner_id.as_str()).comma();
    sql.text(report.kind.as_str()).comma();
    sql.text(&report.title).comma().text(&report.order_ref).comma();
    sql.maybe(report.sale.as_ref().map(|sale| sale.currency.code())).comma();
    sql.bind(report.sale.map(|sale| sale.minor)).comma();
    sql.text(report.amount.currency.code()).comma().bind(report.amount.minor).comma();
    sql.text(report.status.as_str()).comma().text(&report.reason).comma();
    sql.bind(report.occurred_at.millis()).comma();
    sql.bind(report.hold_until.map(domain::Day::number)).comma();
    sql.bind(report.pay_day.map(domain::Day::number)).comma();
    sql.bind(report.changed_at.millis());
}

/// Reads commissions by their external ids, whatever their source, and keeps others from changing them.
pub(crate) async fn load(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    external_ids: &[&str],
) -> Result<Vec<StoredCommission>> {
    load_where(on, engine, channel, "external_id", "", external_ids).await
}

/// Reads the commissions that wait for an order, by what they call it.
pub(crate) async fn load_waiting(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    references: &[&str],
) -> Result<Vec<StoredCommission>> {
    load_where(on, engine, channel, "order_ref", " AND stream = 'network'", references).await
}

/// Reads the commissions on orders.
pub(crate) async fn load_linked(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    orders: &[&str],
) -> Result<Vec<StoredCommission>> {
    load_where(on, engine, channel, "order_id", "", orders).await
}

pub(crate) async fn load_where(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    column: &'static str,
    and: &'static str,
    values: &[&str],
) -> Result<Vec<StoredCommission>> {
    let mut commissions = Vec::new();
    for chunk in values.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM commissions WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND ").push(column).push(" IN ").list(chunk.iter().copied()).push(and);
        sql.push(engine.for_update());
        for row in sql.all_on(&mut *on).await? {
            commissions.push(read(&row)?);
        }
    }
    Ok(commissions)
}

fn read(row: &AnyRow) -> Result<StoredCommission> {
    let mut cells = Cells::of(row);
    Ok(StoredCommission {
        id: cells.parse("commissions.id")?,
        order_id: cells.maybe_parse("commissions.order_id")?,
        report: CommissionReport {
            source: cells.parse("commissions.source")?,
            external_id: cells.text()?,
            partner_id: cells.parse("commissions.partner_id")?,
            kind: cells.word(CommissionKind::parse, "commissions.kind")?,
            title: cells.text()?,
            order_ref: cells.text()?,
            sale: cells.maybe_money("commissions.sale_currency")?,
            amount: cells.money("commissions.currency")?,
            status: cells.word(CommissionStatus::parse, "commissions.status")?,
            reason: cells.text()?,
            occurred_at: cells.time()?,
            hold_until: cells.maybe_day()?,
            pay_day: cells.maybe_day()?,
            changed_at: cells.time()?,
        },
    })
}
