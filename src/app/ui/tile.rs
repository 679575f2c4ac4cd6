//! A tile: one figure, and how it changed.

use super::Sparkline;
use crate::live::Counting;
use domain::{
    Money, RateBps,
    earnings::{Change, Figure, NextPayment},
    money::grouped,
};
use leptos::prelude::*;
use std::cmp::Ordering;

/// What stands where a figure is not known: never a zero.
const UNKNOWN: &str = "–";

/// An amount for people, or the sign for unknown.
pub fn money_text(amount: Option<Money>) -> String {
    amount.map_or_else(|| UNKNOWN.to_owned(), |amount| amount.to_string())
}

/// A count for people, or the sign for unknown.
pub fn count_text(count: Option<i64>) -> String {
    count.map_or_else(
        || UNKNOWN.to_owned(),
        |count| {
            let sign = if count < 0 { "\u{2212}" } else { "" };
            format!("{sign}{}", grouped(count.unsigned_abs()))
        },
    )
}

/// A share for people, to a tenth of a percent, or the sign for unknown; small ones keep what they have.
pub fn rate_text(rate: Option<RateBps>) -> String {
    rate.map_or_else(
        || UNKNOWN.to_owned(),
        |RateBps(bps)| if bps.abs() < 100 { RateBps(bps) } else { RateBps((bps + 5).div_euclid(10) * 10) }.to_string(),
    )
}

/// What an amount was before; left out when it was nothing, because records may not go back that far.
pub fn money_before(figure: Figure<Money>) -> String {
    let before = figure.before.filter(|before| before.minor != 0 && figure.now.is_some());
    before.map(|before| format!("from {before}")).unwrap_or_default()
}

/// What a count was before, in the same way.
pub fn count_before(figure: Figure<i64>) -> String {
    let before = figure.before.filter(|before| *before != 0 && figure.now.is_some());
    before.map(|before| format!("from {}", count_text(Some(before)))).unwrap_or_default()
}

/// One figure.
#[component]
pub fn Tile(
    /// What it is.
    #[prop(into)]
    label: String,
    /// The figure with its currency; `–` is unknown.
    #[prop(into)]
    value: String,
    /// What is counted, in small print behind the figure.
    #[prop(optional, into)]
    unit: String,
    /// How it changed; none when there is nothing to compare with.
    #[prop(optional_no_strip)]
    change: Option<Change>,
    /// What it is compared with, or what else there is to say.
    #[prop(optional, into)]
    note: String,
    /// The way it went, from old to new.
    #[prop(optional)]
    spark: Vec<i64>,
) -> impl IntoView {
    let is_known = value != UNKNOWN;
    let figure = if is_known {
        view! { <Counting name=label.clone() text=value /> }.into_any()
    } else {
        view! { <span aria-hidden="true">{UNKNOWN}</span><span class="visually-hidden">"unknown"</span> }.into_any()
    };
    let unit = (is_known && !unit.is_empty()).then(|| view! { <small>{unit}</small> });
    let spark = (is_known && spark.len() > 1).then(|| view! { <Sparkline points=spark /> });
    view! {
        <div class="card tile">
            <p class="k">{label}</p>
            <p class="v" class:unknown=!is_known>{figure}{unit}</p>
            <div class="d">
                <p>
                    {change.map(|change| view! { <ChangeMark change /> })}
                    {(!note.is_empty()).then(|| view! { <span class="of">{note}</span> })}
                </p>
                {spark}
            </div>
        </div>
    }
}

/// The next payment and its day, or what is on its way while none is known.
#[component]
pub fn PaymentTile(
    /// The next payment expected.
    next: Option<NextPayment>,
    /// What payouts have under way.
    on_its_way: Money,
) -> impl IntoView {
    let (amount, note) = match next {
        Some(next) => (Some(next.amount), format!("expected {}", next.day.short())),
        None if on_its_way.minor > 0 => (Some(on_its_way), "on its way".to_owned()),
        None => (None, "nothing is due yet".to_owned()),
    };
    view! { <Tile label="Next payment" value=money_text(amount) note /> }
}

/// How a figure changed; the arrow and the colour only repeat the word.
#[component]
pub fn ChangeMark(
    /// The change.
    change: Change,
) -> impl IntoView {
    let (class, arrow, word) = match change.way() {
        Ordering::Greater => ("up", "▲", "up"),
        Ordering::Equal => ("same", "=", "unchanged"),
        Ordering::Less => ("down", "▼", "down"),
    };
    view! {
        <span class=class>
            <span aria-hidden="true">{arrow}</span>
            <span class="visually-hidden">{word}</span>
            {format!(" {}", change.percent())}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn shares_are_rounded_to_a_tenth_unless_they_are_small() {
        let text = |bps| rate_text(Some(RateBps(bps)));
        assert_eq!(
            [1_864, 1_865, 10_000, 42, 0].map(text),
            ["18.6\u{a0}%", "18.7\u{a0}%", "100\u{a0}%", "0.42\u{a0}%", "0\u{a0}%"]
        );
    }

    #[test]
    fn unknown_is_never_a_zero() {
        assert_eq!(money_text(None), "–");
        assert_eq!(money_text(Some(Money::zero(Currency::USD))), "$0.00");
        assert_eq!(rate_text(None), "–");
        assert_eq!(count_text(None), "–");
        assert_eq!(count_text(Some(0)), "0");
        assert_eq!(count_text(Some(-1_234)), "\u{2212}1,234");
    }
}
