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
pub fn over_time(categories: Vec<String>, pointer: AxisPointerType) -> Chart {
    let is_long = categories.len() >= LONG;
    let small_text = AxisLabel::new().color(colour("--ink-2")).font_size(11);
    let chart = Chart::new()
        .legend(Legend::new().show(false))
        .grid(Grid::new().left(8).right(8).top(12).bottom(if is_long { 48 } else { 8 }).contain_label(true))
        .tooltip(
            Tooltip::new()
                .trigger(Trigger::Axis)
                .background_color(colour("--surface"))
                .border_color(colour("--line"))
                .axis_pointer(AxisPointer::new().type_(pointer)),
        )
        .x_axis(
            Axis::new()
                .type_(AxisType::Category)
                .data(categories)
                .axis_tick(AxisTick::new().show(false))
                .axis_line(AxisLine::new().show(false))
                .axis_label(small_text.clone()),
        )
        .y_axis(
            Axis::new()
                .type_(AxisType::Value)
                .axis_label(small_text)
                .split_line(SplitLine::new().line_style(LineStyle::new().color(colour("--line")))),
        );
    if is_long { zoomable(chart) } else { chart }
}

fn zoomable(chart: Chart) -> Chart {
    let slider = DataZoom::new().type_(DataZoomType::Slider).bottom(4);
    chart
        .data_zoom(DataZoom::new().type_(DataZoomType::Inside).zoom_lock(false))
        .data_zoom(slider.border_color(colour("--line")).filler_color(colour("--line")))
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
        serde_json::to_value(over_time(vec!["Nov 1".to_owned(); points], AxisPointerType::Line)).unwrap()
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
