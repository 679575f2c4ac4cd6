//! Calculated query costs and the leaky bucket they are paid from (contract B8).

use serde_json::{Value, json};

/// No single query may cost more.
pub(super) const MAX_QUERY: i64 = 1_000;
/// Points the bucket holds.
const MAXIMUM: i64 = 2_000;
/// Points that come back per second.
const RESTORE: i64 = 100;

/// The bucket, in thousandths of a point so that milliseconds count.
pub(crate) struct Bucket {
    level: i64,
    at_ms: i64,
}

impl Bucket {
    pub(crate) fn full(now_ms: i64) -> Self {
        Self { level: MAXIMUM * 1_000, at_ms: now_ms }
    }

    /// Pays a query, or says how much there is.
    pub(super) fn take(&mut self, cost: i64, now_ms: i64) -> Result<(), Value> {
        self.refill(now_ms);
        if self.level < cost * 1_000 {
            return Err(self.status());
        }
        self.level -= cost * 1_000;
        Ok(())
    }

    /// Gives back what a query did not use.
    pub(super) fn give_back(&mut self, points: i64, now_ms: i64) -> Value {
        self.refill(now_ms);
        self.level = (self.level + points * 1_000).min(MAXIMUM * 1_000);
        self.status()
    }

    fn refill(&mut self, now_ms: i64) {
        let passed = (now_ms - self.at_ms).max(0);
        self.level = (self.level + passed * RESTORE).min(MAXIMUM * 1_000);
        self.at_ms = now_ms;
    }

    fn status(&self) -> Value {
        json!({
            "maximumAvailable": MAXIMUM as f64, "currentlyAvailable": self.level / 1_000, "restoreRate": RESTORE as f64,
        })
    }
}

/// What a connection costs for `count` nodes of a cost: it grows with the logarithm, so that pages of 250 are payable.
pub(super) fn connection(count: usize, node: i64) -> i64 {
    2 + weight(count) * node
}

/// `ceil(log2(count + 1))`
pub(super) fn weight(count: usize) -> i64 {
    i64::from(usize::BITS - count.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_refuses_when_empty_and_refills_with_time() {
        let mut bucket = Bucket::full(0);
        assert!(bucket.take(1_000, 0).is_ok());
        assert!(bucket.take(1_000, 0).is_ok());
        let status = bucket.take(1, 0).unwrap_err();
        assert_eq!(status["currentlyAvailable"], 0);
        assert!(bucket.take(100, 1_000).is_ok());
        assert!(bucket.take(1, 1_000).is_err());
    }

    #[test]
    fn it_never_holds_more_than_its_maximum() {
        let mut bucket = Bucket::full(0);
        assert_eq!(bucket.give_back(500, 60_000)["currentlyAvailable"], 2_000);
    }

    #[test]
    fn weights_grow_slowly() {
        assert_eq!([0, 1, 3, 50, 250].map(weight), [0, 1, 2, 6, 8]);
    }
}
