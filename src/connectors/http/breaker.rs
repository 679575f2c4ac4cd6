//! The circuit breaker: after repeated failures a vendor is left alone for a while, then tried with a single call.
//!
//! Who comes while that single call is under way waits for its end: a sync that asks for several pages side by side would else give
//! up at the second, and take the call that tries with it.
//!
//! The pause is short and does not grow: it keeps a burst of callers off a vendor that is down. How often a vendor in
//! trouble is asked in the long run is for the callers to decide, who know whether a person is waiting.

use domain::{Clock, Timestamp};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

const FAILURES_ALLOWED: u32 = 5;
const PAUSE: Duration = Duration::from_secs(10);
/// When to come back for whom another call, which tries whether the vendor is well again, took too long.
const WHILE_TRYING: Duration = Duration::from_secs(1);

/// Counts failures of one vendor.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: Mutex<State>,
    /// Told when a call that tried has come back or was given up.
    tried: Notify,
}

/// Why no call may be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shut {
    /// The vendor is left alone for so long.
    For(Duration),
    /// Another call is trying.
    Tried,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Timestamp,
    is_tried: bool,
}

/// Leave to make one call. Dropped without a verdict (the caller gave up), it counts as nothing.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
}

impl Breaker {
    /// Leave to make a call, or how long the vendor is left alone.
    pub(super) async fn leave(&self, clock: &dyn Clock, deadline: Instant) -> Result<Permit<'_>, Duration> {
        loop {
            let tried = self.tried.notified();
            tokio::pin!(tried);
            // Before the look: a call that comes back in between is not missed.
            tried.as_mut().enable();
            match self.enter(clock.now()) {
                Ok(permit) => return Ok(permit),
                Err(Shut::For(pause)) => return Err(pause),
                Err(Shut::Tried) if timeout_at(deadline, tried).await.is_err() => return Err(WHILE_TRYING),
                Err(Shut::Tried) => {}
            }
        }
    }

    fn enter(&self, now: Timestamp) -> Result<Permit<'_>, Shut> {
        let mut state = self.lock();
        let is_trial = match &mut state.open {
            None => false,
            Some(open) if now < open.until => return Err(Shut::For(open.until.since(now))),
            Some(open) if open.is_tried => return Err(Shut::Tried),
            Some(open) => {
                open.is_tried = true;
                true
            }
        };
        Ok(Permit { breaker: self, is_trial })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// The vendor answered, be it with a refusal.
    pub(super) fn answered(self) {
        let mut state = self.breaker.lock();
        if self.is_trial || state.open.is_none() {
            *state = State::default();
        }
    }

    /// The vendor failed or kept silent.
    pub(super) fn failed(self, now: Timestamp) {
        let mut state = self.breaker.lock();
        state.failures = state.failures.saturating_add(1);
        // When another call has opened it meanwhile, it stays open no longer for this one.
        if self.is_trial || (state.open.is_none() && state.failures >= FAILURES_ALLOWED) {
            state.open = Some(Open { until: now.plus(PAUSE), is_tried: false });
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.is_trial {
            return;
        }
        if let Some(open) = &mut self.breaker.lock().open {
            open.is_tried = false;
        }
        self.breaker.tried.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn opened() -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..5 {
            breaker.enter(at(0)).unwrap().failed(at(0));
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it() {
        let breaker = Breaker::default();
        for _ in 0..4 {
            breaker.enter(at(0)).unwrap().failed(at(0));
        }
        breaker.enter(at(0)).unwrap().answered();
        for _ in 0..4 {
            breaker.enter(at(0)).unwrap().failed(at(0));
        }
        assert!(breaker.enter(at(0)).is_ok());
        assert_eq!(opened().enter(at(3)).unwrap_err(), Shut::For(Duration::from_secs(7)));
    }

    #[test]
    fn after_the_pause_one_call_tries_and_closes_it() {
        let breaker = opened();
        let trial = breaker.enter(at(10)).unwrap();
        assert_eq!(breaker.enter(at(10)).unwrap_err(), Shut::Tried);
        trial.answered();
        assert!(breaker.enter(at(10)).is_ok() && breaker.enter(at(10)).is_ok());
    }

    #[test]
    fn a_vendor_that_stays_down_is_tried_once_in_each_pause() {
        let breaker = opened();
        for now in [10, 20, 30, 40] {
            breaker.enter(at(now)).unwrap().failed(at(now));
            assert!(breaker.enter(at(now + 9)).is_err());
        }
        breaker.enter(at(50)).unwrap().answered();
        assert!(breaker.enter(at(50)).is_ok());
    }

    #[test]
    fn a_call_given_up_counts_as_nothing() {
        let breaker = Breaker::default();
        for _ in 0..50 {
            drop(breaker.enter(at(0)).unwrap());
        }
        assert!(breaker.enter(at(0)).is_ok());
        let open = opened();
        drop(open.enter(at(10)).unwrap());
        open.enter(at(10)).unwrap().answered();
        assert!(open.enter(at(10)).is_ok());
    }

    #[test]
    fn late_failures_do_not_lengthen_the_pause() {
        let breaker = Breaker::default();
        let late: Vec<_> = (0..8).map(|_| breaker.enter(at(0)).unwrap()).collect();
        for permit in late {
            permit.failed(at(0));
        }
        assert_eq!(breaker.enter(at(0)).unwrap_err(), Shut::For(PAUSE));
    }
}
