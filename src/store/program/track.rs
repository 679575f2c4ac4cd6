//! Tracks orders: order, customer, commission, history, ledger, daily totals and events in one transaction, or nothing.

use super::{
    Tracked, TrackedOrder, Tracking,
    commission_rows::{self, By, Extra, Kept},
    customers::{self, Found},
    direct::{self, Direct},
    follow::{self, Remains},
    found::{FoundOrder, find_orders, names, with_names},
    turns,
    work::{Cause, Work},
};
use crate::{
    CommissionReport, ImportStep, OrderReport, Result, Store, imports,
    rows::{CHUNK, Cells, Sql, clean},
    sales::{
        commission_rows::{self as shared, StoredCommission},
        links,
        order_rows::{self, StoredOrder, bare},
    },
    totals::deltas::Sign,
};
use domain::{
    Attribution, ChannelId, CommissionId, CommissionKind, CommissionStatus, CustomerId, OrderId, OrderStatus, Source,
    Timestamp,
    program::{ImportCounts, TrackOrder},
    zone::Zone,
};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

impl Store {
    /// Tracks orders, each once however often and by whomever it is brought: `#1001` and `1001` are one order. An order that the shop
    /// reports itself keeps its row. The answers stand in the order of the orders.
    ///
    /// # Errors
    /// When a partner is not of this channel or the store fails; nothing is tracked then.
    pub async fn track_orders(&self, channel: &ChannelId, orders: &[Tracking]) -> Result<Vec<Tracked>> {
        let zone = self.zone(channel).await?;
        let tracked = self.pools.retrying(|| self.track_batch(channel, &zone, orders, None)).await?;
        Ok(tracked.unwrap_or_default())
    }

    /// Tracks orders of a file and notes with them how far its import has come. `false` when the import stands elsewhere by now, because
    /// somebody else took it on, or stopped it: nothing is tracked then.
    ///
    /// # Errors
    /// As [`Store::track_orders`].
    pub async fn track_import(&self, channel: &ChannelId, orders: &[Tracking], step: &ImportStep<'_>) -> Result<bool> {
        let zone = self.zone(channel).await?;
        let tracked = self.pools.retrying(|| self.track_batch(channel, &zone, orders, Some(step))).await?;
        Ok(tracked.is_some())
    }

    async fn track_batch(
        &self,
        channel: &ChannelId,
        zone: &Zone,
        orders: &[Tracking],
        step: Option<&ImportStep<'_>>,
    ) -> Result<Option<Vec<Tracked>>> {
        let mut first: BTreeMap<String, &Tracking> = BTreeMap::new();
        for it in orders {
            first.entry(reference(&it.order)).or_insert(it);
        }
        let mut transaction = self.begin().await?;
        turns::be_among_many(&mut transaction, self.engine(), channel).await?;
        let partners = first.values().map(|it| it.order.partner_id.as_str());
        links::lock_partners(&mut transaction, self.engine(), channel, partners).await?;
        let mut tracker = Tracker {
            store: self,
            channel,
            zone,
            on: &mut transaction,
            work: Work::new(self, zone.clone()),
            done: HashMap::with_capacity(first.len()),
            names: names(&first),
            direct: HashMap::new(),
        };
        // Oldest first: whose first order it is must not depend on how orders are numbered.
        let mut batch: Vec<(String, &Tracking)> = first.into_iter().collect();
        batch.sort_by_key(|(_, it)| it.order.placed_at);
        for chunk in batch.chunks(CHUNK) {
            tracker.track(chunk).await?;
        }
        let Tracker { work, mut done, .. } = tracker;
        let news = work.write(&mut transaction, channel).await?;
        let answers: Vec<Tracked> = orders.iter().filter_map(|it| answer(&mut done, &reference(&it.order))).collect();
        if let Some(step) = step
            && !imports::advance(&mut transaction, channel, step, counted(step, &answers)).await?
        {
            return Ok(None);
        }
        self.commit_with(transaction, channel, &news).await?;
        Ok(Some(answers))
    }
}

/// What became of an import's lines, now that their orders are tracked.
fn counted(step: &ImportStep<'_>, tracked: &[Tracked]) -> ImportCounts {
    let count =
        |is_it: fn(&Tracked) -> bool| i64::try_from(tracked.iter().filter(|it| is_it(it)).count()).unwrap_or(i64::MAX);
    ImportCounts {
        new: step.counts.new + count(|it| matches!(it, Tracked::New(_))),
        known: step.counts.known + count(|it| matches!(it, Tracked::Known(_))),
        not_tracked: step.counts.not_tracked + count(|it| matches!(it, Tracked::CodeUsed)),
        ..step.counts
    }
}

