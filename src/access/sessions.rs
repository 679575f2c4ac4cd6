//! Sessions as rows of the store.
//!
//! The row's key is the SHA-256 of the session id: who reads the database cannot sit down in anybody's session. Ids have 128
//! random bits, so a plain hash is enough.

use crate::seat::{KEY, Seat};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::Timestamp;
use sha2::{Digest, Sha256};
use std::{fmt, time::Duration};
use store::{Store, StoreError};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// How long a session lives in which nobody sits: long enough for one answer.
const EMPTY: Duration = Duration::from_mins(10);

/// Keeps sessions in the store.
#[derive(Clone)]
pub struct StoreSessions {
    store: Store,
    absolute: Duration,
}

impl fmt::Debug for StoreSessions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StoreSessions").finish_non_exhaustive()
    }
}

/// What is written of a session.
struct Row {
    account: String,
    data: String,
    expires_at: Timestamp,
}

impl StoreSessions {
    pub(crate) fn new(store: Store, absolute: Duration) -> Self {
        Self { store, absolute }
    }

    fn row(&self, record: &Record) -> Result<Row> {
        let seat = record.data.get(KEY).and_then(|value| serde_json::from_value::<Seat>(value.clone()).ok());
        let now = self.store.clock().now();
        Ok(Row {
            account: seat.as_ref().map(|seat| seat.viewer.account()).unwrap_or_default(),
            data: serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
            expires_at: seat.map_or_else(|| now.plus(EMPTY), |seat| seat.signed_in_at.plus(self.absolute)),
        })
    }
}

/// Under which key the store keeps a session.
pub(crate) fn key(id: Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.0.to_le_bytes()))
}

fn backend(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for StoreSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let row = self.row(record)?;
            let created = self
                .store
                .create_session(&key(record.id), &row.account, &row.data, row.expires_at)
                .await
                .map_err(backend)?;
            if created {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let row = self.row(record)?;
        self.store.change_session(&key(record.id), &row.account, &row.data, row.expires_at).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(data) = self.store.session(&key(*id)).await.map_err(backend)? else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?,
            // The store's own column decides; the session layer only wants a date to carry along.
            expiry_date: OffsetDateTime::UNIX_EPOCH,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(&key(*id)).await.map_err(backend)
    }
}
