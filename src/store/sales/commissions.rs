//! Records commissions, each call as one transaction with its daily totals.

use super::{
    CommissionReport, Recorded,
    commission_rows::{self, StoredCommission},
    links::{self, Orders},
    order_rows::{self, bare},
};
use crate::{
    Result, Store,
    events::News,
    rows::{CHUNK, clean},
    totals::deltas::{Deltas, Sign},
};
use domain::{ChannelId, CommissionId, CommissionKind, OrderId, Source, Timestamp, zone::Zone};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Store {
    /// Keeps commissions, once however often they are reported; an older report never overwrites a newer one.
    /// One whose `order_ref` is the external id, or the name without `#`, of an order of the same partner is linked to it.
    ///
    /// # Errors
    /// When a partner is not of this channel or the store fails; nothing is kept then.
    pub async fn record_commissions(&self, channel: &ChannelId, reports: &[CommissionReport]) -> Result<Recorded> {
        let batch = one_report_each(reports);
        let zone = self.zone(channel).await?;
        self.pools.retrying(|| self.record_commission_batch(channel, &zone, &batch, reports.len())).await
    }

    async fn record_commission_batch(
        &self,
        channel: &ChannelId,
        zone: &Zone,
        batch: &[CommissionReport],
        reported: usize,
    ) -> Result<Recorded> {
        let mut transaction = self.begin().await?;
        let partners = batch.iter().map(|report| report.partner_id.as_str());
        links::lock_partners(&mut transaction, self.engine(), channel, partners).await?;
        let mut work = Work {
            store: self,
            channel,
            on: &mut transaction,
            deltas: Deltas::new(zone.clone()),
            news: News::new(self.now()),
            counts: HashMap::new(),
            done: Recorded { unchanged: (reported - batch.len()) as u64, ..Recorded::default() },
        };
        for chunk in batch.chunks(CHUNK) {
            work.record(chunk).await?;
        }
        let Work { deltas, news, counts, done, .. } = work;
        order_rows::count_commissions(&mut transaction, channel, &counts).await?;
        deltas.apply(&mut transaction, channel).await?;
        self.commit_with(transaction, channel, &news).await?;
        Ok(done)
    }
}

/// One transaction under way.
struct Work<'a> {
    store: &'a Store,
    channel: &'a ChannelId,
    on: &'a mut AnyConnection,
    deltas: Deltas,
    news: News,
    counts: HashMap<OrderId, i64>,
    done: Recorded,
}

