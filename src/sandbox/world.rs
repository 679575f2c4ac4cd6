//! What all handlers share: the state, the clock, the switches and what was received.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use serde::Serialize;

use crate::{
    Options, clock::Clock, impact::clicks::Jobs, model::State, payouts::News, paypal, shopify::Bucket, stripe,
    switches::Switches,
};

const KEPT_REQUESTS: usize = 200;

/// The running sandbox.
pub(crate) struct World {
    pub(crate) options: Options,
    /// `http://127.0.0.1:PORT`
    pub(crate) origin: String,
    pub(crate) clock: Clock,
    pub(crate) switches: Switches,
    pub(crate) bucket: Mutex<Bucket>,
    pub(crate) impact_calls: Mutex<(i64, u32)>,
    /// Exports of clicks that were ordered.
    pub(crate) click_jobs: Mutex<Jobs>,
    /// Partners' short links, by handle: told by whoever made them, and followed in live mode.
    pub(crate) links: Mutex<BTreeMap<String, Vec<String>>>,
    pub(crate) paypal: Mutex<paypal::Book>,
    pub(crate) stripe: Mutex<stripe::Book>,
    /// What the payout rails have to tell Tandem.
    pub(crate) news: Mutex<VecDeque<News>>,
    pub(crate) http: reqwest::Client,
    state: RwLock<State>,
    received: Mutex<VecDeque<Received>>,
}

/// A request that one of the stand-ins got.
#[derive(Clone, Serialize)]
pub(crate) struct Received {
    /// Counts all requests, also those that are no longer kept.
    pub(crate) number: u64,
    pub(crate) system: &'static str,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
}

impl World {
    pub(crate) fn new(options: Options, origin: String, state: State, http: reqwest::Client) -> Self {
        let clock = Clock::new(options.now_ms);
        Self {
            bucket: Mutex::new(Bucket::full(clock.now_ms())),
            impact_calls: Mutex::new((0, 0)),
            click_jobs: Mutex::default(),
            links: Mutex::default(),
            paypal: Mutex::default(),
            stripe: Mutex::default(),
            news: Mutex::default(),
            switches: Switches::default(),
            received: Mutex::new(VecDeque::with_capacity(KEPT_REQUESTS)),
            state: RwLock::new(state),
            http,
            clock,
            origin,
            options,
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note_received(&self, mut request: Received) {
        let mut kept = lock(&self.received);
        request.number = kept.back().map_or(1, |last| last.number + 1);
        if kept.len() == KEPT_REQUESTS {
            kept.pop_front();
        }
        kept.push_back(request);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        lock(&self.received).iter().cloned().collect()
    }
}

/// Locks, also after another holder panicked: the sandbox goes on with what is there.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
