//! Counts own events: many at a time, each visitor once, in one transaction.

use super::NETWORK_CLICK;
use crate::{
    Result, Store,
    events::News,
    rows::{CHUNK, Cells, Sql},
    totals::deltas::WHOLE_CHANNEL,
};
use domain::{
    ChannelId, Currency, Day, Money, PartnerId, Timestamp,
    analytics::{Dimension, EventName},
};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// An event that is to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// For whom.
    pub partner_id: PartnerId,
    /// What happened.
    pub event: EventName,
    /// On which day of the channel.
    pub day: Day,
    /// What tells a repeat; none counts in any case.
    pub mark: Option<Mark>,
    /// The code of the link that it came by.
    pub link: Option<String>,
    /// Where the visitor came from.
    pub source: String,
    /// The same among all of the channel's, where fewer are told apart.
    pub channel_source: String,
    /// `phone`, `tablet` or `desktop`.
    pub device: String,
    /// ISO 3166 country, or `??`.
    pub country: String,
    /// How many such events this stands for.
    pub times: i64,
    /// What a completed checkout was worth, all of them together.
    pub worth: Option<Money>,
}

/// What tells a repeat: the same key counts again when its time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// A hash of visitor, event and subject.
    pub key: String,
    /// Until when a repeat does not count.
    pub until: Timestamp,
}

/// What became of a batch of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Events that were counted.
    pub counted: i64,
    /// Events that were repeats.
    pub repeats: i64,
}

impl Store {
    /// Counts events that are no repeats: all of the batch, or none when the store fails. Clicks of visitors go to the log of
    /// events too, one for each link of the batch; what is imported does not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_hits(&self, channel: &ChannelId, hits: &[Hit]) -> Result<Recorded> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let mut fresh = self.put_marks(&mut transaction, channel, hits).await?;
                let (mut changes, mut recorded) = (BTreeMap::new(), Recorded::default());
                let mut clicks: BTreeMap<(&PartnerId, &str), i64> = BTreeMap::new();
                for hit in hits {
                    // Of two alike in one batch the first takes the mark.
                    if hit.mark.as_ref().is_some_and(|mark| !fresh.remove(&mark.key)) {
                        recorded.repeats += hit.times;
                        continue;
                    }
                    recorded.counted += hit.times;
                    if hit.event == EventName::Click && hit.mark.is_some() {
                        let link = hit.link.as_deref().unwrap_or_default();
                        *clicks.entry((&hit.partner_id, link)).or_default() += hit.times;
                    }
                    count(&mut changes, hit);
                }
                add_to_traffic(&mut transaction, channel, changes).await?;
                let news = self.news_of_clicks(&mut transaction, channel, &clicks).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(recorded)
            })
            .await
    }

    async fn news_of_clicks(
        &self,
        on: &mut AnyConnection,
        channel: &ChannelId,
        clicks: &BTreeMap<(&PartnerId, &str), i64>,
    ) -> Result<News> {
        let codes: Vec<&str> = clicks.keys().map(|(_, code)| *code).collect();
        let mut labels: HashMap<String, String> = HashMap::new();
        for chunk in codes.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT code, label FROM links WHERE channel_id = ");
            sql.text(channel.as_str()).push(" AND code IN ").list(chunk.iter().copied());
            for row in &sql.all_on(&mut *on).await? {
                let mut cells = Cells::of(row);
                labels.insert(cells.text()?, cells.text()?);
            }
        }
        let mut news = News::new(self.now());
        for ((partner, code), count) in clicks {
            let label = labels.get(*code).cloned().unwrap_or_default();
            news.clicks(partner, code, label, *count, self.now());
        }
        Ok(news)
    }

    /// Takes the marks of a batch; gives those that were free.
    async fn put_marks(&self, on: &mut AnyConnection, channel: &ChannelId, hits: &[Hit]) -> Result<HashSet<String>> {
        // Sorted, so that two writers lock in one order; each once, as a statement may not touch a row twice.
        let marks: BTreeMap<&str, Timestamp> =
            hits.iter().filter_map(|hit| hit.mark.as_ref()).map(|mark| (mark.key.as_str(), mark.until)).collect();
        let marks: Vec<(&str, Timestamp)> = marks.into_iter().collect();
        let now = self.now().millis();
        let mut fresh = HashSet::with_capacity(marks.len());
        for chunk in marks.chunks(CHUNK) {
            let mut sql = Sql::new("INSERT INTO visitor_marks (channel_id, mark, until) VALUES ");
            sql.rows(chunk, |sql, (key, until)| {
                sql.text(channel.as_str()).comma().text(key).comma().bind(until.millis());
            });
            sql.push(
                " ON CONFLICT (channel_id, mark) DO UPDATE SET until = excluded.until WHERE visitor_marks.until <= ",
            );
            sql.bind(now).push(" RETURNING mark");
            for row in &sql.all_on(&mut *on).await? {
                fresh.insert(Cells::of(row).text()?);
            }
        }
        Ok(fresh)
    }

    /// Puts the clicks that the network counted on a day in the place of what it said before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_network_clicks(
        &self,
        channel: &ChannelId,
        day: Day,
        clicks: &BTreeMap<PartnerId, i64>,
    ) -> Result<()> {
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                sqlx::query(
                    "DELETE FROM daily_traffic WHERE channel_id = $1 AND day = $2 AND metric = $3 \
                     AND partner_id IN (SELECT id FROM partners WHERE channel_id = $1 UNION ALL SELECT '')",
                )
                .bind(channel.as_str())
                .bind(day.number())
                .bind(NETWORK_CLICK)
                .execute(&mut *transaction)
                .await?;
                let mut changes = BTreeMap::new();
                for (partner, clicks) in clicks {
                    for whose in [partner.as_str(), WHOLE_CHANNEL] {
                        add(&mut changes, (whose, day, NETWORK_CLICK, String::new(), None), *clicks, 0);
                    }
                }
                add_to_traffic(&mut transaction, channel, changes).await?;
                Ok(transaction.commit().await?)
            })
            .await
    }
}

