//! Keys of the API, and answers that are given again to whoever repeats a request.

use crate::{
    Result, Store, StoreError,
    rows::{Cells, Sql, clean},
};
use domain::{ApiKeyId, ChannelId, Timestamp};
use sqlx::any::AnyRow;
use std::time::Duration;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyScope {
    /// Ask.
    Read,
    /// Ask and change.
    Write,
}

impl KeyScope {
    /// The name in the store and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Read, Self::Write].into_iter().find(|it| it.as_str() == text)
    }
}

/// A key of the API. The key itself is known to whoever was given it, and to nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The tenant.
    pub channel_id: ChannelId,
    /// Our id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// How it begins.
    pub shown: String,
    /// What it may do.
    pub scope: KeyScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Since when it opens nothing.
    pub revoked_at: Option<Timestamp>,
}

/// What is to be done with a request that carries an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// It is the first: do it, then tell [`Store::keep_answer`].
    First,
    /// The first is still under way.
    Running,
    /// The key was used for another request.
    Other,
    /// It was done: this was answered.
    Done {
        /// HTTP status.
        status: u16,
        /// The body.
        body: String,
    },
}

const COLUMNS: &str = "channel_id, id, name, shown, scope, created_at, created_by, last_used_at, revoked_at";
/// How long an answer is given again.
const KEPT: Duration = Duration::from_hours(24);
/// After so long a request that never ended is taken to have died.
const DEAD: Duration = Duration::from_mins(2);

impl Store {
    /// Keeps a new key under its hash.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_api_key(&self, key: &ApiKey, hash: &str) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO api_keys (channel_id, id, name, shown, hash, scope, created_at, created_by) VALUES (",
        );
        sql.text(key.channel_id.as_str()).comma().text(key.id.as_str()).comma().text(&key.name).comma();
        sql.text(&key.shown).comma().text(hash).comma().text(key.scope.as_str()).comma();
        sql.bind(key.created_at.millis()).comma().text(&key.created_by).push(")");
        sql.run(self.writer()).await?;
        Ok(())
    }

    /// Finds a key that still opens something. Not by channel: the key says which.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_key(&self, hash: &str) -> Result<Option<ApiKey>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM api_keys WHERE revoked_at IS NULL AND hash = ").text(hash);
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// All keys of a channel, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_keys(&self, channel: &ChannelId) -> Result<Vec<ApiKey>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM api_keys WHERE channel_id = ").text(channel.as_str()).push(" ORDER BY id DESC");
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// Notes that a key was used just now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn touch_api_key(&self, channel: &ChannelId, id: &ApiKeyId) -> Result<()> {
        let mut sql = Sql::new("UPDATE api_keys SET last_used_at = ");
        sql.bind(self.now().millis()).push(" WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND id = ").text(id.as_str());
        sql.run(self.writer()).await?;
        Ok(())
    }

    /// Makes a key open nothing any more. `false` when there is none that does.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke_api_key(&self, channel: &ChannelId, id: &ApiKeyId) -> Result<bool> {
        let mut sql = Sql::new("UPDATE api_keys SET revoked_at = ");
        sql.bind(self.now().millis()).push(" WHERE revoked_at IS NULL AND channel_id = ").text(channel.as_str());
        sql.push(" AND id = ").text(id.as_str());
        Ok(sql.run(self.writer()).await? > 0)
    }

    /// Begins a request that may have been made before. Exactly one of many that arrive together is the first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_answer(&self, channel: &ChannelId, key_hash: &str, fingerprint: &str) -> Result<Repeat> {
        let now = self.now();
        let mut transaction = self.begin().await?;
        let mut stale = Sql::new("DELETE FROM api_answers WHERE channel_id = ");
        stale.text(channel.as_str()).push(" AND (expires_at <= ").bind(now.millis());
        stale.push(" OR (status IS NULL AND expires_at <= ").bind(now.plus(KEPT).minus(DEAD).millis()).push("))");
        stale.run(&mut *transaction).await?;
        let mut insert = Sql::new("INSERT INTO api_answers (channel_id, key_hash, fingerprint, expires_at) VALUES (");
        insert.text(channel.as_str()).comma().text(key_hash).comma().text(fingerprint).comma();
        insert.bind(now.plus(KEPT).millis()).push(") ON CONFLICT (channel_id, key_hash) DO NOTHING");
        let is_first = insert.run(&mut *transaction).await? == 1;
        let repeat = if is_first {
            Repeat::First
        } else {
            let row = sqlx::query(
                "SELECT fingerprint, status, body FROM api_answers WHERE channel_id = $1 AND key_hash = $2",
            )
            .bind(channel.as_str())
            .bind(key_hash)
            .fetch_optional(&mut *transaction)
            .await?;
            row.map_or(Ok(Repeat::Running), |row| repeat(&row, fingerprint))?
        };
        transaction.commit().await?;
        Ok(repeat)
    }

    /// Keeps what a request was answered; none lets it be made again, because nothing came of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_answer(&self, channel: &ChannelId, key_hash: &str, answer: Option<(u16, &str)>) -> Result<()> {
        let mut sql = match answer {
            Some((status, body)) => {
                let mut sql = Sql::new("UPDATE api_answers SET status = ");
                sql.bind(i64::from(status)).push(", body = ").bind(clean(body));
                sql
            }
            None => Sql::new("DELETE FROM api_answers"),
        };
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND key_hash = ").text(key_hash);
        sql.run(self.writer()).await?;
        Ok(())
    }
}

fn repeat(row: &AnyRow, fingerprint: &str) -> Result<Repeat> {
    let mut cells = Cells::of(row);
    if cells.text()? != fingerprint {
        return Ok(Repeat::Other);
    }
    let status = cells.maybe_number()?;
    let body = cells.maybe_text()?.unwrap_or_default();
    Ok(match status {
        None => Repeat::Running,
        Some(status) => {
            Repeat::Done { status: u16::try_from(status).map_err(|_| StoreError::Corrupt("api_answers.status"))?, body }
        }
    })
}

fn read(row: &AnyRow) -> Result<ApiKey> {
    let mut cells = Cells::of(row);
    Ok(ApiKey {
        channel_id: cells.parse("api_keys.channel_id")?,
        id: cells.parse("api_keys.id")?,
        name: cells.text()?,
        shown: cells.text()?,
        scope: cells.word(KeyScope::parse, "api_keys.scope")?,
        created_at: cells.time()?,
        created_by: cells.text()?,
        last_used_at: cells.maybe_number()?.map(Timestamp::from_millis),
        revoked_at: cells.maybe_number()?.map(Timestamp::from_millis),
    })
}
