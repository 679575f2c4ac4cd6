//! Brings a database up to the schema of this program.

use crate::{Engine, Result, Store, StoreError};
use sqlx::migrate::{MigrateError, Migrator};

/// What both engines understand.
static COMMON: Migrator = sqlx::migrate!("../../migrations");
/// How each lays its tables out.
static OF_SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static OF_POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Store {
    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When one fails, or the database was changed by a newer program.
    pub async fn migrate(&self) -> Result<()> {
        migrator(self.engine()).run(self.writer()).await.map_err(|fault| match fault {
            MigrateError::Execute(inner) => inner.into(),
            other => StoreError::Other(other.to_string()),
        })
    }
}

fn migrator(engine: Engine) -> Migrator {
    let own = match engine {
        Engine::Sqlite => &OF_SQLITE,
        Engine::Postgres => &OF_POSTGRES,
    };
    Migrator::with_migrations(COMMON.iter().chain(own.iter()).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::{Engine, migrator};

    #[test]
    fn each_migration_has_a_number_of_its_own() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let numbers: Vec<i64> = migrator(engine).iter().map(|it| it.version).collect();
            let wanted: Vec<i64> = (1..).take(numbers.len()).collect();
            assert_eq!(numbers, wanted, "{engine:?}");
        }
    }
}
