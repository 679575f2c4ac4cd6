//! What the analytics page is asked for, read from its URL and written back to it: every view can be linked and works without JavaScript.

use crate::period::{Fault, Pair, Period, known};
use domain::{
    PartnerId,
    analytics::{AnalyticsQuery, Dimension, Slice},
};
use leptos_router::params::ParamsMap;
use std::cmp::Reverse;

/// By which column the table is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The most clicks and visits first.
    #[default]
    Traffic,
    /// By name.
    Title,
    /// The most clicks first.
    Clicks,
    /// The most visits first.
    Visits,
    /// The most purchases first.
    Purchases,
    /// The best selling first.
    Revenue,
}

impl Sort {
    const ALL: [Self; 6] = [Self::Traffic, Self::Title, Self::Clicks, Self::Visits, Self::Purchases, Self::Revenue];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Traffic => "traffic",
            Self::Title => "name",
            Self::Clicks => "clicks",
            Self::Visits => "visits",
            Self::Purchases => "purchases",
            Self::Revenue => "revenue",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Puts lines in order; those that are alike stay as they stand.
    pub fn apply(self, slices: &mut [Slice]) {
        match self {
            Self::Traffic => {}
            Self::Title => slices.sort_by_key(|slice| slice.title.to_lowercase()),
            Self::Clicks => slices.sort_by_key(|slice| Reverse(slice.clicks)),
            Self::Visits => slices.sort_by_key(|slice| Reverse(slice.visits)),
            Self::Purchases => slices.sort_by_key(|slice| Reverse(slice.purchases)),
            Self::Revenue => slices.sort_by_key(|slice| Reverse(slice.revenue.minor)),
        }
    }
}

/// The choices that live in the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// Days, cut and currency.
    pub period: Period,
    /// What the table is told apart by.
    pub dimension: Option<Dimension>,
    /// By which column the table is sorted.
    pub sort: Sort,
    /// What could not be read: the field, and what to do about it.
    pub faults: Vec<Fault>,
}

impl Params {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let period = Period::read(map, &mut faults);
        let dimension = known(map, "dimension", Dimension::parse, "link, source, device or country", &mut faults);
        let sort = known(map, "sort", Sort::parse, "a column of the table", &mut faults).unwrap_or_default();
        Self { period, dimension, sort, faults }
    }

    /// What the page asks the server.
    pub fn query(&self, partner: Option<PartnerId>) -> AnalyticsQuery {
        let Period { from, to, bucket, currency, .. } = self.period;
        AnalyticsQuery { partner, from, to, bucket, currency, dimension: self.dimension }
    }

    /// What the address keeps beside the period.
    pub fn rest(&self) -> Vec<Pair> {
        vec![
            ("dimension", self.dimension.map(|it| it.as_str().to_owned())),
            ("sort", (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned())),
        ]
    }

    /// The address of this view on the page at `path`.
    pub fn href(&self, path: &str) -> String {
        self.period.href(path, &self.rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    fn read(pairs: &[(&'static str, &str)]) -> Params {
        Params::read(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn a_view_reads_back_from_its_address() {
        let params =
            read(&[("dimension", "device"), ("sort", "revenue"), ("from", "2026-10-01"), ("to", "2026-10-31")]);
        assert_eq!(params.href("/analytics"), "/analytics?from=2026-10-01&to=2026-10-31&dimension=device&sort=revenue");
        assert_eq!(params.query(None).dimension, Some(Dimension::Device));
        assert_eq!(read(&[("sort", "traffic")]).href("/analytics"), "/analytics");
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = read(&[("dimension", "<b>"), ("sort", "?"), ("by", "week")]);
        assert_eq!(params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["dimension", "sort"]);
        assert_eq!(params.href("/a"), "/a?by=week");
    }

    #[test]
    fn lines_are_sorted_by_the_column_and_stay_put_where_they_are_alike() {
        let slice = |title: &str, clicks, minor| Slice {
            key: title.to_owned(),
            title: title.to_owned(),
            clicks,
            visits: 1,
            purchases: 0,
            revenue: Money::new(minor, Currency::USD),
        };
        let titles = |sort: Sort| {
            let mut slices = vec![slice("beta", 5, 10), slice("Alpha", 9, 30), slice("gamma", 5, 20)];
            sort.apply(&mut slices);
            slices.into_iter().map(|it| it.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(Sort::Traffic), ["beta", "Alpha", "gamma"]);
        assert_eq!(titles(Sort::Title), ["Alpha", "beta", "gamma"]);
        assert_eq!(titles(Sort::Clicks), ["Alpha", "beta", "gamma"]);
        assert_eq!(titles(Sort::Revenue), ["Alpha", "gamma", "beta"]);
        assert_eq!(titles(Sort::Visits), ["beta", "Alpha", "gamma"]);
    }
}
