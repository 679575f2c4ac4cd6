//! The heart: asks a question once, behind the breaker, and keeps what comes.

use crate::{
    Policy, UnifyError,
    answers::{self, Answers},
    fault::{self, AskError},
    flights::Flight,
    question::{CHANNEL, Question},
    room::Room,
};
use connectors::ConnectorError;
use domain::{ChannelId, Clock, Source, Timestamp};
use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use store::Store;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The longest that one call may take; the client's own limits are shorter.
const CALL_LIMIT: Duration = Duration::from_mins(1);

/// Everything that tasks in the background share with the pages.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) store: Store,
    pub(crate) policy: Policy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rooms: RwLock<HashMap<ChannelId, Arc<Room>>>,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

/// Why a question is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cause {
    /// What is known is older than this, or not known.
    Older(Duration),
    /// A person wants to know.
    Wish,
}

/// What a question brought.
#[derive(Debug)]
pub(crate) enum Found {
    /// An answer to keep.
    Body(String),
    /// The source answered that it does not know the key.
    Missing,
    /// There was nothing to ask.
    Nothing,
}

impl Core {
    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A connected channel.
    pub(crate) fn room(&self, channel: &ChannelId) -> Result<Arc<Room>, UnifyError> {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.get(channel).cloned().ok_or(UnifyError::NotFound)
    }

    /// Asks in the background, or joins those who ask already.
    pub(crate) fn ask(self: &Arc<Self>, room: &Arc<Room>, question: &Question, cause: Cause) -> Flight {
        let (flight, pilot) = room.flights.board(question);
        if let Some(pilot) = pilot {
            let (core, room, question) = (self.clone(), room.clone(), question.clone());
            self.tasks.spawn(async move {
                let _pilot = pilot;
                tokio::select! {
                    () = core.stop.cancelled() => {}
                    () = core.fly(&room, &question, cause) => {}
                }
            });
        }
        flight
    }

    async fn fly(self: &Arc<Self>, room: &Arc<Room>, question: &Question, cause: Cause) {
        let began = self.now();
        let is_wish = matches!(cause, Cause::Wish);
        if self.is_settled(room, question, cause).await || !room.admits(question, began, is_wish) {
            return;
        }
        let result = self.fetch(room, question).await;
        let error = match &result {
            Err(AskError::Source(error)) => Some(error),
            _ => None,
        };
        room.note_question(question, began, self.now(), error);
        if let Err(error) = self.keep(room, question, result).await {
            tracing::error!(channel = %room.channel.id, ?question, %error, "an answer could not be kept");
        }
    }

    /// Whether a newer answer came while the asker was on the way here.
    async fn is_settled(&self, room: &Room, question: &Question, cause: Cause) -> bool {
        let Cause::Older(age) = cause else {
            return false;
        };
        let (source, kind) = (question.source(), question.kind());
        let last = self.store.answer(&room.channel.id, source, kind, question.key()).await;
        matches!(last, Ok(Some(last)) if answers::is_fresh(&last, self.now(), age))
    }

    pub(crate) async fn keep(
        &self,
        room: &Room,
        question: &Question,
        result: Result<Found, AskError>,
    ) -> Result<(), AskError> {
        let (channel, store) = (&room.channel.id, &self.store);
        let (source, kind, key) = (question.source(), question.kind(), question.key());
        let kept = match result {
            Ok(Found::Body(body)) => store.put_answer(channel, source, kind, key, &body).await,
            Ok(Found::Missing) => store.put_missing(channel, source, kind, key).await,
            Ok(Found::Nothing) => Ok(()),
            Err(AskError::Source(error)) => {
                let word = fault::word(&error);
                store.put_fault(channel, source, kind, key, word).await
            }
            Err(AskError::Store(error)) => Err(error),
        };
        room.forget();
        Ok(kept?)
    }

    async fn fetch(self: &Arc<Self>, room: &Arc<Room>, question: &Question) -> Result<Found, AskError> {
        match question {
            Question::Collab(partner) => self.fetch_collab(room, partner).await,
            Question::Contact(partner) => self.fetch_contact(room, partner).await,
            Question::OrdersOf(partner) => self.fetch_orders_of(room, partner).await,
            Question::CcChannel => self.fetch_cc_channel(room).await,
            Question::Tiers => self.fetch_tiers(room).await,
            Question::Collabs => self.sync_collabs(room).await,
            Question::Orders => self.sync_orders(room).await,
            Question::Products => self.sync_products(room).await,
            Question::Accounts => self.sync_accounts(room).await,
            Question::Actions => self.sync_actions(room).await,
            Question::CrmAlive => self.fetch_crm_alive(room).await,
            Question::Sessions => self.fetch_sessions(room).await,
            Question::Revenue => self.fetch_revenue(room).await,
            Question::NetworkClicks => self.sync_clicks(room).await,
        }
    }

    /// One call to a source: limited in time, and its outcome noted by the source's breaker.
    pub(crate) async fn call<T>(
        &self,
        room: &Room,
        source: Source,
        call: impl Future<Output = connectors::Result<T>>,
    ) -> Result<T, AskError> {
        let began = self.now();
        let answered = tokio::time::timeout(CALL_LIMIT, call).await;
        let answered = answered.unwrap_or(Err(ConnectorError::Timeout));
        room.note_call(source, began, self.now(), answered.as_ref().err());
        Ok(answered?)
    }

    /// The same for look-ups, where "not found" is an answer.
    pub(crate) async fn look_up<T>(
        &self,
        room: &Room,
        source: Source,
        call: impl Future<Output = connectors::Result<Option<T>>>,
    ) -> Result<Option<T>, AskError> {
        match self.call(room, source, call).await {
            Err(AskError::Source(ConnectorError::NotFound)) => Ok(None),
            other => other,
        }
    }

    /// Waits for what a question builds on, if it was never answered.
    pub(crate) async fn first(self: &Arc<Self>, room: &Arc<Room>, question: &Question) {
        let known = self.marks(room).await.is_ok_and(|marks| {
            let answer = marks.get(question.source(), question.kind());
            answer.is_some_and(|answer| answer.fetched_at.is_some())
        });
        if !known && room.has(question.source()) {
            let cause = Cause::Older(question.fresh(&self.policy));
            self.ask(room, question, cause).landed().await;
        }
    }

    /// A view that visitors of the same second share, if `is_calm` says that it will not change by itself.
    pub(crate) async fn moment<T: Clone + Send + Sync + 'static>(
        &self,
        channel: &ChannelId,
        name: String,
        view: impl Future<Output = Result<T, UnifyError>>,
        is_calm: impl FnOnce(&T) -> bool,
    ) -> Result<T, UnifyError> {
        let room = self.room(channel)?;
        room.moments.share(name, || room.stamp(self.now()), view, is_calm).await
    }

    /// The channel's own answers.
    pub(crate) async fn marks(&self, room: &Room) -> Result<Arc<Answers>, store::StoreError> {
        let (remembered, writes) = room.remembered();
        if let Some(marks) = remembered {
            return Ok(marks);
        }
        let rows = self.store.answers_for(&room.channel.id, CHANNEL).await?;
        let marks = Arc::new(Answers::of(rows));
        room.remember(&marks, writes);
        Ok(marks)
    }
}
