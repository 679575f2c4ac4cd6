//! What partners read of their commissions of the program beside the list of all that they earn: code, customer and history. Customers
//! are the merchant's: of their e-mail a partner sees enough to tell one from another, and no more.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, CommissionStatus, Email, Money, PartnerId,
    earnings::{Entry, EntryStep},
    zone::Zone,
};
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// The accounts of the team begin so.
const TEAM: &str = "admin:";

impl Store {
    /// Adds code, customer and history to those of a partner's entries that are commissions of the program.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tell_of_program(&self, channel: &ChannelId, partner: &PartnerId, entries: &mut [Entry]) -> Result<()> {
        let ids: Vec<String> = entries.iter().filter(|it| it.is_of_program()).map(|it| it.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let zone = self.zone(channel).await?;
        let (orders, mut steps) =
            tokio::try_join!(self.orders_told(channel, partner, &ids), self.steps_told(channel, &ids))?;
        for entry in entries.iter_mut() {
            if let Some((coupon, customer)) = orders.get(&entry.id) {
                (entry.coupon, entry.customer) = (coupon.clone(), customer.clone());
            }
            let currency = entry.earned.map(|earned| earned.currency);
            if let Some((rows, currency)) = steps.remove(&entry.id).zip(currency) {
                entry.steps = rows.into_iter().map(|row| row.told(currency, &zone)).collect();
            }
        }
        Ok(())
    }

    async fn orders_told(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        ids: &[String],
    ) -> Result<HashMap<String, (Option<String>, Option<String>)>> {
        let mut sql = Sql::new(
            "SELECT x.commission_id, x.coupon, u.email FROM program_commissions x \
             LEFT JOIN customers u ON u.channel_id = x.channel_id AND u.id = x.customer_id WHERE x.channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND x.partner_id = ").text(partner.as_str());
        sql.push(" AND x.commission_id IN ").list(ids.iter().map(String::as_str));
        let read = |row| {
            let mut cells = Cells::of(row);
            let (id, coupon, email) = (cells.text()?, cells.maybe_text()?, cells.maybe_text()?);
            let email = email.and_then(|email| email.parse::<Email>().ok());
            Ok((id, (coupon, email.map(|email| email.masked()))))
        };
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    async fn steps_told(&self, channel: &ChannelId, ids: &[String]) -> Result<HashMap<String, Vec<Step>>> {
        let mut sql = Sql::new(
            "SELECT commission_id, happened_at, status, amount, account, reason FROM commission_steps WHERE channel_id = ",
        );
        sql.text(channel.as_str()).push(" AND commission_id IN ").list(ids.iter().map(String::as_str));
        sql.push(" ORDER BY commission_id, step");
        let mut steps: HashMap<String, Vec<Step>> = HashMap::new();
        for row in &sql.all(self.reader()).await? {
            let (id, step) = Step::read(row)?;
            steps.entry(id).or_default().push(step);
        }
        Ok(steps)
    }
}

struct Step {
    at: domain::Timestamp,
    status: CommissionStatus,
    amount: i64,
    account: String,
    reason: String,
}

impl Step {
    fn read(row: &AnyRow) -> Result<(String, Self)> {
        let mut cells = Cells::of(row);
        let id = cells.text()?;
        let step = Self {
            at: cells.time()?,
            status: cells.word(CommissionStatus::parse, "commission_steps.status")?,
            amount: cells.number()?,
            account: cells.text()?,
            reason: cells.text()?,
        };
        Ok((id, step))
    }

    fn told(self, currency: domain::Currency, zone: &Zone) -> EntryStep {
        EntryStep {
            when: zone.moment(self.at),
            status: self.status,
            amount: Money::new(self.amount, currency),
            is_by_team: self.account.starts_with(TEAM),
            reason: self.reason,
        }
    }
}
