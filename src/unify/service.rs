//! The service itself: made once, connected to channels, shared by pages, webhooks and workers.

use crate::{
    Policy, Result, Sources, UnifyError, convert,
    core::{Cause, Core},
    gather::{self, Stand},
    question::Question,
    report::Seat,
    room::Room,
};
use connectors::storefront::{StoreOrder, StoreRefund};
use domain::{
    ChannelId, Clock, EventId, PartnerId, Source, SourceReport,
    partner::{Channel, Partner},
};
use futures::future::join_all;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use store::Store;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The combined data layer.
#[derive(Debug)]
pub struct Unify {
    pub(crate) core: Arc<Core>,
}

impl Unify {
    /// A data layer without channels.
    pub fn new(store: Store, policy: Policy, clock: Arc<dyn Clock>) -> Self {
        let core = Core {
            store,
            policy,
            clock,
            rooms: RwLock::new(HashMap::new()),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        };
        Self { core: Arc::new(core) }
    }

    /// Connects a channel that is in the store to its outside systems, in place of what it was connected to.
    pub fn connect(&self, channel: Channel, sources: Sources) {
        let id = channel.id.clone();
        let room = Arc::new(Room::new(channel, sources));
        let mut rooms = self.core.rooms.write().unwrap_or_else(PoisonError::into_inner);
        rooms.insert(id, room);
    }

    /// A connected channel.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when it is not connected.
    #[expect(clippy::unused_async, reason = "channels may come from the store one day")]
    pub async fn channel(&self, channel: &ChannelId) -> Result<Channel> {
        Ok(self.core.room(channel)?.channel.clone())
    }

    /// A partner.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when the channel has no such partner; or the store fails.
    pub async fn partner(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Partner> {
        let found = self.core.store.partner(channel, partner).await?;
        found.ok_or(UnifyError::NotFound)
    }

    /// Asks a source now, because a person wants it, and waits at most the page's budget. Goes before our own pause
    /// after failures, but not before the time at which the source itself wants to be asked again.
    ///
    /// # Errors
    /// [`UnifyError::NotFound`] when there is no such channel or partner, [`UnifyError::TooMany`] when somebody asks on and on; or the
    /// store fails.
    pub async fn retry(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        source: Source,
    ) -> Result<SourceReport> {
        let core = &self.core;
        let room = core.room(channel)?;
        let partner = match partner {
            Some(id) => Some(self.partner(channel, id).await?),
            None => None,
        };
        if room.has(source) {
            // Each costs calls of the merchant's allowance, which all partners share.
            let whose = partner.as_ref().map_or("team", |partner| partner.id.as_str());
            room.wishes.admit(&format!("{whose} {}", source.as_str()), core.now(), WISHES)?;
            let questions = wishes(source, partner.as_ref());
            let flights = questions.iter().map(|question| core.ask(&room, question, Cause::Wish).landed());
            let _ = tokio::time::timeout(core.policy.budget, join_all(flights)).await;
        }
        let marks = core.marks(&room).await?;
        let own = match &partner {
            Some(partner) => core.own(&room, &partner.id).await?,
            None => crate::answers::Answers::default(),
        };
        let (seat, stands): (_, [Stand<'_>; 4]) = match &partner {
            Some(it) => (Seat::Partner(it), gather::partner_stands(it, &own, &marks)),
            None => (Seat::Team, gather::channel_stands(&marks)),
        };
        let mut reports = core.reports(&room, seat, &stands, false, core.now()).into_iter();
        reports.find(|it| it.source == source).ok_or(UnifyError::NotFound)
    }

    /// Keeps an order that the shop sent by webhook. One without CC's tag is nobody's; one of a creator who is not a
    /// partner yet is kept once they are.
    ///
    /// # Errors
    /// When there is no such channel or the store fails: send it again.
    pub async fn apply_order(&self, channel: &ChannelId, order: StoreOrder) -> Result<()> {
        let room = self.core.room(channel)?;
        if self.core.take_orders(&room, &[order]).await? {
            self.core.ask(&room, &Question::Collabs, Cause::Wish);
        }
        Ok(())
    }

    /// Keeps a refund that the shop sent by webhook. One of an order that is not known comes again with the order.
    ///
    /// # Errors
    /// When there is no such channel or the store fails: send it again.
    pub async fn apply_refund(&self, channel: &ChannelId, order_id: &str, refund: StoreRefund) -> Result<()> {
        let room = self.core.room(channel)?;
        let report = convert::refund_report(&refund);
        self.core.store.record_refund(&room.channel.id, Source::Shopify, order_id, &report).await?;
        room.forget();
        Ok(())
    }

    /// Something of the channel was written, here or by another process: no view from before is shown any more.
    pub fn forget(&self, channel: &ChannelId) {
        if let Ok(room) = self.core.room(channel) {
            room.forget();
        }
    }

    /// Up to where the channel's log of events reaches, no older than a moment: whoever reads data after asking this and follows
    /// the log from there misses nothing.
    ///
    /// # Errors
    /// When there is no such channel or the store fails.
    pub async fn event_position(&self, channel: &ChannelId) -> Result<EventId> {
        let position = async { Ok(self.core.store.event_position(channel).await?) };
        self.core.moment(channel, "event position".to_owned(), position, |_| true).await
    }

    /// Ends all questions under way and waits for them to be gone.
    pub async fn shutdown(&self) {
        self.core.stop.cancel();
        self.core.tasks.close();
        self.core.tasks.wait().await;
    }
}

/// How often one person may have a source asked.
const WISHES: (usize, Duration) = (30, Duration::from_mins(10));

/// What a person wants to know who presses "retry".
fn wishes(source: Source, partner: Option<&Partner>) -> Vec<Question> {
    match (source, partner) {
        (Source::Cc, Some(partner)) => vec![Question::Collab(partner.id.clone())],
        (Source::Cc, None) => vec![Question::Collabs],
        (Source::Shopify, _) => vec![Question::Orders],
        (Source::Impact, _) => vec![Question::Accounts, Question::Actions],
        (Source::Hubspot, Some(partner)) => vec![Question::Contact(partner.id.clone())],
        (Source::Hubspot, None) => vec![Question::CrmAlive],
        (Source::Program, _) => Vec::new(),
    }
}
