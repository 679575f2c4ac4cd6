//! Failed tries to sign in, counted per key over a sliding window.

use crate::{Result, Store};
use std::time::Duration;

impl Store {
    /// How many failures the key had within the last `window`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failures(&self, key: &str, window: Duration) -> Result<i64> {
        let _ = (key, window);
        todo!()
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_failure(&self, key: &str) -> Result<()> {
        let _ = key;
        todo!()
    }

    /// Forgets the key's failures.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clear_failures(&self, key: &str) -> Result<()> {
        let _ = key;
        todo!()
    }
}
