//! A connected channel: its sources, what is under way there, and the small things that are kept in memory.

use crate::{
    Sources,
    answers::Answers,
    breaker::Breaker,
    content::Meter,
    fault::{self, AskError, Reach},
    flights::Flights,
    moments::{Moments, Stamp},
    question::Question,
};
use connectors::{CoBranding, ConnectorError};
use domain::{PartnerId, Source, Timestamp, partner::Channel, zone::Zone};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long the channel's own answers are served from memory: another process may have written newer ones.
const REMEMBER: Duration = Duration::from_secs(1);

/// A connected channel.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) channel: Channel,
    pub(crate) zone: Zone,
    pub(crate) sources: Sources,
    pub(crate) flights: Flights,
    pub(crate) moments: Moments,
    /// How often each account published and uploaded of late.
    pub(crate) publications: Meter,
    pub(crate) uploads: Meter,
    pub(crate) wishes: Meter,
    breakers: [(Source, Breaker); 4],
    /// Breakers of single questions that a working source cannot answer.
    questions: Mutex<HashMap<Question, Arc<Breaker>>>,
    marks: Mutex<Remembered>,
    /// Partners by CC creator id or by network account: such a join never changes.
    joins: Mutex<HashMap<(Source, String), PartnerId>>,
}

#[derive(Debug, Default)]
struct Remembered {
    /// Counts writes, so that what was read before one is not kept after it.
    writes: u64,
    answers: Option<(Instant, Arc<Answers>)>,
}

impl Room {
    pub(crate) fn new(channel: Channel, sources: Sources) -> Self {
        let zone = Zone::named(&channel.time_zone).unwrap_or_else(|error| {
            tracing::error!(channel = %channel.id, %error, "days of this channel are counted in UTC");
            Zone::utc()
        });
        Self {
            channel,
            zone,
            sources,
            flights: Flights::default(),
            moments: Moments::default(),
            publications: Meter::default(),
            uploads: Meter::default(),
            wishes: Meter::default(),
            breakers: Source::ALL.map(|source| (source, Breaker::default())),
            questions: Mutex::default(),
            marks: Mutex::default(),
            joins: Mutex::default(),
        }
    }

    /// Whether the merchant has connected the source.
    pub(crate) fn has(&self, source: Source) -> bool {
        match source {
            Source::Cc => self.sources.cc.is_some(),
            Source::Shopify => self.sources.storefront.is_some(),
            Source::Impact => self.sources.platform.is_some(),
            Source::Hubspot => self.sources.crm.is_some(),
            // Its rows are our own: nobody has to be asked.
            Source::Program => false,
        }
    }

    /// CC, where a person wants something of it. Nobody is asked for what the channel is not connected to.
    pub(crate) fn cc(&self) -> Result<&dyn CoBranding, AskError> {
        self.sources.cc.as_deref().ok_or(AskError::Source(ConnectorError::Unauthorized))
    }

    /// Whether the question may be asked now; with `is_wish`, because a person asks for it.
    pub(crate) fn admits(&self, question: &Question, now: Timestamp, is_wish: bool) -> bool {
        let may = |breaker: &Breaker| {
            if is_wish { breaker.admits_wish(now) } else { breaker.admits(now) }
        };
        let source = self.breaker(question.source());
        if !source.is_none_or(may) {
            return false;
        }
        let own = self.questions().get(question).cloned();
        let admits = own.is_none_or(|own| may(&own));
        if let (false, Some(source)) = (admits, source) {
            source.step_back();
        }
        admits
    }

    /// Until when the question is not asked, if that time lies ahead.
    pub(crate) fn paused_until(&self, question: &Question, now: Timestamp) -> Option<Timestamp> {
        let own = self.questions().get(question).cloned();
        let own = own.and_then(|own| own.paused_until(now));
        let source = self.breaker(question.source());
        own.max(source.and_then(|source| source.paused_until(now)))
    }

    /// Notes how one call to a source went. Says a change once in the log.
    pub(crate) fn note_call(&self, source: Source, began: Timestamp, now: Timestamp, error: Option<&ConnectorError>) {
        let Some(breaker) = self.breaker(source) else {
            return;
        };
        match error.map(|error| (fault::reach(error), error)) {
            Some((Reach::Source, error)) => {
                if breaker.fail(began, now) {
                    tracing::warn!(channel = %self.channel.id, source = source.as_str(), %error, "source fails");
                }
            }
            Some((Reach::Told(wait), _)) => breaker.wait_until(now.plus(wait)),
            Some((Reach::Question | Reach::None, _)) => breaker.step_back(),
            None => {
                if breaker.succeed() {
                    tracing::info!(channel = %self.channel.id, source = source.as_str(), "source answers again");
                }
            }
        }
    }

    /// Notes how a whole question went.
    pub(crate) fn note_question(
        &self,
        question: &Question,
        began: Timestamp,
        now: Timestamp,
        error: Option<&ConnectorError>,
    ) {
        if let Some(breaker) = self.breaker(question.source()) {
            breaker.step_back();
        }
        let Some(error) = error else {
            self.questions().remove(question);
            return;
        };
        if fault::reach(error) == Reach::Question {
            let breaker = self.questions().entry(question.clone()).or_default().clone();
            if breaker.fail(began, now) {
                tracing::warn!(channel = %self.channel.id, ?question, %error, "question not answered");
            }
        }
    }

    /// The channel's own answers, if they were read a moment ago; and the count to hand back with newer ones.
    pub(crate) fn remembered(&self) -> (Option<Arc<Answers>>, u64) {
        let marks = self.marks();
        let recent =
            marks.answers.as_ref().filter(|(at, _)| at.elapsed() < REMEMBER).map(|(_, answers)| answers.clone());
        (recent, marks.writes)
    }

    /// Keeps the channel's own answers unless one was written since they were asked for.
    pub(crate) fn remember(&self, answers: &Arc<Answers>, writes: u64) {
        let mut marks = self.marks();
        if marks.writes == writes {
            marks.answers = Some((Instant::now(), answers.clone()));
        }
    }

    /// How a view is told from an older one.
    pub(crate) fn stamp(&self, now: Timestamp) -> Stamp {
        Stamp { at: now, writes: self.marks().writes }
    }

    /// Something of the channel was written.
    pub(crate) fn forget(&self) {
        let mut marks = self.marks();
        marks.writes += 1;
        marks.answers = None;
    }

    /// The partner whom a source knows under this id, if that was asked before.
    pub(crate) fn joined(&self, source: Source, id: &str) -> Option<PartnerId> {
        self.joins().get(&(source, id.to_owned())).cloned()
    }

    /// Remembers a join.
    pub(crate) fn join(&self, source: Source, id: &str, partner: &PartnerId) {
        self.joins().insert((source, id.to_owned()), partner.clone());
    }

    fn breaker(&self, source: Source) -> Option<&Breaker> {
        let found = self.breakers.iter().find(|(of, _)| *of == source);
        found.map(|(_, breaker)| breaker)
    }

    fn questions(&self) -> MutexGuard<'_, HashMap<Question, Arc<Breaker>>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn marks(&self) -> MutexGuard<'_, Remembered> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn joins(&self) -> MutexGuard<'_, HashMap<(Source, String), PartnerId>> {
        self.joins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
