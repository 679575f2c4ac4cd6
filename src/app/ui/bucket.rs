//! How the cuts of a series are called.

use domain::{Day, earnings::Bucket};

/// The heading of a column of buckets.
pub const fn bucket_title(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Day => "Day",
        Bucket::Week => "Week from",
        Bucket::Month => "Month",
    }
}

/// A bucket by its first day.
pub fn bucket_label(day: Day, bucket: Bucket) -> String {
    match bucket {
        Bucket::Day | Bucket::Week => day.long(),
        Bucket::Month => day.month(),
    }
}
