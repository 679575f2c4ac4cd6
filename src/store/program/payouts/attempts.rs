//! Attempts to pay: written before a rail is called, and closed with what came of it.

use super::AttemptEnd;
use crate::{
    Result, Store,
    rows::{Cells, Sql, clean},
};
use domain::{ChannelId, PayoutRunId, Timestamp};
use sqlx::AnyConnection;
use std::collections::HashMap;

/// The last time that somebody called a run's rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which: 1 is the first.
    pub number: i64,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended; none while it is under way, or when whoever began it died.
    pub ended_at: Option<Timestamp>,
    /// What came of it, in words; empty until it ended.
    pub outcome: String,
}

impl Store {
    /// The last attempt of each of some runs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn last_attempts(
        &self,
        channel: &ChannelId,
        runs: &[&PayoutRunId],
    ) -> Result<HashMap<PayoutRunId, Attempt>> {
        if runs.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new(
            "SELECT run_id, attempt, began_at, ended_at, outcome FROM payout_attempts AS last WHERE attempt = \
             (SELECT MAX(attempt) FROM payout_attempts AS any_of WHERE any_of.channel_id = last.channel_id \
             AND any_of.run_id = last.run_id) AND channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND run_id IN ").list(runs.iter().map(|id| id.as_str()));
        let mut all = HashMap::with_capacity(runs.len());
        for row in sql.all(self.reader()).await? {
            let mut cells = Cells::of(&row);
            let run = cells.parse("payout_attempts.run_id")?;
            let attempt = Attempt {
                number: cells.number()?,
                began_at: cells.time()?,
                ended_at: cells.maybe_number()?.map(Timestamp::from_millis),
                outcome: cells.text()?,
            };
            all.insert(run, attempt);
        }
        Ok(all)
    }
}

/// Since when a rail may have a run; none when every attempt so far for certain came to nothing.
pub(super) async fn sent_since(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
) -> Result<Option<Timestamp>> {
    let since: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(began_at) FROM payout_attempts WHERE channel_id = $1 AND run_id = $2 AND is_void = 0",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .fetch_one(on)
    .await?;
    Ok(since.map(Timestamp::from_millis))
}

/// Whether no attempt came after those that were seen, and none that began after a time is under way.
pub(super) async fn is_over(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
    seen: i64,
    calling_since: Timestamp,
) -> Result<bool> {
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM payout_attempts WHERE channel_id = $1 AND run_id = $2 \
         AND (attempt > $3 OR (ended_at IS NULL AND began_at > $4))",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .bind(seen)
    .bind(calling_since.millis())
    .fetch_one(on)
    .await?;
    Ok(count == 0)
}

pub(super) async fn begin(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
    now: Timestamp,
) -> Result<i64> {
    let attempt: i64 = sqlx::query_scalar(
        "INSERT INTO payout_attempts (channel_id, run_id, attempt, began_at, outcome) \
         SELECT $1, $2, COALESCE(MAX(attempt), 0) + 1, $3, '' FROM payout_attempts WHERE channel_id = $1 AND run_id = $2 \
         RETURNING attempt",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .bind(now.millis())
    .fetch_one(on)
    .await?;
    Ok(attempt)
}

pub(super) async fn end(
    on: &mut AnyConnection,
    channel: &ChannelId,
    run: &PayoutRunId,
    end: &AttemptEnd<'_>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE payout_attempts SET ended_at = $4, outcome = $5, is_void = $6 \
         WHERE channel_id = $1 AND run_id = $2 AND attempt = $3",
    )
    .bind(channel.as_str())
    .bind(run.as_str())
    .bind(end.attempt)
    .bind(now.millis())
    .bind(clean(end.outcome))
    .bind(i64::from(end.is_void))
    .execute(on)
    .await?;
    Ok(())
}
