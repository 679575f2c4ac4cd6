//! Views kept for a moment: visitors who come within the same second share one reading of the store.
//!
//! A view is handed out again for at most a second, and only until the next write of this process to its channel. Views
//! that wait for a source are not kept: their words change from visit to visit.

use domain::Timestamp;
use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const MOMENT: Duration = Duration::from_secs(1);
/// Views above which old ones are looked for, and views that are kept at most.
const MANY: usize = 32;
const MOST: usize = 128;

/// The views of one channel that were put together a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Moments(Mutex<HashMap<String, Moment>>);

#[derive(Debug)]
struct Moment {
    stamp: Stamp,
    view: Arc<dyn Any + Send + Sync>,
}

/// When a view was begun, and how much had been written by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) at: Timestamp,
    pub(crate) writes: u64,
}

impl Moment {
    fn holds(&self, now: Stamp) -> bool {
        // A clock that was set back makes no view younger.
        let is_recent = now.at >= self.stamp.at && now.at.since(self.stamp.at) < MOMENT;
        is_recent && self.stamp.writes == now.writes
    }
}

impl Moments {
    /// The view of this name, if it still holds.
    pub(crate) fn get<T: Clone + 'static>(&self, name: &str, now: Stamp) -> Option<T> {
        let views = self.views();
        let moment = views.get(name).filter(|moment| moment.holds(now))?;
        moment.view.downcast_ref().cloned()
    }

    /// Keeps a view that was begun at `stamp`.
    pub(crate) fn keep<T: Clone + Send + Sync + 'static>(&self, name: String, stamp: Stamp, view: &T) {
        let moment = Moment { stamp, view: Arc::new(view.clone()) };
        let mut views = self.views();
        if views.len() >= MANY {
            views.retain(|_, moment| moment.holds(stamp));
        }
        if views.len() < MOST {
            views.insert(name, moment);
        }
    }

    fn views(&self) -> MutexGuard<'_, HashMap<String, Moment>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_holds_for_a_second_and_until_the_next_write() {
        let moments = Moments::default();
        let stamp = |seconds: i64, writes| Stamp { at: Timestamp::from_millis(seconds * 1_000), writes };
        moments.keep("home".into(), stamp(5, 1), &"Ana".to_owned());
        let get = |stamp| moments.get::<String>("home", stamp);
        assert_eq!(get(stamp(5, 1)).as_deref(), Some("Ana"));
        assert_eq!(get(stamp(5, 2)), None);
        assert_eq!(get(stamp(6, 1)), None);
        assert_eq!(moments.get::<String>("profile", stamp(5, 1)), None);
        assert_eq!(moments.get::<i64>("home", stamp(5, 1)), None);
        assert_eq!(get(stamp(4, 1)), None, "the clock was set back");
    }

    #[test]
    fn memory_stays_bounded() {
        let moments = Moments::default();
        let stamp = |seconds: i64| Stamp { at: Timestamp::from_millis(seconds * 1_000), writes: 0 };
        for name in 0..MOST + 10 {
            moments.keep(name.to_string(), stamp(0), &name);
        }
        assert_eq!(moments.views().len(), MOST);
        moments.keep("new".into(), stamp(1), &1);
        assert_eq!(moments.views().len(), 1);
    }
}
