//! What CC and the network count of a whole channel or partner, kept as answers under a key of their own: too long to be read with every page.

use crate::{
    answers::Answers,
    core::{Core, Found},
    fault::AskError,
    fetch::json,
    room::Room,
    sync::HISTORY_DAYS,
};
use connectors::co_branding::ChannelMetrics;
use domain::{Day, Source, earnings::Range};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, future::Future, time::Duration};

/// The key of these answers.
pub(crate) const METRICS: &str = "metrics";
/// How late CC counts.
const DELAY: Duration = Duration::from_hours(24);

/// Fields of CC that pages show, by day. Decimal text, as CC wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct DayMetrics {
    /// The last day that CC had counted when it was asked.
    pub(crate) until: Day,
    days: BTreeMap<Day, BTreeMap<String, String>>,
}

impl DayMetrics {
    fn of(metrics: ChannelMetrics, fields: &[&str], until: Day) -> Self {
        let kept = |day: (Day, BTreeMap<String, String>)| {
            let (day, mut values) = day;
            values.retain(|name, _| fields.contains(&name.as_str()));
            (day, values)
        };
        Self { until, days: metrics.per_day.into_iter().map(kept).collect() }
    }

    /// The field over the range, in units of `digits` decimals; none when a day of it is not known.
    pub(crate) fn sum(&self, field: &str, range: Range, digits: u32) -> Option<i64> {
        let first = *self.days.keys().next()?;
        if range.from < first || range.to > self.until || range.days() < 1 {
            return None;
        }
        let values = self.days.range(range.from..=range.to).map(|(_, values)| values.get(field));
        let mut sum = 0i64;
        let mut is_told = false;
        for value in values.flatten() {
            is_told = true;
            sum = sum.checked_add(scaled(value, digits)?)?;
        }
        is_told.then_some(sum)
    }
}

/// A decimal text in units of so many decimals, rounded towards zero.
fn scaled(text: &str, digits: u32) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain(std::iter::repeat('0')).take(digits as usize).collect();
    format!("{whole}{part}").parse().ok()
}

impl Core {
    /// Sessions of the whole channel as CC counts them.
    pub(crate) async fn fetch_sessions(&self, room: &Room) -> Result<Found, AskError> {
        let range = self.counted_by_cc(room);
        let metrics = room.cc()?.session_metrics(range.from, range.to);
        self.keep_days(room, range, &["sessions", "creatorAttributedSessions"], metrics).await
    }

    /// Revenue of the whole channel as CC counts it.
    pub(crate) async fn fetch_revenue(&self, room: &Room) -> Result<Found, AskError> {
        let range = self.counted_by_cc(room);
        let metrics = room.cc()?.revenue_metrics(range.from, range.to);
        self.keep_days(room, range, &["grossRevenue", "creatorAttributedRevenue"], metrics).await
    }

    /// A CC that has no such figures has said so, and is not asked again at once.
    async fn keep_days(
        &self,
        room: &Room,
        range: Range,
        fields: &[&str],
        metrics: impl Future<Output = connectors::Result<ChannelMetrics>>,
    ) -> Result<Found, AskError> {
        let metrics = self.look_up(room, Source::Cc, async { metrics.await.map(Some) }).await?;
        match metrics {
            Some(metrics) => Ok(Found::Body(json(&DayMetrics::of(metrics, fields, range.to))?)),
            None => Ok(Found::Missing),
        }
    }

    fn counted_by_cc(&self, room: &Room) -> Range {
        Range::last(HISTORY_DAYS, room.zone.day(self.now().minus(DELAY)))
    }

    /// The last answers to these questions.
    pub(crate) async fn metrics(&self, room: &Room) -> Result<Answers, store::StoreError> {
        Ok(Answers::of(self.store.answers_for(&room.channel.id, METRICS).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(pairs: &[(i64, &str)]) -> DayMetrics {
        let days = pairs.iter().map(|(day, value)| {
            (Day::from_number(*day), BTreeMap::from([("grossRevenue".to_owned(), (*value).to_owned())]))
        });
        DayMetrics { until: Day::from_number(13), days: days.collect() }
    }

    #[test]
    fn a_range_is_summed_when_all_of_it_was_counted() {
        let metrics = metrics(&[(10, "1.5"), (11, "20"), (12, "0.25"), (14, "99")]);
        let range = |from, to| Range { from: Day::from_number(from), to: Day::from_number(to) };
        assert_eq!(metrics.sum("grossRevenue", range(10, 12), 2), Some(2_175));
        assert_eq!(metrics.sum("grossRevenue", range(10, 12), 0), Some(21));
        assert_eq!(metrics.sum("grossRevenue", range(9, 12), 2), None, "CC was not asked about so early a day");
        assert_eq!(metrics.sum("grossRevenue", range(10, 14), 2), None, "CC had not counted the last day");
        assert_eq!(metrics.sum("sessions", range(10, 12), 2), None, "CC did not tell");
    }
}
