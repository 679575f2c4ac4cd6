//! How often an account may do what costs the outside systems something. Kept in memory: a restart forgives.

use crate::{Result, UnifyError};
use domain::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Accounts above which those that did nothing of late are forgotten.
const MANY: usize = 1_000;

/// Counts what each account did of late.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<HashMap<String, VecDeque<Timestamp>>>);

impl Meter {
    /// Counts one more; at most so many within a window.
    pub(crate) fn admit(&self, account: &str, now: Timestamp, (most, window): (usize, Duration)) -> Result<()> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > MANY {
            counts.retain(|_, times| times.back().is_some_and(|last| now.since(*last) < window));
        }
        let times = counts.entry(account.to_owned()).or_default();
        while times.front().is_some_and(|first| now.since(*first) >= window) {
            times.pop_front();
        }
        if let Some(first) = times.front().filter(|_| times.len() >= most) {
            return Err(UnifyError::TooMany { retry_after: window.saturating_sub(now.since(*first)) });
        }
        times.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_has_its_own_count_that_passes() {
        let meter = Meter::default();
        let limit = (2, Duration::from_mins(1));
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        assert!(meter.admit("ana", at(0), limit).is_ok());
        assert!(meter.admit("ana", at(50), limit).is_ok());
        let refused = meter.admit("ana", at(55), limit);
        assert!(matches!(refused, Err(UnifyError::TooMany { retry_after }) if retry_after.as_secs() == 5));
        assert!(meter.admit("ben", at(55), limit).is_ok());
        assert!(meter.admit("ana", at(60), limit).is_ok(), "the first has passed");
        assert!(meter.admit("ana", at(61), limit).is_err());
    }
}
