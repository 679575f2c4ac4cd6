//! Records orders and refunds, each call as one transaction with its daily totals.

use super::{
    GivenBack, OrderReport, Recorded, RefundReport, links,
    order_rows::{self, StoredOrder, bare},
};
use crate::{
    Result, Store,
    events::News,
    program,
    rows::{CHUNK, clean},
    totals::deltas::{Deltas, Sign},
};
use domain::{ChannelId, Money, OrderId, Refund, RefundId, Source, zone::Zone};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, HashSet};

impl Store {
    /// Keeps orders with their refunds, once however often they are reported; an older report never overwrites a newer one.
    /// Commissions that waited for one of these orders are linked to it.
    ///
    /// # Errors
    /// When a partner is not of this channel or the store fails; nothing is kept then.
    pub async fn record_orders(&self, channel: &ChannelId, reports: &[OrderReport]) -> Result<Recorded> {
        let batch = one_report_each(reports);
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let mut work = Work {
                    store: self,
                    channel,
                    on: &mut transaction,
                    deltas: Deltas::new(zone.clone()),
                    news: News::new(self.now()),
                    done: Recorded { unchanged: (reports.len() - batch.len()) as u64, ..Recorded::default() },
                    shrunk: Vec::new(),
                    taken: HashSet::new(),
                    is_whole: true,
                };
                program::be_alone(work.on, self.engine(), channel).await?;
                let partners = batch.iter().map(|report| report.partner_id.as_str());
                links::lock_partners(work.on, self.engine(), channel, partners).await?;
                for chunk in batch.chunks(CHUNK) {
                    work.record(chunk).await?;
                }
                let (news, done) = work.finish(&zone).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(done)
            })
            .await
    }

    /// Keeps one refund of a known order. `false` when it is already kept or the order is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_refund(
        &self,
        channel: &ChannelId,
        source: Source,
        order_external_id: &str,
        report: &RefundReport,
    ) -> Result<bool> {
        Ok(self.refund(channel, source, order_external_id, report, false).await? == GivenBack::New)
    }

    /// Gives back a part of an order that was tracked here, or all of it: never more than is left, whoever else does so meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn give_back(
        &self,
        channel: &ChannelId,
        order_external_id: &str,
        report: &RefundReport,
    ) -> Result<GivenBack> {
        self.refund(channel, Source::Program, order_external_id, report, true).await
    }

    async fn refund(
        &self,
        channel: &ChannelId,
        source: Source,
        order_external_id: &str,
        report: &RefundReport,
        is_limited: bool,
    ) -> Result<GivenBack> {
        let zone = self.zone(channel).await?;
        self.pools
            .retrying(|| async {
                let mut transaction = self.begin().await?;
                let called = order_rows::id_of(&mut transaction, channel, source, order_external_id).await?;
                let called = called.as_deref().unwrap_or(order_external_id);
                let found = order_rows::load(&mut transaction, self.engine(), channel, &[called]).await?;
                let Some(order) = found.into_iter().find(|order| order.report.source == source) else {
                    return Ok(GivenBack::NoOrder);
                };
                let ids = std::slice::from_ref(&order.id);
                let kept = order_rows::load_refunds(&mut transaction, channel, ids).await?.remove(&order.id);
                if kept.unwrap_or_default().iter().any(|refund| refund.external_id == report.external_id) {
                    return Ok(GivenBack::Known);
                }
                if is_limited && order.report.changed_at > domain::Timestamp::default() {
                    return Ok(GivenBack::ToldByShop);
                }
                let left = Money::new(order.report.total.minor - order.refunded, order.report.total.currency);
                if is_limited && (report.amount.currency != left.currency || report.amount.minor > left.minor) {
                    return Ok(GivenBack::TooMuch { left });
                }
                let mut again = order.report.clone();
                again.refunds = vec![report.clone()];
                let mut work = Work {
                    store: self,
                    channel,
                    on: &mut transaction,
                    deltas: Deltas::new(zone.clone()),
                    news: News::new(self.now()),
                    done: Recorded::default(),
                    shrunk: Vec::new(),
                    taken: HashSet::new(),
                    is_whole: false,
                };
                work.change(vec![(order, &again)]).await?;
                let (news, _) = work.finish(&zone).await?;
                self.commit_with(transaction, channel, &news).await?;
                Ok(GivenBack::New)
            })
            .await
    }
}

