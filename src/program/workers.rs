//! What the program does by itself: sets free what was held long enough.

use crate::{Program, Result};
use domain::ChannelId;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked; a day's holding period need not end to the second.
const ROUND: Duration = Duration::from_mins(1);

impl Program {
    /// Runs until told to stop.
    pub async fn run_workers(&self, channel: &ChannelId, stop: CancellationToken) {
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(round.tick()).await.is_some() {
            if let Err(error) = self.free_held(channel).await {
                tracing::warn!(%error, "commissions whose holding period is over could not be set free; tried again soon");
            }
        }
    }

    /// Sets free all commissions whose holding period is over; says how many.
    ///
    /// # Errors
    /// When the store fails; what was set free until then stays so.
    pub async fn free_held(&self, channel: &ChannelId) -> Result<u64> {
        let mut all = 0;
        loop {
            let freed = self.store.free_held_commissions(channel, self.clock().now()).await?;
            all += freed;
            if freed == 0 {
                return Ok(all);
            }
        }
    }
}
