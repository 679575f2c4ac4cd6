//! A still picture of stacked bars: what stands there before the chart is drawn, and without JavaScript.

use crate::ui::stream_class;
use domain::{
    Currency, Money,
    earnings::{Point, Stream},
};
use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;

/// Stacked bars as SVG. Decorative: the figures are in the table.
#[component]
pub fn StackedBars(
    /// The series.
    points: Vec<Point>,
    /// Currency of the amounts.
    currency: Currency,
) -> impl IntoView {
    let highest =
        points.iter().map(|point| stack(point).iter().map(|(_, amount)| amount).sum::<i64>()).max().unwrap_or(0).max(1);
    let step = WIDTH / points.len().max(1) as f64;
    let bars = points
        .iter()
        .enumerate()
        .flat_map(|(index, point)| bar(point, index as f64 * step, step, highest))
        .map(|(class, x, y, width, height)| {
            view! { <rect class=class x=x y=y width=width height=height rx="1.5" /> }
        })
        .collect_view();
    view! {
        <svg class="bars" viewBox="0 0 720 240" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
        <span class="bars-top" aria-hidden="true">{Money::new(highest, currency).to_string()}</span>
    }
}

/// Negative corrections have no height; the table tells them.
fn stack(point: &Point) -> [(Stream, i64); 4] {
    Stream::ALL.map(|stream| (stream, point.amount(stream).max(0)))
}

type Rect = (&'static str, String, String, String, String);

fn bar(point: &Point, x: f64, step: f64, highest: i64) -> Vec<Rect> {
    let scale = (HEIGHT - 4.0) / highest as f64;
    let width = (step * 0.66).max(1.0);
    let mut top = HEIGHT;
    stack(point)
        .into_iter()
        .filter(|(_, amount)| *amount > 0)
        .map(|(stream, amount)| {
            let height = amount as f64 * scale;
            top -= height;
            let text = |number: f64| format!("{number:.1}");
            (stream_class(stream), text(x + (step - width) / 2.0), text(top), text(width), text(height))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_picture_and_corrections_have_no_height() {
        let point = Point { day: domain::Day::default(), cc_sale: 60, network: 40, program: 0, bonus: -5 };
        let rects = bar(&point, 0.0, 10.0, 100);
        assert_eq!(rects.len(), 2);
        assert_eq!(rects[1].2, "4.0");
    }
}
