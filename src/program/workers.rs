//! What the program does by itself: sets free what was held long enough, rewards who brought enough, sees to payouts under way, sends
//! messages, takes files in, and reads coupon sites.

use crate::{Chunk, Program, Result};
use domain::ChannelId;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked; a day's holding period need not end to the second.
const ROUND: Duration = Duration::from_mins(1);
/// How often is looked who has brought enough for something.
const REWARDS: Duration = Duration::from_mins(15);
/// How often payouts are looked after, unless something is to be done at once.
const PAYOUTS: Duration = Duration::from_secs(15);

/// How often is looked whether a page of a coupon site is to be read.
const PAGES: Duration = Duration::from_mins(10);
/// How often is looked whether another process has left an import behind.
const IMPORTS: Duration = Duration::from_secs(15);

impl Program {
    /// Runs until told to stop. A payout that was begun is taken to its next written state first, a message is sent to its end.
    pub async fn run_workers(&self, channel: &ChannelId, stop: CancellationToken) {
        tokio::join!(
            self.free_in_rounds(channel, &stop),
            self.reward_in_rounds(channel, &stop),
            self.pay_in_rounds(channel, &stop),
            self.post_in_rounds(channel, &stop),
            self.import_in_rounds(channel, &stop),
            Box::pin(self.read_pages_in_rounds(channel, &stop))
        );
    }

    async fn pay_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.see_to_runs(channel).await {
                tracing::warn!(%error, "payouts could not be seen to; tried again soon");
            }
            let told = tokio::time::timeout(PAYOUTS, self.told.notified());
            stop.run_until_cancelled(told).await;
        }
    }

    async fn import_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        self.sweep_imports(channel).await;
        while !stop.is_cancelled() {
            match self.take_chunk(channel).await {
                // Whoever waits for the store's writer comes before the next lines: its queue is a fair one.
                Ok(Chunk::Taken | Chunk::Ended) => tokio::task::yield_now().await,
                Ok(Chunk::Nothing) => self.wait_for_imports(stop).await,
                Err(error) => {
                    tracing::warn!(%error, "lines of an import could not be written; tried again soon");
                    self.wait_for_imports(stop).await;
                }
            }
        }
    }

    async fn wait_for_imports(&self, stop: &CancellationToken) {
        stop.run_until_cancelled(tokio::time::timeout(IMPORTS, self.imports.told.notified())).await;
    }

    async fn free_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(round.tick()).await.is_some() {
            if let Err(error) = self.free_held(channel).await {
                tracing::warn!(%error, "commissions whose holding period is over could not be set free; tried again soon");
            }
            self.renew_codes_soon(channel, None).await;
        }
    }

    /// Where no pages are named, what was read of former ones is put away once.
    async fn read_pages_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        let mut round = tokio::time::interval(PAGES);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(round.tick()).await.is_some() {
            match stop.run_until_cancelled(self.read_due_pages(channel)).await {
                Some(Err(error)) => tracing::warn!(%error, "what coupon sites say could not be kept; tried again soon"),
                Some(Ok(_)) if !self.watches_pages() => return,
                _ => {}
            }
        }
    }

    async fn reward_in_rounds(&self, channel: &ChannelId, stop: &CancellationToken) {
        let mut round = tokio::time::interval(REWARDS);
        round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(round.tick()).await.is_some() {
            if let Err(error) = self.move_tiers(channel).await {
                tracing::warn!(%error, "partners could not be moved into better groups; tried again soon");
            }
            if let Err(error) = self.reward(channel).await {
                tracing::warn!(%error, "bonuses could not be given; tried again soon");
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
