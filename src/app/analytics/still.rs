//! A still picture of clicks, visits and orders: what stands there before the chart is drawn, and without JavaScript.

use super::chart::Line;
use crate::ui::count_text;
use domain::analytics::TrafficPoint;
use leptos::prelude::*;
use std::fmt::Write;

const WIDTH: f64 = 720.0;
/// Where the lines stand, from top to bottom.
const LINES: (f64, f64) = (6.0, 150.0);
/// Where the bars stand.
const BARS: (f64, f64) = (176.0, 240.0);

/// Lines above, bars below, each on its own scale. Decorative: the figures are in the table.
#[component]
pub fn StillLines(
    /// The series.
    points: Vec<TrafficPoint>,
) -> impl IntoView {
    let highest = |lines: &[Line]| {
        let values = points.iter().flat_map(|point| lines.iter().map(|line| line.of(point)));
        values.max().unwrap_or(0).max(1)
    };
    let (top, most) = (highest(&[Line::Clicks, Line::Visits]), highest(&[Line::Orders]));
    let paths = [Line::Visits, Line::Clicks].map(|line| {
        view! { <path class=line.class() d=path(&points, line, top) /> }
    });
    let bars = bars(&points, most).into_iter().map(|[x, y, width, height]| {
        view! { <rect class="shop" x=x y=y width=width height=height /> }
    });
    view! {
        <svg class="bars lines" viewBox="0 0 720 240" preserveAspectRatio="none" aria-hidden="true">
            {paths.collect_view()}
            {bars.collect_view()}
        </svg>
        <span class="bars-top" aria-hidden="true">{count_text(Some(top))}</span>
    }
}

fn path(points: &[TrafficPoint], line: Line, highest: i64) -> String {
    let (top, foot) = LINES;
    let step = WIDTH / points.len().max(1) as f64;
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let x = (index as f64 + 0.5) * step;
        let y = foot - line.of(point) as f64 * (foot - top) / highest as f64;
        let letter = if index == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
    }
    path
}

fn bars(points: &[TrafficPoint], highest: i64) -> Vec<[String; 4]> {
    let (top, foot) = BARS;
    let step = WIDTH / points.len().max(1) as f64;
    let width = (step * 0.6).clamp(1.0, 18.0);
    let bar = |(index, point): (usize, &TrafficPoint)| {
        let height = Line::Orders.of(point) as f64 * (foot - top) / highest as f64;
        let x = (index as f64 + 0.5) * step - width / 2.0;
        (height > 0.0).then(|| [x, foot - height, width, height].map(|number| format!("{number:.1}")))
    };
    points.iter().enumerate().filter_map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    #[test]
    fn lines_and_bars_span_their_own_parts_of_the_picture() {
        let point = |clicks, orders| TrafficPoint { day: Day::default(), clicks, visits: 0, orders };
        let points = [point(0, 0), point(40, 2)];
        assert_eq!(path(&points, Line::Clicks, 40), "M180.0 150.0L540.0 6.0");
        assert_eq!(bars(&points, 2), [["531.0", "176.0", "18.0", "64.0"]]);
    }
}
