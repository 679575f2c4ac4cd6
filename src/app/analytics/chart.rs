//! Clicks, visits and orders over time, and the same figures as a table.

use super::still::StillLines;
use crate::{
    chart::{EChart, Series, Values},
    ui::{bucket_label, bucket_title, count_text},
};
use domain::{
    analytics::TrafficPoint,
    earnings::{Bucket, Range},
};
use leptos::prelude::*;
use std::sync::Arc;

/// A line of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Clicks on the partner's links.
    Clicks,
    /// Visits.
    Visits,
    /// Orders.
    Orders,
}

impl Line {
    /// All of them, in the order of the legend and the table.
    pub const ALL: [Self; 3] = [Self::Clicks, Self::Visits, Self::Orders];

    /// The word for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Clicks => "Clicks",
            Self::Visits => "Visits",
            Self::Orders => "Orders",
        }
    }

    /// The class of its colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Visits => "visits",
            Self::Orders => "shop",
        }
    }

    /// The style sheet's name of its colour.
    #[cfg(feature = "ssr")]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Clicks => "--clicks",
            Self::Visits => "--visits",
            Self::Orders => "--src-shop",
        }
    }

    /// Its value at a point.
    pub const fn of(self, point: &TrafficPoint) -> i64 {
        match self {
            Self::Clicks => point.clicks,
            Self::Visits => point.visits,
            Self::Orders => point.orders,
        }
    }
}

/// The chart with its legend, and the same figures as a table.
#[component]
pub fn TrafficChart(
    /// The series.
    points: Vec<TrafficPoint>,
    /// What is drawn of it.
    option: String,
    /// How it is cut.
    bucket: Bucket,
    /// The days shown.
    range: Range,
) -> impl IntoView {
    let points = Arc::new(points);
    let describe = {
        let points = points.clone();
        Arc::new(move |index: usize| points.get(index).map(|point| sentence(point, bucket)).unwrap_or_default())
    };
    let count = points.len();
    let (still, table) = (points.to_vec(), points.to_vec());
    let label = format!("Clicks, visits and orders by {}, {}", bucket.as_str(), range.label());
    let series = Line::ALL.map(|line| Series { title: line.title(), class: line.class() });
    view! {
        <EChart label option series=series.to_vec() points=count describe values=Values::Counts>
            <StillLines points=still />
        </EChart>
        <details class="chart-table">
            <summary>"Show as table"</summary>
            <PointTable points=table bucket />
        </details>
    }
}

#[component]
fn PointTable(points: Vec<TrafficPoint>, bucket: Bucket) -> impl IntoView {
    let row = move |point: TrafficPoint| {
        let cells = Line::ALL.map(|line| view! { <td class="num">{count_text(Some(line.of(&point)))}</td> });
        view! { <tr><th scope="row">{bucket_label(point.day, bucket)}</th>{cells.collect_view()}</tr> }
    };
    let heads = Line::ALL.map(|line| view! { <th scope="col" class="num">{line.title()}</th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Clicks, visits and orders as a table">
            <table>
                <thead><tr><th scope="col">{bucket_title(bucket)}</th>{heads.collect_view()}</tr></thead>
                <tbody>{points.into_iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn sentence(point: &TrafficPoint, bucket: Bucket) -> String {
    let parts = Line::ALL.map(|line| format!("{} {}", line.title(), count_text(Some(line.of(point)))));
    format!("{}: {}.", bucket_label(point.day, bucket), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    #[test]
    fn a_point_is_said_in_words() {
        let point = TrafficPoint { day: Day::from_number(20_001), clicks: 1_250, visits: 900, orders: 0 };
        assert_eq!(sentence(&point, Bucket::Day), "Oct 5, 2024: Clicks 1,250, Visits 900, Orders 0.");
    }
}
