//! What CC and the network count, beside our own figures: each with whose it is, how old it is, and unknown where it is unknown.

use crate::{
    Result,
    answers::Answers,
    core::{Cause, Core},
    gather::{Page, is_network_read},
    metrics::DayMetrics,
    question::Question,
    room::Room,
    sync::clicks::{ClickDays, DAYS_KIND},
};
use domain::{
    Money, Source,
    analytics::OtherFigure,
    earnings::{Change, Range},
    money::grouped,
    time,
};
use std::sync::Arc;

/// A figure of CC: whose question, which field, what it is called, and in how many decimals it comes.
struct CcFigure {
    question: Question,
    field: &'static str,
    title: &'static str,
    is_money: bool,
}

const CC_FIGURES: [CcFigure; 4] = [
    CcFigure { question: Question::Sessions, field: "sessions", title: "Sessions of the whole shop", is_money: false },
    CcFigure {
        question: Question::Sessions,
        field: "creatorAttributedSessions",
        title: "Sessions by all partners",
        is_money: false,
    },
    CcFigure { question: Question::Revenue, field: "grossRevenue", title: "Revenue of the whole shop", is_money: true },
    CcFigure {
        question: Question::Revenue,
        field: "creatorAttributedRevenue",
        title: "Revenue by all partners",
        is_money: true,
    },
];

impl Core {
    /// What others count over the range.
    pub(super) async fn others(self: &Arc<Self>, page: &Page, range: Range) -> Result<Vec<OtherFigure>> {
        let room = &page.room;
        let answers = self.metrics(room).await?;
        let mut others = Vec::new();
        if room.has(Source::Cc) {
            self.refresh_metrics(room, &answers);
            others.extend(CC_FIGURES.iter().map(|figure| self.of_cc(room, &answers, figure, range)));
        }
        if room.has(Source::Impact) {
            others.insert(0, self.network_clicks(page, &answers, range).await?);
            others.insert(1, self.network_conversions(page, range).await?);
        }
        Ok(others)
    }

    /// Asks behind the visitor's back for what is old: these figures are a day late anyway, and nobody waits for them.
    fn refresh_metrics(self: &Arc<Self>, room: &Arc<Room>, answers: &Answers) {
        for question in [Question::Sessions, Question::Revenue] {
            let age = question.fresh(&self.policy);
            let answer = answers.get(question.source(), question.kind());
            let is_fresh = answer.is_some_and(|answer| crate::answers::is_fresh(answer, self.now(), age));
            if !is_fresh && room.paused_until(&question, self.now()).is_none() {
                drop(self.ask(room, &question, Cause::Older(age)));
            }
        }
    }

    fn of_cc(&self, room: &Room, answers: &Answers, figure: &CcFigure, range: Range) -> OtherFigure {
        let CcFigure { question, field, title, is_money } = figure;
        let answer = answers.get(Source::Cc, question.kind());
        let metrics: Option<DayMetrics> = answers.read(Source::Cc, question.kind());
        let currency = room.channel.currency;
        let digits = if *is_money { currency.digits() } else { 0 };
        // CC is late: what it has counted is compared with as many days before.
        let shown = metrics.as_ref().map(|metrics| Range { to: range.to.min(metrics.until), ..range });
        let sum = |range: Option<Range>| metrics.as_ref()?.sum(field, range?, digits);
        let (now, before) = (sum(shown), sum(shown.map(Range::before)));
        let text = |sum: i64| {
            if *is_money { Money::new(sum, currency).to_string() } else { grouped(sum.unsigned_abs()) }
        };
        let age = answer.and_then(|answer| answer.fetched_at).map(|at| time::age(self.now().since(at)));
        OtherFigure {
            source: Source::Cc,
            title: (*title).to_owned(),
            is_for_team: *is_money,
            value: now.map(text),
            change: now.zip(before).and_then(|(now, before)| Change::of(now, before)),
            note: match (now, shown, age) {
                (Some(_), Some(shown), Some(age)) if shown.to < range.to => {
                    format!("CC counts a day late: up to {}; asked {age}", shown.to.short())
                }
                (Some(_), _, Some(age)) => format!("Counted by CC; asked {age}"),
                (None, _, Some(age)) => format!("CC had not counted these days when it was asked, {age}"),
                _ => "CC has not answered yet".to_owned(),
            },
        }
    }

    /// Sales that the network counts for the partner: from the commissions that are read all the time.
    async fn network_conversions(&self, page: &Page, range: Range) -> Result<OtherFigure> {
        let (channel, partner) = (&page.room.channel.id, Some(&page.partner.id));
        let is_known = page.has_commissions && is_network_read(page.marks());
        let now = self.store.network_conversions(channel, partner, range).await?;
        let before = self.store.network_conversions(channel, partner, range.before()).await?;
        let read = page.marks().get(Source::Impact, "actions").and_then(|answer| answer.fetched_at);
        let note = match read.filter(|_| is_known) {
            Some(at) => format!("Counted by {}; read {}", Source::Impact, time::age(page.now.since(at))),
            None => format!("{} has not told about this partner yet", Source::Impact),
        };
        Ok(OtherFigure {
            source: Source::Impact,
            title: "Conversions in the network".to_owned(),
            is_for_team: false,
            value: is_known.then(|| grouped(now.unsigned_abs())),
            change: if is_known { Change::of(now, before) } else { None },
            note,
        })
    }

    /// Clicks that the network counts for the partner: told once a day, for the days before.
    async fn network_clicks(&self, page: &Page, answers: &Answers, range: Range) -> Result<OtherFigure> {
        let (channel, partner) = (&page.room.channel.id, Some(&page.partner.id));
        let days: ClickDays = answers.read(Source::Impact, DAYS_KIND).unwrap_or_default();
        let known = |range: Range| i64::try_from(days.0.range(range.from..=range.to).count()).unwrap_or(i64::MAX);
        let last = days.0.range(range.from..=range.to).next_back().copied();
        let figure = |value, change, note| OtherFigure {
            source: Source::Impact,
            title: "Clicks in the network".to_owned(),
            is_for_team: false,
            value,
            change,
            note,
        };
        let Some(last) = last.filter(|_| page.has_commissions) else {
            let note = format!("{} tells clicks once a day; it has not told these days yet", Source::Impact);
            return Ok(figure(None, None, note));
        };
        let shown = Range { to: last, ..range };
        let now = self.store.network_clicks(channel, partner, shown).await?;
        let before = self.store.network_clicks(channel, partner, shown.before()).await?;
        let is_whole = known(shown) == shown.days();
        let is_comparable = is_whole && known(shown.before()) == shown.days();
        let note = if is_whole {
            format!("{} tells clicks once a day: up to {}", Source::Impact, last.short())
        } else {
            let (told, of) = (known(shown), range.days());
            format!("{} tells clicks once a day: {told} of these {of} days so far", Source::Impact)
        };
        let change = if is_comparable { Change::of(now, before) } else { None };
        Ok(figure(Some(grouped(now.unsigned_abs())), change, note))
    }
}
