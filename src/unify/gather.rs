//! What a page knows: reads the store, asks behind the visitor's back for what is old, and waits a moment for what was never known.

use crate::{
    UnifyError,
    answers::{self, Answers},
    core::{Cause, Core},
    figures::{Scope, Side},
    question::Question,
    report::{self, Line, Seat},
    room::Room,
};
use connectors::{co_branding::Collab, crm::CrmContact};
use domain::{
    ChannelId, Currency, Day, PartnerId, Source, SourceReport, Timestamp, partner::Partner, profile::NetworkAccount,
    program::Member,
};
use futures::future::join_all;
use std::{sync::Arc, time::Duration};
use store::Answer;

/// How old the list of network accounts may be before a partner who is not in it has it read anew.
const RECHECK: Duration = Duration::from_mins(1);

/// A page about one partner.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) room: Arc<Room>,
    pub(crate) partner: Partner,
    pub(crate) now: Timestamp,
    pub(crate) reports: Vec<SourceReport>,
    /// Whether the shop's orders of this partner were ever read.
    pub(crate) has_orders: bool,
    /// Whether the network's commissions of this partner were ever read: it was asked and knows the partner.
    pub(crate) has_commissions: bool,
    /// The program's side of this partner, if they are in it or asked to be.
    pub(crate) member: Option<Member>,
    own: Answers,
    marks: Arc<Answers>,
}

impl Page {
    /// The collab, if CC ever gave it.
    pub(crate) fn collab(&self) -> Option<Collab> {
        self.own.read(Source::Cc, "collab")
    }

    /// The CRM's contact, if it ever gave one.
    pub(crate) fn contact(&self) -> Option<CrmContact> {
        self.own.read(Source::Hubspot, "contact")
    }

    /// The account in the network, if the partner has one.
    pub(crate) fn account(&self) -> Option<NetworkAccount> {
        self.own.read(Source::Impact, "partner")
    }

    /// The channel's own answers.
    pub(crate) fn marks(&self) -> &Answers {
        &self.marks
    }

    /// Whose figures the page shows.
    pub(crate) fn scope(&self, currency: Currency) -> Scope<'_> {
        // A network that does not know the partner any more leaves what it reported before.
        let may_report = self.room.has(Source::Impact) && !is_network_read(&self.marks);
        let commissions = Side::of(self.has_commissions, may_report);
        Scope {
            channel: &self.room.channel.id,
            partner: Some(&self.partner.id),
            currency,
            orders: Side::of(self.has_orders, self.room.has(Source::Shopify)),
            commissions,
            is_comparable: self.has_orders && is_network_read(&self.marks),
        }
    }

    /// Today in the channel.
    pub(crate) fn today(&self) -> Day {
        self.room.zone.day(self.now)
    }
}

/// Whether the network was ever read.
pub(crate) fn is_network_read(marks: &Answers) -> bool {
    is_read(marks, Source::Impact, "actions")
}

/// Whether an answer was ever kept.
pub(crate) fn is_read(answers: &Answers, source: Source, kind: &str) -> bool {
    let answer = answers.get(source, kind);
    answer.is_some_and(|answer| answer.fetched_at.is_some())
}

/// A source on a page: which of its answers counts, and what to ask.
pub(crate) struct Stand<'a> {
    pub(crate) question: Question,
    pub(crate) answer: Option<&'a Answer>,
    pub(crate) is_missing: bool,
}

impl Core {
    /// Everything that a page about one partner builds on.
    pub(crate) async fn page(self: &Arc<Self>, channel: &ChannelId, partner: &PartnerId) -> Result<Page, UnifyError> {
        let room = self.room(channel)?;
        let (found, member, mut own, mut marks) = tokio::try_join!(
            self.store.partner(channel, partner),
            self.store.member(channel, partner),
            self.own(&room, partner),
            self.marks(&room),
        )?;
        let mut partner = found.ok_or(UnifyError::NotFound)?;
        let stands = partner_stands(&partner, &own, &marks);
        self.recheck_account(&room, &stands, &marks);
        if self.refresh(&room, &stands).await {
            let found;
            (found, own, marks) = tokio::try_join!(
                self.store.partner(channel, &partner.id),
                self.own(&room, &partner.id),
                self.marks(&room),
            )?;
            partner = found.ok_or(UnifyError::NotFound)?;
        }
        let now = self.now();
        let seat = Seat::Partner(&partner);
        let stands = partner_stands(&partner, &own, &marks);
        let is_in_program = member.as_ref().is_some_and(|member| member.status.may_be_paid());
        let reports = self.reports(&room, seat, &stands, is_in_program, now);
        let has = |source| stands.iter().any(|it| it.question.source() == source && is_known(it));
        let (has_orders, has_commissions) = (has(Source::Shopify), has(Source::Impact));
        Ok(Page { room, partner, now, reports, has_orders, has_commissions, member, own, marks })
    }

