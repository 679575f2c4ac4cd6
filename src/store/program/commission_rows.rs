//! What the program knows of a commission beside its row: how it is read, added and changed, many at a time.

use super::CommissionStep;
use crate::{
    Engine, Result,
    rows::{CHUNK, Cells, Sql, Writes},
    sales::commission_rows::{self as shared, StoredCommission},
};
use domain::{
    ChannelId, CommissionId, CommissionStatus, CustomerId, PartnerId, PayoutId, Timestamp,
    program::{Flag, Origin, Product, Rate},
};
use sqlx::{AnyConnection, any::AnyRow};
use std::collections::HashMap;

/// A commission of the program.
#[derive(Clone)]
pub(super) struct Kept {
    /// The row that all commissions have.
    pub(super) row: StoredCommission,
    /// What only the program knows.
    pub(super) extra: Extra,
}

/// What only the program knows of a commission.
#[derive(Clone)]
pub(super) struct Extra {
    pub(super) customer_id: Option<CustomerId>,
    pub(super) coupon: Option<String>,
    pub(super) rate: Option<Rate>,
    /// Minor units, before refunds took their part.
    pub(super) full_amount: i64,
    pub(super) free_at: Timestamp,
    pub(super) flag: Option<Flag>,
    pub(super) notes: String,
    pub(super) product: Option<Product>,
    pub(super) metadata: Option<String>,
    pub(super) origin: Origin,
    pub(super) takes_back: Option<CommissionId>,
    pub(super) payout_id: Option<PayoutId>,
    pub(super) is_new_customer: Option<bool>,
    /// Minor units of the sale that were given back.
    pub(super) returned: i64,
    pub(super) steps: i64,
}

impl Kept {
    pub(super) fn partner(&self) -> &PartnerId {
        &self.row.report.partner_id
    }

    pub(super) fn is_held(&self) -> bool {
        self.row.report.status == CommissionStatus::Pending
    }
}

const fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Api => "api",
        Origin::Webhook => "webhook",
        Origin::Import => "import",
        Origin::Manual => "manual",
        Origin::Milestone => "milestone",
    }
}

pub(super) fn parse_origin(text: &str) -> Option<Origin> {
    Origin::ALL.into_iter().find(|it| origin_name(*it) == text)
}

/// Adds what only the program knows of commissions that are new.
pub(super) fn insert(writes: &mut Writes, channel: &ChannelId, commissions: &[Kept]) {
    for chunk in commissions.chunks(CHUNK) {
        let sql = writes.begin(
            "INSERT INTO program_commissions (channel_id, commission_id, partner_id, customer_id, coupon, rate_kind, rate_value, \
             rate_currency, full_amount, free_at, is_held, flag, notes, product, metadata, origin, takes_back, payout_id, \
             is_new_customer, returned, steps) VALUES ",
        );
        sql.rows(chunk, |sql, it| {
            let extra = &it.extra;
            let product = extra.product.as_ref().and_then(|product| serde_json::to_string(product).ok());
            sql.text(channel.as_str()).comma().text(it.row.id.as_str()).comma().text(it.partner().as_str()).comma();
            sql.maybe(extra.customer_id.as_ref().map(CustomerId::as_str)).comma();
            sql.maybe(extra.coupon.as_deref()).comma();
            rate(sql, extra.rate).comma();
            sql.bind(extra.full_amount).comma().bind(extra.free_at.millis()).comma();
            sql.bind(i64::from(it.is_held())).comma().text(extra.flag.map_or("", Flag::as_str)).comma();
            sql.text(&extra.notes).comma().maybe(product.as_deref()).comma();
            sql.maybe(extra.metadata.as_deref()).comma().text(origin_name(extra.origin)).comma();
            sql.maybe(extra.takes_back.as_ref().map(CommissionId::as_str)).comma();
            sql.maybe(extra.payout_id.as_ref().map(PayoutId::as_str)).comma();
            sql.bind(extra.is_new_customer.map(i64::from)).comma().bind(extra.returned).comma().bind(extra.steps);
        });
    }
}

/// Adds a rate as three values: kind, number, currency.
pub(super) fn rate(sql: &mut Sql, rate: Option<Rate>) -> &mut Sql {
    sql.maybe(rate.map(Rate::kind)).comma().bind(rate.map(Rate::value)).comma();
    let currency = rate.and_then(Rate::currency);
    sql.maybe(currency.as_ref().map(domain::Currency::code))
}

/// Reads three values as a rate.
pub(super) fn read_rate(cells: &mut Cells<'_>, what: &'static str) -> Result<Option<Rate>> {
    let kind = cells.maybe_text()?;
    let value = cells.maybe_number()?;
    let currency = cells.maybe_parse(what)?;
    let parts = kind.zip(value);
    let rate =
        parts.map(|(kind, value)| Rate::from_parts(&kind, value, currency).ok_or(crate::StoreError::Corrupt(what)));
    rate.transpose()
}

