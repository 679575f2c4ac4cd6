//! Orders from the shop, and those of creators who are not partners yet.
//!
//! An order whose creator is unknown is not kept back itself: the creator is put on a waiting list, and once they are a
//! partner all their orders are read again. The cursor passes, nothing is lost, and one stranger holds nobody up.

use super::{HISTORY_DAYS, MOST_PAGES, endless};
use crate::{
    answers::Answers,
    convert,
    core::{Core, Found},
    fault::AskError,
    question::Question,
    room::Room,
};
use connectors::storefront::{OrderFilter, StoreOrder};
use domain::{PartnerId, Source, Timestamp};
use std::{sync::Arc, time::Duration};
use store::StoreError;

const STREAM: &str = "orders";
/// The key under which the store keeps creators that are waited for.
const WAITING: &str = "waiting";
/// Read twice, because a shop's search may lag behind its orders.
const OVERLAP: Duration = Duration::from_mins(2);
const HISTORY: Duration = Duration::from_secs(HISTORY_DAYS.unsigned_abs() * 86_400);

impl Core {
    /// Reads the orders that changed since the last time; a year and more at first.
    pub(crate) async fn sync_orders(self: &Arc<Self>, room: &Arc<Room>) -> Result<Found, AskError> {
        self.first(room, &Question::Collabs).await;
        let cursor = self.store.cursor(&room.channel.id, Source::Shopify, STREAM).await?;
        let last = cursor.and_then(|at| at.parse().ok()).map(Timestamp::from_millis);
        let since = last.map_or_else(|| self.now().minus(HISTORY), |at| at.minus(OVERLAP));
        let filter = OrderFilter { changed_since: Some(since), ..OrderFilter::default() };
        self.read_orders(room, filter, Some(last.unwrap_or_default())).await?;
        self.settle_waiting(room).await;
        Ok(Found::Body("{}".to_owned()))
    }

    /// Reads all pages of a filter. With `cursor`, moves the stream's cursor behind each page that is kept: pages come
    /// with the oldest change first, so what breaks off goes on there.
    pub(crate) async fn read_orders(
        &self,
        room: &Room,
        mut filter: OrderFilter,
        mut cursor: Option<Timestamp>,
    ) -> Result<(), AskError> {
        let Some(shop) = &room.sources.storefront else {
            return Ok(());
        };
        for _ in 0..MOST_PAGES {
            let page = self.call(room, Source::Shopify, shop.orders(&filter)).await?;
            self.take_orders(room, &page.orders).await?;
            let newest = page.orders.iter().map(|order| order.changed_at).max();
            if let (Some(reached), Some(newest)) = (cursor, newest)
                && newest > reached
            {
                let at = newest.millis().to_string();
                let channel = &room.channel.id;
                self.store.set_cursor(channel, Source::Shopify, STREAM, &at).await?;
                cursor = Some(newest);
            }
            match page.next {
                None => return Ok(()),
                next if next == filter.after => break,
                next => filter.after = next,
            }
        }
        Err(endless("orders"))
    }

    /// Keeps orders of partners. True when one of them was of a creator who is not a partner yet.
    pub(crate) async fn take_orders(&self, room: &Room, orders: &[StoreOrder]) -> Result<bool, StoreError> {
        let mut reports = Vec::with_capacity(orders.len());
        let mut is_anyone_new = false;
        for order in orders.iter().filter(|it| !it.is_test || room.channel.is_test) {
            let Some(creator) = order.creator_id.as_deref() else {
                continue;
            };
            if let Some(partner) = self.creator(room, creator).await? {
                reports.push(convert::order_report(order, partner));
            } else {
                is_anyone_new = true;
                self.store.put_answer(&room.channel.id, Source::Shopify, creator, WAITING, "{}").await?;
            }
        }
        if !reports.is_empty() {
            self.store.record_orders(&room.channel.id, &reports).await?;
            room.forget();
        }
        Ok(is_anyone_new)
    }

    /// Reads the orders of creators who have become partners. What fails is tried after the next reading.
    pub(crate) async fn settle_waiting(&self, room: &Room) {
        if let Err(AskError::Store(error)) = self.try_settle(room).await {
            tracing::error!(channel = %room.channel.id, %error, "orders of new partners could not be kept");
        }
    }

    async fn try_settle(&self, room: &Room) -> Result<(), AskError> {
        let channel = &room.channel.id;
        if !room.has(Source::Shopify) {
            return Ok(());
        }
        let waiting = Answers::of(self.store.answers_for(channel, WAITING).await?);
        for (creator, answer) in waiting.of_source(Source::Shopify) {
            if answer.body.is_none() || self.creator(room, creator).await?.is_none() {
                continue;
            }
            let filter = OrderFilter { creator_id: Some(creator.to_owned()), ..OrderFilter::default() };
            self.read_orders(room, filter, None).await?;
            self.store.put_missing(channel, Source::Shopify, creator, WAITING).await?;
        }
        Ok(())
    }

    /// The partner of a CC creator.
    pub(super) async fn creator(&self, room: &Room, id: &str) -> Result<Option<PartnerId>, StoreError> {
        if let Some(partner) = room.joined(Source::Cc, id) {
            return Ok(Some(partner));
        }
        let found = self.store.partner_by_creator(&room.channel.id, id).await?;
        if let Some(partner) = &found {
            room.join(Source::Cc, id, &partner.id);
        }
        Ok(found.map(|partner| partner.id))
    }
}