/// One transaction under way.
struct Work<'a> {
    store: &'a Store,
    channel: &'a ChannelId,
    on: &'a mut AnyConnection,
    deltas: Deltas,
    news: News,
    done: Recorded,
    /// Orders of which something was given back, or that were called off: what they earned has to follow.
    shrunk: Vec<StoredOrder>,
    /// Orders whose own system reports them from now on: its refunds are all there are.
    taken: HashSet<OrderId>,
    /// Whether reports list all refunds that their source knows.
    is_whole: bool,
}

impl Work<'_> {
    /// Writes what was gathered; the news are the caller's to commit.
    async fn finish(self, zone: &Zone) -> Result<(News, Recorded)> {
        self.deltas.apply(self.on, self.channel).await?;
        let mut news = self.news;
        if !self.shrunk.is_empty() {
            news.append(program::follow(self.store, self.on, self.channel, zone, &self.shrunk).await?);
        }
        Ok((news, self.done))
    }

    async fn record(&mut self, batch: &[OrderReport]) -> Result<()> {
        self.take_over(batch).await?;
        let clock = self.store.clock();
        let drafts: Vec<StoredOrder> =
            batch.iter().map(|report| StoredOrder::new(report, OrderId::new(clock.as_ref()))).collect();
        let inserted = order_rows::insert(self.on, self.channel, &drafts).await?;
        self.done.inserted += inserted.len() as u64;

        let mut refunds = Vec::new();
        let mut candidates = Vec::new();
        for draft in drafts.iter().filter(|draft| inserted.contains(&draft.id)) {
            self.deltas.order(Sign::Plus, &draft.counted());
            self.news.order(&draft.id, &draft.report, draft.report.placed_at);
            for refund in &draft.report.refunds {
                self.deltas.refund(Sign::Plus, &draft.counted(), refund.amount, refund.refunded_at);
                self.news.refund(&draft.id, &draft.report, refund);
                refunds.push((draft.id.clone(), refund.clone()));
            }
            candidates.push(draft.clone());
        }
        let of_partners: Vec<&str> =
            candidates.iter().flat_map(|it| [it.report.external_id.as_str(), bare(&it.report.name)]).collect();
        program::release_direct(self.on, self.channel, &of_partners).await?;
        order_rows::insert_refunds(self.on, self.channel, &refunds).await?;
        links::link_waiting(self.on, self.store.engine(), self.channel, &candidates, &mut self.deltas).await?;

        let known: BTreeMap<(String, Source), &OrderReport> = drafts
            .iter()
            .zip(batch)
            .filter(|(draft, _)| !inserted.contains(&draft.id))
            .map(|(_, report)| ((report.external_id.clone(), report.source), report))
            .collect();
        let external_ids: Vec<&str> = known.keys().map(|(external_id, _)| external_id.as_str()).collect();
        let stored = order_rows::load(self.on, self.store.engine(), self.channel, &external_ids).await?;
        let pairs = stored
            .into_iter()
            .filter_map(|order| {
                let report = known.get(&(order.report.external_id.clone(), order.report.source))?;
                Some((order, *report))
            })
            .collect();
        self.change(pairs).await
    }

    /// The shop's own report of an order takes over the row that was made when somebody else brought the order first.
    async fn take_over(&mut self, batch: &[OrderReport]) -> Result<()> {
        let reports: Vec<&OrderReport> = batch.iter().collect();
        self.taken = order_rows::take_over(self.on, self.channel, &reports).await?;
        Ok(())
    }

    /// Brings orders that are there up to date with their reports.
    async fn change(&mut self, pairs: Vec<(StoredOrder, &OrderReport)>) -> Result<()> {
        let ids: Vec<OrderId> = pairs.iter().map(|(order, _)| order.id.clone()).collect();
        let kept_refunds = order_rows::load_refunds(self.on, self.channel, &ids).await?;
        let mut changed = Vec::new();
        let mut new_refunds = Vec::new();
        let mut moved = Vec::new();
        let mut candidates = Vec::new();
        let mut foreign_refunds = Vec::new();
        for (before, report) in pairs {
            let all = kept_refunds.get(&before.id).map_or(&[][..], Vec::as_slice);
            let (kept, foreign) = self.split(&before, all, report);
            let kept = kept.as_slice();
            let known: HashSet<&str> = kept.iter().map(|refund| refund.external_id.as_str()).collect();
            let fresh: Vec<&RefundReport> =
                report.refunds.iter().filter(|refund| !known.contains(refund.external_id.as_str())).collect();
            let mut after = before.clone();
            if report.changed_at >= before.report.changed_at {
                after.report = OrderReport { refunds: Vec::new(), ..report.clone() };
                recount_refunds(&mut after, kept);
            }
            for refund in &fresh {
                after.give_back(refund.amount);
            }
            if fresh.is_empty() && foreign.is_empty() && says_the_same(&before.report, &after.report) {
                self.done.unchanged += 1;
                if after.report.changed_at != before.report.changed_at {
                    changed.push(after);
                }
                continue;
            }
            self.done.changed += 1;
            if !fresh.is_empty() || !foreign.is_empty() || before.is_open() != after.is_open() {
                self.shrunk.push(after.clone());
            }
            self.count(Sign::Minus, &before, all);
            self.count(Sign::Plus, &after, kept);
            for refund in fresh {
                self.deltas.refund(Sign::Plus, &after.counted(), refund.amount, refund.refunded_at);
                self.news.refund(&after.id, &after.report, refund);
                new_refunds.push((after.id.clone(), refund.clone()));
            }
            foreign_refunds.extend(foreign);
            if before.report.partner_id != after.report.partner_id {
                self.news.order(&after.id, &after.report, after.report.changed_at);
                moved.push(before.clone());
                after.commission_count = 0;
            }
            if before.report.partner_id != after.report.partner_id || before.report.name != after.report.name {
                candidates.push(after.clone());
            }
            changed.push(after);
        }
        let (engine, channel) = (self.store.engine(), self.channel);
        links::unlink(self.on, engine, channel, &moved, &mut self.deltas).await?;
        order_rows::update(self.on, channel, &changed).await?;
        order_rows::delete_refunds(self.on, channel, &foreign_refunds).await?;
        order_rows::insert_refunds(self.on, channel, &new_refunds).await?;
        links::link_waiting(self.on, engine, channel, &candidates, &mut self.deltas).await
    }

    /// The refunds that stay, and those that somebody else told of before the order's own system did: it knows the same money by
    /// another id. What was given back after the report was made it cannot know.
    fn split(&self, order: &StoredOrder, all: &[Refund], report: &OrderReport) -> (Vec<Refund>, Vec<RefundId>) {
        let is_newest = self.is_whole && report.changed_at >= order.report.changed_at;
        let is_followed = is_newest && report.source == Source::Program;
        let is_taken = self.taken.contains(&order.id);
        if !is_taken && !is_followed {
            return (all.to_vec(), Vec::new());
        }
        let stays = |refund: &&Refund| {
            let is_later = !is_taken && refund.refunded_at > report.changed_at;
            is_later || report.refunds.iter().any(|it| it.external_id == refund.external_id)
        };
        let (kept, foreign): (Vec<&Refund>, Vec<&Refund>) = all.iter().partition(stays);
        (kept.into_iter().cloned().collect(), foreign.into_iter().map(|refund| refund.id.clone()).collect())
    }

    fn count(&mut self, sign: Sign, order: &StoredOrder, refunds: &[Refund]) {
        self.deltas.order(sign, &order.counted());
        for refund in refunds {
            self.deltas.refund(sign, &order.counted(), refund.amount, refund.refunded_at);
        }
    }
}

