//! What a transaction changes in the daily totals: gathered first, written once.

use crate::{
    Result,
    rows::{CHUNK, Writes},
};
use domain::{
    ChannelId, CommissionKind, CommissionStatus, Currency, Day, Money, OrderStatus, PartnerId, Timestamp,
    earnings::Stream, zone::Zone,
};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// What is counted; the migration says what each means.
pub(crate) mod metric {
    pub(crate) const SALE: &str = "sale";
    pub(crate) const REFUND: &str = "refund";
    pub(crate) const COMMISSION: &str = "commission";
    pub(crate) const DUE: &str = "due";
    pub(crate) const BASE: &str = "base";
    pub(crate) const UNRATED: &str = "unrated";
    pub(crate) const NEW_CUSTOMER: &str = "customer_new";
    pub(crate) const KNOWN_CUSTOMER: &str = "customer_known";
    pub(crate) const PAYOUT: &str = "payout";
    pub(crate) const CONVERSION: &str = "conversion";
    pub(crate) const EARNED: &str = "earned";
    pub(crate) const EARNED_PAID: &str = "earned_paid";
}

/// The partner id under which the whole channel is counted.
pub(crate) const WHOLE_CHANNEL: &str = "";

/// Whether rows come to be counted or stop to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    const fn of(self, amount: i64) -> i64 {
        match self {
            Self::Plus => amount,
            Self::Minus => amount.saturating_neg(),
        }
    }
}

/// An order, as far as it is counted.
pub(crate) struct CountedOrder<'a> {
    pub(crate) partner_id: &'a PartnerId,
    pub(crate) status: OrderStatus,
    pub(crate) placed_at: Timestamp,
    pub(crate) subtotal: Money,
}

/// A commission, as far as it is counted.
pub(crate) struct CountedCommission<'a> {
    pub(crate) partner_id: &'a PartnerId,
    pub(crate) kind: CommissionKind,
    pub(crate) stream: Stream,
    pub(crate) status: CommissionStatus,
    pub(crate) sale: Option<Money>,
    pub(crate) amount: Money,
    pub(crate) occurred_at: Timestamp,
    pub(crate) pay_day: Option<Day>,
}

/// One row of the totals. Ordered, so that all writers lock rows in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) partner_id: String,
    pub(crate) day: Day,
    pub(crate) metric: String,
    pub(crate) stream: String,
    /// None where there is no amount.
    pub(crate) currency: Option<Currency>,
}

/// How many, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) count: i64,
    pub(crate) amount: i64,
}

/// Changes of the totals of one channel.
pub(crate) struct Deltas {
    zone: Zone,
    changes: BTreeMap<Key, Tally>,
}

impl Deltas {
    pub(crate) const fn new(zone: Zone) -> Self {
        Self { zone, changes: BTreeMap::new() }
    }

    /// Counts an order.
    pub(crate) fn order(&mut self, sign: Sign, order: &CountedOrder<'_>) {
        if order.status.counts() {
            let day = self.zone.day(order.placed_at);
            self.add(sign, order.partner_id, day, metric::SALE, Stream::CcSale, order.subtotal);
        }
    }

    /// Counts a refund of an order: what was given back for an order that is not counted is not counted either.
    pub(crate) fn refund(&mut self, sign: Sign, order: &CountedOrder<'_>, amount: Money, at: Timestamp) {
        if order.status.counts() {
            let day = self.zone.day(at);
            self.add(sign, order.partner_id, day, metric::REFUND, Stream::CcSale, amount);
        }
    }

    /// Counts a commission.
    pub(crate) fn commission(&mut self, sign: Sign, it: &CountedCommission<'_>) {
        if !it.status.counts() {
            return;
        }
        let day = self.zone.day(it.occurred_at);
        self.add(sign, it.partner_id, day, metric::COMMISSION, it.stream, it.amount);
        if it.kind == CommissionKind::Sale {
            let base = it.sale.filter(|sale| sale.currency == it.amount.currency);
            let (metric, amount) = base.map_or((metric::UNRATED, it.amount), |sale| (metric::BASE, sale));
            self.add(sign, it.partner_id, day, metric, it.stream, amount);
        }
        if let Some(pay_day) = it.pay_day.filter(|_| it.status != CommissionStatus::Paid) {
            self.add(sign, it.partner_id, pay_day, metric::DUE, it.stream, it.amount);
        }
    }

