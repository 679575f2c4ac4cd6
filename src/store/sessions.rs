//! Sessions: opaque data of signed-in people, by a random id.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql},
};
use domain::Timestamp;
use std::collections::HashMap;

impl Store {
    /// Adds a session. `false` when the id is taken.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_session(&self, id: &str, account: &str, data: &str, expires_at: Timestamp) -> Result<bool> {
        let added = sqlx::query(
            "INSERT INTO sessions (id, account, data, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(account)
        .bind(data)
        .bind(expires_at.millis())
        .execute(self.writer())
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Changes a session that is there. One that was ended meanwhile stays ended: a request that was under way when its person signed
    /// out must not bring it back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_session(&self, id: &str, account: &str, data: &str, expires_at: Timestamp) -> Result<()> {
        sqlx::query("UPDATE sessions SET account = $2, data = $3, expires_at = $4 WHERE id = $1")
            .bind(id)
            .bind(account)
            .bind(data)
            .bind(expires_at.millis())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// The data of a session that has not expired.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, id: &str) -> Result<Option<String>> {
        let found = sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2")
            .bind(id)
            .bind(self.now().millis())
            .fetch_optional(self.reader())
            .await?;
        Ok(found)
    }

    /// The data of those of many sessions that have not expired, by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions(&self, ids: &[&str]) -> Result<HashMap<String, String>> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT id, data FROM sessions WHERE id IN ");
            sql.list(chunk.iter().copied()).push(" AND expires_at > ").bind(self.now().millis());
            for row in sql.all(self.reader()).await? {
                let mut cells = Cells::of(&row);
                found.insert(cells.text()?, cells.text()?);
            }
        }
        Ok(found)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id).execute(self.writer()).await?;
        Ok(())
    }

    /// Ends all sessions of an account; says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_sessions_of(&self, account: &str) -> Result<u64> {
        let ended = sqlx::query("DELETE FROM sessions WHERE account = $1").bind(account).execute(self.writer()).await?;
        Ok(ended.rows_affected())
    }

    /// Sweeps out expired sessions; says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        let swept = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(self.now().millis())
            .execute(self.writer())
            .await?;
        Ok(swept.rows_affected())
    }
}
