//! The earnings chart: earnings by day, week or month, stacked by stream.

use crate::{
    chart::{Draw, EChart, Palette},
    ui::stream_class,
};
use charming::{
    Chart,
    component::{Axis, DataZoom, DataZoomType, Grid},
    element::{
        AxisLabel, AxisLine, AxisPointer, AxisPointerType, AxisTick, AxisType, Color, Emphasis, EmphasisFocus,
        ItemStyle, LineStyle, SplitLine, Tooltip, Trigger,
    },
    series::Bar,
};
use domain::{
    Currency, Money,
    earnings::{Bucket, Point, Range, Stream},
};
use leptos::prelude::*;
use std::sync::Arc;

use super::bars::StackedBars;

/// Which streams the chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown([bool; 3]);

impl Shown {
    fn has(self, stream: Stream) -> bool {
        Stream::ALL.iter().zip(self.0).any(|(it, shown)| *it == stream && shown)
    }

    /// Switches one stream; the last one stays on, an empty chart says nothing.
    fn toggled(self, stream: Stream) -> Self {
        let mut next = self;
        for (it, shown) in Stream::ALL.iter().zip(next.0.iter_mut()) {
            *shown ^= *it == stream;
        }
        if next.0.contains(&true) { next } else { self }
    }
}

/// The chart with its legend, and the same figures as a table.
#[component]
pub fn EarningsChart(
    /// The series.
    points: Vec<Point>,
    /// How it is cut.
    bucket: Bucket,
    /// Currency of the amounts.
    currency: Currency,
    /// The days shown.
    range: Range,
) -> impl IntoView {
    let shown = RwSignal::new(Shown([true; 3]));
    let points = Arc::new(points);
    let draw: Draw = {
        let points = points.clone();
        Arc::new(move |palette| option(&points, bucket, currency, shown.get(), palette))
    };
    let describe = {
        let points = points.clone();
        Arc::new(move |index: usize| {
            points.get(index).map(|point| sentence(point, bucket, currency)).unwrap_or_default()
        })
    };
    let count = points.len();
    let (still, table) = (points.to_vec(), points.to_vec());
    let label = format!("Earnings by {}, {}, in {currency}", bucket.as_str(), range.label());
    let legend = Stream::ALL.map(|stream| {
        view! {
            <button
                type="button"
                class="legend-item"
                aria-pressed=move || if shown.get().has(stream) { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = shown.toggled(stream))
            >
                <i class=format!("dot {}", stream_class(stream))></i>
                {stream.title()}
            </button>
        }
    });
    view! {
        <div class="legend" role="group" aria-label="Shown in the chart">{legend.collect_view()}</div>
        <EChart label draw points=count describe currency>
            <StackedBars points=still currency />
        </EChart>
        <details class="chart-table">
            <summary>"Show as table"</summary>
            <PointTable points=table bucket currency />
        </details>
    }
}