    /// Counts a commission of the program among the program's own figures. `returned`: what was given back of its sale;
    /// `is_new`: whether its customer was new; `is_flagged`: whether a person has to look at it first, and nobody has.
    pub(crate) fn program(
        &mut self,
        sign: Sign,
        it: &CountedCommission<'_>,
        returned: i64,
        is_new: Option<bool>,
        is_flagged: bool,
    ) {
        if !it.status.counts() {
            return;
        }
        let day = self.zone.day(it.occurred_at);
        self.add(sign, it.partner_id, day, metric::EARNED, Stream::Program, it.amount);
        if it.status == CommissionStatus::Paid {
            self.add(sign, it.partner_id, day, metric::EARNED_PAID, Stream::Program, it.amount);
        }
        // What may be no sale at all moves nobody up, and reaches no goal.
        let sale = it.sale.filter(|_| it.kind == CommissionKind::Sale && !is_flagged);
        // A sale of nothing is one too; a sale that was wholly given back is none.
        if let Some(sale) = sale.filter(|sale| returned == 0 || sale.minor != returned) {
            let left = Money::new(sale.minor - returned, sale.currency);
            self.add(sign, it.partner_id, day, metric::CONVERSION, Stream::Program, left);
            if let Some(is_new) = is_new {
                let metric = if is_new { metric::NEW_CUSTOMER } else { metric::KNOWN_CUSTOMER };
                self.add(sign, it.partner_id, day, metric, Stream::Program, left);
            }
        }
    }

    /// Counts a payout that arrived.
    pub(crate) fn payout(&mut self, sign: Sign, partner: &PartnerId, at: Timestamp, amount: Money) {
        self.add(sign, partner, self.zone.day(at), metric::PAYOUT, Stream::Program, amount);
    }

    fn add(&mut self, sign: Sign, partner: &PartnerId, day: Day, metric: &str, stream: Stream, money: Money) {
        for partner_id in [partner.as_str(), WHOLE_CHANNEL] {
            let key = Key {
                partner_id: partner_id.to_owned(),
                day,
                metric: metric.to_owned(),
                stream: stream.as_str().to_owned(),
                currency: Some(money.currency),
            };
            let tally = self.changes.entry(key).or_default();
            tally.count += sign.of(1);
            tally.amount = tally.amount.saturating_add(sign.of(money.minor));
        }
    }

    /// What changes, without what came to nothing.
    pub(crate) fn into_changes(self) -> BTreeMap<Key, Tally> {
        let mut changes = self.changes;
        changes.retain(|_, tally| *tally != Tally::default());
        changes
    }

    /// Adds the changes to the totals.
    pub(crate) async fn apply(self, on: &mut AnyConnection, channel: &ChannelId) -> Result<()> {
        add_to_totals(on, channel, self.into_changes()).await
    }

    /// The same, with what else a transaction writes.
    pub(crate) fn write(self, writes: &mut Writes, channel: &ChannelId) {
        write_totals(writes, channel, self.into_changes());
    }
}

/// Adds changes to the totals, in the order of their keys.
pub(crate) async fn add_to_totals(
    on: &mut AnyConnection,
    channel: &ChannelId,
    changes: BTreeMap<Key, Tally>,
) -> Result<()> {
    let mut writes = Writes::on(on);
    write_totals(&mut writes, channel, changes);
    writes.run(on).await
}

fn write_totals(writes: &mut Writes, channel: &ChannelId, changes: BTreeMap<Key, Tally>) {
    let changes: Vec<(Key, Tally)> = changes.into_iter().collect();
    for chunk in changes.chunks(CHUNK) {
        let sql = writes.begin(
            "INSERT INTO daily_totals (channel_id, partner_id, day, metric, stream, currency, count, amount) VALUES ",
        );
        sql.rows(chunk, |sql, (key, tally)| {
            sql.text(channel.as_str()).comma();
            sql.text(&key.partner_id).comma();
            sql.bind(key.day.number()).comma();
            sql.text(&key.metric).comma();
            sql.text(&key.stream).comma();
            sql.text(key.currency.as_ref().map_or("", Currency::code)).comma();
            sql.bind(tally.count).comma().bind(tally.amount);
        });
        sql.push(
            " ON CONFLICT (channel_id, partner_id, day, metric, stream, currency) DO UPDATE SET \
             count = daily_totals.count + excluded.count, amount = daily_totals.amount + excluded.amount",
        );
    }
}
