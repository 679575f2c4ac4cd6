//! One transaction about commissions of the program: what it changes is gathered, and written in one order at its end.

use super::{
    CommissionStep,
    commission_rows::{self, Kept},
    customers::CustomerSums,
    ledger::{Account, Ledger, Place},
};
use crate::{
    Result, Store,
    events::News,
    rows::Writes,
    sales::order_rows,
    totals::deltas::{Deltas, Sign},
};
use domain::{ChannelId, CommissionId, OrderId, Timestamp, zone::Zone};
use sqlx::AnyConnection;
use std::collections::HashMap;

/// Who does something, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cause<'a> {
    /// `admin:adm_…`, `key:key_…`, `system`.
    pub(crate) account: &'a str,
    /// Why; may be empty.
    pub(crate) reason: &'a str,
}

/// What a transaction changes.
pub(super) struct Work {
    pub(super) deltas: Deltas,
    pub(super) news: News,
    pub(super) customers: CustomerSums,
    now: Timestamp,
    ledger: Ledger,
    counts: HashMap<OrderId, i64>,
    added: Vec<Kept>,
    changed: Vec<Kept>,
    steps: Vec<(CommissionId, i64, CommissionStep)>,
}

impl Work {
    pub(super) fn new(store: &Store, zone: Zone) -> Self {
        Self {
            deltas: Deltas::new(zone),
            news: News::new(store.now()),
            customers: CustomerSums::default(),
            now: store.now(),
            ledger: Ledger::new(store.clock().clone()),
            counts: HashMap::new(),
            added: Vec::new(),
            changed: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// Counts a commission whose row was just added. `is_counted_by_order`: its order's row was written with it in mind.
    pub(super) fn add(&mut self, mut kept: Kept, is_counted_by_order: bool, cause: Cause<'_>) {
        self.count(Sign::Plus, &kept);
        if let (Some(order_id), false) = (&kept.row.order_id, is_counted_by_order) {
            *self.counts.entry(order_id.clone()).or_default() += 1;
        }
        let title = kept.row.report.title.clone();
        self.news.commission(&kept.row.id, &kept.row.report, title, kept.row.report.occurred_at);
        self.shift(&kept, None, place(&kept));
        self.step(&mut kept, cause);
        self.customers.commission(&kept, None);
        self.added.push(kept);
    }

    /// Puts what has become of a commission in the place of what it was.
    pub(super) fn change(&mut self, before: &Kept, mut after: Kept, cause: Cause<'_>) {
        self.count(Sign::Minus, before);
        after.row.report.changed_at = self.now;
        self.count(Sign::Plus, &after);
        let title = after.row.report.title.clone();
        self.news.commission(&after.row.id, &after.row.report, title, self.now);
        self.shift(before, place(before), place(&after));
        self.step(&mut after, cause);
        self.customers.commission(&after, Some(before));
        self.changed.push(after);
    }

    /// Notes that something was given back of the sale of a commission that stays as it is.
    pub(super) fn give_back(&mut self, before: &Kept, after: Kept) {
        self.count(Sign::Minus, before);
        self.count(Sign::Plus, &after);
        self.changed.push(after);
    }

    fn count(&mut self, sign: Sign, kept: &Kept) {
        let counted = kept.row.counted();
        self.deltas.commission(sign, &counted);
        let extra = &kept.extra;
        self.deltas.program(sign, &counted, extra.returned, extra.is_new_customer, extra.flag.is_some());
    }

    fn shift(&mut self, kept: &Kept, from: Place, to: Place) {
        let report = &kept.row.report;
        self.ledger.shift(&report.partner_id, report.amount.currency, kept.row.id.as_str(), from, to);
    }

    fn step(&mut self, kept: &mut Kept, cause: Cause<'_>) {
        kept.extra.steps += 1;
        let step = CommissionStep {
            happened_at: self.now,
            status: kept.row.report.status,
            amount: kept.row.report.amount.minor,
            account: cause.account.to_owned(),
            reason: cause.reason.to_owned(),
        };
        self.steps.push((kept.row.id.clone(), kept.extra.steps, step));
    }

    /// Writes everything but the news, which its caller commits.
    pub(super) async fn write(self, on: &mut AnyConnection, channel: &ChannelId) -> Result<News> {
        commission_rows::update(on, channel, &self.changed).await?;
        order_rows::count_commissions(on, channel, &self.counts).await?;
        let mut writes = Writes::on(on);
        commission_rows::insert(&mut writes, channel, &self.added);
        commission_rows::insert_steps(&mut writes, channel, &self.steps);
        self.customers.write(&mut writes, channel);
        self.ledger.write(&mut writes, channel);
        self.deltas.write(&mut writes, channel);
        writes.run(on).await?;
        Ok(self.news)
    }
}

/// Where a commission's amount lies.
fn place(kept: &Kept) -> Place {
    Account::of(kept.row.report.status).map(|account| (account, kept.row.report.amount.minor))
}
