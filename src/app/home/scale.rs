//! The vertical axis of a small chart: round ends, room for corrections below zero.

/// From `bottom` (zero or less) to `top`, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// The highest line.
    pub top: i64,
    /// The lowest line.
    pub bottom: i64,
}

impl Scale {
    /// The round scale that holds both values.
    pub fn holding(low: i64, high: i64) -> Self {
        Self { top: round_up(high.max(1)), bottom: if low < 0 { -round_up(-low) } else { 0 } }
    }

    /// How far below the top a value lies, in percent of the height.
    pub fn depth(self, value: i64) -> f64 {
        (self.top - value) as f64 * 100.0 / (self.top - self.bottom).max(1) as f64
    }

    /// The values that get a line.
    pub fn lines(self) -> Vec<i64> {
        let below = (self.bottom < 0).then_some(self.bottom);
        [self.top, self.top / 2, 0].into_iter().chain(below).collect()
    }
}

/// The next number of 1, 2, 4, 6, 8 or 10 times a power of ten: each has a round half.
fn round_up(value: i64) -> i64 {
    let mut power = 1_i64;
    while power.saturating_mul(10) < value {
        power = power.saturating_mul(10);
    }
    [1, 2, 4, 6, 8, 10].into_iter().map(|step: i64| power.saturating_mul(step)).find(|it| *it >= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_round() {
        for (value, end) in [(1, 1), (7, 8), (10, 10), (11, 20), (4_512, 6_000), (12_500, 20_000), (100_000, 100_000)] {
            assert_eq!(round_up(value), end, "{value}");
        }
    }

    #[test]
    fn corrections_have_room_below_zero() {
        let scale = Scale::holding(-894, 4_512);
        assert_eq!((scale.top, scale.bottom), (6_000, -1_000));
        assert_eq!(scale.lines(), [6_000, 3_000, 0, -1_000]);
        assert!((scale.depth(6_000) - 0.0).abs() < 1e-9);
        assert!((scale.depth(-1_000) - 100.0).abs() < 1e-9);
    }
}