/// One count of a day. Ordered, so that all writers lock rows in one order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    partner_id: String,
    day: Day,
    metric: String,
    stream: String,
    /// None where there is no amount.
    currency: Option<Currency>,
}

/// How many, and how much.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: i64,
    amount: i64,
}

async fn add_to_traffic(on: &mut AnyConnection, channel: &ChannelId, changes: BTreeMap<Key, Tally>) -> Result<()> {
    let mut changes: Vec<(Key, Tally)> = changes.into_iter().collect();
    changes.retain(|(_, tally)| (tally.count, tally.amount) != (0, 0));
    for chunk in changes.chunks(CHUNK) {
        let mut sql = Sql::new(
            "INSERT INTO daily_traffic (channel_id, partner_id, day, metric, stream, currency, count, amount) VALUES ",
        );
        sql.rows(chunk, |sql, (key, tally)| {
            sql.text(channel.as_str()).comma().text(&key.partner_id).comma();
            sql.bind(key.day.number()).comma().text(&key.metric).comma().text(&key.stream).comma();
            sql.text(key.currency.as_ref().map_or("", Currency::code)).comma();
            sql.bind(tally.count).comma().bind(tally.amount);
        });
        sql.push(
            " ON CONFLICT (channel_id, partner_id, day, metric, stream, currency) DO UPDATE SET \
             count = daily_traffic.count + excluded.count, amount = daily_traffic.amount + excluded.amount",
        );
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

type Place<'a> = (&'a str, Day, &'a str, String, Option<Currency>);

fn count(changes: &mut BTreeMap<Key, Tally>, hit: &Hit) {
    let part = |dimension: Dimension, value: &str| format!("{}:{value}", dimension.as_str());
    let (metric, day) = (hit.event.as_str(), hit.day);
    let currency = hit.worth.map(|worth| worth.currency);
    let amount = hit.worth.map_or(0, |worth| worth.minor);
    for whose in [hit.partner_id.as_str(), WHOLE_CHANNEL] {
        let is_whole = whose == WHOLE_CHANNEL;
        let source = if is_whole { &hit.channel_source } else { &hit.source };
        let streams = [
            Some(String::new()),
            Some(part(Dimension::Source, source)),
            Some(part(Dimension::Device, &hit.device)),
            Some(part(Dimension::Country, &hit.country)),
            // Links of all partners are more than a table of the channel could show.
            hit.link.as_deref().filter(|_| !is_whole).map(|code| part(Dimension::Link, code)),
        ];
        for stream in streams.into_iter().flatten() {
            add(changes, (whose, day, metric, stream, currency), hit.times, amount);
        }
    }
}

fn add(changes: &mut BTreeMap<Key, Tally>, place: Place<'_>, count: i64, amount: i64) {
    let (whose, day, metric, stream, currency) = place;
    let key = Key { partner_id: whose.to_owned(), day, metric: metric.to_owned(), stream, currency };
    let tally = changes.entry(key).or_default();
    tally.count = tally.count.saturating_add(count);
    tally.amount = tally.amount.saturating_add(amount);
}
