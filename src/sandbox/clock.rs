//! The sandbox's time: it starts at the given "now" and runs on, so a test can live in any year.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};

/// Milliseconds of one day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Time as the stand-ins see it.
pub(crate) struct Clock {
    start_ms: i64,
    started: Instant,
    /// How far tests have moved the hands.
    ahead_ms: AtomicI64,
    zone: TimeZone,
}

impl Clock {
    pub(crate) fn new(start_ms: i64) -> Self {
        let zone = TimeZone::get(crate::CHANNEL_ZONE).unwrap_or(TimeZone::UTC);
        Self { start_ms, started: Instant::now(), ahead_ms: AtomicI64::new(0), zone }
    }

    /// Milliseconds UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        self.unmoved_ms() + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Milliseconds UTC as nobody moved the hands: what is signed with a time has to be fresh where it arrives.
    pub(crate) fn unmoved_ms(&self) -> i64 {
        self.start_ms + i64::try_from(self.started.elapsed().as_millis()).unwrap_or_default()
    }

    /// Moves the hands forward.
    pub(crate) fn advance(&self, by_ms: i64) {
        self.ahead_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The channel's local day of a moment, as `YYYY-MM-DD`.
    pub(crate) fn local_day(&self, ms: i64) -> String {
        stamp(ms).to_zoned(self.zone.clone()).date().to_string()
    }

    /// A moment with the channel's offset, as impact.com and Shopify's webhooks write it.
    pub(crate) fn with_offset(&self, ms: i64) -> String {
        stamp(ms).to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Local midnight at or after a moment.
    pub(crate) fn next_midnight(&self, ms: i64) -> i64 {
        let local = stamp(ms + DAY_MS - 1).to_zoned(self.zone.clone());
        local.start_of_day().map_or(ms, |day| day.timestamp().as_millisecond())
    }
}

fn stamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `2026-02-14T09:30:00Z`
pub(crate) fn utc_seconds(ms: i64) -> String {
    stamp(ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-02-14T09:30:00.250Z`
pub(crate) fn utc_millis(ms: i64) -> String {
    stamp(ms).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Reads a date (`YYYY-MM-DD`, midnight in `zone`) or a date with time; no offset means `zone`.
pub(crate) fn parse_moment(text: &str, zone: &TimeZone) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    civil.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp().as_millisecond())
}

/// Waits without binding the caller to a runtime's clock type.
pub(crate) async fn pause(length: Duration) {
    tokio::time::sleep(length).await;
}
