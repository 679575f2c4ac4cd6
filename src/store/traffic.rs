//! Own analytics as pages read them: sums, series and parts, from the daily counts alone.

mod counting;
mod owners;
mod salts;

pub use counting::{Hit, Mark, Recorded};

use crate::{
    Result, Store,
    rows::{Cells, Sql},
    totals::{counted_as, first_days},
};
use domain::{
    ChannelId, Currency, Day, Money, PartnerId,
    analytics::{Dimension, EventName, TrafficPoint},
    earnings::{Bucket, Range},
};
use std::collections::BTreeMap;

/// The metric of clicks that the affiliate network counts.
pub(crate) const NETWORK_CLICK: &str = "network_click";

/// What a link, a source, a device or a country brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceSums {
    /// The value: a link's code, `instagram`, `phone`, `US`.
    pub key: String,
    /// Clicks.
    pub clicks: i64,
    /// Visits.
    pub visits: i64,
    /// Checkouts completed.
    pub purchases: i64,
    /// What these were worth.
    pub revenue: Money,
}

impl SliceSums {
    /// Nothing yet.
    pub const fn empty(key: String, currency: Currency) -> Self {
        Self { key, clicks: 0, visits: 0, purchases: 0, revenue: Money::zero(currency) }
    }

    fn add(&mut self, event: EventName, count: i64, amount: i64) {
        match event {
            EventName::Click => self.clicks += count,
            EventName::PageViewed => self.visits += count,
            EventName::CheckoutCompleted => {
                self.purchases += count;
                self.revenue.minor = self.revenue.minor.saturating_add(amount);
            }
            _ => {}
        }
    }
}

