//! Brings a database up to the schema of this program.

use crate::{Result, Store};

impl Store {
    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When one fails, or the database was changed by a newer program.
    pub async fn migrate(&self) -> Result<()> {
        todo!()
    }
}
