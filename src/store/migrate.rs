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
    use crate::{Result, Store};
    use domain::clock::ManualClock;
    use sqlx::migrate::Migrator;
    use std::sync::Arc;

    #[test]
    fn each_migration_has_a_number_of_its_own() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let numbers: Vec<i64> = migrator(engine).iter().map(|it| it.version).collect();
            let wanted: Vec<i64> = (1..).take(numbers.len()).collect();
            assert_eq!(numbers, wanted, "{engine:?}");
        }
    }

    /// A minimum of one currency is one of as many as there are.
    #[tokio::test]
    async fn minimums_of_an_older_store_are_kept() -> Result<()> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("old.db").display());
        let store = Store::open(&url, Arc::new(ManualClock::at(domain::Timestamp::default()))).await?;
        let before = migrator(store.engine()).iter().take_while(|it| it.description != "minimums").cloned().collect();
        Migrator::with_migrations(before).run(store.writer()).await.unwrap();
        for step in [
            "INSERT INTO channels (id, domain, name, currency, time_zone, brand_color, store_url, is_test) \
             VALUES ('c', 'd', 'n', 'USD', 'UTC', '', '', 1)",
            "INSERT INTO program_groups (channel_id, id, name, name_key, minimum_currency, minimum) \
             VALUES ('c', 'g', 'Gold', 'gold', 'KWD', 5000)",
            "INSERT INTO program_groups (channel_id, id, name, name_key) VALUES ('c', 'h', 'Silver', 'silver')",
        ] {
            sqlx::query(step).execute(store.writer()).await?;
        }
        store.migrate().await?;
        let kept: Vec<String> =
            sqlx::query_scalar("SELECT minimums FROM program_groups ORDER BY id").fetch_all(store.reader()).await?;
        assert_eq!(kept, ["KWD 5000", ""]);
        Ok(())
    }

    /// What was counted in rows of their own comes to the columns of its day.
    #[tokio::test]
    async fn totals_of_an_older_store_are_carried_over() -> Result<()> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("old.db").display());
        let store = Store::open(&url, Arc::new(ManualClock::at(domain::Timestamp::default()))).await?;
        let before =
            migrator(store.engine()).iter().take_while(|it| it.description != "daily totals").cloned().collect();
        Migrator::with_migrations(before).run(store.writer()).await.unwrap();
        for (day, metric, stream, count, amount) in [
            (7, "sale", "cc_sale", 3, 900),
            (7, "commission", "cc_sale", 1, 30),
            (7, "commission", "program", 2, 60),
            (7, "earned", "program", 3, 55),
            (7, "customer_new", "program", 2, 600),
            (9, "due", "program", 2, 60),
            (9, "click", "", 4, 0),
        ] {
            sqlx::query("INSERT INTO daily_totals VALUES ('c', 'p', $1, $2, $3, 'USD', $4, $5)")
                .bind(day)
                .bind(metric)
                .bind(stream)
                .bind(count)
                .bind(amount)
                .execute(store.writer())
                .await?;
        }
        store.migrate().await?;
        let kept: String = sqlx::query_scalar(
            "SELECT orders || ' ' || sales || ' ' || cc_sale_count || ' ' || cc_sale || ' ' || program_count || ' ' || program \
             || ' ' || program_bonus_count || ' ' || program_bonus || ' ' || new_customers || ' ' || conversions \
             FROM daily_totals WHERE day = 7",
        )
        .fetch_one(store.reader())
        .await?;
        assert_eq!(kept, "3 900 1 30 2 60 1 -5 2 0");
        let due: i64 =
            sqlx::query_scalar("SELECT amount FROM daily_due WHERE day = 9").fetch_one(store.reader()).await?;
        let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM daily_traffic").fetch_one(store.reader()).await?;
        assert_eq!((due, left), (60, 1));
        Ok(())
    }
}
