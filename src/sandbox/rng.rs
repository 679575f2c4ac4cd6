//! A small deterministic generator: the same seed and stream give the same merchant on every machine.

/// `SplitMix64`, seeded by a number and the name of what is being generated.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64, stream: &str) -> Self {
        Self(hash(seed, stream))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..limit` (0 when `limit` is 0).
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.next() % limit).unwrap_or_default()
    }

    /// A number in `low..=high`.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.next() % span).unwrap_or_default()
    }

    pub(crate) fn chance(&mut self, permille: u64) -> bool {
        self.next() % 1000 < permille
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of `items`, which must not be empty.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// The index drawn from running totals of weights.
    pub(crate) fn weighted(&mut self, running: &[f64]) -> usize {
        let total = running.last().copied().unwrap_or_default();
        let at = self.unit() * total;
        running.partition_point(|upto| *upto <= at).min(running.len().saturating_sub(1))
    }
}

/// FNV-1a over the name, mixed with the seed: stable, and good enough to tell streams apart.
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    let mut value = 0xcbf2_9ce4_8422_2325_u64 ^ seed.rotate_left(17);
    for byte in text.bytes() {
        value = (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    value ^ (value >> 29)
}

/// A 24-digit id in the form of CC's database ids.
pub(crate) fn object_id(kind: &str, n: u64) -> String {
    let mixed = hash(n, kind);
    format!("66b1f0a2{:016x}", mixed.rotate_left(13) ^ n)
}
