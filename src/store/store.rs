//! The store itself: opened once, cloned freely.

use crate::{Engine, Result};
use domain::Clock;
use std::sync::Arc;

/// All of Tandem's data. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    clock: Arc<dyn Clock>,
    engine: Engine,
}

impl Store {
    /// Opens the database at `sqlite://path` or `postgres://…`. A missing SQLite file and its folder are made.
    ///
    /// # Errors
    /// When the address is of neither kind, the database cannot be reached, or a PostgreSQL database does not order text by code point.
    pub async fn open(url: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        let _ = url;
        Ok(Self {
            clock,
            engine: Engine::Sqlite,
        })
    }

    /// Answers when both the reading and the writing side are there.
    ///
    /// # Errors
    /// When one of them is not.
    pub async fn ping(&self) -> Result<()> {
        todo!()
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The clock that all of the store's times come from.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Closes all connections; what is under way is finished first.
    pub async fn close(&self) {}
}
