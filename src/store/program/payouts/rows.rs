//! Payouts and runs as rows.

use super::{super::groups::money, NewRun, due::RunTally};
use crate::{
    Engine, Result,
    rows::{CHUNK, Cells, Sql},
};
use domain::{
    ChannelId, Currency, Money, PartnerId, PayoutId, PayoutRunId, Timestamp,
    payout::{PayoutMethod, PayoutStatus},
};
use sqlx::{Any, AnyConnection, Executor, any::AnyRow};
use std::collections::HashMap;

/// What one partner is paid by a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// Our id; also what makes sending it twice harmless.
    pub id: PayoutId,
    /// The run.
    pub run_id: PayoutRunId,
    /// Whom.
    pub partner_id: PartnerId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// How it was really paid, when it was recorded by hand and whoever did so said it.
    pub paid_by: Option<PayoutMethod>,
    /// The sum of its commissions.
    pub amount: Money,
    /// Where it stands.
    pub status: PayoutStatus,
    /// The account as it was when the payout was made, sealed.
    pub sealed: String,
    /// What people may see of it.
    pub shown: String,
    /// The rail's id of the payment.
    pub transaction_id: Option<String>,
    /// What the rail took for it.
    pub fee: Option<Money>,
    /// Why it failed or waits.
    pub reason: String,
    /// For the team and the partner.
    pub notes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was paid, failed or called off.
    pub settled_at: Option<Timestamp>,
}

/// Which payouts are meant; all of them when nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PayoutFilter {
    /// Only those to this partner.
    pub partner: Option<PartnerId>,
    /// Only those that stand so.
    pub status: Option<PayoutStatus>,
    /// Only those that go out so.
    pub method: Option<PayoutMethod>,
    /// Only those that were confirmed at this time or later.
    pub from: Option<Timestamp>,
    /// Only those that were confirmed before this time.
    pub until: Option<Timestamp>,
}

impl PayoutFilter {
    /// What a payout and its run have in common.
    fn common(&self, sql: &mut Sql) {
        if let Some(method) = self.method {
            sql.push(" AND method = ").text(method.as_str());
        }
        if let Some(from) = self.from {
            sql.push(" AND created_at >= ").bind(from.millis());
        }
        if let Some(until) = self.until {
            sql.push(" AND created_at < ").bind(until.millis());
        }
    }

    /// What is a payout's own.
    fn own(&self, sql: &mut Sql) {
        if let Some(partner) = &self.partner {
            sql.push(" AND partner_id = ").text(partner.as_str());
        }
        if let Some(status) = self.status {
            sql.push(" AND status = ").text(status.as_str());
        }
    }
}

/// Payouts that are made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRun {
    /// Our id; also what makes handing it over twice harmless.
    pub id: PayoutRunId,
    /// How the money goes out.
    pub method: PayoutMethod,
    /// In which currency.
    pub currency: Currency,
    /// What was earned before this time is in it.
    pub cut_off: Timestamp,
    /// For the team.
    pub notes: String,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// Who confirmed it.
    pub created_by: String,
    /// Who else approved it.
    pub approved_by: Option<String>,
    /// The rail's own id of it.
    pub rail_id: Option<String>,
    /// When somebody should see to it again; none when nobody has to.
    pub next_look_at: Option<Timestamp>,
    /// The file that was made of it for a bank.
    pub file: Option<FileMark>,
}

/// When a file was first made of a run, and what tells it from others of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileMark {
    /// When it was made.
    pub made_at: Timestamp,
    /// 0, 1, 2 … among the files of one day and currency.
    pub number: i64,
}

const RUN: &str = "id, method, currency, cut_off, notes, created_at, created_by, approved_by, rail_id, next_look_at, \
     file_made_at, file_number";
const PAYOUT: &str = "id, run_id, partner_id, method, paid_by, currency, amount, status, sealed, shown, transaction_id, fee_currency, fee, \
     reason, notes, created_at, settled_at";

pub(super) async fn run<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    id: &PayoutRunId,
) -> Result<Option<PayoutRun>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(RUN).push(" FROM payout_runs WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND id = ").text(id.as_str());
    sql.all(on).await?.first().map(read_run).transpose()
}

