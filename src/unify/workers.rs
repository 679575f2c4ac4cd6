//! Work in the background: one loop per channel and source keeps the store up to date.

use crate::{
    Result, Unify,
    core::{Cause, Core},
    question::Question,
    room::Room,
};
use domain::{ChannelId, Source, clock::random};
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often a loop looks whether something is due.
const LOOK: Duration = Duration::from_secs(10);

impl Unify {
    /// Fills an empty store: partners, a year of orders and commissions, products. Sources are read side by side; one
    /// that fails is left for later, and pages say so.
    ///
    /// # Errors
    /// When there is no such channel.
    pub async fn first_sync(&self, channel: &ChannelId) -> Result<()> {
        let room = self.core.room(channel)?;
        let feeds = Source::ALL.map(|source| read_feeds(&self.core, &room, source));
        futures::future::join_all(feeds).await;
        // The CRM is asked about a partner, and by now there are some.
        read_feeds(&self.core, &room, Source::Hubspot).await;
        Ok(())
    }

    /// Keeps all connected channels up to date until `stop` is cancelled; then ends what is under way and returns.
    pub async fn run_workers(&self, stop: CancellationToken) {
        let mut loops = JoinSet::new();
        for room in self.rooms() {
            for source in Source::ALL.into_iter().filter(|source| room.has(*source)) {
                let (core, room, stop) = (self.core.clone(), room.clone(), stop.clone());
                loops.spawn(async move {
                    let work = work(&core, &room, source);
                    stop.run_until_cancelled(work).await;
                });
            }
        }
        loops.join_all().await;
        stop.cancelled().await;
        self.shutdown().await;
    }
}

impl Unify {
    fn rooms(&self) -> Vec<Arc<Room>> {
        let rooms = self.core.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.values().cloned().collect()
    }
}

async fn work(core: &Arc<Core>, room: &Arc<Room>, source: Source) {
    loop {
        read_feeds(core, room, source).await;
        tokio::time::sleep(jittered(LOOK, random())).await;
    }
}

/// Reads what is due, one after the other: later feeds build on earlier ones. The breaker decides whether the source is
/// asked at all.
async fn read_feeds(core: &Arc<Core>, room: &Arc<Room>, source: Source) {
    if !room.has(source) {
        return;
    }
    for (question, every) in Question::feeds(source) {
        if room.paused_until(&question, core.now()).is_none() {
            core.ask(room, &question, Cause::Older(every)).landed().await;
        }
    }
}

/// Up to a quarter more, so that many channels do not ask at once.
fn jittered(pause: Duration, noise: [u8; 1]) -> Duration {
    pause + pause / 4 * u32::from(noise[0]) / 255
}
