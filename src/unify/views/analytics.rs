//! What partners' links and pages bring: own events, the shop's orders, and beside them what CC and the network count.

mod others;

use super::ranges;
use crate::{Result, core::Core, figures::Figures};
use domain::{
    ChannelId, Currency, Day, Money, PartnerId, RateBps,
    analytics::{Analytics, AnalyticsQuery, Dimension, EventName, FunnelStep, Slice, Step},
    earnings::{Bucket, Figure, Range},
    link::LinkStats,
};
use std::{collections::BTreeMap, sync::Arc};
use store::{LinkRow, SliceSums};

/// Lines of the table.
const MOST_SLICES: usize = 50;

/// Own events of a range and the range before, and since when each is counted at all.
struct Traffic {
    now: BTreeMap<EventName, i64>,
    before: BTreeMap<EventName, i64>,
    since: BTreeMap<EventName, Day>,
    range: Range,
}

impl Traffic {
    /// How often an event happened; unknown for a time in which nobody's were counted.
    fn count(&self, event: EventName) -> Figure<i64> {
        let since = self.since.get(&event);
        let of = |counts: &BTreeMap<EventName, i64>| counts.get(&event).copied().unwrap_or(0);
        let before = self.range.before();
        Figure {
            now: since.filter(|since| **since <= self.range.to).map(|_| of(&self.now)),
            // A period that began before the counting did would be compared with a part of itself.
            before: since.filter(|since| **since <= before.from).map(|_| of(&self.before)),
        }
    }
}

impl Core {
    /// The analytics page.
    pub(super) async fn analytics(
        self: &Arc<Self>,
        channel: &ChannelId,
        partner: &PartnerId,
        query: &AnalyticsQuery,
    ) -> Result<Analytics> {
        let core = self;
        ranges::check_days(query.from, query.to)?;
        let page = core.page(channel, partner).await?;
        let (today, of) = (page.today(), Some(partner));
        let range = ranges::range(query.from, query.to, today)?;
        let mut currencies = core.store.currencies(channel, of).await?;
        let main = currencies.first().copied().unwrap_or(page.room.channel.currency);
        let currency = query.currency.unwrap_or(main);
        if !currencies.contains(&currency) {
            currencies.push(currency);
        }
        let bucket = query.bucket.unwrap_or(Bucket::fitting(range));
        let dimension = query.dimension.unwrap_or_default();
        let scope = page.scope(currency);
        let (store, before) = (&core.store, range.before());
        let (figures, now, earlier, since, points) = tokio::try_join!(
            core.figures(scope, range, before),
            store.traffic(channel, of, range),
            store.traffic(channel, of, before),
            store.first_days(channel),
            store.traffic_series(channel, of, range, bucket),
        )?;
        let (links, by_link, parts, whole) = tokio::try_join!(
            store.links_of(channel, partner, true),
            store.traffic_slices(channel, of, range, Dimension::Link, currency),
            store.traffic_slices(channel, of, range, dimension, currency),
            store.traffic_whole(channel, of, range, currency),
        )?;
        let others = core.others(&page, range).await?;
        let traffic = Traffic { now, before: earlier, since, range };
        let first_day = traffic.since.values().min().copied();
        let (clicks, visits) = (clicks(&traffic, &links), traffic.count(EventName::PageViewed));
        let orders = figures.orders();
        let is_empty = first_day.is_none() && orders.now.is_none();
        Ok(Analytics {
            currency,
            currencies,
            today,
            range,
            bucket,
            clicks,
            visits,
            conversion: share(orders, visits),
            earned_per_click: each(figures.earned(), clicks),
            average_order: figures.average_order(),
            funnel: funnel(&traffic, &figures),
            points: if is_empty { Vec::new() } else { points },
            dimension,
            slices: slices(parts, &whole, dimension, &links),
            links: core.link_stats(links, &by_link, currency),
            others,
            since: first_day,
            sources: page.reports,
            generated_at: page.now,
        })
    }