/// Writes what may change.
pub(super) async fn update(on: &mut AnyConnection, channel: &ChannelId, commissions: &[Kept]) -> Result<()> {
    let rows: Vec<StoredCommission> = commissions.iter().map(|it| it.row.clone()).collect();
    shared::update(on, channel, &rows).await?;
    for chunk in commissions.chunks(CHUNK) {
        let mut sql = Sql::new("WITH v (id, is_held, flag, payout_id, returned, steps) AS (VALUES ");
        sql.rows(chunk, |sql, it| {
            sql.text(it.row.id.as_str()).comma().bind(i64::from(it.is_held())).comma();
            sql.text(it.extra.flag.map_or("", Flag::as_str)).comma();
            sql.maybe(it.extra.payout_id.as_ref().map(PayoutId::as_str)).comma();
            sql.bind(it.extra.returned).comma().bind(it.extra.steps);
        });
        sql.push(
            ") UPDATE program_commissions SET is_held = v.is_held, flag = v.flag, payout_id = v.payout_id, \
             returned = v.returned, steps = v.steps FROM v WHERE program_commissions.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND program_commissions.commission_id = v.id");
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Adds steps to the history.
pub(super) fn insert_steps(writes: &mut Writes, channel: &ChannelId, steps: &[(CommissionId, i64, CommissionStep)]) {
    for chunk in steps.chunks(CHUNK) {
        let sql = writes.begin(
            "INSERT INTO commission_steps (channel_id, commission_id, step, happened_at, status, amount, account, reason) VALUES ",
        );
        sql.rows(chunk, |sql, (id, number, step)| {
            sql.text(channel.as_str()).comma().text(id.as_str()).comma().bind(*number).comma();
            sql.bind(step.happened_at.millis()).comma().text(step.status.as_str()).comma();
            sql.bind(step.amount).comma().text(&step.account).comma().text(&step.reason);
        });
    }
}

/// Which column of the shared row commissions are looked up by.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// Their ids.
    Id,
    /// The merchant's order ids.
    ExternalId,
    /// Their orders' rows.
    OrderId,
}

impl By {
    const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::ExternalId => "external_id",
            Self::OrderId => "order_id",
        }
    }
}

/// Whose commissions these are.
pub(super) async fn partners(
    on: &mut AnyConnection,
    channel: &ChannelId,
    by: By,
    values: &[&str],
) -> Result<Vec<String>> {
    let mut partners = Vec::new();
    for chunk in values.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT DISTINCT partner_id FROM commissions WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND ").push(by.column()).push(" IN ").list(chunk.iter().copied());
        for row in sql.all_on(&mut *on).await? {
            partners.push(Cells::of(&row).text()?);
        }
    }
    Ok(partners)
}

/// Reads the program's commissions, and keeps others from changing them. In no particular order.
pub(super) async fn load(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    by: By,
    values: &[&str],
) -> Result<Vec<Kept>> {
    let rows = shared::load_where(on, engine, channel, by.column(), " AND source = 'program'", values).await?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut extras = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let mut sql = Sql::new(
            "SELECT commission_id, customer_id, coupon, rate_kind, rate_value, rate_currency, full_amount, free_at, flag, notes, \
             product, metadata, origin, takes_back, payout_id, is_new_customer, returned, steps FROM program_commissions WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND commission_id IN ").list(chunk.iter().copied());
        for row in sql.all_on(&mut *on).await? {
            let (id, extra) = read(&row)?;
            extras.insert(id, extra);
        }
    }
    rows.into_iter()
        .map(|row| {
            let extra = extras.remove(&row.id).ok_or(crate::StoreError::Corrupt("program_commissions"))?;
            Ok(Kept { row, extra })
        })
        .collect()
}

/// Reads the commissions of a payout, and keeps others from changing them.
pub(super) async fn of_payout(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    payout: &PayoutId,
) -> Result<Vec<Kept>> {
    let mut sql = Sql::new("SELECT commission_id FROM program_commissions WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND payout_id = ").text(payout.as_str());
    let rows = sql.all_on(&mut *on).await?;
    let ids: Vec<String> = rows.iter().map(|row| Cells::of(row).text()).collect::<Result<_>>()?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    load(on, engine, channel, By::Id, &ids).await
}

fn read(row: &AnyRow) -> Result<(CommissionId, Extra)> {
    let mut cells = Cells::of(row);
    let id = cells.parse("program_commissions.commission_id")?;
    let extra = Extra {
        customer_id: cells.maybe_parse("program_commissions.customer_id")?,
        coupon: cells.maybe_text()?,
        rate: read_rate(&mut cells, "program_commissions.rate_kind")?,
        full_amount: cells.number()?,
        free_at: cells.time()?,
        flag: Flag::parse(&cells.text()?),
        notes: cells.text()?,
        product: cells.maybe_text()?.and_then(|text| serde_json::from_str(&text).ok()),
        metadata: cells.maybe_text()?,
        origin: cells.word(parse_origin, "program_commissions.origin")?,
        takes_back: cells.maybe_parse("program_commissions.takes_back")?,
        payout_id: cells.maybe_parse("program_commissions.payout_id")?,
        is_new_customer: cells.maybe_number()?.map(|number| number != 0),
        returned: cells.number()?,
        steps: cells.number()?,
    };
    Ok((id, extra))
}
