//! Clicks as the affiliate network counts them: ordered day by day, at most a few a day, fetched when they are ready.

use crate::{
    core::{Core, Found},
    fault::AskError,
    fetch::json,
    metrics::METRICS,
    question::Question,
    room::Room,
};
use domain::{Day, Source};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Days that are filled, counted back from yesterday.
const DAYS: i64 = 60;
/// Orders a day: the network allows ten, and somebody else may want one too.
const ORDERS_A_DAY: u32 = 6;

const JOB: &str = "clicks job";
const ORDERED: &str = "clicks ordered";

/// The days whose clicks are known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct ClickDays(pub(crate) BTreeSet<Day>);

impl Core {
    /// Takes the order under way a step further, or orders the newest day that is missing. Without anything to do it answers
    /// which days are known; until then it is asked again soon.
    pub(crate) async fn sync_clicks(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, AskError> {
        let Some(platform) = &room.sources.platform else {
            return Ok(Found::Nothing);
        };
        self.first(room, &Question::Accounts).await;
        let channel = &room.channel.id;
        let job = self.store.cursor(channel, Source::Impact, JOB).await?.unwrap_or_default();
        if let Some((day, job)) = job.split_once(' ').and_then(|(day, job)| Some((Day::parse_iso(day)?, job))) {
            let asked = platform.ordered_clicks(job);
            let answer = self.call(room, Source::Impact, asked).await;
            let is_open = matches!(answer, Ok(None));
            if !is_open && !matches!(&answer, Err(AskError::Source(error)) if may_pass(error)) {
                self.store.set_cursor(channel, Source::Impact, JOB, "").await?;
            }
            if let Some(clicks) = answer? {
                self.take_clicks(room, day, &clicks).await?;
            }
            // What is known so far is kept by itself and not as the answer: the question stays open.
            room.forget();
            return Ok(Found::Nothing);
        }
        let today = room.zone.day(self.now());
        let known = self.click_days(room).await?;
        let missing = (1..=DAYS).map(|back| today.plus(-back)).find(|day| !known.0.contains(day));
        if let Some(day) = missing
            && self.may_order(room, today).await?
        {
            let ordered = self.call(room, Source::Impact, platform.order_clicks(day)).await?;
            if let Some(job) = ordered {
                self.store.set_cursor(channel, Source::Impact, JOB, &format!("{} {job}", day.iso())).await?;
                return Ok(Found::Nothing);
            }
        }
        Ok(Found::Body(json(&known)?))
    }

    /// Counts an order into its day; false when there were enough.
    async fn may_order(&self, room: &Room, today: Day) -> Result<bool, AskError> {
        let channel = &room.channel.id;
        let said = self.store.cursor(channel, Source::Impact, ORDERED).await?.unwrap_or_default();
        let made = said.split_once(' ').filter(|(day, _)| *day == today.iso());
        let made: u32 = made.and_then(|(_, count)| count.parse().ok()).unwrap_or(0);
        if made >= ORDERS_A_DAY {
            return Ok(false);
        }
        let said = format!("{} {}", today.iso(), made + 1);
        self.store.set_cursor(channel, Source::Impact, ORDERED, &said).await?;
        Ok(true)
    }

    async fn take_clicks(&self, room: &Room, day: Day, clicks: &BTreeMap<String, i64>) -> Result<(), AskError> {
        let mut counted = BTreeMap::new();
        for (account, count) in clicks {
            if let Some(partner) = self.linked(room, account).await? {
                *counted.entry(partner).or_default() += count;
            }
        }
        let channel = &room.channel.id;
        self.store.put_network_clicks(channel, day, &counted).await?;
        let mut known = self.click_days(room).await?;
        known.0.insert(day);
        let body = json(&known)?;
        Ok(self.store.put_answer(channel, Source::Impact, DAYS_KIND, METRICS, &body).await?)
    }

    async fn click_days(&self, room: &Room) -> Result<ClickDays, AskError> {
        let answer = self.store.answer(&room.channel.id, Source::Impact, DAYS_KIND, METRICS).await?;
        let body = answer.and_then(|answer| answer.body).unwrap_or_default();
        Ok(serde_json::from_str(&body).unwrap_or_default())
    }
}

/// Under which kind the days are kept.
pub(crate) const DAYS_KIND: &str = "click days";

/// Whether the same job may still be answered.
fn may_pass(error: &connectors::ConnectorError) -> bool {
    use connectors::ConnectorError as Fault;
    matches!(
        error,
        Fault::Timeout | Fault::Unreachable | Fault::Paused { .. } | Fault::RateLimited { .. } | Fault::Failed { .. }
    )
}
