//! A breaker: after failures a source is left alone for a while, then one question tries whether it is back.

use domain::{Timestamp, clock::random};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// A try that has not come back by then is taken for lost.
const PROBE_LIMIT: Duration = Duration::from_secs(30);

/// What one source, or one question, went through of late.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// When it broke: failures of calls that began earlier tell nothing new.
    broken_at: Timestamp,
    /// Our own pause: a person's wish goes before its end.
    until: Option<Timestamp>,
    /// How long the source itself said to wait: not even a person's wish goes before that.
    told_until: Option<Timestamp>,
    probe: Option<Timestamp>,
}

impl Breaker {
    /// Whether the source may be asked now. When its pause is over, one caller at a time is let through.
    pub(crate) fn admits(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        match state.until.max(state.told_until) {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                let is_probed = state.probe.is_some_and(|since| now.since(since) < PROBE_LIMIT);
                if !is_probed {
                    state.probe = Some(now);
                }
                !is_probed
            }
        }
    }

    /// Lets a person's wish through, unless the source told us to wait.
    pub(crate) fn admits_wish(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        if state.told_until.is_some_and(|until| now < until) {
            return false;
        }
        if state.until.max(state.told_until).is_some() {
            state.probe = Some(now);
        }
        true
    }

    /// Until when nobody asks, if that time lies ahead.
    pub(crate) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let state = self.state();
        state.until.max(state.told_until).filter(|until| now < *until)
    }

    /// Notes that the source answered. True when it had been in trouble before.
    pub(crate) fn succeed(&self) -> bool {
        let mut state = self.state();
        let was_broken = state.failures > 0;
        *state = State::default();
        was_broken
    }

    /// Notes that a call which began at `began` failed. True when that is news.
    pub(crate) fn fail(&self, began: Timestamp, now: Timestamp) -> bool {
        let mut state = self.state();
        if state.failures > 0 && began < state.broken_at {
            return false;
        }
        let pause = pause(state.failures, random());
        let is_news = state.failures == 0;
        *state = State {
            failures: state.failures.saturating_add(1),
            broken_at: now,
            until: Some(now.plus(pause)),
            told_until: state.told_until,
            probe: None,
        };
        is_news
    }

    /// Obeys an instruction to wait.
    pub(crate) fn wait_until(&self, until: Timestamp) {
        let mut state = self.state();
        state.told_until = state.told_until.max(Some(until));
        state.probe = None;
    }

    /// Gives the turn back when the one who was let through did not ask after all.
    pub(crate) fn step_back(&self) {
        self.state().probe = None;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Doubles from 5 s to 60 s, less up to a fifth, so that many processes do not come back at once.
fn pause(failures: u32, noise: [u8; 1]) -> Duration {
    let full = FIRST_PAUSE.saturating_mul(1 << failures.min(5)).min(LONGEST_PAUSE);
    full.saturating_sub(full / 5 * u32::from(noise[0]) / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let full: Vec<_> = (0..6).map(|n| pause(n, [0]).as_secs()).collect();
        assert_eq!(full, [5, 10, 20, 40, 60, 60]);
        assert_eq!(pause(0, [255]).as_secs(), 4);
    }

    #[test]
    fn after_the_pause_one_caller_tries_alone() {
        let breaker = Breaker::default();
        assert!(breaker.admits(at(0)));
        assert!(breaker.fail(at(0), at(0)));
        assert!(!breaker.admits(at(3)));
        assert!(breaker.admits(at(6)));
        assert!(!breaker.admits(at(6)), "a second caller waits for the first");
        assert!(breaker.succeed());
        assert!(breaker.admits(at(6)));
    }

    #[test]
    fn calls_under_way_when_it_broke_do_not_lengthen_the_pause() {
        let breaker = Breaker::default();
        breaker.fail(at(0), at(10));
        let until = breaker.paused_until(at(10));
        for _ in 0..50 {
            assert!(!breaker.fail(at(1), at(10)));
        }
        assert_eq!(breaker.paused_until(at(10)), until);
    }

    #[test]
    fn a_wish_goes_before_our_own_pause_but_not_before_the_sources() {
        let breaker = Breaker::default();
        breaker.fail(at(0), at(0));
        assert!(breaker.admits_wish(at(1)));
        breaker.wait_until(at(90));
        assert!(!breaker.admits_wish(at(60)));
        assert!(breaker.admits_wish(at(91)));
    }

    #[test]
    fn what_the_source_says_does_not_make_our_own_pause_binding() {
        let breaker = Breaker::default();
        (0..5).for_each(|n| assert_eq!(breaker.fail(at(n), at(n)), n == 0));
        breaker.wait_until(at(6));
        assert!(!breaker.admits_wish(at(5)));
        assert!(breaker.admits_wish(at(6)), "a person need not wait for the end of our own pause");
        assert!(!breaker.admits(at(6)), "the loops do");
    }

    #[test]
    fn a_late_failure_does_not_undo_what_the_source_said() {
        let breaker = Breaker::default();
        breaker.wait_until(at(90));
        breaker.fail(at(0), at(1));
        assert!(!breaker.admits_wish(at(60)));
        assert_eq!(breaker.paused_until(at(60)), Some(at(90)));
    }

    #[test]
    fn a_lost_try_is_given_up() {
        let breaker = Breaker::default();
        breaker.fail(at(0), at(0));
        assert!(breaker.admits(at(10)));
        assert!(!breaker.admits(at(20)));
        assert!(breaker.admits(at(60)));
    }
}
