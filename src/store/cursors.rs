//! How far each feed of an outside system has been read.

use crate::{Result, Store};
use domain::{ChannelId, Source};

impl Store {
    /// Where reading of the stream stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cursor(
        &self,
        channel: &ChannelId,
        source: Source,
        stream: &str,
    ) -> Result<Option<String>> {
        let _ = (channel, source, stream);
        todo!()
    }

    /// Notes where reading of the stream stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_cursor(
        &self,
        channel: &ChannelId,
        source: Source,
        stream: &str,
        value: &str,
    ) -> Result<()> {
        let _ = (channel, source, stream, value);
        todo!()
    }
}