/// Runs that somebody should see to, the longest overdue first.
pub(super) async fn due<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<PayoutRun>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(RUN).push(" FROM payout_runs WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND next_look_at > 0 AND next_look_at <= ").bind(now.millis());
    sql.push(" ORDER BY next_look_at, id LIMIT ").bind(limit);
    sql.all(on).await?.iter().map(read_run).collect()
}

/// Runs from the newest on.
pub(super) async fn newest<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    filter: &PayoutFilter,
    before: Option<&PayoutRunId>,
    limit: i64,
) -> Result<Vec<PayoutRun>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(RUN).push(" FROM payout_runs WHERE channel_id = ").text(channel.as_str());
    filter.common(&mut sql);
    if filter.partner.is_some() || filter.status.is_some() {
        sql.push(" AND id IN (SELECT run_id FROM payouts WHERE channel_id = ").text(channel.as_str());
        filter.own(&mut sql);
        sql.push(")");
    }
    if let Some(before) = before {
        sql.push(" AND id < ").text(before.as_str());
    }
    sql.push(" ORDER BY id DESC LIMIT ").bind(limit);
    sql.all(on).await?.iter().map(read_run).collect()
}

/// How the payouts of some runs stand, in the order in which payouts pass through the states.
pub(super) async fn tallies<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    runs: &[&PayoutRunId],
) -> Result<HashMap<PayoutRunId, Vec<RunTally>>> {
    let mut sql = Sql::new(
        "SELECT run_id, status, COUNT(*), currency, CAST(SUM(amount) AS BIGINT), MAX(paid_by) FROM payouts WHERE channel_id = ",
    );
    sql.text(channel.as_str()).push(" AND run_id IN ").list(runs.iter().map(|id| id.as_str()));
    sql.push(" GROUP BY run_id, status, currency");
    let mut all: HashMap<PayoutRunId, Vec<RunTally>> = HashMap::with_capacity(runs.len());
    for row in sql.all(on).await? {
        let mut cells = Cells::of(&row);
        let run = cells.parse("payouts.run_id")?;
        let status = cells.word(PayoutStatus::parse, "payouts.status")?;
        let (count, sum) = (cells.number()?, cells.money("payouts.currency")?);
        let paid_by = cells.maybe_text()?.as_deref().and_then(PayoutMethod::parse);
        all.entry(run).or_default().push(RunTally { status, count, sum, paid_by });
    }
    for tallies in all.values_mut() {
        tallies.sort_by_key(|tally| tally.status);
    }
    Ok(all)
}

pub(super) async fn insert_run(
    on: &mut AnyConnection,
    channel: &ChannelId,
    new: &NewRun,
    now: Timestamp,
) -> Result<()> {
    let mut sql = Sql::new(
        "INSERT INTO payout_runs (channel_id, id, method, currency, cut_off, notes, created_at, created_by, next_look_at) VALUES (",
    );
    sql.text(channel.as_str()).comma().text(new.id.as_str()).comma().text(new.method.as_str()).comma();
    sql.text(new.currency.code()).comma().bind(new.cut_off.millis()).comma().text(&new.notes).comma();
    sql.bind(now.millis()).comma().text(&new.account).comma();
    sql.bind(if new.needs_approval { 0 } else { now.millis() }).push(")");
    sql.run_on(on).await?;
    Ok(())
}

