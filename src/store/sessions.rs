//! Sessions: opaque data of signed-in people, by a random id.

use crate::{Result, Store};
use domain::Timestamp;

impl Store {
    /// Adds a session. `false` when the id is taken.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_session(
        &self,
        id: &str,
        account: &str,
        data: &str,
        expires_at: Timestamp,
    ) -> Result<bool> {
        let _ = (id, account, data, expires_at);
        todo!()
    }

    /// Adds or replaces a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_session(
        &self,
        id: &str,
        account: &str,
        data: &str,
        expires_at: Timestamp,
    ) -> Result<()> {
        let _ = (id, account, data, expires_at);
        todo!()
    }

    /// The data of a session that has not expired.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, id: &str) -> Result<Option<String>> {
        let _ = id;
        todo!()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        let _ = id;
        todo!()
    }

    /// Ends all sessions of an account; says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_sessions_of(&self, account: &str) -> Result<u64> {
        let _ = account;
        todo!()
    }

    /// Sweeps out expired sessions; says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        todo!()
    }
}
