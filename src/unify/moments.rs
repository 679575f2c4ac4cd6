//! Views kept for a moment: visitors who come within the same second share one reading of the store.
//!
//! A view is handed out again for at most a second, and only until the next write of this process to its channel. Views
//! that wait for a source are not kept: their words change from visit to visit.
//!
//! When a view has grown old, the first visitor puts it together and the others wait for it: without that, a crowd would do
//! the same work side by side once a second.

use domain::Timestamp;
use std::{
    any::Any,
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const MOMENT: Duration = Duration::from_secs(1);
/// How long a visitor waits for another one's view. That one may be waiting for a source; then each goes on alone.
const PATIENCE: Duration = Duration::from_millis(50);
/// Views above which old ones are looked for, and views that are kept at most.
const MANY: usize = 32;
const MOST: usize = 128;

/// The views of one channel that were put together a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Moments {
    views: Mutex<HashMap<String, Moment>>,
    turns: Mutex<HashMap<String, Turn>>,
}

/// Held by whoever puts a view together.
type Turn = Arc<tokio::sync::Mutex<()>>;

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
    /// The view of this name: the one that still holds, or a new one, kept when `is_calm` says that it will not change by itself.
    pub(crate) async fn share<T: Clone + Send + Sync + 'static, E>(
        &self,
        name: String,
        now: impl Fn() -> Stamp,
        view: impl Future<Output = Result<T, E>>,
        is_calm: impl FnOnce(&T) -> bool,
    ) -> Result<T, E> {
        if let Some(view) = self.get(&name, now()) {
            return Ok(view);
        }
        let turn = self.turn(&name);
        let _turn = tokio::time::timeout(PATIENCE, turn.lock()).await;
        let stamp = now();
        if let Some(view) = self.get(&name, stamp) {
            return Ok(view);
        }
        let view = view.await?;
        if is_calm(&view) {
            self.keep(name, stamp, &view);
        }
        Ok(view)
    }

    fn turn(&self, name: &str) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= MANY {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        turns.entry(name.to_owned()).or_default().clone()
    }

    /// The view of this name, if it still holds.
    fn get<T: Clone + 'static>(&self, name: &str, now: Stamp) -> Option<T> {
        let views = self.views();
        let moment = views.get(name).filter(|moment| moment.holds(now))?;
        moment.view.downcast_ref().cloned()
    }

    /// Keeps a view that was begun at `stamp`.
    fn keep<T: Clone + Send + Sync + 'static>(&self, name: String, stamp: Stamp, view: &T) {
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
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::{Either, join_all, select};
    use std::sync::atomic::{AtomicU32, Ordering};

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

    const NOW: Stamp = Stamp { at: Timestamp::from_millis(0), writes: 0 };

    async fn visit(moments: &Moments, made: &AtomicU32, is_calm: bool) -> Result<u32, ()> {
        let view = async {
            tokio::task::yield_now().await;
            Ok(made.fetch_add(1, Ordering::SeqCst))
        };
        moments.share("home".into(), || NOW, view, |_| is_calm).await
    }

    #[tokio::test]
    async fn a_crowd_shares_one_reading() {
        let (moments, made) = (Moments::default(), AtomicU32::new(0));
        let crowd = (0..32).map(|_| visit(&moments, &made, true));
        assert_eq!(join_all(crowd).await, [Ok(0); 32]);
    }

    #[tokio::test]
    async fn a_view_that_will_change_is_made_for_each() {
        let (moments, made) = (Moments::default(), AtomicU32::new(0));
        let crowd = (0..4).map(|_| visit(&moments, &made, false));
        assert_eq!(join_all(crowd).await, [Ok(0), Ok(1), Ok(2), Ok(3)]);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_long_for_one_who_is_stuck() {
        let moments = Moments::default();
        let stuck = moments.share::<u32, ()>("home".into(), || NOW, std::future::pending(), |_| true);
        let other = moments.share::<u32, ()>("home".into(), || NOW, async { Ok(7) }, |_| true);
        let (stuck, other) = (std::pin::pin!(stuck), std::pin::pin!(other));
        let Either::Right((view, _)) = select(stuck, other).await else { panic!("it was stuck") };
        assert_eq!(view, Ok(7));
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
