//! A small line that shows the direction of a figure.

use leptos::prelude::*;
use std::fmt::Write;

/// A decorative line; the figure beside it says the same in words.
#[component]
pub fn Sparkline(
    /// The values from old to new.
    points: Vec<i64>,
) -> impl IntoView {
    view! {
        <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
            <path d=line(&points) />
        </svg>
    }
}

fn line(points: &[i64]) -> String {
    let (Some(low), Some(high)) = (points.iter().min(), points.iter().max()) else {
        return String::new();
    };
    let steps = points.len().saturating_sub(1).max(1) as f64;
    let span = (high - low).max(1) as f64;
    let mut path = String::new();
    for (index, value) in points.iter().enumerate() {
        let x = index as f64 * 100.0 / steps;
        let y = 22.0 - (value - low) as f64 * 20.0 / span;
        let letter = if index == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_spans_the_box_from_low_to_high() {
        assert_eq!(line(&[0, 10]), "M0.0 22.0L100.0 2.0");
        assert_eq!(line(&[]), "");
        assert_eq!(line(&[7, 7]), "M0.0 22.0L100.0 22.0");
    }
}
