//! When a vendor wants to be asked again: four dialects, one range.

use domain::Timestamp;
use http::HeaderMap;
use std::time::Duration;

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(5);
/// Smaller numbers are seconds to wait, larger ones points in time.
const FIRST_EPOCH_SECONDS: i64 = 1_000_000_000;
const FIRST_EPOCH_MILLIS: i64 = 100_000_000_000;

/// The wait within what is believed: 1 to 300 seconds.
pub(crate) fn clamped(wait: Duration) -> Duration {
    wait.clamp(SHORTEST, LONGEST)
}

/// What the headers ask for: `Retry-After` (seconds, HTTP date, epoch seconds or milliseconds), else `X-RateLimit-Reset`.
pub(super) fn asked_for(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let asked = ["retry-after", "x-ratelimit-reset"].into_iter().find_map(|name| wait(text(headers, name)?, now));
    asked.map(clamped)
}

/// How long to rest when a successful answer says that no call is left in its window.
pub(super) fn used_up(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let left = text(headers, "x-ratelimit-remaining")?;
    if left.trim().parse::<i64>().is_ok_and(|left| left > 0) {
        return None;
    }
    wait(text(headers, "x-ratelimit-reset")?, now).map(clamped)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let Ok(number) = whole.parse::<i64>() else {
        return Some(until(http_date(text)?, now));
    };
    match number {
        ..FIRST_EPOCH_SECONDS => Some(Duration::from_secs(u64::try_from(number).unwrap_or(0))),
        FIRST_EPOCH_SECONDS..FIRST_EPOCH_MILLIS => Some(until(number.saturating_mul(1_000), now)),
        _ => Some(until(number, now)),
    }
}

fn until(millis: i64, now: Timestamp) -> Duration {
    Timestamp::from_millis(millis).since(now)
}

fn http_date(text: &str) -> Option<i64> {
    let date = httpdate::parse_http_date(text).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn seconds(name: &'static str, value: &str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        asked_for(&headers, NOW).map(|wait| wait.as_secs())
    }

    #[test]
    fn all_dialects_end_within_the_range() {
        for (value, expect) in [
            ("7", Some(7)),
            ("2.5", Some(2)),
            ("0", Some(1)),
            ("-4", Some(1)),
            ("86400", Some(300)),
            ("1800000042", Some(42)),
            ("1800000042000", Some(42)),
            ("9999999999999999", Some(300)),
            ("1700000000", Some(1)),
            ("Fri, 15 Jan 2027 08:00:30 GMT", Some(30)),
            ("Fri, 15 Jan 2021 08:00:30 GMT", Some(1)),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds("retry-after", value), expect, "{value}");
        }
        assert_eq!(seconds("x-ratelimit-reset", "12"), Some(12));
    }

    #[test]
    fn a_used_up_window_asks_for_rest() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-reset", "40".parse().unwrap());
        assert_eq!(used_up(&headers, NOW), None);
        headers.insert("x-ratelimit-remaining", "3".parse().unwrap());
        assert_eq!(used_up(&headers, NOW), None);
        headers.insert("x-ratelimit-remaining", "0".parse().unwrap());
        assert_eq!(used_up(&headers, NOW), Some(Duration::from_secs(40)));
    }
}
