//! The last answer of each outside system, kept so that a page can be shown while that system is away.

use crate::{Result, Store};
use domain::{ChannelId, Source, Timestamp};

/// What an outside system last answered, and how the last try went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The last good answer; none when there never was one or the system does not know the key.
    pub body: Option<String>,
    /// When the last good answer came.
    pub fetched_at: Option<Timestamp>,
    /// When it was last asked.
    pub tried_at: Timestamp,
    /// What went wrong on the last try, as a short machine word such as `timeout`; `missing` when the system answered that it does not know the key.
    pub fault: Option<String>,
}

impl Store {
    /// Keeps a good answer and forgets the last fault.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_answer(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
        body: &str,
    ) -> Result<()> {
        let _ = (channel, source, kind, key, body);
        todo!()
    }

    /// Notes that a try failed; the last good answer stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_fault(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
        fault: &str,
    ) -> Result<()> {
        let _ = (channel, source, kind, key, fault);
        todo!()
    }

    /// Notes that the system answered, and does not know the key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_missing(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
    ) -> Result<()> {
        let _ = (channel, source, kind, key);
        todo!()
    }

    /// The last answer to one question.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn answer(
        &self,
        channel: &ChannelId,
        source: Source,
        kind: &str,
        key: &str,
    ) -> Result<Option<Answer>> {
        let _ = (channel, source, kind, key);
        todo!()
    }

    /// The last answers of all systems and kinds about one key, by source and kind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn answers_for(
        &self,
        channel: &ChannelId,
        key: &str,
    ) -> Result<Vec<(Source, String, Answer)>> {
        let _ = (channel, key);
        todo!()
    }
}
