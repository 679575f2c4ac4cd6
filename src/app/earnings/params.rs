//! What the earnings page is asked for, read from its URL and written back to it: every view can be linked and works without JavaScript.

use domain::{
    Currency, Day, PartnerId,
    earnings::{Bucket, EarningsQuery, EntryQuery, EntryStatus, Range, Stream},
};
use leptos_router::params::ParamsMap;

/// The choices that live in the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// A range that cannot be shown, as it was typed: its form asks again with it.
    pub refused: Option<Range>,
    /// Cut of the series.
    pub bucket: Option<Bucket>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Only this status.
    pub status: Option<EntryStatus>,
    /// Only this stream.
    pub stream: Option<Stream>,
    /// How many lines a page of the list has.
    pub rows: Option<u32>,
    /// Where the page of entries before ended.
    pub after: Option<String>,
    /// What could not be read: the field, and what to do about it.
    pub faults: Vec<(&'static str, String)>,
}

impl Params {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let text = |name: &'static str| map.get(name).filter(|value| !value.is_empty()).map(|value| (name, value));
        let (from, to, bucket, currency) = (text("from"), text("to"), text("by"), text("currency"));
        let (status, stream, rows, after) = (text("status"), text("stream"), text("rows"), text("after"));
        let mut fault =
            |name, value: &str, hint: &str| faults.push((name, format!("“{}” is not {hint}.", shorten(value))));

        let mut day = |field: Option<(&'static str, String)>| {
            let (name, value) = field?;
            let day = Day::parse_iso(&value);
            if day.is_none() {
                fault(name, &value, "a date such as 2026-11-21");
            }
            day
        };
        let (mut from, mut to) = (day(from), day(to));
        let refused = from.zip(to).map(|(from, to)| Range { from, to }).filter(|range| range_fault(*range).is_some());
        let bucket = known(bucket, Bucket::parse, "day, week or month", &mut fault);
        let currency = known(currency, |code| code.parse().ok(), "a currency such as USD", &mut fault);
        let status = known(status, EntryStatus::parse, "a status of the list", &mut fault);
        let stream = known(stream, Stream::parse, "a source of the list", &mut fault);
        let rows = known(rows, page_size, "a number of lines from 1 to 1000", &mut fault);
        if let Some((name, hint)) = refused.and_then(range_fault) {
            faults.push((name, hint));
            (from, to) = (None, None);
        }
        let after = after.map(|(_, value)| value);
        Self { from, to, refused, bucket, currency, status, stream, rows, after, faults }
    }

    /// What the upper half of the page asks the server.
    pub fn overview(&self, partner: Option<PartnerId>) -> EarningsQuery {
        EarningsQuery { partner, from: self.from, to: self.to, bucket: self.bucket, currency: self.currency }
    }

    /// What the list asks the server.
    pub fn entries(&self, partner: Option<PartnerId>) -> EntryQuery {
        EntryQuery {
            partner,
            from: self.from,
            to: self.to,
            status: self.status,
            stream: self.stream,
            currency: self.currency,
            after: self.after.clone(),
            limit: self.rows,
        }
    }

    /// The same view over other days; the list begins anew.
    #[must_use]
    pub fn over(&self, range: Range) -> Self {
        Self { from: Some(range.from), to: Some(range.to), bucket: None, ..self.first() }
    }

    /// The same view from the first page of the list.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { after: None, refused: None, faults: Vec::new(), ..self.clone() }
    }

    /// The address of this view on the page at `path`.
    pub fn href(&self, path: &str) -> String {
        let pairs = [
            ("from", self.from.map(Day::iso)),
            ("to", self.to.map(Day::iso)),
            ("by", self.bucket.map(|bucket| bucket.as_str().to_owned())),
            ("currency", self.currency.map(|currency| currency.to_string())),
            ("status", self.status.map(|status| status.as_str().to_owned())),
            ("stream", self.stream.map(|stream| stream.as_str().to_owned())),
            ("rows", self.rows.map(|rows| rows.to_string())),
            ("after", self.after.clone()),
        ];
        let query =
            pairs.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={}", encode(&value))));
        let query = query.collect::<Vec<_>>().join("&");
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// What is wrong with two days that are right by themselves, and with which of the two.
fn range_fault(range: Range) -> Option<(&'static str, String)> {
    if range.from > range.to {
        return Some(("to", format!("{} lies before “from”, {}.", range.to.long(), range.from.long())));
    }
    let most = Range::MAX_DAYS;
    (range.days() > most).then(|| ("from", format!("These are {} days; {most} can be shown at once.", range.days())))
}

fn page_size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|rows| (1..=1_000).contains(rows))
}

fn known<T>(
    field: Option<(&'static str, String)>,
    parse: impl Fn(&str) -> Option<T>,
    hint: &str,
    fault: &mut impl FnMut(&'static str, &str, &str),
) -> Option<T> {
    let (name, value) = field?;
    let parsed = parse(&value);
    if parsed.is_none() {
        fault(name, &value, hint);
    }
    parsed
}

fn shorten(value: &str) -> String {
    value.chars().take(40).collect()
}

/// Our own values hold letters, digits and `-_.~`; anything else (a cursor's padding) is percent-encoded.
pub(crate) fn encode(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    value.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Params {
        let mut map = ParamsMap::new();
        for (name, value) in pairs {
            map.insert(*name, (*value).to_owned());
        }
        Params::read(&map)
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
        let params = read(&[("from", "yesterday"), ("currency", "EUR"), ("stream", "<script>")]);
        assert_eq!(params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["from", "stream"]);
        assert_eq!(params.currency, Some(Currency::EUR));
    }

    #[test]
    fn a_range_the_wrong_way_round_or_too_long_is_named_and_kept_for_its_form() {
        for (from, to, field) in [("2026-11-20", "2026-11-01", "to"), ("2001-01-01", "2026-11-01", "from")] {
            let params = read(&[("from", from), ("to", to), ("currency", "EUR")]);
            assert_eq!(params.faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [field]);
            assert_eq!(params.refused.map(|range| (range.from.iso(), range.to.iso())), Some((from.into(), to.into())));
            assert_eq!(params.href("/earnings"), "/earnings?currency=EUR");
        }
    }

    #[test]
    fn a_new_range_begins_at_the_first_page() {
        let range = Range::last(7, Day::from_number(20_000));
        assert_eq!(read(&[("after", "x=="), ("by", "month")]).over(range).after, None);
        assert_eq!(read(&[("after", "x==")]).href("/e"), "/e?after=x%3D%3D");
    }
}
