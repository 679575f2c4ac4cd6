//! The store itself: opened once, cloned freely.

use crate::{Engine, Result, StoreError, engine::Pools};
use domain::{ChannelId, Clock, Timestamp, zone::Zone};
use sqlx::{Any, AnyPool, Transaction};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::watch;

/// All of Tandem's data. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pools: Pools,
    clock: Arc<dyn Clock>,
    zones: Arc<RwLock<HashMap<ChannelId, Zone>>>,
    /// Counts the transactions of this process that added events.
    pub(crate) told: watch::Sender<u64>,
}

impl Store {
    /// Opens the database at `sqlite://path` or `postgres://…`. A missing SQLite file and its folder are made.
    ///
    /// # Errors
    /// When the address is of neither kind, the database cannot be reached, or a PostgreSQL database does not order text by code point.
    pub async fn open(url: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self { pools: Engine::open(url).await?, clock, zones: Arc::default(), told: watch::Sender::default() })
    }

    /// Answers when both the reading and the writing side are there.
    ///
    /// # Errors
    /// When one of them is not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pools.write).await?;
        sqlx::query("SELECT 1").execute(&self.pools.read).await?;
        Ok(())
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.pools.engine
    }

    /// The clock that all of the store's times come from.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Closes all connections; what is under way is finished first.
    pub async fn close(&self) {
        self.pools.read.close().await;
        self.pools.write.close().await;
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn reader(&self) -> &AnyPool {
        &self.pools.read
    }

    pub(crate) fn writer(&self) -> &AnyPool {
        &self.pools.write
    }

    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>> {
        self.pools.begin().await
    }

    /// The zone in which the channel's days are counted; read once, since every write needs it.
    ///
    /// # Errors
    /// When there is no such channel or the store fails.
    pub async fn zone(&self, channel: &ChannelId) -> Result<Zone> {
        if let Some(zone) = self.known_zone(channel) {
            return Ok(zone);
        }
        let found = self.channel(channel).await?;
        let name = found.ok_or_else(|| StoreError::Other("there is no such channel".into()))?.time_zone;
        let zone = Zone::named(&name).map_err(|_| StoreError::Corrupt("channels.time_zone"))?;
        self.remember_zone(channel, zone.clone());
        Ok(zone)
    }

    fn known_zone(&self, channel: &ChannelId) -> Option<Zone> {
        let known = self.zones.read().unwrap_or_else(PoisonError::into_inner);
        known.get(channel).cloned()
    }

    pub(crate) fn remember_zone(&self, channel: &ChannelId, zone: Zone) {
        let mut known = self.zones.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(channel.clone(), zone);
    }
}