    /// A partner without an account in the network may have been unknown to us when its accounts were read: they are read
    /// anew soon, rather than at their usual pace.
    fn recheck_account(self: &Arc<Self>, room: &Arc<Room>, stands: &[Stand<'_>], marks: &Answers) {
        let is_missing = stands.iter().any(|it| it.is_missing && it.question.source() == Source::Impact);
        let question = Question::Accounts;
        let last = marks.get(question.source(), question.kind());
        let is_fresh = last.is_some_and(|last| answers::is_fresh(last, self.now(), RECHECK));
        if is_missing && !is_fresh && room.paused_until(&question, self.now()).is_none() {
            drop(self.ask(room, &question, Cause::Older(RECHECK)));
        }
    }

    pub(crate) async fn own(&self, room: &Room, partner: &PartnerId) -> Result<Answers, store::StoreError> {
        let rows = self.store.answers_for(&room.channel.id, partner.as_str());
        Ok(Answers::of(rows.await?))
    }

    /// Asks for what is old without waiting, and for what was never known with the page's budget for all together.
    /// True when something was waited for.
    pub(crate) async fn refresh(self: &Arc<Self>, room: &Arc<Room>, stands: &[Stand<'_>]) -> bool {
        let now = self.now();
        let mut waits = Vec::new();
        for Stand { question, answer, .. } in stands {
            let age = question.fresh(&self.policy);
            let is_fresh = answer.is_some_and(|answer| answers::is_fresh(answer, now, age));
            if is_fresh || !room.has(question.source()) || room.paused_until(question, now).is_some() {
                continue;
            }
            let flight = self.ask(room, question, Cause::Older(age));
            if answer.is_none_or(|answer| answer.fetched_at.is_none()) {
                waits.push(flight.landed());
            }
        }
        if waits.is_empty() {
            return false;
        }
        // Over budget the questions go on alone; their answers are there for the next page.
        let _ = tokio::time::timeout(self.policy.budget, join_all(waits)).await;
        true
    }

    /// What a page says about all sources; about our own program too, where it counts for whoever the page is about.
    pub(crate) fn reports(
        &self,
        room: &Room,
        seat: Seat<'_>,
        stands: &[Stand<'_>],
        is_in_program: bool,
        now: Timestamp,
    ) -> Vec<SourceReport> {
        let outside = Source::ALL.into_iter().map(|source| {
            let stand = stands.iter().find(|it| it.question.source() == source);
            Line { source, seat, stand, is_in_program }.report(room, &self.policy, now)
        });
        outside.chain(is_in_program.then(|| report::of_program(now))).collect()
    }
}

fn is_known(stand: &Stand<'_>) -> bool {
    !stand.is_missing && stand.answer.is_some_and(|answer| answer.fetched_at.is_some())
}

/// The sources of a partner's page. The shop and the network are read for the whole channel; before the shop was read at
/// all, the partner's own orders are asked for.
pub(crate) fn partner_stands<'a>(partner: &Partner, own: &'a Answers, marks: &'a Answers) -> [Stand<'a>; 4] {
    let of_partner = |question: Question| {
        let answer = own.get(question.source(), question.kind());
        Stand { is_missing: answer.is_some_and(answers::is_missing), answer, question }
    };
    [
        of_partner(Question::Collab(partner.id.clone())),
        shop_stand(partner, own, marks),
        network_stand(own, marks),
        of_partner(Question::Contact(partner.id.clone())),
    ]
}

fn shop_stand<'a>(partner: &Partner, own: &'a Answers, marks: &'a Answers) -> Stand<'a> {
    let is_read = |answer: &&Answer| answer.fetched_at.is_some();
    let all = marks.get(Source::Shopify, "orders");
    let theirs = own.get(Source::Shopify, "orders");
    let has_creator = partner.cc_creator_id.is_some();
    let (question, answer) = match (all.filter(is_read), theirs) {
        (Some(all), _) => (Question::Orders, Some(all)),
        (None, theirs) if has_creator => (Question::OrdersOf(partner.id.clone()), theirs),
        (None, _) => (Question::Orders, all),
    };
    Stand { question, answer, is_missing: false }
}

fn network_stand<'a>(own: &Answers, marks: &'a Answers) -> Stand<'a> {
    let answer = marks.get(Source::Impact, "actions");
    let has_account = own.get(Source::Impact, "partner").is_some();
    Stand {
        question: Question::Actions,
        answer,
        is_missing: is_read(marks, Source::Impact, "partners") && !has_account,
    }
}

/// The sources as the whole channel sees them.
pub(crate) fn channel_stands(marks: &Answers) -> [Stand<'_>; 4] {
    [Question::Collabs, Question::Orders, Question::Actions, Question::CrmAlive].map(|question| Stand {
        answer: marks.get(question.source(), question.kind()),
        is_missing: false,
        question,
    })
}
