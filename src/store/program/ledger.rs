//! The double-entry ledger: movements are gathered while a transaction works, and written at its end.

use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Writes},
};
use domain::{ChannelId, Clock, CommissionStatus, Currency, Money, MovementId, PartnerId};
use sqlx::any::AnyRow;
use std::{collections::BTreeMap, sync::Arc};

/// Where money lies. The migration says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the merchant gave; negative.
    Merchant,
    /// In its holding period.
    Held,
    /// Earned, to be paid.
    Payable,
    /// Part of a payout under way.
    Reserved,
    /// Arrived.
    Paid,
}

impl Account {
    const ALL: [Self; 5] = [Self::Merchant, Self::Held, Self::Payable, Self::Reserved, Self::Paid];

    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Held => "held",
            Self::Payable => "payable",
            Self::Reserved => "reserved",
            Self::Paid => "paid",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Where the amount of a commission lies; nowhere when it does not count.
    pub(super) const fn of(status: CommissionStatus) -> Option<Self> {
        match status {
            CommissionStatus::Pending => Some(Self::Held),
            CommissionStatus::Approved => Some(Self::Payable),
            CommissionStatus::InPayout => Some(Self::Reserved),
            CommissionStatus::Paid => Some(Self::Paid),
            CommissionStatus::Rejected
            | CommissionStatus::Refunded
            | CommissionStatus::Duplicate
            | CommissionStatus::Fraud => None,
        }
    }
}

/// What a partner's accounts hold in one currency, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balances {
    /// The currency.
    pub currency: Currency,
    /// In its holding period.
    pub held: i64,
    /// Earned, to be paid; negative when more was taken back than is due.
    pub payable: i64,
    /// Part of a payout under way.
    pub reserved: i64,
    /// Arrived.
    pub paid: i64,
}

impl Balances {
    /// Nothing anywhere.
    pub const fn empty(currency: Currency) -> Self {
        Self { currency, held: 0, payable: 0, reserved: 0, paid: 0 }
    }

    /// What is not paid yet.
    pub const fn outstanding(&self) -> i64 {
        self.held + self.payable + self.reserved
    }

    /// What was ever earned.
    pub const fn earned(&self) -> i64 {
        self.outstanding() + self.paid
    }

    fn set(&mut self, account: Account, amount: i64) {
        match account {
            Account::Merchant => {}
            Account::Held => self.held = amount,
            Account::Payable => self.payable = amount,
            Account::Reserved => self.reserved = amount,
            Account::Paid => self.paid = amount,
        }
    }
}

struct Entry {
    movement: MovementId,
    account: Account,
    partner: PartnerId,
    currency: Currency,
    amount: i64,
    subject: String,
}

/// The movements of a transaction under way.
pub(super) struct Ledger {
    clock: Arc<dyn Clock>,
    entries: Vec<Entry>,
}

/// An amount in an account, or none anywhere.
pub(super) type Place = Option<(Account, i64)>;

impl Ledger {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, entries: Vec::new() }
    }

    /// Moves what lies in one place to another; what the two differ by comes from the merchant, or goes back there.
    pub(super) fn shift(&mut self, partner: &PartnerId, currency: Currency, subject: &str, from: Place, to: Place) {
        let mut changes: BTreeMap<Account, i64> = BTreeMap::new();
        for (place, sign) in [(from, -1), (to, 1)] {
            if let Some((account, amount)) = place {
                *changes.entry(account).or_default() += sign * amount;
                *changes.entry(Account::Merchant).or_default() -= sign * amount;
            }
        }
        changes.retain(|_, change| *change != 0);
        if changes.is_empty() {
            return;
        }
        let movement = MovementId::new(self.clock.as_ref());
        self.entries.extend(changes.into_iter().map(|(account, amount)| Entry {
            movement: movement.clone(),
            account,
            partner: partner.clone(),
            currency,
            amount,
            subject: subject.to_owned(),
        }));
    }

    /// Writes the entries, and what they change of the balances in the order of their keys.
    pub(super) fn write(self, writes: &mut Writes, channel: &ChannelId) {
        let mut balances: BTreeMap<(&str, &str, Account), i64> = BTreeMap::new();
        for it in &self.entries {
            *balances.entry((it.partner.as_str(), it.currency.code(), it.account)).or_default() += it.amount;
        }
        for chunk in self.entries.chunks(CHUNK) {
            let sql = writes.begin(
                "INSERT INTO ledger_entries (channel_id, movement_id, account, partner_id, currency, amount, subject) VALUES ",
            );
            sql.rows(chunk, |sql, it| {
                sql.text(channel.as_str()).comma().text(it.movement.as_str()).comma().text(it.account.as_str()).comma();
                sql.text(it.partner.as_str()).comma().text(it.currency.code()).comma();
                sql.bind(it.amount).comma().text(&it.subject);
            });
        }
        let balances: Vec<_> = balances.into_iter().filter(|(_, change)| *change != 0).collect();
        for chunk in balances.chunks(CHUNK) {
            let sql =
                writes.begin("INSERT INTO ledger_balances (channel_id, partner_id, currency, account, amount) VALUES ");
            sql.rows(chunk, |sql, ((partner, currency, account), change)| {
                sql.text(channel.as_str()).comma().text(partner).comma().text(currency).comma();
                sql.text(account.as_str()).comma().bind(*change);
            });
            sql.push(
                " ON CONFLICT (channel_id, partner_id, currency, account) DO UPDATE SET \
                 amount = ledger_balances.amount + excluded.amount",
            );
        }
    }
}

impl Store {
    /// What a partner's accounts hold, currency by currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn balances(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Vec<Balances>> {
        let rows = sqlx::query(
            "SELECT currency, account, amount FROM ledger_balances WHERE channel_id = $1 AND partner_id = $2 ORDER BY currency",
        )
        .bind(channel.as_str())
        .bind(partner.as_str())
        .fetch_all(self.reader())
        .await?;
        by_currency(&rows)
    }

    /// What payouts to a partner have under way in one currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn on_its_way(&self, channel: &ChannelId, partner: &PartnerId, currency: Currency) -> Result<Money> {
        let balances = self.balances(channel, partner).await?;
        let reserved = balances.iter().find(|it| it.currency == currency).map_or(0, |it| it.reserved);
        Ok(Money::new(reserved, currency))
    }

    /// What the accounts of all partners together hold, currency by currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_balances(&self, channel: &ChannelId) -> Result<Vec<Balances>> {
        let rows = sqlx::query(
            "SELECT currency, account, CAST(SUM(amount) AS BIGINT) FROM ledger_balances WHERE channel_id = $1 \
             GROUP BY currency, account ORDER BY currency",
        )
        .bind(channel.as_str())
        .fetch_all(self.reader())
        .await?;
        by_currency(&rows)
    }
}

fn by_currency(rows: &[AnyRow]) -> Result<Vec<Balances>> {
    let mut all: Vec<Balances> = Vec::new();
    for row in rows {
        let mut cells = Cells::of(row);
        let currency: Currency = cells.parse("ledger_balances.currency")?;
        let account = cells.word(Account::parse, "ledger_balances.account")?;
        if all.last().is_none_or(|last| last.currency != currency) {
            all.push(Balances::empty(currency));
        }
        if let Some(last) = all.last_mut() {
            last.set(account, cells.number()?);
        }
    }
    Ok(all)
}
