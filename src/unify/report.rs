//! The small print of a page: how each source is, in words.

use crate::{Policy, answers, fault, gather::Stand, question::CHANNEL, room::Room};
use domain::{
    Source, SourceHealth, SourceReport, Timestamp,
    partner::{Channel, Partner},
    time,
};

/// For whom the words are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seat<'a> {
    /// A page about this partner.
    Partner(&'a Partner),
    /// The merchant's team, about the whole channel.
    Team,
}

/// Whether a page's small print stays as it is: no source is waited for or in trouble.
pub(crate) fn is_calm(reports: &[SourceReport]) -> bool {
    let is_quiet =
        |it: &SourceReport| matches!(it.health, SourceHealth::Live | SourceHealth::Missing | SourceHealth::Off);
    reports.iter().all(is_quiet)
}

/// One source on one page.
pub(crate) struct Line<'a> {
    pub(crate) source: Source,
    pub(crate) seat: Seat<'a>,
    pub(crate) stand: Option<&'a Stand<'a>>,
    /// Whether our own program counts for whoever the page is about.
    pub(crate) is_in_program: bool,
}

/// Our own program is a part of our store: what it knows is never old.
pub(crate) const fn of_program(now: Timestamp) -> SourceReport {
    SourceReport { source: Source::Program, health: SourceHealth::Live, as_of: Some(now), note: String::new() }
}

impl Line<'_> {
    /// How the source is and what a reader should know about it.
    pub(crate) fn report(&self, room: &Room, policy: &Policy, now: Timestamp) -> SourceReport {
        let stand = self.stand.filter(|_| room.has(self.source));
        let as_of = stand.and_then(|it| it.answer).and_then(|it| it.fetched_at);
        let health = stand.map_or(SourceHealth::Off, |stand| health(stand, room, policy, now));
        let note = match health {
            SourceHealth::Live => String::new(),
            SourceHealth::Off => format!("Not connected by {}.", room.channel.name),
            SourceHealth::Missing => self.missing(&room.channel),
            SourceHealth::Refreshing => format!("Asking {} for news.", self.source),
            SourceHealth::Stale | SourceHealth::Unknown => self.trouble(stand, room, now),
        };
        SourceReport { source: self.source, health, as_of, note }
    }

    fn missing(&self, channel: &Channel) -> String {
        let Seat::Partner(partner) = self.seat else {
            return String::new();
        };
        if self.source == Source::Impact && self.is_in_program {
            return format!("{} does not know {}: the program counts what is earned.", self.source, partner.email);
        }
        let code = partner.affiliate_code.as_ref().filter(|_| self.source == Source::Impact);
        let code = code.map_or(String::new(), |code| format!(" or the code {code}"));
        format!(
            "{} does not know {}{code}. Ask your contact at {} to add you there.",
            self.source, partner.email, channel.name
        )
    }

    fn trouble(&self, stand: Option<&Stand<'_>>, room: &Room, now: Timestamp) -> String {
        let answer = stand.and_then(|it| it.answer);
        let is_feed = stand.is_some_and(|it| it.question.key() == CHANNEL);
        let is_asked = stand.is_some_and(|it| room.flights.since(&it.question).is_some());
        if is_feed && is_asked && answer.is_none() {
            return format!("Reading all of {} for the first time. Figures appear when that is done.", self.source);
        }
        let what =
            answer.map_or("has not answered yet", |answer| fault::says(answers::fault(answer).unwrap_or_default()));
        let shown = match answer.and_then(|answer| answer.fetched_at) {
            Some(at) => format!("Showing what we knew {};", time::age(now.since(at))),
            None => "Nothing is known from there yet;".to_owned(),
        };
        let until = stand.and_then(|it| room.paused_until(&it.question, now));
        let next = match until {
            Some(until) => format!("trying again in {} s.", seconds(now, until)),
            None => "trying again now.".to_owned(),
        };
        format!("{} {what}. {shown} {next}", self.source)
    }
}

fn health(stand: &Stand<'_>, room: &Room, policy: &Policy, now: Timestamp) -> SourceHealth {
    let answer = stand.answer;
    let Some(known) = answer.filter(|answer| answer.fetched_at.is_some()) else {
        return SourceHealth::Unknown;
    };
    let is_fresh = answers::is_fresh(known, now, stand.question.fresh(policy));
    let waits = room.flights.since(&stand.question);
    let is_slow = waits.is_some_and(|since| since.elapsed() >= policy.budget);
    let is_paused = room.paused_until(&stand.question, now).is_some();
    let is_troubled = answers::fault(known).is_some() || is_slow || is_paused;
    match () {
        () if !is_fresh && is_troubled => SourceHealth::Stale,
        () if stand.is_missing => SourceHealth::Missing,
        () if is_fresh => SourceHealth::Live,
        () => SourceHealth::Refreshing,
    }
}

/// Whole seconds, at least one: "in 0 s" would be no news.
fn seconds(now: Timestamp, until: Timestamp) -> u64 {
    until.since(now).as_millis().div_ceil(1_000).try_into().unwrap_or(60).max(1)
}
