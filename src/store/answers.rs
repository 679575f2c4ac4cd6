//! The last answer of each outside system, kept so that a page can be shown while that system is away.

use crate::{Result, Store, rows::Cells};
use domain::{ChannelId, Source, Timestamp};

/// What an outside system last answered, and how the last try went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The last good answer; none when there never was one or the system does not know the key.
    pub body: Option<String>,
    /// When the last good answer came.
    pub fetched_at: Option<Timestamp>,
    /// When it was last asked.
    pub tried_at: Timestamp,
    /// What went wrong on the last try, as a short machine word such as `timeout`; `missing` when the system answered that it does not know the key.
    pub fault: Option<String>,
}

impl Store {
    /// Keeps a good answer and forgets the last fault.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_answer(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
        body: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO answers (channel_id, subject, source, kind, body, fetched_at, tried_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $6) \
             ON CONFLICT (channel_id, subject, source, kind) DO UPDATE SET \
             body = excluded.body, fetched_at = excluded.fetched_at, tried_at = excluded.tried_at, fault = NULL",
        )
        .bind(channel.as_str())
        .bind(key)
        .bind(source.as_str())
        .bind(kind)
        .bind(body)
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Notes that a try failed; the last good answer stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_fault(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
        fault: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO answers (channel_id, subject, source, kind, tried_at, fault) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (channel_id, subject, source, kind) DO UPDATE SET tried_at = excluded.tried_at, fault = excluded.fault",
        )
        .bind(channel.as_str())
        .bind(key)
        .bind(source.as_str())
        .bind(kind)
        .bind(self.now().millis())
        .bind(fault)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Notes that the system answered, and does not know the key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_missing(&self, channel: &ChannelId, source: Source, kind: &str, key: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO answers (channel_id, subject, source, kind, fetched_at, tried_at, fault) \
             VALUES ($1, $2, $3, $4, $5, $5, 'missing') \
             ON CONFLICT (channel_id, subject, source, kind) DO UPDATE SET \
             body = NULL, fetched_at = excluded.fetched_at, tried_at = excluded.tried_at, fault = excluded.fault",
        )
        .bind(channel.as_str())
        .bind(key)
        .bind(source.as_str())
        .bind(kind)
        .bind(self.now().millis())
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// The last answer to one question.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn answer(&self, channel: &ChannelId, source: Source, kind: &str, key: &str) -> Result<Option<Answer>> {
        let row = sqlx::query(
            "SELECT body, fetched_at, tried_at, fault FROM answers \
             WHERE channel_id = $1 AND subject = $2 AND source = $3 AND kind = $4",
        )
        .bind(channel.as_str())
        .bind(key)
        .bind(source.as_str())
        .bind(kind)
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(|row| read(&mut Cells::of(row))).transpose()
    }

    /// The last answers of all systems and kinds about one key, by source and kind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn answers_for(&self, channel: &ChannelId, key: &str) -> Result<Vec<(Source, String, Answer)>> {
        let rows = sqlx::query(
            "SELECT source, kind, body, fetched_at, tried_at, fault FROM answers \
             WHERE channel_id = $1 AND subject = $2 ORDER BY source, kind",
        )
        .bind(channel.as_str())
        .bind(key)
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                Ok((cells.parse("answers.source")?, cells.text()?, read(&mut cells)?))
            })
            .collect()
    }
}

fn read(cells: &mut Cells<'_>) -> Result<Answer> {
    Ok(Answer {
        body: cells.maybe_text()?,
        fetched_at: cells.maybe_number()?.map(Timestamp::from_millis),
        tried_at: cells.time()?,
        fault: cells.maybe_text()?,
    })
}