/// The first that asks is told that it is new; all others that it is known.
fn answer(done: &mut HashMap<String, Tracked>, reference: &str) -> Option<Tracked> {
    let answer = done.get(reference).cloned()?;
    if let Tracked::New(order) = &answer {
        done.insert(reference.to_owned(), Tracked::Known(order.clone()));
    }
    Some(answer)
}

/// What the merchant's order is found by again.
fn reference(order: &TrackOrder) -> String {
    clean(bare(&order.order_id))
}

/// The row of an order that is tracked.
struct Row {
    /// The order that the commission is linked to; none when it counts for somebody else.
    link: Option<OrderId>,
    is_new: bool,
    /// How much is left of the order.
    remains: Remains,
}

struct Tracker<'a> {
    store: &'a Store,
    channel: &'a ChannelId,
    zone: &'a Zone,
    on: &'a mut AnyConnection,
    work: Work,
    done: HashMap<String, Tracked>,
    /// References by name, where an order has both.
    names: HashMap<String, String>,
    /// What was known of the orders while no partner had brought them. By reference.
    direct: HashMap<String, Direct>,
}

impl Tracker<'_> {
    async fn track(&mut self, batch: &[(String, &Tracking)]) -> Result<()> {
        let references: Vec<&str> = batch.iter().map(|(reference, _)| reference.as_str()).collect();
        self.remember(&references).await?;
        let found = self.find(batch).await?;
        let fresh: Vec<&(String, &Tracking)> =
            batch.iter().filter(|(reference, _)| !self.done.contains_key(reference)).collect();
        let fresh = self.use_codes_up(fresh).await?;
        if fresh.is_empty() {
            return Ok(());
        }
        let references: Vec<&str> = fresh.iter().map(|(reference, _)| reference.as_str()).collect();
        let sums = &mut self.work.customers;
        self.direct = direct::claim(self.on, self.channel, &references, sums).await?;
        let orders: Vec<&TrackOrder> = fresh.iter().map(|(_, it)| &it.order).collect();
        let mut customers = customers::record(self.on, self.channel, &orders).await?;
        let rows = self.orders(&fresh, found, &customers).await?;
        let drafts = self.drafts(&fresh, &rows, &mut customers);
        let commissions: Vec<StoredCommission> = drafts.iter().map(|(kept, _)| kept.row.clone()).collect();
        let inserted = shared::insert(self.on, self.channel, &commissions).await?;
        let mut lost = Vec::new();
        for ((kept, is_counted), (reference, it)) in drafts.into_iter().zip(&fresh) {
            if inserted.contains(&kept.row.id) {
                self.keep(kept, is_counted, reference, it);
            } else {
                lost.push(reference.as_str());
            }
        }
        // Somebody else was quicker with these.
        self.remember(&lost).await
    }

    /// Leaves out the orders whose code counts for one order, and did. The others use theirs up.
    async fn use_codes_up<'b>(
        &mut self,
        mut fresh: Vec<&'b (String, &'b Tracking)>,
    ) -> Result<Vec<&'b (String, &'b Tracking)>> {
        let once = |it: &Tracking| it.order.coupon.as_ref().filter(|_| it.uses_code_up).map(ToString::to_string);
        let codes: BTreeSet<String> = fresh.iter().filter_map(|(_, it)| once(it)).collect();
        if codes.is_empty() {
            return Ok(fresh);
        }
        let mut sql = Sql::new("UPDATE partner_codes SET used_at = ");
        sql.bind(self.store.now().millis())
            .push(" WHERE used_at IS NULL AND channel_id = ")
            .text(self.channel.as_str());
        sql.push(" AND code IN ").list(codes.iter().map(String::as_str)).push(" RETURNING code");
        let mut free = HashSet::with_capacity(codes.len());
        for row in sql.all_on(self.on).await? {
            free.insert(Cells::of(&row).text()?);
        }
        fresh.retain(|(reference, it)| {
            let counts = once(it).is_none_or(|code| free.remove(&code));
            if !counts {
                self.done.insert(reference.clone(), Tracked::CodeUsed);
            }
            counts
        });
        Ok(fresh)
    }

    /// Notes the orders that were tracked before, by their reference or by their name.
    async fn remember(&mut self, references: &[&str]) -> Result<()> {
        let engine = self.store.engine();
        let texts = with_names(references, &self.names);
        for kept in commission_rows::load(self.on, engine, self.channel, By::ExternalId, &texts).await? {
            let text = &kept.row.report.external_id;
            let reference = self.names.get(text).unwrap_or(text).clone();
            self.done.entry(reference).or_insert(Tracked::Known(told(&kept)));
        }
        Ok(())
    }

    /// The rows that are there already of orders that are new by their reference. An order that was tracked by another one, its name in the
    /// shop or its id there, has such a row, and what it earned is known by that.
    async fn find(&mut self, batch: &[(String, &Tracking)]) -> Result<HashMap<String, FoundOrder>> {
        let engine = self.store.engine();
        let is_fresh = |reference: &&str| !self.done.contains_key(*reference);
        let references: Vec<&str> = batch.iter().map(|(reference, _)| reference.as_str()).filter(is_fresh).collect();
        if references.is_empty() {
            return Ok(HashMap::new());
        }
        let texts = with_names(&references, &self.names);
        let mut by_text = find_orders(self.on, engine, self.channel, &texts).await?;
        // An id beats a name.
        for (name, reference) in &self.names {
            if let Some(found) = by_text.remove(name) {
                by_text.entry(reference.clone()).or_insert(found);
            }
        }
        // Nearly always there is none.
        if by_text.is_empty() {
            return Ok(by_text);
        }
        let ids: Vec<&str> = by_text.values().map(|order| order.id.as_str()).collect();
        let mut kept = commission_rows::load(self.on, engine, self.channel, By::OrderId, &ids).await?;
        let texts: Vec<&str> = by_text.values().flat_map(FoundOrder::texts).collect();
        let unlinked = commission_rows::load(self.on, engine, self.channel, By::ExternalId, &texts).await?;
        kept.extend(unlinked.into_iter().filter(|kept| kept.row.order_id.is_none()));
        kept.retain(|kept| kept.row.report.kind == CommissionKind::Sale);
        for (reference, order) in &by_text {
            if let Some(kept) = kept.iter().find(|kept| order.is_of(kept)) {
                self.done.insert(reference.clone(), Tracked::Known(told(kept)));
            }
        }
        Ok(by_text)
    }

    /// The rows of the orders: the shop's own where there is one, else new ones. By reference.
    async fn orders(
        &mut self,
        fresh: &[&(String, &Tracking)],
        mut found: HashMap<String, FoundOrder>,
        customers: &Found,
    ) -> Result<HashMap<String, Row>> {
        let mut rows = HashMap::with_capacity(fresh.len());
        let mut bought = Vec::new();
        let mut drafts = Vec::new();
        for (reference, it) in fresh {
            let customer = self.buyer(reference, it, customers).map(|(id, _)| id);
            let Some(order) = found.remove(reference) else {
                let mut draft = draft(reference, it, customer, self.store);
                if let Some(direct) = self.direct.get(reference) {
                    direct.hand_over(&mut draft);
                }
                drafts.push(draft);
                continue;
            };
            // When the shop counts it for somebody else, the sale stays theirs.
            let is_theirs = order.partner_id == it.order.partner_id;
            bought.extend(customer.filter(|_| is_theirs).map(|customer| (order.id.clone(), customer)));
            let link = is_theirs.then_some(order.id);
            rows.insert(reference.clone(), Row { link, is_new: false, remains: order.remains });
        }
        let inserted = order_rows::insert(self.on, self.channel, &drafts).await?;
        let mut refunds = Vec::new();
        for order in drafts.into_iter().filter(|order| inserted.contains(&order.id)) {
            self.work.deltas.order(Sign::Plus, &order.counted());
            self.work.news.order(&order.id, &order.report, order.report.placed_at);
            for refund in &order.report.refunds {
                self.work.deltas.refund(Sign::Plus, &order.counted(), refund.amount, refund.refunded_at);
                self.work.news.refund(&order.id, &order.report, refund);
                refunds.push((order.id.clone(), refund.clone()));
            }
            let row = Row { remains: Remains::of(&order), link: Some(order.id), is_new: true };
            rows.insert(order.report.external_id, row);
        }
        order_rows::insert_refunds(self.on, self.channel, &refunds).await?;
        name_customers(self.on, self.channel, &bought).await?;
        Ok(rows)
    }

    /// Who bought; `true` when nobody knew them before. Who brings the order may say nothing of it where the shop did.
    fn buyer(&self, reference: &str, it: &Tracking, customers: &Found) -> Option<(CustomerId, bool)> {
        let of_direct = || self.direct.get(reference).map(|it| (it.customer_id.clone(), false));
        customers.of(&it.order).cloned().or_else(of_direct)
    }

    /// The commissions, and whether their order was written with them in mind.
    fn drafts(
        &self,
        fresh: &[&(String, &Tracking)],
        rows: &HashMap<String, Row>,
        customers: &mut Found,
    ) -> Vec<(Kept, bool)> {
        let draft = |(reference, it): &&(String, &Tracking)| {
            let row = rows.get(reference);
            let customer = self.buyer(reference, it, customers);
            customers.meet(&it.order);
            let mut kept = Kept {
                row: StoredCommission {
                    id: CommissionId::new(self.store.clock().as_ref()),
                    order_id: row.and_then(|row| row.link.clone()),
                    report: self.report(reference, it),
                },
                extra: extra(it, customer),
            };
            if let Some(row) = row {
                follow::begin_with(&mut kept, row.remains);
            }
            (kept, row.is_some_and(|row| row.is_new))
        };
        fresh.iter().map(draft).collect()
    }

    fn report(&self, reference: &str, it: &Tracking) -> CommissionReport {
        let now = self.store.now();
        // What a person should look at waits for that person, however old it is.
        let is_free = it.free_at <= now && it.flag.is_none();
        let status = if is_free { CommissionStatus::Approved } else { CommissionStatus::Pending };
        CommissionReport {
            source: Source::Program,
            external_id: reference.to_owned(),
            partner_id: it.order.partner_id.clone(),
            kind: CommissionKind::Sale,
            title: format!("#{reference}"),
            order_ref: reference.to_owned(),
            sale: Some(it.order.total),
            amount: it.amount,
            status,
            reason: it.flag.map(|flag| flag.title().to_owned()).unwrap_or_default(),
            occurred_at: it.order.placed_at,
            hold_until: Some(self.zone.day(it.free_at)),
            pay_day: None,
            changed_at: now,
        }
    }

    fn keep(&mut self, kept: Kept, is_counted: bool, reference: &str, it: &Tracking) {
        if let Some(customer) = &kept.extra.customer_id {
            self.work.customers.order(customer, it.order.total);
        }
        self.done.insert(reference.to_owned(), Tracked::New(told(&kept)));
        self.work.add(kept, is_counted, Cause { account: &it.account, reason: "" });
    }
}

