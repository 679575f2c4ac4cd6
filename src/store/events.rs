//! The log of events: what happened, in the order in which it became visible. Open pages follow it, and so can whoever sends it on.
//!
//! To add an event:
//! - inside a transaction of the store, gather it in [`News`] and end with [`Store::commit_with`]: the event is then there exactly
//!   when the rows are;
//! - from outside, [`Store::record_events`] is a transaction of its own.
//!
//! To read, begin at [`Store::event_position`] and go on with [`Store::events_after`]. Ids sort by a number that a writer takes under
//! the lock of its channel's row in `event_heads`, the last lock of the transaction, and holds until the commit. So numbers become
//! visible in their order on PostgreSQL too, where plain sequences do not, and no reader ever has to look back.

mod news;

pub(crate) use news::News;

use crate::{
    Result, Store, StoreError,
    rows::{CHUNK, Cells, Sql},
};
use domain::{
    ChannelId, EventId, Money, PartnerId, Timestamp,
    clock::random,
    live::{Happening, LiveEvent},
};
use serde::{Deserialize, Serialize};
use sqlx::{Any, AnyConnection, Transaction, any::AnyRow};
use tokio::sync::watch;

/// How many numbers fit into a millisecond; what is more borrows from the next.
const PER_MILLI: i64 = 4_096;
/// How many old events one transaction deletes: the single writer of SQLite is not held up for long.
const SWEPT_AT_ONCE: i64 = 2_000;

/// Something that happened, before it has its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Whom it is about.
    pub partner_id: PartnerId,
    /// What happened.
    pub what: Happening,
    /// Id of what it is about, such as the order's; may be empty.
    pub subject: String,
    /// What it is called, such as `#1042`; may be empty.
    pub title: String,
    /// How many happened at once.
    pub count: i64,
    /// The amount, if there is one.
    pub amount: Option<Money>,
    /// When.
    pub happened_at: Timestamp,
}

/// What a reader missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatchUp {
    /// All of it, oldest first.
    Events(Vec<LiveEvent>),
    /// Too much, or it cannot be told any more: everything is to be read anew.
    Lost,
}

/// What an event says.
#[derive(Serialize, Deserialize)]
struct Body {
    subject: String,
    title: String,
    count: i64,
    amount: Option<Money>,
}

impl Store {
    /// Adds events to the log, all or none.
    ///
    /// # Errors
    /// When the store fails; nothing is added then.
    pub async fn record_events(&self, channel: &ChannelId, events: &[NewEvent]) -> Result<()> {
        let news = News::of(events);
        self.pools
            .retrying(|| async {
                let transaction = self.begin().await?;
                self.commit_with(transaction, channel, &news).await
            })
            .await
    }

    /// Where the log ends now: what is read after this position has not happened yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn event_position(&self, channel: &ChannelId) -> Result<EventId> {
        Ok(end_of(self.event_head(channel).await?.0))
    }

    /// Events after a position, oldest first, of one partner or of the whole channel.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn events_after(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        after: &EventId,
        limit: u32,
    ) -> Result<Vec<LiveEvent>> {
        let mut sql = Sql::new("SELECT id, partner_id, kind, body, happened_at FROM events WHERE channel_id = ");
        sql.text(channel.as_str());
        if let Some(partner) = partner {
            sql.push(" AND partner_id = ").text(partner.as_str());
            sql.push(" AND kind <> ").text(Happening::CodeSeen.as_str());
        }
        sql.push(" AND id > ").text(after.as_str()).push(" ORDER BY id LIMIT ").bind(i64::from(limit));
        let rows = sql.all(self.reader()).await?;
        rows.iter().map(read).collect()
    }

    /// What a reader missed who has seen everything up to `after`, if it is at most `most` and still known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn missed_events(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        after: &EventId,
        most: u32,
    ) -> Result<CatchUp> {
        let events = self.events_after(channel, partner, after, most.saturating_add(1)).await?;
        let (last, pruned) = self.event_head(channel).await?;
        let is_known = *after >= begin_of(pruned) && *after <= end_of(last);
        let fits = u32::try_from(events.len()).is_ok_and(|count| count <= most);
        Ok(if is_known && fits { CatchUp::Events(events) } else { CatchUp::Lost })
    }

    /// Told whenever this process has added events, to whichever channel. Other processes on the same database tell nobody.
    pub fn watch_events(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    /// Deletes events that were added before a time; says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn prune_events(&self, channel: &ChannelId, before: Timestamp) -> Result<u64> {
        let bound = number_at(before);
        // First of all: who asks for what is being deleted is told that it is lost.
        sqlx::query(
            "UPDATE event_heads SET pruned = CASE WHEN last < $2 THEN last ELSE $2 END WHERE channel_id = $1 AND pruned < $2",
        )
        .bind(channel.as_str())
        .bind(bound)
        .execute(self.writer())
        .await?;
        let mut pruned = 0;
        loop {
            let done = sqlx::query(
                "DELETE FROM events WHERE channel_id = $1 AND id IN \
                 (SELECT id FROM events WHERE channel_id = $1 AND id < $2 ORDER BY id LIMIT $3)",
            )
            .bind(channel.as_str())
            .bind(begin_of(bound).as_str())
            .bind(SWEPT_AT_ONCE)
            .execute(self.writer())
            .await?;
            pruned += done.rows_affected();
            if done.rows_affected() == 0 {
                return Ok(pruned);
            }
        }
    }

    /// Ends a transaction: its events are added last, the whole is committed, and listeners are told.
    pub(crate) async fn commit_with(
        &self,
        mut transaction: Transaction<'static, Any>,
        channel: &ChannelId,
        news: &News,
    ) -> Result<()> {
        let events = news.events();
        append(&mut transaction, channel, self.now(), events).await?;
        transaction.commit().await?;
        if !events.is_empty() {
            self.told.send_modify(|times| *times += 1);
        }
        Ok(())
    }

    /// The last number given out, and up to which number events are gone.
    async fn event_head(&self, channel: &ChannelId) -> Result<(i64, i64)> {
        let row = sqlx::query("SELECT last, pruned FROM event_heads WHERE channel_id = $1")
            .bind(channel.as_str())
            .fetch_optional(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok((0, 0));
        };
        let mut cells = Cells::of(&row);
        Ok((cells.number()?, cells.number()?))
    }
}

