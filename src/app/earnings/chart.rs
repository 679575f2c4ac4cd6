//! The earnings chart: earnings by day, week or month, stacked by stream.

use super::bars::StackedBars;
use crate::{
    chart::{EChart, Series, Values},
    ui::{bucket_label, bucket_title, stream_class},
};
use domain::{
    Currency, Money,
    earnings::{Bucket, Point, Range, Stream},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The chart with its legend, and the same figures as a table.
#[component]
pub fn EarningsChart(
    /// The series.
    points: Vec<Point>,
    /// What is drawn of it.
    option: String,
    /// How it is cut.
    bucket: Bucket,
    /// Currency of the amounts.
    currency: Currency,
    /// The days shown.
    range: Range,
) -> impl IntoView {
    let points = Arc::new(points);
    let describe = {
        let points = points.clone();
        Arc::new(move |index: usize| {
            points.get(index).map(|point| sentence(point, bucket, currency)).unwrap_or_default()
        })
    };
    let count = points.len();
    let (still, table) = (points.to_vec(), points.to_vec());
    let label = format!("Earnings by {}, {}, in {currency}", bucket.as_str(), range.label());
    let streams = Stream::told_apart(&points);
    let series: Vec<Series> =
        streams.into_iter().map(|stream| Series { title: stream.title(), class: stream_class(stream) }).collect();
    view! {
        <EChart label option series points=count describe values=Values::Money(currency)>
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
    let streams = Stream::told_apart(&points);
    let heads = streams.clone();
    let row = move |point: Point| {
        let amount = |stream: &Stream| {
            view! { <td class="num">{Money::new(point.amount(*stream), currency).to_string()}</td> }
        };
        view! {
            <tr>
                <th scope="row">{bucket_label(point.day, bucket)}</th>
                {streams.iter().map(amount).collect_view()}
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
                        {heads.into_iter().map(|stream| view! { <th scope="col" class="num">{stream.title()}</th> }).collect_view()}
                        <th scope="col" class="num">"Total"</th>
                    </tr>
                </thead>
                <tbody>{points.into_iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn sentence(point: &Point, bucket: Bucket, currency: Currency) -> String {
    let money = |minor| Money::new(minor, currency);
    let parts: Vec<String> = Stream::told_apart(std::slice::from_ref(point))
        .into_iter()
        .map(|stream| format!("{} {}", stream.title(), money(point.amount(stream))))
        .collect();
    format!("{}: {} in all. {}.", bucket_label(point.day, bucket), money(point.total()), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    #[test]
    fn a_point_is_said_in_words() {
        let point = Point { day: Day::from_number(20_001), cc_sale: 1250, network: 5, program: 0, bonus: 0 };
        let words = sentence(&point, Bucket::Day, Currency::USD);
        assert!(words.starts_with("Oct 5, 2024: $12.55 in all. CC sales $12.50, "), "{words}");
    }
}