fn extra(it: &Tracking, customer: Option<(CustomerId, bool)>) -> Extra {
    let order = &it.order;
    Extra {
        is_new_customer: customer.as_ref().map(|(_, is_new)| *is_new),
        customer_id: customer.map(|(id, _)| id),
        coupon: order.coupon.as_ref().map(ToString::to_string),
        rate: it.rate,
        full_amount: it.amount.minor,
        free_at: it.free_at,
        flag: it.flag,
        notes: order.notes.clone(),
        product: order.product.clone(),
        metadata: order.metadata.clone(),
        origin: order.origin,
        takes_back: None,
        payout_id: None,
        returned: 0,
        steps: 0,
    }
}

fn told(kept: &Kept) -> TrackedOrder {
    TrackedOrder {
        commission_id: kept.row.id.clone(),
        order_id: kept.row.order_id.clone(),
        customer_id: kept.extra.customer_id.clone(),
        amount: kept.row.report.amount,
        status: kept.row.report.status,
    }
}

fn draft(reference: &str, it: &Tracking, customer: Option<CustomerId>, store: &Store) -> StoredOrder {
    let order = &it.order;
    let report = OrderReport {
        source: Source::Program,
        external_id: reference.to_owned(),
        name: format!("#{reference}"),
        partner_id: order.partner_id.clone(),
        attribution: if order.coupon.is_some() { Attribution::Coupon } else { Attribution::Manual },
        coupon: order.coupon.clone(),
        placed_at: order.placed_at,
        status: OrderStatus::Paid,
        subtotal: order.total,
        total: order.total,
        // Of its own system nobody has heard: whatever that says is newer.
        changed_at: Timestamp::default(),
        refunds: Vec::new(),
    };
    let row = StoredOrder::new(&report, OrderId::new(store.clock().as_ref()));
    // Its commission comes in the same transaction.
    StoredOrder { commission_count: 1, customer_id: customer, ..row }
}

/// Notes who bought what the shop reported without a name.
async fn name_customers(on: &mut AnyConnection, channel: &ChannelId, named: &[(OrderId, CustomerId)]) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("WITH v (id, customer_id) AS (VALUES ");
    sql.rows(named, |sql, (order, customer)| {
        sql.text(order.as_str()).comma().text(customer.as_str());
    });
    sql.push(") UPDATE orders SET customer_id = v.customer_id FROM v WHERE orders.channel_id = ")
        .text(channel.as_str());
    sql.push(" AND orders.id = v.id");
    sql.run_on(on).await?;
    Ok(())
}