/// The series as a table.
#[component]
fn PointTable(points: Vec<Point>, bucket: Bucket, currency: Currency) -> impl IntoView {
    let row = move |point: Point| {
        view! {
            <tr>
                <th scope="row">{bucket_label(point.day, bucket)}</th>
                <td class="num">{Money::new(point.cc_sale, currency).to_string()}</td>
                <td class="num">{Money::new(point.network, currency).to_string()}</td>
                <td class="num">{Money::new(point.bonus, currency).to_string()}</td>
                <td class="num">{Money::new(point.total(), currency).to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Earnings as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{bucket_title(bucket)}</th>
                        {Stream::ALL.map(|stream| view! { <th scope="col" class="num">{stream.title()}</th> }).collect_view()}
                        <th scope="col" class="num">"Total"</th>
                    </tr>
                </thead>
                <tbody>{points.into_iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn bucket_title(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Day => "Day",
        Bucket::Week => "Week from",
        Bucket::Month => "Month",
    }
}

fn bucket_label(day: domain::Day, bucket: Bucket) -> String {
    match bucket {
        Bucket::Day | Bucket::Week => day.long(),
        Bucket::Month => day.month(),
    }
}

fn sentence(point: &Point, bucket: Bucket, currency: Currency) -> String {
    let money = |minor| Money::new(minor, currency);
    let parts = Stream::ALL.map(|stream| format!("{} {}", stream.title(), money(stream_amount(point, stream))));
    format!("{}: {} in all. {}.", bucket_label(point.day, bucket), money(point.total()), parts.join(", "))
}

fn stream_amount(point: &Point, stream: Stream) -> i64 {
    match stream {
        Stream::CcSale => point.cc_sale,
        Stream::Network => point.network,
        Stream::Bonus => point.bonus,
    }
}

/// The ECharts option: a pure function of the data, the choice of streams and the colours.
fn option(points: &[Point], bucket: Bucket, currency: Currency, shown: Shown, palette: &Palette) -> Chart {
    let categories = points.iter().map(|point| axis_label(point.day, bucket)).collect::<Vec<_>>();
    let hair_line = LineStyle::new().color(Color::Value(palette.line.clone()));
    let small_text = AxisLabel::new().color(Color::Value(palette.ink.clone())).font_size(11);
    let chart = Chart::new()
        .grid(Grid::new().left(8).right(8).top(12).bottom(if points.len() > 31 { 48 } else { 8 }).contain_label(true))
        .tooltip(
            Tooltip::new()
                .trigger(Trigger::Axis)
                .background_color(Color::Value(palette.surface.clone()))
                .border_color(Color::Value(palette.line.clone()))
                .axis_pointer(AxisPointer::new().type_(AxisPointerType::Shadow)),
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
                .split_line(SplitLine::new().line_style(hair_line)),
        );
    let chart = if points.len() > 31 { zoomable(chart, palette) } else { chart };
    Stream::ALL.into_iter().filter(|stream| shown.has(*stream)).fold(chart, |chart, stream| {
        let colour = match stream {
            Stream::CcSale => &palette.cc,
            Stream::Network => &palette.network,
            Stream::Bonus => &palette.bonus,
        };
        let data = points.iter().map(|point| major(stream_amount(point, stream), currency)).collect::<Vec<_>>();
        chart.series(
            Bar::new()
                .name(stream.title())
                .stack("earnings")
                .item_style(ItemStyle::new().color(Color::Value(colour.clone())))
                .emphasis(Emphasis::new().focus(EmphasisFocus::Series))
                .data(data),
        )
    })
}

fn zoomable(chart: Chart, palette: &Palette) -> Chart {
    let line = Color::Value(palette.line.clone());
    chart
        .data_zoom(DataZoom::new().type_(DataZoomType::Inside).zoom_lock(false))
        .data_zoom(DataZoom::new().type_(DataZoomType::Slider).bottom(4).border_color(line.clone()).filler_color(line))
}

fn axis_label(day: domain::Day, bucket: Bucket) -> String {
    match bucket {
        Bucket::Day | Bucket::Week => day.short(),
        Bucket::Month => day.month(),
    }
}

/// Minor units as the major units that a chart is drawn in; drawing only, never counting.
fn major(minor: i64, currency: Currency) -> f64 {
    let scale = 10_i32.pow(currency.digits());
    minor as f64 / f64::from(scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    fn points(count: i64) -> Vec<Point> {
        (0..count)
            .map(|n| Point { day: Day::from_number(20_000 + n), cc_sale: 1250 * n, network: 5, bonus: 0 })
            .collect()
    }

    fn json(count: i64, shown: Shown) -> serde_json::Value {
        let palette = Palette { cc: "#111".into(), ..Palette::default() };
        serde_json::to_value(option(&points(count), Bucket::Day, Currency::USD, shown, &palette)).unwrap()
    }

    #[test]
    fn amounts_are_drawn_in_major_units_and_stacked() {
        let option = json(3, Shown([true; 3]));
        assert_eq!(option["series"][0]["data"], serde_json::json!([0.0, 12.5, 25.0]));
        assert_eq!(option["series"][2]["stack"], "earnings");
        assert_eq!(option["series"][0]["itemStyle"]["color"], "#111");
    }

    #[test]
    fn streams_that_are_switched_off_are_not_drawn_and_the_last_stays() {
        let shown = Shown([true; 3]).toggled(Stream::CcSale).toggled(Stream::Network);
        assert_eq!(json(3, shown)["series"].as_array().unwrap().len(), 1);
        assert_eq!(shown.toggled(Stream::Bonus), shown);
    }

    #[test]
    fn long_series_can_be_zoomed() {
        assert!(json(31, Shown([true; 3])).get("dataZoom").is_none());
        assert_eq!(json(90, Shown([true; 3]))["dataZoom"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_point_is_said_in_words() {
        let words = sentence(&points(2)[1], Bucket::Day, Currency::USD);
        assert!(words.starts_with("Oct 5, 2024: $12.55 in all. CC sales $12.50, "), "{words}");
    }
}