impl Store {
    /// How often each event was counted over the range; of one partner, or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn traffic(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
    ) -> Result<BTreeMap<EventName, i64>> {
        let mut sql = Sql::new("SELECT metric, CAST(SUM(count) AS BIGINT) FROM daily_traffic WHERE ");
        whole(&mut sql, channel, partner, &EventName::ALL.map(EventName::as_str));
        between(&mut sql, range).push(" GROUP BY metric");
        let mut counts = BTreeMap::new();
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            counts.insert(cells.word(EventName::parse, "daily_traffic.metric")?, cells.number()?);
        }
        Ok(counts)
    }

    /// Clicks, visits and orders per bucket, without gaps. At most 2,000 points: later ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn traffic_series(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        bucket: Bucket,
    ) -> Result<Vec<TrafficPoint>> {
        let mut points = empty_points(range, bucket);
        let [click, visit] = [EventName::Click, EventName::PageViewed].map(EventName::as_str);
        let mut sql = Sql::new("SELECT day, metric, count FROM daily_traffic WHERE ");
        whole(&mut sql, channel, partner, &[click, visit]);
        between(&mut sql, range);
        sql.push(" UNION ALL SELECT day, 'order', orders FROM daily_totals WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND partner_id = ").text(counted_as(partner));
        between(&mut sql, range);
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            let start = bucket.start(Day::from_number(cells.number()?));
            let (metric, count) = (cells.text()?, cells.number()?);
            let Ok(index) = points.binary_search_by_key(&start, |point| point.day) else {
                continue;
            };
            if let Some(point) = points.get_mut(index) {
                match metric.as_str() {
                    metric if metric == click => point.clicks += count,
                    metric if metric == visit => point.visits += count,
                    _ => point.orders += count,
                }
            }
        }
        Ok(points)
    }

    /// What each value of a dimension brought over the range, the most clicks and visits first. Amounts are those in
    /// `currency`; checkouts count in any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn traffic_slices(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        dimension: Dimension,
        currency: Currency,
    ) -> Result<Vec<SliceSums>> {
        let name = dimension.as_str();
        let mut sql = Sql::new("SELECT stream, metric, CAST(SUM(count) AS BIGINT), CAST(SUM(CASE currency WHEN ");
        sql.text(currency.code()).push(" THEN amount ELSE 0 END) AS BIGINT) FROM daily_traffic WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND partner_id = ").text(counted_as(partner));
        sql.push(" AND metric IN ('click', 'page_viewed', 'checkout_completed')");
        // `;` is the letter after `:`.
        between(&mut sql, range).push(" AND stream > ").text(&format!("{name}:")).push(" AND stream < ");
        sql.text(&format!("{name};")).push(" GROUP BY stream, metric");
        let mut slices: BTreeMap<String, SliceSums> = BTreeMap::new();
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            let stream = cells.text()?;
            let key = stream.split_once(':').map_or("", |(_, value)| value).to_owned();
            let event = cells.word(EventName::parse, "daily_traffic.metric")?;
            let slice = slices.entry(key.clone()).or_insert_with(|| SliceSums::empty(key, currency));
            slice.add(event, cells.number()?, cells.number()?);
        }
        let mut slices: Vec<SliceSums> = slices.into_values().collect();
        slices.sort_by_key(|slice| std::cmp::Reverse((slice.clicks + slice.visits, slice.purchases)));
        Ok(slices)
    }

    /// What the whole brought, without its parts: what the parts of a dimension do not tell is the difference.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn traffic_whole(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
        currency: Currency,
    ) -> Result<SliceSums> {
        let mut sql = Sql::new("SELECT metric, CAST(SUM(count) AS BIGINT), CAST(SUM(CASE currency WHEN ");
        sql.text(currency.code()).push(" THEN amount ELSE 0 END) AS BIGINT) FROM daily_traffic WHERE ");
        whole(&mut sql, channel, partner, &EventName::ALL.map(EventName::as_str));
        between(&mut sql, range).push(" GROUP BY metric");
        let mut sums = SliceSums::empty(String::new(), currency);
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            let event = cells.word(EventName::parse, "daily_traffic.metric")?;
            sums.add(event, cells.number()?, cells.number()?);
        }
        Ok(sums)
    }

    /// The first day on which each event was counted for anybody in the channel: what was never counted is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn first_days(&self, channel: &ChannelId) -> Result<BTreeMap<EventName, Day>> {
        let mut sql = Sql::new("");
        for (index, event) in EventName::ALL.into_iter().enumerate() {
            // Each its own question: the first of an index is found at once, the least of a group is not.
            sql.push(if index > 0 { " UNION ALL " } else { "" });
            sql.push("SELECT metric, day FROM (SELECT metric, day FROM daily_traffic WHERE channel_id = ")
                .text(channel.as_str());
            sql.push(" AND partner_id = '' AND stream = '' AND metric = ").text(event.as_str());
            sql.push(" ORDER BY day LIMIT 1) AS first_").push(event.as_str());
        }
        let mut days = BTreeMap::new();
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            let event = cells.word(EventName::parse, "daily_traffic.metric")?;
            days.insert(event, Day::from_number(cells.number()?));
        }
        Ok(days)
    }

    /// How many sales the network counted as the partner's over the range, in any currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn network_conversions(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
    ) -> Result<i64> {
        let mut sql = Sql::new(
            "SELECT CAST(COALESCE(SUM(cc_sale_count + network_count), 0) AS BIGINT) FROM daily_totals WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND partner_id = ").text(counted_as(partner));
        between(&mut sql, range);
        one(sql.all(self.reader()).await?)
    }

    /// Clicks that the network counted as the partner's over the range.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn network_clicks(&self, channel: &ChannelId, partner: Option<&PartnerId>, range: Range) -> Result<i64> {
        let mut sql = Sql::new("SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM daily_traffic WHERE ");
        whole(&mut sql, channel, partner, &[NETWORK_CLICK]);
        between(&mut sql, range);
        one(sql.all(self.reader()).await?)
    }

    /// The sources that were counted on a day, by partner (the whole channel under the empty text): what bounds how many more may come.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sources_of_day(&self, channel: &ChannelId, day: Day) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query(
            "SELECT DISTINCT partner_id, stream FROM daily_traffic WHERE channel_id = $1 \
             AND partner_id IN (SELECT id FROM partners WHERE channel_id = $1 UNION ALL SELECT '') AND day = $2 AND stream > 'source:' AND stream < 'source;' AND metric IN \
             ('click', 'page_viewed', 'product_viewed', 'product_added_to_cart', 'checkout_started', 'checkout_completed')",
        )
        .bind(channel.as_str())
        .bind(day.number())
        .fetch_all(self.reader())
        .await?;
        let read = |row| {
            let mut cells = Cells::of(row);
            let (partner, stream) = (cells.text()?, cells.text()?);
            Ok((partner, stream.trim_start_matches("source:").to_owned()))
        };
        rows.iter().map(read).collect()
    }
}

fn whole(sql: &mut Sql, channel: &ChannelId, partner: Option<&PartnerId>, metrics: &[&str]) {
    sql.push("channel_id = ").text(channel.as_str()).push(" AND partner_id = ").text(counted_as(partner));
    sql.push(" AND stream = '' AND metric IN ").list(metrics.iter().copied());
}

fn between(sql: &mut Sql, range: Range) -> &mut Sql {
    sql.push(" AND day BETWEEN ").bind(range.from.number()).push(" AND ").bind(range.to.number())
}

fn one(rows: Vec<sqlx::any::AnyRow>) -> Result<i64> {
    rows.first().map_or(Ok(0), |row| Cells::of(row).number())
}

fn empty_points(range: Range, bucket: Bucket) -> Vec<TrafficPoint> {
    first_days(range, bucket).map(|day| TrafficPoint { day, clicks: 0, visits: 0, orders: 0 }).collect()
}
