//! The month day by day: stacked bars drawn by the server, and the same figures as a table.

use super::scale::Scale;
use crate::ui::{Card, stream_class};
use domain::{
    Currency, Day, Money,
    earnings::{Point, Range, Stream},
};
use leptos::{either::Either, prelude::*};

/// Share of the picture's height that the bars have; the rest is for the days' names.
const PLOT: f64 = 88.0;

/// The month up to today.
#[component]
pub fn MonthCard(
    /// The days.
    points: Vec<Point>,
    /// This month up to today.
    range: Range,
    /// Currency of the amounts.
    currency: Currency,
) -> impl IntoView {
    if points.is_empty() {
        return Either::Left(view! {
            <Card title=range.to.month()>
                <crate::ui::Empty
                    title="Nothing known yet"
                    text="The month appears here as soon as the network or the store has answered once."
                />
            </Card>
        });
    }
    let legend = Stream::told_apart(&points).into_iter().map(|stream| {
        view! { <span><i class=format!("dot {}", stream_class(stream))></i>{stream.title()}</span> }
    });
    let legend = view! { <div class="legend">{legend.collect_view()}</div> }.into_any();
    Either::Right(view! {
        <Card title=range.to.month() tools=legend>
            <figure class="month">
                <Bars points=points.clone() range currency />
            </figure>
            <DayTable points currency />
        </Card>
    })
}

#[component]
fn Bars(points: Vec<Point>, range: Range, currency: Currency) -> impl IntoView {
    let scale = Scale::holding(
        points.iter().map(below_zero).min().unwrap_or(0),
        points.iter().map(above_zero).max().unwrap_or(0),
    );
    let first = range.from.month_start();
    let days = first.month_start_after(1).number() - first.number();
    let total = Money::new(points.iter().map(Point::total).sum(), currency);
    let label = format!("Earned day by day, {}: {total} in all", range.label());
    let rules = scale.lines().into_iter().map(|value| rule(value, scale)).collect_view();
    let amounts = scale.lines().into_iter().map(|value| amount(value, scale, currency)).collect_view();
    let slots = (0..days)
        .map(|index| {
            let day = first.plus(index);
            let point = points.iter().find(|point| point.day == day);
            let today = range.to.number() - first.number();
            let place = Slot { index, days, day, today, is_ahead: index > today, is_today: index == today };
            slot(&place, point, scale, currency)
        })
        .collect_view();
    view! { <svg class="month-chart" role="img" aria-label=label>{rules}{slots}{amounts}</svg> }
}

/// A line across the picture.
fn rule(value: i64, scale: Scale) -> impl IntoView {
    let y = percent(scale.depth(value) * PLOT / 100.0);
    view! { <line class="rule" class:zero=value == 0 x1="0" x2="100%" y1=y.clone() y2=y /> }
}

/// The amount of a line, in the margin left of it.
fn amount(value: i64, scale: Scale, currency: Currency) -> impl IntoView {
    let y = percent(scale.depth(value) * PLOT / 100.0);
    let text = Money::new(value, currency).to_string();
    let text = text.strip_suffix(".00").map(str::to_owned).unwrap_or(text);
    view! { <text x="-8" y=y dy="4" text-anchor="end">{text}</text> }
}

/// A day's place on the axis.
struct Slot {
    index: i64,
    days: i64,
    day: Day,
    /// The index of today.
    today: i64,
    is_ahead: bool,
    is_today: bool,
}

fn slot(slot: &Slot, point: Option<&Point>, scale: Scale, currency: Currency) -> impl IntoView + use<> {
    let step = 100.0 / slot.days.max(1) as f64;
    let left = slot.index as f64 * step;
    let bars = point
        .map(|point| stack(point, scale))
        .unwrap_or_default()
        .into_iter()
        .map(|(class, top, height)| {
            view! { <rect class=class x=percent(left + step * 0.18) width=percent(step * 0.64) y=percent(top) height=percent(height) /> }
        })
        .collect_view();
    let zero = scale.depth(0) * PLOT / 100.0;
    let ahead = slot.is_ahead.then(|| {
        view! { <rect class="ahead" x=percent(left + step * 0.38) width=percent(step * 0.24) y=percent(zero - 1.0) height="1%" /> }
    });
    // Every seventh day, and today; none so near to today that the two would touch.
    let is_named = slot.is_today || (slot.index % 7 == 0 && (slot.index - slot.today).abs() > 2);
    let name = is_named.then(|| {
        view! { <text x=percent(left + step / 2.0) y="99%" text-anchor="middle">{slot.day.date().2}</text> }
    });
    // Written out: in `view!`, a title made by the browser would be the one of HTML, which shows nothing in a picture.
    let words = leptos::tachys::svg::title().child(in_words(slot, point, currency));
    view! {
        <g class:today=slot.is_today>
            {words}
            <rect class="slot" x=percent(left) width=percent(step) y="0" height="100%" />
            {bars}
            {ahead}
            {name}
        </g>
    }
}

