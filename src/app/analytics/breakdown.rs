//! Where clicks and visits come from: a table by link, source, device or country, with bars in its cells.

use super::params::{Params, Sort};
use crate::ui::{Card, Choice, Empty, count_text};
use domain::analytics::{Dimension, Slice};
use leptos::{either::Either, prelude::*};

/// The card with its choice of dimension.
#[component]
pub fn Breakdown(
    /// What the lines are told apart by.
    dimension: Dimension,
    /// The lines.
    slices: Vec<Slice>,
    /// The choices of the moment.
    params: Params,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let options = Dimension::ALL.map(|it| {
        let href = Params { dimension: Some(it), ..params.clone() }.href(&path);
        (it.title().to_owned(), format!("By {}", it.as_str()), href, it == dimension)
    });
    let tools = view! { <Choice label="Told apart by" options=options.to_vec() /> }.into_any();
    let content = if slices.is_empty() {
        Either::Left(view! {
            <Empty title="Nothing in these days" text="Clicks and visits appear here with the first of them." />
        })
    } else {
        Either::Right(view! { <Lines dimension slices params path /> })
    };
    view! { <Card title="Where they come from" tools>{content}</Card> }
}

#[component]
fn Lines(dimension: Dimension, slices: Vec<Slice>, params: Params, path: String) -> impl IntoView {
    let mut slices = slices;
    params.sort.apply(&mut slices);
    let most = |of: fn(&Slice) -> i64| slices.iter().map(of).max().unwrap_or(0);
    let (clicks, visits) = (most(|it| it.clicks), most(|it| it.visits));
    let head = |sort: Sort, title: &'static str, class: &'static str| header(&params, &path, sort, title, class);
    let line = move |slice: Slice| {
        view! {
            <tr>
                <th scope="row" class="slice-name">{slice.title}</th>
                <td class="num meter" data-label="Clicks">{bar("clicks", slice.clicks, clicks)}{count_text(Some(slice.clicks))}</td>
                <td class="num meter" data-label="Visits">{bar("visits", slice.visits, visits)}{count_text(Some(slice.visits))}</td>
                <td class="num" data-label="Purchases">{count_text(Some(slice.purchases))}</td>
                <td class="num" data-label="Revenue">{slice.revenue.to_string()}</td>
            </tr>
        }
    };
    view! {
        <table class="cards slices">
            <thead>
                <tr>
                    {head(Sort::Title, dimension.title(), "")}
                    {head(Sort::Clicks, "Clicks", "num")}
                    {head(Sort::Visits, "Visits", "num")}
                    {head(Sort::Purchases, "Purchases", "num")}
                    {head(Sort::Revenue, "Revenue", "num")}
                </tr>
            </thead>
            <tbody>{slices.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}

/// A heading that sorts by its column; chosen again, it gives the first order back.
fn header(params: &Params, path: &str, sort: Sort, title: &'static str, class: &'static str) -> impl IntoView + use<> {
    let is_current = params.sort == sort;
    let next = if is_current { Sort::default() } else { sort };
    let href = Params { sort: next, ..params.clone() }.href(path);
    let direction = is_current.then_some(if sort == Sort::Title { "ascending" } else { "descending" });
    let arrow = match direction {
        Some("ascending") => "▲",
        Some(_) => "▼",
        None => "",
    };
    view! {
        <th scope="col" class=class aria-sort=direction>
            <a href=href>{title}<span class="arrow" aria-hidden="true">{arrow}</span></a>
        </th>
    }
}

/// A bar behind a figure; decorative.
fn bar(class: &'static str, value: i64, most: i64) -> impl IntoView {
    let width = format!("{:.1}%", value.max(0) as f64 * 100.0 / most.max(1) as f64);
    view! {
        <svg class=format!("cell-bar {class}") aria-hidden="true"><rect width=width height="100%" rx="2" /></svg>
    }
}