pub(super) async fn insert(on: &mut AnyConnection, channel: &ChannelId, payouts: &[Payout]) -> Result<()> {
    for chunk in payouts.chunks(CHUNK) {
        let mut sql = Sql::new(
            "INSERT INTO payouts (channel_id, id, run_id, partner_id, method, paid_by, currency, amount, status, sealed, shown, transaction_id, \
             reason, notes, created_at) VALUES ",
        );
        sql.rows(chunk, |sql, it| {
            sql.text(channel.as_str()).comma().text(it.id.as_str()).comma().text(it.run_id.as_str()).comma();
            sql.text(it.partner_id.as_str()).comma().text(it.method.as_str()).comma();
            sql.maybe(it.paid_by.map(PayoutMethod::as_str)).comma();
            sql.text(it.amount.currency.code()).comma().bind(it.amount.minor).comma();
            sql.text(it.status.as_str()).comma().text(&it.sealed).comma().text(&it.shown).comma();
            sql.maybe(it.transaction_id.as_deref())
                .comma()
                .text(&it.reason)
                .comma()
                .text(&it.notes)
                .comma()
                .bind(it.created_at.millis());
        });
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

/// Writes what may change of a payout.
pub(super) async fn update(on: &mut AnyConnection, channel: &ChannelId, payout: &Payout) -> Result<()> {
    let mut sql = Sql::new("UPDATE payouts SET status = ");
    sql.text(payout.status.as_str()).push(", transaction_id = ").maybe(payout.transaction_id.as_deref());
    sql.push(", (fee_currency, fee) = (");
    money(&mut sql, payout.fee).push("), reason = ").text(&payout.reason);
    sql.push(", settled_at = ").bind(payout.settled_at.map(Timestamp::millis));
    sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND id = ").text(payout.id.as_str());
    sql.run_on(on).await?;
    Ok(())
}

/// The payouts of a run; others are kept from changing them.
pub(super) async fn of_run(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    run: &PayoutRunId,
) -> Result<Vec<Payout>> {
    read_run_with(on, channel, run, engine.for_update()).await
}

/// The payouts of a run, as they stand.
pub(super) async fn all_of_run(on: &mut AnyConnection, channel: &ChannelId, run: &PayoutRunId) -> Result<Vec<Payout>> {
    read_run_with(on, channel, run, " ORDER BY id").await
}

async fn read_run_with(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
    end: &'static str,
) -> Result<Vec<Payout>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(PAYOUT).push(" FROM payouts WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND run_id = ").text(run.as_str()).push(end);
    sql.all_on(on).await?.iter().map(read).collect()
}

/// Payouts from the newest on that are so.
pub(super) async fn list<'e>(
    on: impl Executor<'e, Database = Any>,
    channel: &ChannelId,
    filter: &PayoutFilter,
    before: Option<&PayoutId>,
    limit: i64,
) -> Result<Vec<Payout>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(PAYOUT).push(" FROM payouts WHERE channel_id = ").text(channel.as_str());
    filter.own(&mut sql);
    filter.common(&mut sql);
    if let Some(before) = before {
        sql.push(" AND id < ").text(before.as_str());
    }
    sql.push(" ORDER BY id DESC LIMIT ").bind(limit);
    sql.all(on).await?.iter().map(read).collect()
}

fn read_run(row: &AnyRow) -> Result<PayoutRun> {
    let mut cells = Cells::of(row);
    Ok(PayoutRun {
        id: cells.parse("payout_runs.id")?,
        method: cells.word(PayoutMethod::parse, "payout_runs.method")?,
        currency: cells.parse("payout_runs.currency")?,
        cut_off: cells.time()?,
        notes: cells.text()?,
        created_at: cells.time()?,
        created_by: cells.text()?,
        approved_by: cells.maybe_text()?,
        rail_id: cells.maybe_text()?,
        next_look_at: Some(cells.time()?).filter(|at| at.millis() > 0),
        file: cells.maybe_number()?.map(Timestamp::from_millis).zip(cells.maybe_number()?).map(file_mark),
    })
}

const fn file_mark((made_at, number): (Timestamp, i64)) -> FileMark {
    FileMark { made_at, number }
}

fn read(row: &AnyRow) -> Result<Payout> {
    let mut cells = Cells::of(row);
    Ok(Payout {
        id: cells.parse("payouts.id")?,
        run_id: cells.parse("payouts.run_id")?,
        partner_id: cells.parse("payouts.partner_id")?,
        method: cells.word(PayoutMethod::parse, "payouts.method")?,
        paid_by: cells.maybe_text()?.as_deref().and_then(PayoutMethod::parse),
        amount: cells.money("payouts.currency")?,
        status: cells.word(PayoutStatus::parse, "payouts.status")?,
        sealed: cells.text()?,
        shown: cells.text()?,
        transaction_id: cells.maybe_text()?,
        fee: cells.maybe_money("payouts.fee")?,
        reason: cells.text()?,
        notes: cells.text()?,
        created_at: cells.time()?,
        settled_at: cells.maybe_number()?.map(Timestamp::from_millis),
    })
}
