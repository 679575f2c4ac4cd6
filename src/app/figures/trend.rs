//! What the program's two charts draw: amounts in the one, counts in the other, each of one's choice and kept in the page's URL.

use super::line::Line;
use crate::period::{Fault, Pair, controls::kept, known};
use leptos::{ev::Event, prelude::*};
use leptos_router::{NavigateOptions, components::Form, hooks::use_navigate, params::ParamsMap};
use serde::{Deserialize, Serialize};

/// What a chart draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// What orders brought, and what partners earn by them.
    Revenue,
    /// What of the commissions is paid, and what is not.
    Paid,
    /// Payouts that arrived.
    Payouts,
    /// Revenue by conversion.
    AverageOrder,
    /// Earned by click.
    PerClick,
    /// Orders that count.
    Conversions,
    /// Who bought for the first time, and who again.
    Customers,
    /// Clicks on partners' links.
    Clicks,
}

impl Trend {
    /// Those of amounts, the usual first.
    pub const AMOUNTS: [Self; 5] = [Self::Revenue, Self::Paid, Self::Payouts, Self::AverageOrder, Self::PerClick];
    /// Those of counts, the usual first.
    pub const COUNTS: [Self; 3] = [Self::Conversions, Self::Customers, Self::Clicks];

    /// The name in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Paid => "paid",
            Self::Payouts => "payouts",
            Self::AverageOrder => "average_order",
            Self::PerClick => "per_click",
            Self::Conversions => "conversions",
            Self::Customers => "customers",
            Self::Clicks => "clicks",
        }
    }

    /// The words for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Revenue => "Revenue and commissions",
            Self::Paid => "Commissions paid and outstanding",
            Self::Payouts => "Payouts",
            Self::AverageOrder => "Average order",
            Self::PerClick => "Earned per click",
            Self::Conversions => "Conversions",
            Self::Customers => "New and returning customers",
            Self::Clicks => "Clicks",
        }
    }

    /// Its lines.
    pub const fn lines(self) -> &'static [Line] {
        match self {
            Self::Revenue => &[Line::Revenue, Line::Commissions],
            Self::Paid => &[Line::Paid, Line::Outstanding],
            Self::Payouts => &[Line::Payouts],
            Self::AverageOrder => &[Line::AverageOrder],
            Self::PerClick => &[Line::PerClick],
            Self::Conversions => &[Line::Conversions],
            Self::Customers => &[Line::NewCustomers, Line::ReturningOrders],
            Self::Clicks => &[Line::Clicks],
        }
    }
}

/// What the two charts draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trends {
    /// The one of amounts.
    pub amounts: Trend,
    /// The one of counts.
    pub counts: Trend,
}

impl Default for Trends {
    fn default() -> Self {
        Self { amounts: Trend::Revenue, counts: Trend::Conversions }
    }
}

impl Trends {
    const AMOUNTS: &'static str = "amounts";
    const COUNTS: &'static str = "counts";

    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap, faults: &mut Vec<Fault>) -> Self {
        let usual = Self::default();
        let amounts = known(map, Self::AMOUNTS, |text| of(&Trend::AMOUNTS, text), "a chart of amounts", faults);
        let counts = known(map, Self::COUNTS, |text| of(&Trend::COUNTS, text), "a chart of counts", faults);
        Self { amounts: amounts.unwrap_or(usual.amounts), counts: counts.unwrap_or(usual.counts) }
    }

    /// What the address keeps of it.
    pub fn pairs(self) -> [Pair; 2] {
        let usual = Self::default();
        let text = |it: Trend, usual: Trend| (it != usual).then(|| it.as_str().to_owned());
        [(Self::AMOUNTS, text(self.amounts, usual.amounts)), (Self::COUNTS, text(self.counts, usual.counts))]
    }
}

fn of(choices: &[Trend], text: &str) -> Option<Trend> {
    choices.iter().copied().find(|it| it.as_str() == text)
}

/// A chart as one chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// Of amounts.
    Amounts,
    /// Of counts.
    Counts,
}

/// The choice of what a chart draws: a plain form that answers at once when the page is alive.
#[component]
pub fn TrendPicker(
    /// Which of the two.
    which: Chosen,
    /// The choices of the moment.
    trends: Trends,
    /// What else the address keeps.
    rest: Vec<Pair>,
    /// The page's own address.
    path: String,
) -> impl IntoView {
    let (name, label, choices, chosen) = match which {
        Chosen::Amounts => (Trends::AMOUNTS, "Chart of amounts", &Trend::AMOUNTS[..], trends.amounts),
        Chosen::Counts => (Trends::COUNTS, "Chart of counts", &Trend::COUNTS[..], trends.counts),
    };
    let other = trends.pairs().into_iter().filter(|(it, _)| *it != name);
    let rest: Vec<Pair> = rest.into_iter().chain(other).collect();
    let (navigate, base, keep) = (use_navigate(), path.clone(), rest.clone());
    let choose = move |event: Event| {
        let chosen = (name, Some(event_target_value(&event)));
        let href = crate::period::address(&base, keep.iter().chain([&chosen]));
        navigate(&href, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let option = move |it: &Trend| {
        let is_chosen = *it == chosen;
        view! { <option value=it.as_str() selected=is_chosen prop:selected=is_chosen>{it.title()}</option> }
    };
    view! {
        <Form method="GET" action=path replace=true noscroll=true attr:class="trend-pick">
            {kept(rest)}
            <label>
                <span class="visually-hidden">{label}</span>
                <select name=name on:change=choose>{choices.iter().map(option).collect_view()}</select>
            </label>
            <button class="btn small no-js" type="submit">"Show"</button>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> (Trends, Vec<Fault>) {
        let map: ParamsMap = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut faults = Vec::new();
        (Trends::read(&map, &mut faults), faults)
    }

    #[test]
    fn every_chart_reads_back_from_its_address() {
        for amounts in Trend::AMOUNTS {
            for counts in Trend::COUNTS {
                let trends = Trends { amounts, counts };
                let pairs = trends.pairs();
                let pairs: Vec<_> = pairs.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
                assert_eq!(read(&pairs), (trends, Vec::new()));
            }
        }
        assert!(Trends::default().pairs().iter().all(|(_, value)| value.is_none()));
    }

    #[test]
    fn a_chart_that_is_none_or_of_the_other_kind_is_named() {
        let (trends, faults) = read(&[("amounts", "conversions"), ("counts", "<b>")]);
        assert_eq!(trends, Trends::default());
        assert_eq!(faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["amounts", "counts"]);
    }

    #[test]
    fn amounts_and_counts_are_never_in_one_chart() {
        assert!(Trend::AMOUNTS.iter().all(|it| it.lines().iter().all(|line| !line.is_count())));
        assert!(Trend::COUNTS.iter().all(|it| it.lines().iter().all(|line| line.is_count())));
    }
}
