//! What the charts of the program draw: amounts as lines, counts as bars.

use super::{
    line::Line,
    trend::{Trend, Trends},
};
use crate::chart::option::{axis_label, colour, json, over_time, scale};
use charming::{
    Chart,
    datatype::{CompositeValue, DataPoint},
    element::{AreaStyle, AxisPointerType, ItemStyle, LineStyle},
    series::{Bar, Line as LineSeries},
};
use domain::program::ProgramFigures;

/// Amounts and counts; none when nothing ever counted. Days without any are a chart too, once there was one.
pub fn both(view: &ProgramFigures, trends: Trends) -> (Option<String>, Option<String>) {
    let drawn = |chart: Chart| view.has_counted.then(|| json(&chart)).flatten();
    (drawn(amounts(view, trends.amounts)), drawn(counts(view, trends.counts)))
}

fn amounts(view: &ProgramFigures, trend: Trend) -> Chart {
    let chart = over_time(categories(view), AxisPointerType::Line, scale());
    let scale = f64::from(10_i32.pow(view.currency.digits()));
    trend.lines().iter().fold(chart, |chart, line| {
        // Major units: drawing only, never counting. What is unknown leaves a gap.
        let value = |minor: Option<i64>| minor.map_or_else(gap, |minor| DataPoint::from(minor as f64 / scale));
        chart.series(
            LineSeries::new()
                .name(line.title())
                .show_symbol(has_lonely_points(view, *line))
                .symbol_size(6)
                .line_style(LineStyle::new().width(2))
                .area_style(AreaStyle::new().opacity(0.08))
                .item_style(ItemStyle::new().color(colour(line.variable())))
                .data(view.points.iter().map(|point| value(line.of(point))).collect::<Vec<_>>()),
        )
    })
}

fn counts(view: &ProgramFigures, trend: Trend) -> Chart {
    // There are no half conversions.
    let chart = over_time(categories(view), AxisPointerType::Shadow, scale().min_interval(1));
    trend.lines().iter().fold(chart, |chart, line| {
        let data: Vec<i64> = view.points.iter().map(|point| line.of(point).unwrap_or(0)).collect();
        chart.series(
            Bar::new()
                .name(line.title())
                .stack("counts")
                .bar_width("45%")
                .item_style(ItemStyle::new().color(colour(line.variable())).border_radius(2))
                .data(data),
        )
    })
}

/// What ECharts reads as no value.
fn gap() -> DataPoint {
    DataPoint::from(CompositeValue::from("-"))
}

/// Whether a point has no neighbour that a line could lead to: without a symbol it would not be seen.
fn has_lonely_points(view: &ProgramFigures, line: Line) -> bool {
    let known: Vec<bool> = view.points.iter().map(|point| line.of(point).is_some()).collect();
    let at = |index: Option<usize>| index.and_then(|index| known.get(index)).copied().unwrap_or(false);
    (0..known.len()).any(|index| at(Some(index)) && !at(index.checked_sub(1)) && !at(Some(index + 1)))
}

fn categories(view: &ProgramFigures) -> Vec<String> {
    view.points.iter().map(|point| axis_label(point.day, view.bucket)).collect()
}
