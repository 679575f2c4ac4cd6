//! Which days, cut and currency the figures are asked for: read from the page's URL and written back to it.

use super::trend::Trends;
use crate::period::{Fault, Pair, Period, text};
use domain::{PartnerId, program::FiguresQuery};
use leptos_router::params::ParamsMap;

/// The choices that live in the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// Days, cut and currency.
    pub period: Period,
    /// What the charts draw.
    pub trends: Trends,
    /// Where a list beside the figures goes on.
    pub before: Option<String>,
    /// What could not be read: the field, and what to do about it.
    pub faults: Vec<Fault>,
}

impl Params {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let period = Period::read(map, &mut faults);
        let trends = Trends::read(map, &mut faults);
        Self { period, trends, before: text(map, "before"), faults }
    }

    /// What the address keeps beside days, cut and currency.
    pub fn rest(&self) -> Vec<Pair> {
        self.trends.pairs().into_iter().chain([("before", self.before.clone())]).collect()
    }

    /// What the address keeps beside what the charts draw.
    pub fn beside_trends(&self) -> Vec<Pair> {
        self.period.pairs().into_iter().chain([("before", self.before.clone())]).collect()
    }

    /// The address of another page of the list beside the figures.
    pub fn earlier(&self, path: &str, before: String) -> String {
        Self { before: Some(before), ..self.clone() }.href(path)
    }

    fn href(&self, path: &str) -> String {
        self.period.href(path, &self.rest())
    }

    /// What the page asks the server.
    pub fn query(&self, partner: Option<PartnerId>) -> FiguresQuery {
        let Period { from, to, bucket, currency, .. } = self.period;
        FiguresQuery { partner, from, to, bucket, currency }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_currency_charts_and_the_place_in_the_list_keep_one_another() {
        let pairs = [
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
            ("currency", "EUR"),
            ("counts", "clicks"),
            ("before", "pay_1"),
        ];
        let map: ParamsMap = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let params = Params::read(&map);
        assert_eq!(
            params.earlier("/payouts", "pay_2".into()),
            "/payouts?from=2026-10-01&to=2026-10-31&currency=EUR&counts=clicks&before=pay_2"
        );
        let rest: Vec<_> =
            params.rest().into_iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect();
        assert_eq!(rest, ["counts", "before"]);
        let beside = params.beside_trends();
        assert_eq!(beside.iter().filter(|(_, value)| value.is_some()).count(), 4);
    }
}
