//! What the earnings page is asked for, read from its URL and written back to it: every view can be linked and works without JavaScript.

use crate::period::{Fault, Pair, Period, known, text};
use domain::{
    PartnerId,
    earnings::{EarningsQuery, EntryQuery, EntryStatus, Stream},
};
use leptos_router::params::ParamsMap;

/// The choices that live in the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// Days, cut and currency.
    pub period: Period,
    /// Only this status.
    pub status: Option<EntryStatus>,
    /// Only this stream.
    pub stream: Option<Stream>,
    /// How many lines a page of the list has.
    pub rows: Option<u32>,
    /// Where the page of entries before ended.
    pub after: Option<String>,
    /// What could not be read: the field, and what to do about it.
    pub faults: Vec<Fault>,
}

impl Params {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let period = Period::read(map, &mut faults);
        let status = known(map, "status", EntryStatus::parse, "a status of the list", &mut faults);
        let stream = known(map, "stream", Stream::parse, "a source of the list", &mut faults);
        let rows = known(map, "rows", page_size, "a number of lines from 1 to 1000", &mut faults);
        Self { period, status, stream, rows, after: text(map, "after"), faults }
    }

    /// What the upper half of the page asks the server.
    pub fn overview(&self, partner: Option<PartnerId>) -> EarningsQuery {
        let Period { from, to, bucket, currency, .. } = self.period;
        EarningsQuery { partner, from, to, bucket, currency }
    }

    /// What the list asks the server.
    pub fn entries(&self, partner: Option<PartnerId>) -> EntryQuery {
        let Period { from, to, currency, .. } = self.period;
        let (after, limit) = (self.after.clone(), self.rows);
        EntryQuery { partner, from, to, status: self.status, stream: self.stream, currency, after, limit }
    }

    /// The same view from the first page of the list.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, faults: Vec::new(), ..self.clone() }
    }

    /// What the address keeps beside the period, at the first page of the list.
    pub fn rest(&self) -> Vec<Pair> {
        vec![
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("stream", self.stream.map(|stream| stream.as_str().to_owned())),
            ("rows", self.rows.map(|rows| rows.to_string())),
        ]
    }

    /// The address of this view on the page at `path`.
    pub fn href(&self, path: &str) -> String {
        let rest: Vec<Pair> = self.rest().into_iter().chain([("after", self.after.clone())]).collect();
        self.period.href(path, &rest)
    }
}

fn page_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|rows| (1..=1_000).contains(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Params {
        Params::read(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn a_view_reads_back_from_its_address() {
        let params = read(&[
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
            ("by", "week"),
            ("currency", "EUR"),
            ("status", "not_in_network"),
        ]);
        assert_eq!(
            params.href("/earnings"),
            "/earnings?from=2026-10-01&to=2026-10-31&by=week&currency=EUR&status=not_in_network"
        );
        assert!(params.faults.is_empty());
        assert_eq!(Params::default().href("/earnings"), "/earnings");
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let params = read(&[("from", "yesterday"), ("rows", "200"), ("stream", "<script>")]);
        assert_eq!(params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["from", "stream"]);
        assert_eq!(params.rows, Some(200));
    }

    #[test]
    fn the_rest_of_a_view_begins_at_the_first_page() {
        let params = read(&[("after", "x=="), ("rows", "200")]);
        assert_eq!(params.href("/e"), "/e?rows=200&after=x%3D%3D");
        assert_eq!(params.first().href("/e"), "/e?rows=200");
        assert_eq!(params.period.href("/e", &params.rest()), "/e?rows=200");
    }
}