/// The sum follows the order's currency, which a report may correct.
fn recount_refunds(order: &mut StoredOrder, kept: &[Refund]) {
    order.refunded = 0;
    for refund in kept {
        order.give_back(refund.amount);
    }
}

/// Whether two reports say the same, whenever they were made and whatever refunds they list.
fn says_the_same(one: &OrderReport, other: &OrderReport) -> bool {
    let plain = |report: &OrderReport| OrderReport {
        changed_at: domain::Timestamp::default(),
        refunds: Vec::new(),
        ..report.clone()
    };
    plain(one) == plain(other)
}

/// Of several reports on one order the newest counts, with the refunds of all. Sorted, so that all writers lock rows in one order.
fn one_report_each(reports: &[OrderReport]) -> Vec<OrderReport> {
    let mut newest: BTreeMap<(String, Source), OrderReport> = BTreeMap::new();
    for report in reports {
        let mut report = normal(report);
        let key = (report.external_id.clone(), report.source);
        if let Some(other) = newest.remove(&key) {
            let is_newer = report.changed_at >= other.changed_at;
            let (mut winner, loser) = if is_newer { (report, other) } else { (other, report) };
            winner.refunds.extend(loser.refunds);
            report = winner;
        }
        let mut seen = HashSet::new();
        report.refunds.retain(|refund| seen.insert(refund.external_id.clone()));
        newest.insert(key, report);
    }
    newest.into_values().collect()
}

/// The report as it will read back: no NUL, which PostgreSQL refuses, and both amounts of one currency.
fn normal(report: &OrderReport) -> OrderReport {
    OrderReport {
        external_id: clean(&report.external_id),
        name: clean(&report.name),
        total: Money::new(report.total.minor, report.subtotal.currency),
        ..report.clone()
    }
}
