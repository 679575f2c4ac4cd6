//! A still picture of the program over time: what stands there before the chart is drawn, and without JavaScript.

use super::line::Line;
use domain::{Currency, program::ProgramPoint};
use leptos::prelude::*;
use std::{fmt::Write, sync::Arc};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;

/// The lines on one scale. Decorative: the figures are in the table.
#[component]
pub fn Still(
    /// The series.
    points: Arc<[ProgramPoint]>,
    /// Which lines.
    lines: &'static [Line],
    /// The currency of amounts.
    currency: Currency,
) -> impl IntoView {
    let values = |point: &ProgramPoint| lines.iter().filter_map(|line| line.of(point)).max().unwrap_or(0);
    let top = points.iter().max_by_key(|point| values(point));
    let highest = top.map_or(0, values).max(1);
    let top = top.zip(lines.first()).map(|(point, line)| line.text(point, currency));
    let paths = lines.iter().map(|line| view! { <path class=line.class() d=path(&points, *line, highest) /> });
    view! {
        <svg class="bars lines" viewBox="0 0 720 240" preserveAspectRatio="none" aria-hidden="true">{paths.collect_view()}</svg>
        <span class="bars-top" aria-hidden="true">{top}</span>
    }
}

/// What was taken back beyond what was earned has no height, and what is unknown is a gap; the table tells it.
fn path(points: &[ProgramPoint], line: Line, highest: i64) -> String {
    let step = WIDTH / points.len().max(1) as f64;
    let mut path = String::new();
    let mut letter = 'M';
    for (index, point) in points.iter().enumerate() {
        let Some(value) = line.of(point) else {
            letter = 'M';
            continue;
        };
        let x = (index as f64 + 0.5) * step;
        let y = HEIGHT - value.max(0) as f64 * (HEIGHT - 6.0) / highest as f64;
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
        letter = 'L';
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_point_touches_the_top_and_what_was_taken_back_has_no_height() {
        let point = |earned| ProgramPoint { earned, ..ProgramPoint::default() };
        assert_eq!(path(&[point(-5), point(40)], Line::Commissions, 40), "M180.0 240.0L540.0 6.0");
    }

    #[test]
    fn what_is_unknown_is_a_gap() {
        let point = |conversions| ProgramPoint { revenue: 40, conversions, ..ProgramPoint::default() };
        assert_eq!(path(&[point(1), point(0), point(1)], Line::AverageOrder, 40), "M120.0 6.0M600.0 6.0");
    }
}
