//! Who listens: the seats of every channel, and how events come to those they are for.
//!
//! One loop per channel reads the log for all of its streams ([`follow`](super::follow)), and only while there are any. It hands out
//! events under the same lock under which seats are taken, so that a new reader knows exactly from where on it is told by the loop
//! and up to where it has to catch up from the log itself: nothing is missed in between, and nothing is told twice.

use super::{
    follow,
    seat::{Line, Seat},
    wire::{self, Bye},
};
use access::{Access, SessionKey};
use axum::body::Bytes;
use domain::{ChannelId, EventId, PartnerId, live::LiveEvent};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{CatchUp, Store, StoreError};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use unify::Unify;

/// How many events somebody who comes back is told; who missed more reads everything anew.
const MOST_MISSED: u32 = 500;

/// Whom a stream tells of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Audience {
    /// Everybody in the channel.
    Channel,
    /// One partner.
    Partner(PartnerId),
}

/// What somebody who wants to listen brings along.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) audience: Audience,
    pub(super) account: String,
    pub(super) key: SessionKey,
    /// What they have seen, in their own words.
    pub(super) after: Option<String>,
}

/// Where a seat stands in the hub.
#[derive(Debug, Clone)]
pub(super) struct Place {
    channel: ChannelId,
    audience: Audience,
    number: u64,
}

/// The hub of all live streams. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    store: Store,
    access: Arc<Access>,
    unify: Arc<Unify>,
    most_per_account: usize,
    floors: Mutex<HashMap<ChannelId, Floor>>,
    loops: TaskTracker,
    stop: CancellationToken,
}

/// The seats of one channel.
#[derive(Debug)]
struct Floor {
    /// Up to here events have been handed out.
    position: EventId,
    seats: HashMap<Audience, BTreeMap<u64, Arc<Seat>>>,
    next: u64,
}

