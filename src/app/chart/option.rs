//! What the charts' options have in common. An option is a pure function of a view's data; the browser only draws it.

use charming::{
    Chart,
    component::{Axis, DataZoom, DataZoomType, Grid, Legend},
    element::{
        AxisLabel, AxisLine, AxisPointer, AxisPointerType, AxisTick, AxisType, Color, LineStyle, SplitLine, Tooltip,
        Trigger,
    },
};
use domain::{Day, earnings::Bucket};

/// From this many points on, a chart can be zoomed.
const LONG: usize = 32;

/// A colour by the name that the style sheet gives it.
pub fn colour(variable: &str) -> Color {
    Color::Value(format!("var({variable})"))
}

/// Buckets along the bottom and values up the side, with a pointer that reads all series at once; zoomable when long.
/// The page has a legend of its own, which switches series by the hidden one.
pub fn over_time(categories: Vec<String>, pointer: AxisPointerType, values: Axis) -> Chart {
    let is_long = is_long(categories.len());
    let grid = Grid::new().left(8).right(8).top(12).bottom(if is_long { 48 } else { 8 }).contain_label(true);
    let chart = base(pointer).grid(grid).x_axis(buckets(categories)).y_axis(values);
    if is_long { zoomable(chart, 1) } else { chart }
}

/// Whether so many points are so close together that one wants to look closer.
pub const fn is_long(points: usize) -> bool {
    points >= LONG
}

/// A chart without axes yet.
pub fn base(pointer: AxisPointerType) -> Chart {
    let pointer = AxisPointer::new().type_(pointer);
    let tooltip = Tooltip::new().trigger(Trigger::Axis).axis_pointer(pointer);
    Chart::new()
        .legend(Legend::new().show(false))
        .tooltip(tooltip.background_color(colour("--surface")).border_color(colour("--line")))
}

/// An axis of buckets.
pub fn buckets(categories: Vec<String>) -> Axis {
    Axis::new()
        .type_(AxisType::Category)
        .data(categories)
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .axis_label(small_text())
}

/// An axis of values.
pub fn scale() -> Axis {
    let line = LineStyle::new().color(colour("--line"));
    Axis::new().type_(AxisType::Value).axis_label(small_text()).split_line(SplitLine::new().line_style(line))
}

fn small_text() -> AxisLabel {
    AxisLabel::new().color(colour("--ink-2")).font_size(11)
}

/// Wheel and slider for the first so many axes of buckets.
pub fn zoomable(chart: Chart, axes: i32) -> Chart {
    let axes: Vec<i32> = (0..axes).collect();
    let wheel = DataZoom::new().type_(DataZoomType::Inside).x_axis_index(axes.clone()).zoom_lock(false);
    let slider = DataZoom::new().type_(DataZoomType::Slider).x_axis_index(axes).bottom(4);
    chart.data_zoom(wheel).data_zoom(slider.border_color(colour("--line")).filler_color(colour("--line")))
}

/// How a bucket is called on the axis.
pub fn axis_label(day: Day, bucket: Bucket) -> String {
    match bucket {
        Bucket::Day | Bucket::Week => day.short(),
        Bucket::Month => day.month(),
    }
}

/// The option as it travels; none if it cannot be written, and the page then shows its still picture.
pub fn json(chart: &Chart) -> Option<String> {
    serde_json::to_string(chart).inspect_err(|error| tracing::error!(%error, "a chart could not be written")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(points: usize) -> serde_json::Value {
        serde_json::to_value(over_time(vec!["Nov 1".to_owned(); points], AxisPointerType::Line, scale())).unwrap()
    }

    #[test]
    fn long_series_can_be_zoomed() {
        assert!(option(31).get("dataZoom").is_none());
        assert_eq!(option(32)["dataZoom"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn what_charts_over_time_have_in_common() {
        insta::assert_json_snapshot!(option(1));
    }
}
