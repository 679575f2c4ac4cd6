//! When a page loads its data again: soon after an event, and never more often than twice a second.

use super::{Live, use_live};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// The least time between two reloads.
const CALM_MS: f64 = 500.0;
/// An order comes with its neighbours: they are waited for.
const GATHER_MS: f64 = 60.0;
/// For how long after a reload began a figure that changes has changed by it.
const FRESH_MS: f64 = 4_000.0;

pub(super) fn attach(live: Live, reload: impl Fn() + Send + Sync + 'static) {
    let last = StoredValue::new(f64::NEG_INFINITY);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let reload = Callback::new(move |()| {
        let _ = waiting.try_set_value(None);
        let _ = last.try_set_value(now());
        let _ = live.fresh_until.try_set_value(now() + FRESH_MS);
        reload();
    });
    use_live(move |_| {
        if waiting.try_get_value().flatten().is_some() {
            return;
        }
        let wait = (last.get_value() + CALM_MS - now()).clamp(GATHER_MS, CALM_MS);
        let timer = set_timeout_with_handle(move || reload.run(()), Duration::from_secs_f64(wait / 1_000.0));
        let _ = waiting.try_set_value(timer.ok());
    });
    on_cleanup(move || {
        if let Some(timer) = waiting.try_get_value().flatten() {
            timer.clear();
        }
    });
}

/// Milliseconds of a clock that is never set back.
pub(super) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
