//! Which days a page shows, how they are cut and in which currency: read from the page's URL and written back to it.

pub mod controls;

use domain::{
    Currency, Day,
    earnings::{Bucket, Range},
};
use leptos_router::params::ParamsMap;

/// A field of the URL that could not be read, and what to do about it.
pub type Fault = (&'static str, String);

/// A parameter of a page's address, and its value when it has one.
pub type Pair = (&'static str, Option<String>);

/// Days, cut and currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
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
}

impl Period {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap, faults: &mut Vec<Fault>) -> Self {
        let mut day = |name| known(map, name, Day::parse_iso, "a date such as 2026-11-21", faults);
        let (mut from, mut to) = (day("from"), day("to"));
        let bucket = known(map, "by", Bucket::parse, "day, week or month", faults);
        let currency = known(map, "currency", |code| code.parse().ok(), "a currency such as USD", faults);
        let refused = from.zip(to).map(|(from, to)| Range { from, to }).filter(|range| range_fault(*range).is_some());
        if let Some(fault) = refused.and_then(range_fault) {
            faults.push(fault);
            (from, to) = (None, None);
        }
        Self { from, to, refused, bucket, currency }
    }

    /// The same over other days.
    #[must_use]
    pub fn over(&self, range: Range) -> Self {
        Self { from: Some(range.from), to: Some(range.to), bucket: None, refused: None, currency: self.currency }
    }

    /// What the address keeps of it.
    pub fn pairs(&self) -> [Pair; 4] {
        [
            ("from", self.from.map(Day::iso)),
            ("to", self.to.map(Day::iso)),
            ("by", self.bucket.map(|bucket| bucket.as_str().to_owned())),
            ("currency", self.currency.map(|currency| currency.to_string())),
        ]
    }

    /// The address of a page over this period, with what else the page keeps there.
    pub fn href(&self, path: &str, rest: &[Pair]) -> String {
        address(path, self.pairs().iter().chain(rest))
    }
}

/// What is wrong with two days that are right by themselves, and with which of the two.
fn range_fault(range: Range) -> Option<Fault> {
    if range.from > range.to {
        return Some(("to", format!("{} lies before “from”, {}.", range.to.long(), range.from.long())));
    }
    let most = Range::MAX_DAYS;
    (range.days() > most).then(|| ("from", format!("These are {} days; {most} can be shown at once.", range.days())))
}

/// The value of a parameter; an empty one is none.
pub fn text(map: &ParamsMap, name: &str) -> Option<String> {
    map.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Reads a parameter, or names it as a fault.
pub fn known<T>(
    map: &ParamsMap,
    name: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    hint: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let value = text(map, name)?;
    let parsed = parse(&value);
    if parsed.is_none() {
        let shown: String = value.chars().take(40).collect();
        faults.push((name, format!("“{shown}” is not {hint}.")));
    }
    parsed
}

/// A path with those parameters that have a value.
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = &'a Pair>) -> String {
    let pair = |(name, value): &Pair| Some(format!("{name}={}", encode(value.as_ref()?)));
    let query = pairs.into_iter().filter_map(pair).collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Our own values hold letters, digits and `-_.~`; anything else (a cursor's padding) is percent-encoded.
pub fn encode(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    value.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> (Period, Vec<Fault>) {
        let map: ParamsMap = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut faults = Vec::new();
        (Period::read(&map, &mut faults), faults)
    }

    #[test]
    fn a_period_reads_back_from_its_address() {
        let (period, faults) =
            read(&[("from", "2026-10-01"), ("to", "2026-10-31"), ("by", "week"), ("currency", "EUR")]);
        assert_eq!(
            period.href("/earnings", &[("rows", Some("200".into())), ("after", None)]),
            "/earnings?from=2026-10-01&to=2026-10-31&by=week&currency=EUR&rows=200"
        );
        assert!(faults.is_empty());
        assert_eq!(Period::default().href("/earnings", &[]), "/earnings");
    }

    #[test]
    fn a_range_the_wrong_way_round_or_too_long_is_named_and_kept_for_its_form() {
        for (from, to, field) in [("2026-11-20", "2026-11-01", "to"), ("2001-01-01", "2026-11-01", "from")] {
            let (period, faults) = read(&[("from", from), ("to", to), ("currency", "EUR")]);
            assert_eq!(faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [field]);
            assert_eq!(period.refused.map(|range| (range.from.iso(), range.to.iso())), Some((from.into(), to.into())));
            assert_eq!(period.href("/earnings", &[]), "/earnings?currency=EUR");
        }
    }

    #[test]
    fn faults_name_the_field_and_keep_the_rest() {
        let (period, faults) = read(&[("from", "yesterday"), ("currency", "EUR"), ("by", "<script>")]);
        assert_eq!(faults.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["from", "by"]);
        assert_eq!(period.currency, Some(Currency::EUR));
    }

    #[test]
    fn another_range_has_a_cut_of_its_own() {
        let (period, _) = read(&[("by", "month"), ("currency", "EUR")]);
        let over = period.over(Range::last(7, Day::from_number(20_000)));
        assert_eq!((over.bucket, over.currency), (None, Some(Currency::EUR)));
    }
}
