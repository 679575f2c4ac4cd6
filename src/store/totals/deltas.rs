//! What a transaction changes in the daily totals: gathered first, written once.

use crate::{
    Result,
    rows::{CHUNK, Sql, Writes},
};
use domain::{
    ChannelId, CommissionKind, CommissionStatus, Currency, Day, Money, OrderStatus, PartnerId, Timestamp,
    earnings::Stream, program::payable_from, zone::Zone,
};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// What is counted of a day; the migration says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Orders,
    Sales,
    Refunds,
    CcSaleCount,
    CcSale,
    NetworkCount,
    Network,
    ProgramCount,
    Program,
    BonusCount,
    Bonus,
    Base,
    UnratedCount,
    Unrated,
    Conversions,
    Revenue,
    NewCustomers,
    ReturningOrders,
    ProgramBonusCount,
    ProgramBonus,
    EarnedPaid,
    Payouts,
    PaidOut,
}

impl Column {
    pub(crate) const ALL: [Self; 23] = [
        Self::Orders,
        Self::Sales,
        Self::Refunds,
        Self::CcSaleCount,
        Self::CcSale,
        Self::NetworkCount,
        Self::Network,
        Self::ProgramCount,
        Self::Program,
        Self::BonusCount,
        Self::Bonus,
        Self::Base,
        Self::UnratedCount,
        Self::Unrated,
        Self::Conversions,
        Self::Revenue,
        Self::NewCustomers,
        Self::ReturningOrders,
        Self::ProgramBonusCount,
        Self::ProgramBonus,
        Self::EarnedPaid,
        Self::Payouts,
        Self::PaidOut,
    ];

    /// The name in the store.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Sales => "sales",
            Self::Refunds => "refunds",
            Self::CcSaleCount => "cc_sale_count",
            Self::CcSale => "cc_sale",
            Self::NetworkCount => "network_count",
            Self::Network => "network",
            Self::ProgramCount => "program_count",
            Self::Program => "program",
            Self::BonusCount => "bonus_count",
            Self::Bonus => "bonus",
            Self::Base => "base",
            Self::UnratedCount => "unrated_count",
            Self::Unrated => "unrated",
            Self::Conversions => "conversions",
            Self::Revenue => "revenue",
            Self::NewCustomers => "new_customers",
            Self::ReturningOrders => "returning_orders",
            Self::ProgramBonusCount => "program_bonus_count",
            Self::ProgramBonus => "program_bonus",
            Self::EarnedPaid => "earned_paid",
            Self::Payouts => "payouts",
            Self::PaidOut => "paid_out",
        }
    }

    /// How many commissions of a stream, and how much.
    const fn of(stream: Stream) -> (Self, Self) {
        match stream {
            Stream::CcSale => (Self::CcSaleCount, Self::CcSale),
            Stream::Network => (Self::NetworkCount, Self::Network),
            Stream::Program => (Self::ProgramCount, Self::Program),
            Stream::Bonus => (Self::BonusCount, Self::Bonus),
        }
    }
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
    pub(crate) hold_until: Option<Day>,
}

/// A partner's day in one currency. Ordered, so that all writers lock rows in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) partner_id: String,
    pub(crate) day: Day,
    pub(crate) currency: Currency,
}

/// What is counted of such a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Row([i64; Column::ALL.len()]);

impl Row {
    pub(crate) const fn get(&self, column: Column) -> i64 {
        self.0[column as usize]
    }

    pub(crate) fn add(&mut self, column: Column, amount: i64) {
        let cell = &mut self.0[column as usize];
        *cell = cell.saturating_add(amount);
    }
}

/// What is not paid yet of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Due {
    /// What networks pay on it.
    pub(crate) reported: i64,
    /// What our own program can pay from it on.
    pub(crate) program: i64,
}

/// Changes of the totals of one channel.
pub(crate) struct Deltas {
    zone: Zone,
    changes: Changes,
}

/// What changes of the days on which something happened, and of those on which something can be paid.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) totals: BTreeMap<Key, Row>,
    pub(crate) due: BTreeMap<Key, Due>,
}

