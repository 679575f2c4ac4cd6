//! The program over time: a chart, and the same figures as a table.

use super::{line::Line, still::Still};
use crate::{
    chart::{EChart, Series, Values},
    ui::{bucket_label, bucket_title},
};
use domain::{
    Currency,
    earnings::Bucket,
    program::{ProgramFigures, ProgramPoint},
};
use leptos::prelude::*;
use std::sync::Arc;

/// A chart of some lines with their legend, and the same figures as a table.
#[component]
pub fn TrendChart(
    /// The figures.
    view: ProgramFigures,
    /// What is drawn of them.
    option: String,
    /// Which lines.
    lines: &'static [Line],
) -> impl IntoView {
    let ProgramFigures { bucket, currency, range, points, .. } = view;
    let points: Arc<[ProgramPoint]> = points.into();
    let (spoken, count) = (Arc::clone(&points), points.len());
    let describe = Arc::new(move |index: usize| {
        spoken.get(index).map(|point| sentence(point, lines, bucket, currency)).unwrap_or_default()
    });
    let names = lines.iter().map(|line| line.title()).collect::<Vec<_>>().join(" and ");
    let values = if lines.iter().all(|line| line.is_count()) { Values::Counts } else { Values::Amounts(currency) };
    let label = format!("{names} by {}, {}", bucket.as_str(), range.label());
    let series: Vec<Series> = lines.iter().map(|line| Series { title: line.title(), class: line.class() }).collect();
    let (still, table) = (Arc::clone(&points), points);
    view! {
        <EChart label option series points=count describe values>
            <Still points=still lines currency />
        </EChart>
        <details class="chart-table">
            <summary>"Show as table"</summary>
            <PointTable points=table lines names bucket currency />
        </details>
    }
}

#[component]
fn PointTable(
    points: Arc<[ProgramPoint]>,
    lines: &'static [Line],
    names: String,
    bucket: Bucket,
    currency: Currency,
) -> impl IntoView {
    let row = move |point: &ProgramPoint| {
        let cells = lines.iter().map(|line| view! { <td class="num">{line.text(point, currency)}</td> });
        view! { <tr><th scope="row">{bucket_label(point.day, bucket)}</th>{cells.collect_view()}</tr> }
    };
    let heads = lines.iter().map(|line| view! { <th scope="col" class="num">{line.title()}</th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=format!("{names} as a table")>
            <table>
                <thead><tr><th scope="col">{bucket_title(bucket)}</th>{heads.collect_view()}</tr></thead>
                <tbody>{points.iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn sentence(point: &ProgramPoint, lines: &[Line], bucket: Bucket, currency: Currency) -> String {
    let parts: Vec<String> =
        lines.iter().map(|line| format!("{} {}", line.title(), line.text(point, currency))).collect();
    format!("{}: {}.", bucket_label(point.day, bucket), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::trend::Trend;
    use domain::Day;

    #[test]
    fn a_point_is_said_in_words() {
        let point = ProgramPoint {
            revenue: 123_450,
            earned: 12_345,
            conversions: 7,
            ..ProgramPoint::empty(Day::from_number(20_001))
        };
        let said = |trend: Trend| sentence(&point, trend.lines(), Bucket::Day, Currency::USD);
        assert_eq!(said(Trend::Revenue), "Oct 5, 2024: Revenue $1,234.50, Commissions $123.45.");
        assert_eq!(said(Trend::Conversions), "Oct 5, 2024: Conversions 7.");
        assert_eq!(said(Trend::PerClick), "Oct 5, 2024: Earned per click –.");
    }
}
