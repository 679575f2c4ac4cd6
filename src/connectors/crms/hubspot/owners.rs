//! Owners seen of late: a hundred contacts share a few of them.

use domain::{Timestamp, profile::Contact};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

const KEPT: Duration = Duration::from_mins(10);
const MOST: usize = 1_000;

/// Owners by id, each with the time at which it was read.
#[derive(Debug, Default)]
pub(super) struct Owners(Mutex<HashMap<String, (Timestamp, Option<Contact>)>>);

impl Owners {
    #[expect(clippy::option_option, reason = "outer: not known here; inner: known to be gone")]
    /// The owner, if read within ten minutes; the inner none is an owner who is gone.
    pub(super) fn known(&self, id: &str, now: Timestamp) -> Option<Option<Contact>> {
        let owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, owner) = owners.get(id)?;
        (now.since(*at) < KEPT).then(|| owner.clone())
    }

    pub(super) fn note(&self, id: &str, owner: Option<Contact>, now: Timestamp) {
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if owners.len() >= MOST {
            owners.retain(|_, (at, _)| now.since(*at) < KEPT);
        }
        if owners.len() < MOST {
            owners.insert(id.to_owned(), (now, owner));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_known_for_ten_minutes() {
        let owners = Owners::default();
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        assert_eq!(owners.known("1", at(0)), None);
        owners.note("1", None, at(0));
        assert_eq!(owners.known("1", at(599)), Some(None));
        assert_eq!(owners.known("1", at(600)), None);
    }
}
