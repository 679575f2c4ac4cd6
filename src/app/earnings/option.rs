//! What the earnings chart draws: earnings by day, week or month, stacked by stream.

use crate::chart::{
    Charted,
    option::{axis_label, colour, json, over_time, scale},
};
use charming::{
    Chart,
    element::{AxisPointerType, Emphasis, EmphasisFocus, ItemStyle},
    series::Bar,
};
use domain::{
    Currency,
    earnings::{Bucket, EarningsOverview, Point, Stream},
};

/// The overview with its chart.
pub fn charted(overview: EarningsOverview) -> Charted<EarningsOverview> {
    let option = option_text(&overview.points, overview.bucket, overview.currency);
    Charted { view: overview, option }
}

/// The chart of a series; none when nothing is known.
pub fn option_text(points: &[Point], bucket: Bucket, currency: Currency) -> Option<String> {
    if points.is_empty() { None } else { json(&option(points, bucket, currency)) }
}

fn option(points: &[Point], bucket: Bucket, currency: Currency) -> Chart {
    let categories = points.iter().map(|point| axis_label(point.day, bucket)).collect();
    let chart = over_time(categories, AxisPointerType::Shadow, scale());
    Stream::told_apart(points).into_iter().fold(chart, |chart, stream| {
        let data = points.iter().map(|point| major(point.amount(stream), currency)).collect::<Vec<_>>();
        chart.series(
            Bar::new()
                .name(stream.title())
                .stack("earnings")
                .item_style(ItemStyle::new().color(colour(variable(stream))))
                .emphasis(Emphasis::new().focus(EmphasisFocus::Series))
                .data(data),
        )
    })
}

const fn variable(stream: Stream) -> &'static str {
    match stream {
        Stream::CcSale => "--src-cc",
        Stream::Network => "--src-net",
        Stream::Program => "--src-program",
        Stream::Bonus => "--src-bonus",
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

    #[test]
    fn amounts_are_drawn_in_major_units_and_stacked() {
        let points: Vec<Point> = (0..3)
            .map(|n| Point { day: Day::from_number(20_000 + n), cc_sale: 1250 * n, network: 5, program: 0, bonus: 0 })
            .collect();
        let option = serde_json::to_value(option(&points, Bucket::Day, Currency::USD)).unwrap();
        insta::assert_json_snapshot!(option["series"]);
        assert_eq!(option["xAxis"]["data"], serde_json::json!(["Oct 4", "Oct 5", "Oct 6"]));
    }

    #[test]
    fn nothing_known_is_not_drawn() {
        assert_eq!(option_text(&[], Bucket::Day, Currency::USD), None);
    }
}