    fn link_stats(&self, links: Vec<LinkRow>, by_link: &[SliceSums], currency: Currency) -> Vec<LinkStats> {
        let open = links.into_iter().filter(|link| !link.is_archived);
        open.map(|link| {
            let sums = by_link.iter().find(|sums| sums.key == link.code);
            LinkStats {
                clicks: sums.map_or(0, |sums| sums.clicks),
                purchases: sums.map_or(0, |sums| sums.purchases),
                revenue: sums.map_or(Money::zero(currency), |sums| sums.revenue),
                link: self.shown(link),
            }
        })
        .collect()
    }
}

/// Clicks are counted by ourselves since the first link was made: without any so far, none is the truth.
fn clicks(traffic: &Traffic, links: &[LinkRow]) -> Figure<i64> {
    let counted = traffic.count(EventName::Click);
    Figure { now: counted.now.or_else(|| (!links.is_empty()).then_some(0)), ..counted }
}

fn funnel(traffic: &Traffic, figures: &Figures) -> Vec<FunnelStep> {
    let count = |step| match step {
        Step::Visit => traffic.count(EventName::PageViewed),
        Step::Product => traffic.count(EventName::ProductViewed),
        Step::Cart => traffic.count(EventName::ProductAddedToCart),
        Step::Checkout => traffic.count(EventName::CheckoutStarted),
        Step::Order => figures.orders(),
    };
    let mut last = Figure { now: None, before: None };
    Step::ALL
        .into_iter()
        .map(|step| {
            let count = count(step);
            let rate = share(count, last);
            last = count;
            FunnelStep { step, count, rate }
        })
        .collect()
}

/// A share of a whole; unknown when either is, and of nothing.
fn share(part: Figure<i64>, whole: Figure<i64>) -> Figure<RateBps> {
    let of = |part: Option<i64>, whole: Option<i64>| {
        let (part, whole) = (i128::from(part?), i128::from(whole.filter(|whole| *whole > 0)?));
        i64::try_from((part * 20_000 + whole) / (2 * whole)).ok().map(RateBps)
    };
    Figure { now: of(part.now, whole.now), before: of(part.before, whole.before) }
}

/// An amount for each of so many; rounded half away from zero.
fn each(amount: Figure<Money>, count: Figure<i64>) -> Figure<Money> {
    let of = |amount: Option<Money>, count: Option<i64>| {
        let (amount, count) = (amount?, count.filter(|count| *count > 0)?);
        let half = if amount.minor < 0 { -count } else { count };
        Some(Money::new(amount.minor.saturating_mul(2).saturating_add(half) / (2 * count), amount.currency))
    };
    Figure { now: of(amount.now, count.now), before: of(amount.before, count.before) }
}

/// The table. What came by no link is a line too, so that the lines add up to the figures above them.
fn slices(parts: Vec<SliceSums>, whole: &SliceSums, dimension: Dimension, links: &[LinkRow]) -> Vec<Slice> {
    let rest = rest(&parts, whole);
    let parts = parts.into_iter().chain(rest).map(|sums| Slice {
        title: title(dimension, &sums.key, links),
        key: sums.key,
        clicks: sums.clicks,
        visits: sums.visits,
        purchases: sums.purchases,
        revenue: sums.revenue,
    });
    let mut slices: Vec<Slice> = parts.collect();
    slices.sort_by_key(|slice| std::cmp::Reverse((slice.clicks + slice.visits, slice.purchases)));
    slices.truncate(MOST_SLICES);
    slices
}

fn rest(parts: &[SliceSums], whole: &SliceSums) -> Option<SliceSums> {
    let sum = |of: fn(&SliceSums) -> i64| of(whole) - parts.iter().map(of).sum::<i64>();
    let rest = SliceSums {
        key: String::new(),
        clicks: sum(|it| it.clicks),
        visits: sum(|it| it.visits),
        purchases: sum(|it| it.purchases),
        revenue: Money::new(sum(|it| it.revenue.minor), whole.revenue.currency),
    };
    (rest.clicks + rest.visits + rest.purchases > 0).then_some(rest)
}