impl fmt::Debug for Hub {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Hub").field("streams", &self.count()).finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub without listeners, that lets each account have so many streams.
    pub fn new(store: Store, access: Arc<Access>, unify: Arc<Unify>, most_per_account: usize) -> Self {
        Self(Arc::new(Inner {
            store,
            access,
            unify,
            most_per_account,
            floors: Mutex::default(),
            loops: TaskTracker::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// How many streams are open.
    pub fn count(&self) -> usize {
        self.floors().values().map(Floor::count).sum()
    }

    /// Ends all streams once `stop` is cancelled, and waits until nothing of them is left: a server that stops waits for no reader.
    pub async fn run(self, stop: CancellationToken) {
        stop.cancelled().await;
        self.0.stop.cancel();
        for floor in std::mem::take(&mut *self.floors()).into_values() {
            floor.seats().for_each(|(_, seat)| seat.end(Bye::Stopping));
        }
        self.0.loops.close();
        self.0.loops.wait().await;
    }

    /// Opens a stream; none when the server is stopping.
    pub(super) async fn open(&self, channel: &ChannelId, asked: Asked) -> Result<Option<Line>, StoreError> {
        let after = asked.after.as_deref().map(str::parse::<EventId>);
        let head = self.0.store.event_position(channel).await?;
        let seen = match &after {
            Some(Ok(after)) if *after <= head => Some(after),
            _ => None,
        };
        let partner = match &asked.audience {
            Audience::Partner(partner) => Some(partner.clone()),
            Audience::Channel => None,
        };
        let Some((line, from)) = self.sit_down(channel, asked, &head, seen) else {
            return Ok(None);
        };
        let missed = match after {
            None => CatchUp::Events(Vec::new()),
            Some(Err(_)) => CatchUp::Lost,
            Some(Ok(after)) => self.0.store.missed_events(channel, partner.as_ref(), &after, MOST_MISSED).await?,
        };
        line.begin_with(wire::opening(&missed, &from));
        Ok(Some(line))
    }

    /// Takes a seat. The second value is up to where the loop has handed out events: they are the new reader's own business.
    fn sit_down(
        &self,
        channel: &ChannelId,
        asked: Asked,
        head: &EventId,
        seen: Option<&EventId>,
    ) -> Option<(Line, EventId)> {
        let mut floors = self.floors();
        if self.0.stop.is_cancelled() {
            return None;
        }
        let floor = floors.entry(channel.clone()).or_insert_with(|| {
            let following = follow::follow(self.clone(), channel.clone(), self.0.store.watch_events());
            self.0.loops.spawn(following);
            Floor { position: head.clone(), seats: HashMap::new(), next: 0 }
        });
        floor.make_room_for(&asked.account, self.0.most_per_account);
        let from = floor.position.clone();
        // A page may have been made of newer data than the loop has come to.
        let seen = seen.filter(|seen| **seen > from).unwrap_or(&from).clone();
        let seat = Arc::new(Seat::new(asked.key, asked.account, seen));
        let place = Place { channel: channel.clone(), audience: asked.audience, number: floor.next };
        floor.next += 1;
        floor.seats.entry(place.audience.clone()).or_default().insert(place.number, Arc::clone(&seat));
        Some((Line::new(seat, self.clone(), place), from))
    }

    /// Gives a seat up.
    pub(super) fn leave(&self, place: &Place) {
        let mut floors = self.floors();
        let Some(floor) = floors.get_mut(&place.channel) else {
            return;
        };
        if let Some(row) = floor.seats.get_mut(&place.audience) {
            row.remove(&place.number);
            if row.is_empty() {
                floor.seats.remove(&place.audience);
            }
        }
    }

    /// Up to where the channel's events were handed out.
    pub(super) fn position(&self, channel: &ChannelId) -> Option<EventId> {
        self.floors().get(channel).map(|floor| floor.position.clone())
    }

    /// Forgets the channel if nobody listens any more. Its loop ends with that, and the next reader begins another.
    pub(super) fn close_if_empty(&self, channel: &ChannelId) -> bool {
        let mut floors = self.floors();
        let is_empty = floors.get(channel).is_none_or(|floor| floor.seats.is_empty());
        if is_empty {
            floors.remove(channel);
        }
        is_empty
    }

    /// Hands out events to those they are for. Views that were made before them are not shown again.
    pub(super) fn tell(&self, channel: &ChannelId, events: &[(EventId, LiveEvent)]) {
        self.0.unify.forget(channel);
        let frames: Vec<(&EventId, &LiveEvent, Bytes)> =
            events.iter().map(|(id, event)| (id, event, wire::event(event))).collect();
        let mut floors = self.floors();
        let Some(floor) = floors.get_mut(channel) else {
            return;
        };
        for (id, event, frame) in frames {
            let partner = (!event.what.is_for_team()).then(|| Audience::Partner(event.partner.clone()));
            for audience in partner.into_iter().chain([Audience::Channel]) {
                let row = floor.seats.get(&audience).into_iter().flatten();
                row.for_each(|(_, seat)| seat.tell(id, &frame));
            }
            floor.position = id.clone();
        }
    }

    /// Looks at every `of`-th stream, the `turn`-th first: ends it when its session is over, and shows all others that the line is there.
    pub(super) async fn look_round(&self, channel: &ChannelId, turn: u64, of: u64) {
        let seats: Vec<Arc<Seat>> = match self.floors().get(channel) {
            Some(floor) => floor
                .seats()
                .filter(|(number, _)| *number % of == turn % of)
                .map(|(_, seat)| Arc::clone(seat))
                .collect(),
            None => return,
        };
        let keys: HashSet<SessionKey> = seats.iter().map(|seat| seat.key.clone()).collect();
        let open = match self.0.access.still_open(&keys).await {
            Ok(open) => open,
            Err(error) => {
                // Nobody is sent away because we cannot look; the next turn comes soon.
                tracing::warn!(%error, "the sessions of live streams could not be looked at");
                keys
            }
        };
        for seat in seats {
            if open.contains(&seat.key) { seat.beat() } else { seat.end(Bye::Over) }
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn stopping(&self) -> &CancellationToken {
        &self.0.stop
    }

    fn floors(&self) -> MutexGuard<'_, HashMap<ChannelId, Floor>> {
        self.0.floors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Floor {
    fn seats(&self) -> impl Iterator<Item = (&u64, &Arc<Seat>)> {
        self.seats.values().flatten()
    }

    fn count(&self) -> usize {
        self.seats.values().map(BTreeMap::len).sum()
    }

    /// Ends the account's oldest stream when it has as many as it may have.
    fn make_room_for(&mut self, account: &str, most: usize) {
        let mut own: Vec<(u64, Audience)> = Vec::new();
        for (audience, row) in &self.seats {
            let mine = row.iter().filter(|(_, seat)| seat.account == account);
            own.extend(mine.map(|(number, _)| (*number, audience.clone())));
        }
        if own.len() < most {
            return;
        }
        let oldest = own.into_iter().min_by_key(|(number, _)| *number);
        if let Some((number, audience)) = oldest
            && let Some(seat) = self.seats.get_mut(&audience).and_then(|row| row.remove(&number))
        {
            seat.end(Bye::Crowded);
        }
    }
}
