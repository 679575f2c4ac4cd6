//! What the charts of the program draw: revenue and commissions as lines, conversions as bars.

use super::chart::Line;
use crate::chart::option::{axis_label, colour, json, over_time, scale};
use charming::{
    Chart,
    element::{AreaStyle, AxisPointerType, ItemStyle, LineStyle},
    series::{Bar, Line as LineSeries},
};
use domain::program::ProgramFigures;

/// Revenue and commissions; none when nothing ever counted. Days without any are a chart too, once there was one.
pub fn money(view: &ProgramFigures) -> Option<String> {
    view.has_counted.then(|| json(&money_chart(view))).flatten()
}

/// Conversions; none when nothing ever counted.
pub fn counts(view: &ProgramFigures) -> Option<String> {
    view.has_counted.then(|| json(&counts_chart(view))).flatten()
}

fn money_chart(view: &ProgramFigures) -> Chart {
    let chart = over_time(categories(view), AxisPointerType::Line, scale());
    Line::MONEY.into_iter().fold(chart, |chart, line| {
        let scale = f64::from(10_i32.pow(view.currency.digits()));
        // Major units: drawing only, never counting.
        let data: Vec<f64> = view.points.iter().map(|point| line.of(point) as f64 / scale).collect();
        chart.series(
            LineSeries::new()
                .name(line.title())
                .show_symbol(view.points.len() == 1)
                .symbol_size(6)
                .line_style(LineStyle::new().width(2))
                .area_style(AreaStyle::new().opacity(0.08))
                .item_style(ItemStyle::new().color(colour(line.variable())))
                .data(data),
        )
    })
}

fn counts_chart(view: &ProgramFigures) -> Chart {
    let data: Vec<i64> = view.points.iter().map(|point| Line::Conversions.of(point)).collect();
    // There are no half conversions.
    over_time(categories(view), AxisPointerType::Shadow, scale().min_interval(1)).series(
        Bar::new()
            .name(Line::Conversions.title())
            .bar_width("45%")
            .item_style(ItemStyle::new().color(colour(Line::Conversions.variable())).border_radius(2))
            .data(data),
    )
}

fn categories(view: &ProgramFigures) -> Vec<String> {
    view.points.iter().map(|point| axis_label(point.day, view.bucket)).collect()
}
