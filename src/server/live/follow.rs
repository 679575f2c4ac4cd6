//! Follows a channel's log for all of its streams, while there are any.

use super::hub::Hub;
use domain::{ChannelId, EventId, live::LiveEvent};
use std::time::Duration;
use store::StoreError;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};

/// How often the log is looked at by itself: other processes on the same database tell nobody of what they write.
const LOOK: Duration = Duration::from_millis(750);
/// The pause after the log could not be read.
const PAUSE: Duration = Duration::from_secs(3);
/// Streams are looked at in turns, one a second, so that there is no moment at which all of them want something.
const TURN: Duration = Duration::from_secs(1);
/// How many turns it takes until all streams were looked at.
const TURNS: u64 = 15;
/// How many events are read at a time.
const BATCH: u32 = 500;

/// Runs until the last stream of the channel is closed or the server stops.
pub(super) async fn follow(hub: Hub, channel: ChannelId, told: watch::Receiver<u64>) {
    tokio::select! {
        () = hub.stopping().cancelled() => {}
        () = look_after(&hub, &channel) => {}
        () = read_on(&hub, &channel, told) => {}
    }
}

async fn look_after(hub: &Hub, channel: &ChannelId) {
    let mut turns = interval(TURN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in 0.. {
        turns.tick().await;
        if hub.close_if_empty(channel) {
            return;
        }
        hub.look_round(channel, turn, TURNS).await;
    }
}

/// Hands out what this process writes at once, and what others write soon.
async fn read_on(hub: &Hub, channel: &ChannelId, mut told: watch::Receiver<u64>) {
    let mut is_failing = false;
    loop {
        let read = hand_out(hub, channel).await;
        if let Err(error) = &read
            && !is_failing
        {
            tracing::error!(%error, %channel, "live events could not be read; they are told later");
        }
        is_failing = read.is_err();
        if is_failing {
            tokio::time::sleep(PAUSE).await;
        } else {
            // The store, which tells, lives at least as long as the hub; whether it told or not, it is time to look.
            let _ = timeout(LOOK, told.changed()).await;
        }
    }
}

async fn hand_out(hub: &Hub, channel: &ChannelId) -> Result<(), StoreError> {
    while let Some(position) = hub.position(channel) {
        let events = hub.store().events_after(channel, None, &position, BATCH).await?;
        let is_all = events.len() < BATCH as usize;
        let events: Vec<(EventId, LiveEvent)> =
            events.into_iter().filter_map(|event| Some((event.id.parse().ok()?, event))).collect();
        if !events.is_empty() {
            hub.tell(channel, &events);
        }
        if is_all {
            break;
        }
    }
    Ok(())
}