fn title(dimension: Dimension, key: &str, links: &[LinkRow]) -> String {
    match (dimension, key) {
        (Dimension::Link, "") => "Without a link of yours".to_owned(),
        (_, "") | (Dimension::Country, "??") => "Unknown".to_owned(),
        (Dimension::Link, code) => {
            links.iter().find(|link| link.code == code).map_or(code, |link| &link.label).to_owned()
        }
        (Dimension::Country, code) => country(code).to_owned(),
        (Dimension::Device | Dimension::Source, key) => named(key),
    }
}

/// ISO 3166 codes with the countries' names in English, as the Unicode CLDR has them.
const COUNTRIES: &str = include_str!("analytics/countries.txt");

/// A country's name; the code of one that has none here.
fn country(code: &str) -> &str {
    COUNTRIES.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix(' ')).unwrap_or(code)
}

/// Names that people write in another way than with a capital letter.
const NAMES: [(&str, &str); 6] = [
    ("chatgpt", "ChatGPT"),
    ("duckduckgo", "DuckDuckGo"),
    ("linkedin", "LinkedIn"),
    ("tiktok", "TikTok"),
    ("whatsapp", "WhatsApp"),
    ("youtube", "YouTube"),
];

fn named(key: &str) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(word, _)| *word == key) {
        return (*name).to_owned();
    }
    let mut letters = key.chars();
    match letters.next() {
        // A host stays as it is.
        Some(first) if !key.contains('.') => first.to_uppercase().chain(letters).collect(),
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure<T>(now: T) -> Figure<T> {
        Figure { now: Some(now), before: None }
    }

    #[test]
    fn shares_of_nothing_and_of_the_unknown_are_unknown() {
        assert_eq!(share(figure(1), figure(3)).now, Some(RateBps(3_333)));
        assert_eq!(share(figure(2), figure(3)).now, Some(RateBps(6_667)));
        assert_eq!(share(figure(1), figure(0)).now, None);
        assert_eq!(share(Figure { now: None, before: None }, figure(3)).now, None);
    }

    #[test]
    fn an_amount_for_each_is_rounded_once() {
        let dollars = |minor| Money::new(minor, Currency::USD);
        assert_eq!(each(figure(dollars(1_000)), figure(3)).now, Some(dollars(333)));
        assert_eq!(each(figure(dollars(5)), figure(2)).now, Some(dollars(3)));
        assert_eq!(each(figure(dollars(-5)), figure(2)).now, Some(dollars(-3)));
        assert_eq!(each(figure(dollars(5)), figure(0)).now, None);
    }

    #[test]
    fn what_was_not_counted_yet_is_unknown_and_not_nothing() {
        let range = Range::last(10, Day::from_number(100));
        let traffic = |since| Traffic {
            now: BTreeMap::from([(EventName::PageViewed, 7)]),
            before: BTreeMap::new(),
            since: BTreeMap::from([(EventName::PageViewed, Day::from_number(since))]),
            range,
        };
        let of = |since| traffic(since).count(EventName::PageViewed);
        assert_eq!(of(81), Figure { now: Some(7), before: Some(0) });
        assert_eq!(of(82), Figure { now: Some(7), before: None });
        assert_eq!(of(101).now, None);
        assert_eq!(traffic(50).count(EventName::ProductViewed), Figure { now: None, before: None });
    }

    #[test]
    fn the_lines_add_up_to_the_whole() {
        let sums = |key: &str, clicks| SliceSums { clicks, ..SliceSums::empty(key.to_owned(), Currency::USD) };
        let lines = slices(vec![sums("k3x9qz", 3)], &sums("", 10), Dimension::Link, &[]);
        assert_eq!(lines.iter().map(|it| (it.key.as_str(), it.clicks)).collect::<Vec<_>>(), [("", 7), ("k3x9qz", 3)]);
        assert_eq!(slices(vec![sums("k3x9qz", 3)], &sums("", 3), Dimension::Link, &[]).len(), 1);
    }

    #[test]
    fn countries_have_names_and_unknown_codes_stay() {
        assert_eq!(
            [country("US"), country("CI"), country("QZ"), country("")],
            ["United States", "Côte d’Ivoire", "QZ", ""]
        );
    }

    #[test]
    fn sources_have_names_for_people() {
        assert_eq!([named("tiktok"), named("direct"), named("blog.example")], ["TikTok", "Direct", "blog.example"]);
    }
}