/// Gives the events their numbers and writes them. The lock on the channel's head is held from here to the end of the transaction.
async fn append(on: &mut AnyConnection, channel: &ChannelId, now: Timestamp, events: &[NewEvent]) -> Result<()> {
    let Ok(count @ 1..) = i64::try_from(events.len()) else {
        return Ok(());
    };
    // By the clock, and never back: neither when it was set back, nor when two programs have clocks that differ.
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO event_heads (channel_id, last, pruned) VALUES ($1, $2, $3) ON CONFLICT (channel_id) DO UPDATE SET \
         last = CASE WHEN event_heads.last > excluded.pruned THEN event_heads.last ELSE excluded.pruned END + $4 RETURNING last",
    )
    .bind(channel.as_str())
    .bind(number_at(now).saturating_add(count))
    .bind(number_at(now))
    .bind(count)
    .fetch_one(&mut *on)
    .await?;
    let numbered: Vec<(i64, &NewEvent)> = (last - count + 1..).zip(events).collect();
    for chunk in numbered.chunks(CHUNK) {
        let bodies = chunk.iter().map(|(_, event)| body_of(event)).collect::<Result<Vec<String>>>()?;
        let rows: Vec<_> = chunk.iter().zip(bodies).collect();
        let mut sql = Sql::new("INSERT INTO events (channel_id, id, partner_id, kind, body, happened_at) VALUES ");
        sql.rows(&rows, |sql, ((number, event), body)| {
            sql.text(channel.as_str()).comma().text(id_of(*number, random()).as_str()).comma();
            sql.text(event.partner_id.as_str()).comma().text(event.what.as_str()).comma();
            sql.text(body).comma().bind(event.happened_at.millis());
        });
        sql.run_on(&mut *on).await?;
    }
    Ok(())
}

fn body_of(event: &NewEvent) -> Result<String> {
    let body =
        Body { subject: event.subject.clone(), title: event.title.clone(), count: event.count, amount: event.amount };
    serde_json::to_string(&body).map_err(|fault| StoreError::Other(fault.to_string()))
}

fn read(row: &AnyRow) -> Result<LiveEvent> {
    let mut cells = Cells::of(row);
    let id: EventId = cells.parse("events.id")?;
    let partner = cells.parse("events.partner_id")?;
    let what = cells.word(Happening::parse, "events.kind")?;
    let body: Body = serde_json::from_str(&cells.text()?).map_err(|_| StoreError::Corrupt("events.body"))?;
    let Body { title, count, amount, .. } = body;
    Ok(LiveEvent { id: id.into(), partner, what, count, amount, title, at: cells.time()? })
}

const fn number_at(time: Timestamp) -> i64 {
    time.millis().saturating_mul(PER_MILLI)
}

/// The id of a number: its milliseconds, its count within them, and noise.
fn id_of(number: i64, noise: [u8; 8]) -> EventId {
    let [.., high, low] = number.rem_euclid(PER_MILLI).to_be_bytes();
    let mut random = [high, low, 0, 0, 0, 0, 0, 0, 0, 0];
    random[2..].copy_from_slice(&noise);
    EventId::from_parts(number.div_euclid(PER_MILLI), random)
}

/// Before every event of the number.
fn begin_of(number: i64) -> EventId {
    id_of(number, [0; 8])
}

/// Behind every event of the number and before those of the next.
fn end_of(number: i64) -> EventId {
    id_of(number, [0xff; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_their_numbers_do() {
        let start = number_at(Timestamp::from_millis(1_700_000_000_000));
        for number in [start, start + 1, start + PER_MILLI - 1, start + PER_MILLI, start + 10 * PER_MILLI + 255] {
            assert!(begin_of(number) < end_of(number));
            assert!(end_of(number) < begin_of(number + 1), "{number}");
            let id = id_of(number, random());
            assert!(begin_of(number) <= id && id <= end_of(number));
        }
        assert!(end_of(0) < begin_of(start), "the position of an empty log comes before everything");
    }
}
