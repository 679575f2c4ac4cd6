//! The budget of calls that a vendor's rate limit leaves, and rests that the vendor asked for.
//!
//! Calls are counted in a sliding window: unlike a bucket that refills, it never lets more than the allowed number pass in
//! any window of that length, however the vendor cuts its own.

use super::clamped;
use crate::{ConnectorError, Result};
use domain::Timestamp;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// So many calls in any stretch of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) calls: usize,
    pub(crate) window: Duration,
}

/// A vendor's limits. Without one for writes, writes count with reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Limits {
    pub(crate) reads: Option<Limit>,
    pub(crate) writes: Option<Limit>,
}

/// Counts the calls to one vendor.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    reads: VecDeque<Timestamp>,
    writes: VecDeque<Timestamp>,
    rests_until: Timestamp,
}

/// A place in the budget. Given back when dropped before [`Place::used`].
#[derive(Debug)]
pub(super) struct Place<'a> {
    budget: &'a Budget,
    is_write: bool,
    at: Timestamp,
    is_used: bool,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Mutex::default() }
    }

    /// Waits for a place in the budget.
    ///
    /// # Errors
    /// `RateLimited` when that would take longer than `longest`.
    pub(super) async fn place(&self, is_write: bool, now: Timestamp, longest: Duration) -> Result<Place<'_>> {
        let place = self.reserve(is_write, now, longest)?;
        let wait = place.at.since(now);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(place)
    }

    /// Lets no call start before the vendor wants it.
    pub(super) fn rest(&self, until: Timestamp) {
        let mut state = self.lock();
        state.rests_until = state.rests_until.max(until);
    }

    fn reserve(&self, is_write: bool, now: Timestamp, longest: Duration) -> Result<Place<'_>> {
        let mut state = self.lock();
        let free = now.max(state.rests_until);
        let (limit, log) = self.log(is_write, &mut state);
        let at = limit.map_or(free, |limit| free.max(next_free(limit, log)));
        let wait = at.since(now);
        if wait > longest {
            return Err(ConnectorError::RateLimited { retry_after: clamped(wait) });
        }
        if let Some(limit) = limit {
            while log.front().is_some_and(|oldest| oldest.plus(limit.window) <= now) {
                log.pop_front();
            }
            log.push_back(at);
        }
        Ok(Place { budget: self, is_write, at, is_used: false })
    }

    fn log<'a>(&self, is_write: bool, state: &'a mut State) -> (Option<Limit>, &'a mut VecDeque<Timestamp>) {
        match (is_write, self.limits.writes) {
            (true, Some(limit)) => (Some(limit), &mut state.writes),
            _ => (self.limits.reads, &mut state.reads),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn next_free(limit: Limit, log: &VecDeque<Timestamp>) -> Timestamp {
    let in_the_way = log.len().checked_sub(limit.calls);
    in_the_way.and_then(|index| log.get(index)).map_or(Timestamp::default(), |earlier| earlier.plus(limit.window))
}

impl Place<'_> {
    /// The vendor is asked now: the place is spent.
    pub(super) fn used(mut self) {
        self.is_used = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        let mut state = self.budget.lock();
        let (_, log) = self.budget.log(self.is_write, &mut state);
        if let Some(index) = log.iter().rposition(|at| *at == self.at) {
            log.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);
    const NO_WAIT: Duration = Duration::ZERO;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn budget(reads: usize, writes: usize) -> Budget {
        let limit = |calls| Some(Limit { calls, window: MINUTE });
        Budget::new(Limits { reads: limit(reads), writes: limit(writes) })
    }

    fn spend(budget: &Budget, is_write: bool, now: Timestamp) -> Result<()> {
        budget.reserve(is_write, now, NO_WAIT).map(Place::used)
    }

    #[test]
    fn no_window_holds_more_than_the_limit() {
        let budget = budget(3, 1);
        for second in [0, 20, 40] {
            spend(&budget, false, at(second)).unwrap();
        }
        assert_eq!(
            spend(&budget, false, at(45)),
            Err(ConnectorError::RateLimited { retry_after: Duration::from_secs(15) })
        );
        spend(&budget, false, at(60)).unwrap();
        assert!(spend(&budget, false, at(79)).is_err());
        spend(&budget, false, at(80)).unwrap();
    }

    #[test]
    fn writes_have_their_own_limit() {
        let budget = budget(1, 2);
        spend(&budget, true, at(0)).unwrap();
        spend(&budget, true, at(0)).unwrap();
        assert!(spend(&budget, true, at(0)).is_err());
        spend(&budget, false, at(0)).unwrap();
    }

    #[test]
    fn a_place_not_used_is_given_back() {
        let budget = budget(1, 1);
        for _ in 0..10 {
            drop(budget.reserve(false, at(0), NO_WAIT).unwrap());
        }
        spend(&budget, false, at(0)).unwrap();
        assert!(spend(&budget, false, at(0)).is_err());
    }

    #[test]
    fn a_rest_holds_for_every_call() {
        let budget = Budget::new(Limits::default());
        budget.rest(at(30));
        budget.rest(at(10));
        assert_eq!(
            spend(&budget, true, at(0)),
            Err(ConnectorError::RateLimited { retry_after: Duration::from_secs(30) })
        );
        spend(&budget, false, at(30)).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn short_waits_are_waited_out() {
        let budget = budget(1, 1);
        let begun = tokio::time::Instant::now();
        budget.place(false, at(0), MINUTE).await.unwrap().used();
        budget.place(false, at(55), MINUTE).await.unwrap().used();
        assert_eq!(begun.elapsed(), Duration::from_secs(5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_given_up_leaves_the_budget_whole() {
        let budget = budget(1, 1);
        budget.place(false, at(0), MINUTE).await.unwrap().used();
        let waiting = budget.place(false, at(1), MINUTE);
        let given_up = tokio::time::timeout(Duration::from_millis(800), waiting).await;
        assert!(given_up.is_err());
        assert!(spend(&budget, false, at(59)).is_err());
        spend(&budget, false, at(60)).unwrap();
    }
}
