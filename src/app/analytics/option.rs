//! What the analytics chart draws: clicks and visits as lines, and below them orders as bars, on a scale of their own.

use super::chart::Line;
use crate::chart::option::{axis_label, base, buckets, colour, is_long, json, scale, zoomable};
use charming::{
    Chart,
    component::Grid,
    element::{AreaStyle, AxisLabel, AxisPointer, AxisPointerLink, AxisPointerType, ItemStyle, LineStyle},
    series::{Bar, Line as LineSeries},
};
use domain::{analytics::TrafficPoint, earnings::Bucket};

/// The chart of a series; none when nothing is known.
pub fn option_text(points: &[TrafficPoint], bucket: Bucket) -> Option<String> {
    if points.is_empty() { None } else { json(&option(points, bucket)) }
}

fn option(points: &[TrafficPoint], bucket: Bucket) -> Chart {
    let categories: Vec<String> = points.iter().map(|point| axis_label(point.day, bucket)).collect();
    let is_long = is_long(points.len());
    let (middle, foot) = if is_long { ("46%", 62) } else { ("38%", 24) };
    // Both plots begin at the same place, so that a day stands below itself.
    let grid = || Grid::new().left(40).right(10);
    let unnamed = buckets(categories.clone()).axis_label(AxisLabel::new().show(false));
    let chart = base(AxisPointerType::Line)
        .axis_pointer(AxisPointer::new().link(vec![AxisPointerLink::new().x_axis_index("all")]))
        .grid(grid().top(10).bottom(middle))
        .grid(grid().top(if is_long { "60%" } else { "69%" }).bottom(foot))
        .x_axis(unnamed.grid_index(0))
        .x_axis(buckets(categories).grid_index(1))
        .y_axis(scale().grid_index(0).min_interval(1).split_number(4))
        .y_axis(scale().grid_index(1).min_interval(1).split_number(2))
        .series(line(points, Line::Visits))
        .series(line(points, Line::Clicks).area_style(AreaStyle::new().opacity(0.08)))
        .series(
            Bar::new()
                .name(Line::Orders.title())
                .x_axis_index(1)
                .y_axis_index(1)
                .bar_width("45%")
                .item_style(ItemStyle::new().color(colour(Line::Orders.variable())).border_radius(2))
                .data(values(points, Line::Orders)),
        );
    if is_long { zoomable(chart, 2) } else { chart }
}

fn line(points: &[TrafficPoint], line: Line) -> LineSeries {
    LineSeries::new()
        .name(line.title())
        .show_symbol(points.len() == 1)
        .symbol_size(6)
        .line_style(LineStyle::new().width(2))
        .item_style(ItemStyle::new().color(colour(line.variable())))
        .data(values(points, line))
}

fn values(points: &[TrafficPoint], line: Line) -> Vec<i64> {
    points.iter().map(|point| line.of(point)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    fn json_of(count: i64) -> serde_json::Value {
        let point = |n| TrafficPoint { day: Day::from_number(20_000 + n), clicks: 10 * n, visits: 30 * n, orders: n };
        serde_json::to_value(option(&(0..count).map(point).collect::<Vec<_>>(), Bucket::Day)).unwrap()
    }

    #[test]
    fn orders_stand_below_on_a_scale_of_their_own() {
        insta::assert_json_snapshot!(json_of(2));
    }

    #[test]
    fn a_long_series_is_zoomed_in_both_plots_at_once() {
        let zoom = &json_of(40)["dataZoom"];
        assert_eq!(zoom[0]["xAxisIndex"], serde_json::json!([0, 1]));
        assert_eq!(zoom[1]["xAxisIndex"], serde_json::json!([0, 1]));
    }

    #[test]
    fn nothing_known_is_not_drawn() {
        assert_eq!(option_text(&[], Bucket::Day), None);
    }
}
