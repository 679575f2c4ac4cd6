//! What the two engines say differently: opening, locking, and which faults are worth another try.

use crate::{Result, StoreError};
use sqlx::{Any, AnyConnection, AnyPool, Executor, Row, Transaction, any::AnyPoolOptions, error::DatabaseError};
use std::{path::Path, time::Duration};

/// The database engine in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// A server, many writers.
    Postgres,
}

/// The connections to one database.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) engine: Engine,
    pub(crate) write: AnyPool,
    pub(crate) read: AnyPool,
}

/// How long a request waits for a connection before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a transaction that lost against another is tried again.
const TRIES: u32 = 8;
const READERS: u32 = 8;
// Apart from the readers, so that pages still come while writers wait for one another's locks.
const POSTGRES_WRITERS: u32 = 12;

// FULL: an answered order survives a power cut. One writer: SQLite has one anyway, and waiting in our queue is fair.
const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000";
const SQLITE_READER: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON";
const POSTGRES_SESSION: &str = "SET lock_timeout = '5s'";

impl Engine {
    /// Opens the database at an address.
    pub(crate) async fn open(url: &str) -> Result<Pools> {
        sqlx::any::install_default_drivers();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return open_postgres(url).await;
        }
        match url.strip_prefix("sqlite:") {
            Some(path) => open_sqlite(path.strip_prefix("//").unwrap_or(path)).await,
            None => Err(StoreError::Other("a database address begins with sqlite:// or postgres://".into())),
        }
    }

    /// Ends a `SELECT` of whole rows that the transaction is about to change: locked by id, so that two writers never wait for each
    /// other. The single writer of SQLite needs neither, and would read a whole channel in the order of its ids to please it.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " ORDER BY id FOR UPDATE",
        }
    }

    /// Ends a `SELECT` of rows that stand for a lock, without holding up rows that refer to them. None where a single writer needs no lock.
    pub(crate) const fn for_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(" FOR NO KEY UPDATE"),
        }
    }

    /// What takes a lock that many may hold at once, until the transaction ends, under a number. None where a single writer needs no lock.
    pub(crate) const fn shared_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("pg_advisory_xact_lock_shared"),
        }
    }

    /// The same for a lock that shuts out all others.
    pub(crate) const fn sole_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("pg_advisory_xact_lock"),
        }
    }

    const fn begin_write(self) -> &'static str {
        match self {
            // A transaction that begins as a reader and then writes would fail at once when another process writes.
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    const fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

impl Pools {
    /// Begins a transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.write.begin_with(self.engine.begin_write()).await?)
    }

    /// Begins a transaction in which all reads see one state.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.read.begin_with(self.engine.begin_snapshot()).await?)
    }

    /// Does a whole transaction, and does it again when it lost against another writer.
    pub(crate) async fn retrying<T, F>(&self, mut once: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        for attempt in 1..TRIES {
            match once().await {
                Err(StoreError::Busy) if self.engine == Engine::Postgres => {
                    tokio::time::sleep(pause(attempt)).await;
                }
                done => return done,
            }
        }
        once().await
    }
}

/// Longer with every try, and never the same for two that met.
fn pause(attempt: u32) -> Duration {
    let [noise] = domain::clock::random::<1>();
    Duration::from_millis(u64::from(attempt) * 4 + u64::from(noise) / 8)
}

async fn open_sqlite(address: &str) -> Result<Pools> {
    let (path, options) = address.split_once('?').unwrap_or((address, ""));
    if path.is_empty() || path.starts_with(":memory:") {
        return Err(StoreError::Other("the SQLite store needs a file".into()));
    }
    if let Some(folder) = Path::new(path).parent() {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(|fault| StoreError::Unavailable(format!("{}: {fault}", folder.display())))?;
    }
    let url = match options {
        "" => format!("sqlite://{path}?mode=rwc"),
        _ if options.contains("mode=") => format!("sqlite://{path}?{options}"),
        _ => format!("sqlite://{path}?{options}&mode=rwc"),
    };
    let write = connect(&url, 1, SQLITE_WRITER).await?;
    let read = connect(&url, READERS, SQLITE_READER).await?;
    Ok(Pools { engine: Engine::Sqlite, write, read })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let write = connect(url, POSTGRES_WRITERS, POSTGRES_SESSION).await?;
    let read = connect(url, READERS, POSTGRES_SESSION).await?;
    let row = sqlx::query(
        "SELECT CASE WHEN 'a' < 'B' THEN 1 ELSE 0 END, CAST(datcollate AS TEXT) FROM pg_database WHERE datname = current_database()",
    )
    .fetch_one(&read)
    .await?;
    if row.try_get::<i32, _>(0)? != 0 {
        let collation: String = row.try_get(1)?;
        return Err(StoreError::Other(format!(
            "the PostgreSQL database has collation {collation}, but text must be ordered by code point: \
             create it with TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
        )));
    }
    Ok(Pools { engine: Engine::Postgres, write, read })
}

async fn connect(url: &str, connections: u32, settings: &'static str) -> Result<AnyPool> {
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection: &mut AnyConnection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(settings)).await?;
                Ok(())
            })
        })
        .connect(url)
        .await?;
    Ok(pool)
}

impl From<sqlx::Error> for StoreError {
    fn from(fault: sqlx::Error) -> Self {
        match &fault {
            sqlx::Error::Database(inner) => from_database(inner.as_ref()),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_) => Self::Unavailable(fault.to_string()),
            _ => Self::Other(fault.to_string()),
        }
    }
}

fn from_database(fault: &dyn DatabaseError) -> StoreError {
    let code = fault.code().unwrap_or_default();
    let text = fault.message().to_owned();
    // A PostgreSQL code has five characters; a SQLite one is a number whose low byte is the kind of fault.
    if code.len() == 5 {
        return match code.as_ref() {
            "40001" | "40P01" | "55P03" => StoreError::Busy,
            code if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => {
                StoreError::Unavailable(text)
            }
            _ => StoreError::Other(text),
        };
    }
    match code.parse::<i64>().unwrap_or_default() & 0xff {
        5 | 6 => StoreError::Busy,
        // Read-only, I/O fault, full disk, cannot be opened.
        8 | 10 | 13 | 14 => StoreError::Unavailable(text),
        _ => StoreError::Other(text),
    }
}
