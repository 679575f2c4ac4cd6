//! How much one address may send: a bucket of tokens each, in memory of a bounded size.

use domain::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Events that an address may send at once. Many people may share one address.
const BURST: f64 = 120.0;
/// And from then on, a second.
const A_SECOND: f64 = 20.0;
/// Addresses that are remembered: twice as many at most.
const MANY: usize = 20_000;

/// The buckets of all addresses that were seen of late.
#[derive(Debug, Default)]
pub struct Limiter(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    young: HashMap<String, Bucket>,
    /// Those before: an address that comes again moves to the young, one that does not is forgotten with all of them.
    old: HashMap<String, Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

impl Limiter {
    /// Whether the address may send so many events now.
    pub fn admits(&self, address: &str, events: usize, now: Timestamp) -> bool {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = buckets.young.get(address).or_else(|| buckets.old.get(address)).copied();
        let mut bucket = known.map_or(Bucket { tokens: BURST, at: now }, |it| it.refilled(now));
        let wanted = events as f64;
        let is_enough = bucket.tokens >= wanted;
        if is_enough {
            bucket.tokens -= wanted;
        }
        if buckets.young.len() >= MANY && !buckets.young.contains_key(address) {
            buckets.old = std::mem::take(&mut buckets.young);
        }
        buckets.young.insert(address.to_owned(), bucket);
        is_enough
    }
}

impl Bucket {
    fn refilled(self, now: Timestamp) -> Self {
        let tokens = self.tokens + now.since(self.at).as_secs_f64() * A_SECOND;
        Self { tokens: tokens.min(BURST), at: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn an_address_has_a_burst_and_then_a_pace() {
        let limiter = Limiter::default();
        let admitted = (0..500).filter(|_| limiter.admits("192.0.2.1", 1, at(0))).count();
        assert_eq!(admitted, 120);
        assert!(limiter.admits("192.0.2.2", 20, at(0)), "others are not held back");
        let admitted = (0..500).filter(|_| limiter.admits("192.0.2.1", 1, at(1_000))).count();
        assert_eq!(admitted, 20);
        assert!(!limiter.admits("192.0.2.1", 20, at(1_500)) && limiter.admits("192.0.2.1", 10, at(1_500)));
    }

    #[test]
    fn memory_stays_bounded_and_a_flood_is_not_forgotten_by_it() {
        let limiter = Limiter::default();
        while limiter.admits("192.0.2.1", 1, at(0)) {}
        for number in 0..MANY + MANY / 2 {
            limiter.admits(&number.to_string(), 1, at(0));
        }
        assert!(!limiter.admits("192.0.2.1", 1, at(0)));
        for number in 0..5 * MANY {
            limiter.admits(&number.to_string(), 1, at(0));
        }
        let buckets = limiter.0.lock().unwrap();
        assert!(buckets.young.len() + buckets.old.len() <= 2 * MANY + 1);
    }
}
