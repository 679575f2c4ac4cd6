//! Brings a database up to the schema of this program.

use crate::{Result, Store, StoreError};
use sqlx::migrate::{MigrateError, Migrator};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

impl Store {
    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When one fails, or the database was changed by a newer program.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATIONS.run(self.writer()).await.map_err(|fault| match fault {
            MigrateError::Execute(inner) => inner.into(),
            other => StoreError::Other(other.to_string()),
        })
    }
}