impl Deltas {
    pub(crate) fn new(zone: Zone) -> Self {
        Self { zone, changes: Changes::default() }
    }

    /// Counts an order.
    pub(crate) fn order(&mut self, sign: Sign, order: &CountedOrder<'_>) {
        if order.status.counts() {
            let day = self.zone.day(order.placed_at);
            let columns = [(Column::Orders, 1), (Column::Sales, order.subtotal.minor)];
            self.add(sign, order.partner_id, day, order.subtotal.currency, &columns);
        }
    }

    /// Counts a refund of an order: what was given back for an order that is not counted is not counted either.
    pub(crate) fn refund(&mut self, sign: Sign, order: &CountedOrder<'_>, amount: Money, at: Timestamp) {
        if order.status.counts() {
            let day = self.zone.day(at);
            self.add(sign, order.partner_id, day, amount.currency, &[(Column::Refunds, amount.minor)]);
        }
    }

    /// Counts a commission.
    pub(crate) fn commission(&mut self, sign: Sign, it: &CountedCommission<'_>) {
        if !it.status.counts() {
            return;
        }
        let (day, currency) = (self.zone.day(it.occurred_at), it.amount.currency);
        let (count, amount) = Column::of(it.stream);
        self.add(sign, it.partner_id, day, currency, &[(count, 1), (amount, it.amount.minor)]);
        if it.kind == CommissionKind::Sale {
            if let Some(base) = it.sale.filter(|sale| sale.currency == currency) {
                self.add(sign, it.partner_id, day, currency, &[(Column::Base, base.minor)]);
            } else {
                let unrated = [(Column::UnratedCount, 1), (Column::Unrated, it.amount.minor)];
                self.add(sign, it.partner_id, day, currency, &unrated);
            }
        }
        if let Some(pay_day) = it.pay_day.filter(|_| it.status != CommissionStatus::Paid) {
            for key in keys(it.partner_id, pay_day, currency) {
                let due = &mut self.changes.due.entry(key).or_default().reported;
                *due = due.saturating_add(sign.of(it.amount.minor));
            }
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
        // Its sales are a stream of their own already.
        if it.stream == Stream::Bonus {
            let bonus = [(Column::ProgramBonusCount, 1), (Column::ProgramBonus, it.amount.minor)];
            self.add(sign, it.partner_id, day, it.amount.currency, &bonus);
        }
        if it.status == CommissionStatus::Paid {
            self.add(sign, it.partner_id, day, it.amount.currency, &[(Column::EarnedPaid, it.amount.minor)]);
        }
        self.payable(sign, it, is_flagged);
        // What may be no sale at all moves nobody up, and reaches no goal.
        let sale = it.sale.filter(|_| it.kind == CommissionKind::Sale && !is_flagged);
        // A sale of nothing is one too; a sale that was wholly given back is none.
        if let Some(sale) = sale.filter(|sale| returned == 0 || sale.minor != returned) {
            let converted = [(Column::Conversions, 1), (Column::Revenue, sale.minor - returned)];
            self.add(sign, it.partner_id, day, sale.currency, &converted);
            if let Some(is_new) = is_new {
                let column = if is_new { Column::NewCustomers } else { Column::ReturningOrders };
                self.add(sign, it.partner_id, day, sale.currency, &[(column, 1)]);
            }
        }
    }

    /// Counts what a payout can pay: not what is on its way in one, and not what a person has to look at first.
    fn payable(&mut self, sign: Sign, it: &CountedCommission<'_>, is_flagged: bool) {
        let free_on = match it.status {
            CommissionStatus::Approved => None,
            CommissionStatus::Pending if !is_flagged => it.hold_until,
            _ => return,
        };
        let from = payable_from(it.amount, self.zone.day(it.occurred_at), free_on);
        for key in keys(it.partner_id, from, it.amount.currency) {
            let due = &mut self.changes.due.entry(key).or_default().program;
            *due = due.saturating_add(sign.of(it.amount.minor));
        }
    }

    /// Counts a payout that arrived.
    pub(crate) fn payout(&mut self, sign: Sign, partner: &PartnerId, at: Timestamp, amount: Money) {
        let columns = [(Column::Payouts, 1), (Column::PaidOut, amount.minor)];
        self.add(sign, partner, self.zone.day(at), amount.currency, &columns);
    }

    fn add(&mut self, sign: Sign, partner: &PartnerId, day: Day, currency: Currency, columns: &[(Column, i64)]) {
        for key in keys(partner, day, currency) {
            let row = self.changes.totals.entry(key).or_default();
            for (column, amount) in columns {
                row.add(*column, sign.of(*amount));
            }
        }
    }

    /// What changes, without what came to nothing.
    pub(crate) fn into_changes(self) -> Changes {
        let mut changes = self.changes;
        changes.totals.retain(|_, row| *row != Row::default());
        changes.due.retain(|_, due| *due != Due::default());
        changes
    }

    /// Adds the changes to the totals.
    pub(crate) async fn apply(self, on: &mut AnyConnection, channel: &ChannelId) -> Result<()> {
        let mut writes = Writes::on(on);
        self.write(&mut writes, channel);
        writes.run(on).await
    }

    /// The same, with what else a transaction writes.
    pub(crate) fn write(self, writes: &mut Writes, channel: &ChannelId) {
        let changes = self.into_changes();
        write_totals(writes, channel, &changes.totals);
        write_due(writes, channel, &changes.due);
    }
}

/// Where something is counted: with the partner, and with the whole channel.
fn keys(partner: &PartnerId, day: Day, currency: Currency) -> [Key; 2] {
    [partner.as_str(), WHOLE_CHANNEL].map(|partner_id| Key { partner_id: partner_id.to_owned(), day, currency })
}

/// Adds to the columns that change anywhere, in the order of the keys.
fn write_totals(writes: &mut Writes, channel: &ChannelId, totals: &BTreeMap<Key, Row>) {
    let columns: Vec<Column> =
        Column::ALL.into_iter().filter(|column| totals.values().any(|row| row.get(*column) != 0)).collect();
    let totals: Vec<(&Key, &Row)> = totals.iter().collect();
    for chunk in totals.chunks(CHUNK) {
        let sql = writes.begin("INSERT INTO daily_totals (channel_id, partner_id, day, currency");
        for column in &columns {
            sql.comma().push(column.as_str());
        }
        sql.push(") VALUES ").rows(chunk, |sql, (key, row)| {
            place(sql, channel, key);
            for column in &columns {
                sql.comma().bind(row.get(*column));
            }
        });
        sql.push(" ON CONFLICT (channel_id, partner_id, day, currency) DO UPDATE SET ");
        for (index, column) in columns.iter().enumerate() {
            let name = column.as_str();
            sql.push(if index > 0 { ", " } else { "" }).push(name).push(" = daily_totals.").push(name);
            sql.push(" + excluded.").push(name);
        }
    }
}

fn write_due(writes: &mut Writes, channel: &ChannelId, due: &BTreeMap<Key, Due>) {
    let due: Vec<(&Key, &Due)> = due.iter().collect();
    for chunk in due.chunks(CHUNK) {
        let sql =
            writes.begin("INSERT INTO daily_due (channel_id, partner_id, day, currency, amount, program) VALUES ");
        sql.rows(chunk, |sql, (key, due)| {
            place(sql, channel, key);
            sql.comma().bind(due.reported).comma().bind(due.program);
        });
        sql.push(
            " ON CONFLICT (channel_id, partner_id, day, currency) DO UPDATE SET \
             amount = daily_due.amount + excluded.amount, program = daily_due.program + excluded.program",
        );
    }
}

fn place(sql: &mut Sql, channel: &ChannelId, key: &Key) {
    sql.text(channel.as_str()).comma().text(&key.partner_id).comma();
    sql.bind(key.day.number()).comma().text(key.currency.code());
}