impl Work<'_> {
    async fn record(&mut self, batch: &[CommissionReport]) -> Result<()> {
        let orders = links::find_orders(self.on, self.channel, &references(batch)).await?;
        let clock = self.store.clock();
        let drafts: Vec<StoredCommission> = batch
            .iter()
            .map(|report| StoredCommission {
                id: CommissionId::new(clock.as_ref()),
                order_id: order_of(report, &orders),
                report: report.clone(),
            })
            .collect();
        let inserted = commission_rows::insert(self.on, self.channel, &drafts).await?;
        self.done.inserted += inserted.len() as u64;
        let (fresh, known): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|draft| inserted.contains(&draft.id));
        for draft in &fresh {
            self.count(Sign::Plus, draft);
            self.tell(draft, &orders, draft.report.occurred_at);
        }
        self.change(&known, &orders).await
    }

    /// Brings commissions that are there up to date with their reports.
    async fn change(&mut self, known: &[StoredCommission], orders: &Orders) -> Result<()> {
        let reports: HashMap<(&str, Source), &CommissionReport> = known
            .iter()
            .map(|draft| ((draft.report.external_id.as_str(), draft.report.source), &draft.report))
            .collect();
        let external_ids: Vec<&str> = known.iter().map(|draft| draft.report.external_id.as_str()).collect();
        let stored = commission_rows::load(self.on, self.store.engine(), self.channel, &external_ids).await?;
        let mut changed = Vec::new();
        for before in stored {
            let key = (before.report.external_id.as_str(), before.report.source);
            let Some(report) = reports.get(&key).copied() else {
                continue;
            };
            if report.changed_at < before.report.changed_at {
                self.done.unchanged += 1;
                continue;
            }
            let after = StoredCommission {
                id: before.id.clone(),
                order_id: link_after(&before, report, orders),
                report: report.clone(),
            };
            if says_the_same(&before.report, report) && before.order_id == after.order_id {
                self.done.unchanged += 1;
                if before.report.changed_at != report.changed_at {
                    changed.push(after);
                }
                continue;
            }
            self.done.changed += 1;
            self.count(Sign::Minus, &before);
            self.count(Sign::Plus, &after);
            if !says_the_same(&before.report, report) {
                self.tell(&after, orders, report.changed_at);
            }
            changed.push(after);
        }
        commission_rows::update(self.on, self.channel, &changed).await
    }

    /// The title of a sale is that of its order, as on the pages.
    fn tell(&mut self, commission: &StoredCommission, orders: &Orders, at: Timestamp) {
        let name = commission.order_id.as_ref().and_then(|order_id| orders.name(order_id));
        let title = name.map_or_else(|| commission.report.title.clone(), |name| format!("#{name}"));
        self.news.commission(&commission.id, &commission.report, title, at);
    }

    fn count(&mut self, sign: Sign, commission: &StoredCommission) {
        self.deltas.commission(sign, &commission.counted());
        if let Some(order_id) = &commission.order_id {
            *self.counts.entry(order_id.clone()).or_default() += if sign == Sign::Plus { 1 } else { -1 };
        }
    }
}

fn references(batch: &[CommissionReport]) -> Vec<&str> {
    let references: BTreeSet<&str> = batch
        .iter()
        .filter(|report| report.kind == CommissionKind::Sale && !report.order_ref.is_empty())
        .map(|report| report.order_ref.as_str())
        .collect();
    references.into_iter().collect()
}

fn order_of(report: &CommissionReport, orders: &Orders) -> Option<OrderId> {
    if report.kind != CommissionKind::Sale || report.order_ref.is_empty() {
        return None;
    }
    orders.find(&report.partner_id, &report.order_ref).cloned()
}

/// A link once made stays while the commission means the same order of the same partner.
fn link_after(before: &StoredCommission, report: &CommissionReport, orders: &Orders) -> Option<OrderId> {
    let stays = before.report.kind == report.kind
        && before.report.partner_id == report.partner_id
        && before.report.order_ref == report.order_ref;
    match &before.order_id {
        Some(order_id) if stays => Some(order_id.clone()),
        _ => order_of(report, orders),
    }
}

/// Whether two reports say the same, whenever they were made.
fn says_the_same(one: &CommissionReport, other: &CommissionReport) -> bool {
    let plain = |report: &CommissionReport| CommissionReport { changed_at: Timestamp::default(), ..report.clone() };
    plain(one) == plain(other)
}

/// Of several reports on one commission the newest counts. Sorted, so that all writers lock rows in one order.
fn one_report_each(reports: &[CommissionReport]) -> Vec<CommissionReport> {
    let mut newest: BTreeMap<(String, Source), CommissionReport> = BTreeMap::new();
    for report in reports {
        let report = normal(report);
        let key = (report.external_id.clone(), report.source);
        let is_older = newest.get(&key).is_some_and(|other| report.changed_at < other.changed_at);
        if !is_older {
            newest.insert(key, report);
        }
    }
    newest.into_values().collect()
}

/// The report as it will read back: no NUL, which PostgreSQL refuses, and the order's name without `#`.
fn normal(report: &CommissionReport) -> CommissionReport {
    CommissionReport {
        external_id: clean(&report.external_id),
        title: clean(&report.title),
        reason: clean(&report.reason),
        order_ref: clean(bare(&report.order_ref)),
        ..report.clone()
    }
}