fn parts(point: &Point) -> [(Stream, i64); 4] {
    Stream::ALL.map(|stream| (stream, point.amount(stream)))
}

fn above_zero(point: &Point) -> i64 {
    parts(point).iter().map(|(_, amount)| (*amount).max(0)).sum()
}

fn below_zero(point: &Point) -> i64 {
    parts(point).iter().map(|(_, amount)| (*amount).min(0)).sum()
}

/// The bars of a day: class, top and height in percent of the picture. Earnings grow up from zero, corrections down.
fn stack(point: &Point, scale: Scale) -> Vec<(&'static str, f64, f64)> {
    let (mut high, mut low) = (0, 0);
    let bar = |(stream, amount): (Stream, i64)| {
        let (from, to) = if amount > 0 {
            high += amount;
            (high, high - amount)
        } else {
            low += amount;
            (low - amount, low)
        };
        let (top, end) = (scale.depth(from) * PLOT / 100.0, scale.depth(to) * PLOT / 100.0);
        (stream_class(stream), top, end - top)
    };
    parts(point).into_iter().filter(|(_, amount)| *amount != 0).map(bar).collect()
}

fn percent(number: f64) -> String {
    format!("{number:.2}%")
}

fn in_words(slot: &Slot, point: Option<&Point>, currency: Currency) -> String {
    let day = slot.day.short();
    let Some(point) = point.filter(|point| !slot.is_ahead && parts(point).iter().any(|(_, amount)| *amount != 0))
    else {
        return if slot.is_ahead { day } else { format!("{day}: nothing") };
    };
    let each = parts(point).into_iter().filter(|(_, amount)| *amount != 0);
    let each: Vec<String> =
        each.map(|(stream, amount)| format!("{} {}", stream.title(), Money::new(amount, currency))).collect();
    format!("{day}: {}\n{}", Money::new(point.total(), currency), each.join("\n"))
}

/// The days on which something was earned.
#[component]
fn DayTable(points: Vec<Point>, currency: Currency) -> impl IntoView {
    let streams = Stream::told_apart(&points);
    let heads = streams.clone();
    let row = move |point: Point| {
        let cells = streams
            .iter()
            .map(|stream| view! { <td class="num">{Money::new(point.amount(*stream), currency).to_string()}</td> });
        view! {
            <tr>
                <th scope="row">{point.day.short()}</th>
                {cells.collect_view()}
                <td class="num">{Money::new(point.total(), currency).to_string()}</td>
            </tr>
        }
    };
    let has_any = |point: &Point| parts(point).iter().any(|(_, amount)| *amount != 0);
    let rows = points.into_iter().rev().filter(has_any).map(row).collect_view();
    let heads = heads.into_iter().map(|stream| view! { <th scope="col" class="num">{stream.title()}</th> });
    view! {
        <details class="chart-table">
            <summary>"Show as table"</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label="The month as a table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            {heads.collect_view()}
                            <th scope="col" class="num">"Total"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earnings_stand_on_each_other_and_corrections_hang_below() {
        let point = Point { day: Day::default(), cc_sale: 60, network: 40, program: 0, bonus: -100 };
        let bars = stack(&point, Scale { top: 100, bottom: -100 });
        let shown: Vec<_> =
            bars.into_iter().map(|(class, top, height)| (class, percent(top), percent(height))).collect();
        let bar = |class, top: &str, height: &str| (class, top.to_owned(), height.to_owned());
        assert_eq!(
            shown,
            [bar("cc", "17.60%", "26.40%"), bar("net", "0.00%", "17.60%"), bar("bonus", "44.00%", "44.00%")]
        );
    }
}
