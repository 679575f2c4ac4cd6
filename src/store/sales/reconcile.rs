//! Reconciliation: what the store has and the network lacks, and the other way round.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Money, PartnerId, RateBps, Timestamp,
    earnings::{Mismatch, Reconciliation},
};
use std::time::Duration;

impl Store {
    /// What one side has and the other still lacks after `grace`, per currency; of one partner, or of all.
    /// The commission at stake on orders the network lacks is counted at `rate`, and unknown without one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mismatches(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        grace: Duration,
        rate: Option<RateBps>,
    ) -> Result<Reconciliation> {
        let until = self.now().minus(grace);
        Ok(Reconciliation {
            missing_in_network: self.missing_in_network(channel, partner, until, rate).await?,
            missing_in_store: self.missing_in_store(channel, partner, until).await?,
        })
    }

    async fn missing_in_network(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        until: Timestamp,
        rate: Option<RateBps>,
    ) -> Result<Vec<Mismatch>> {
        let mut sql = Sql::new(
            "SELECT COUNT(*), currency, CAST(SUM(subtotal) AS BIGINT) FROM orders WHERE commission_count = 0 AND is_open = 1 AND channel_id = ",
        );
        sql.text(channel.as_str());
        only(&mut sql, partner);
        sql.push(" AND placed_at < ").bind(until.millis());
        sql.push(" GROUP BY currency ORDER BY currency");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                let orders = cells.number()?;
                let sales = cells.money("orders.currency")?;
                Ok(Mismatch { orders, sales, at_stake: rate.map(|rate| sales.at_rate(rate)) })
            })
            .collect()
    }

    /// What the network told the sale was worth counts as far as it is of the commission's currency.
    async fn missing_in_store(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        until: Timestamp,
    ) -> Result<Vec<Mismatch>> {
        let mut sql = Sql::new(
            "SELECT COUNT(*), currency, CAST(SUM(CASE WHEN sale_currency = currency THEN sale ELSE 0 END) AS BIGINT), \
             CAST(SUM(amount) AS BIGINT) FROM commissions \
             WHERE stream = 'network' AND status NOT IN ('rejected', 'refunded') AND channel_id = ",
        );
        sql.text(channel.as_str());
        only(&mut sql, partner);
        sql.push(" AND occurred_at < ").bind(until.millis());
        sql.push(" GROUP BY currency ORDER BY currency");
        let rows = sql.all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                let mut cells = Cells::of(row);
                let orders = cells.number()?;
                let sales = cells.money("commissions.currency")?;
                Ok(Mismatch { orders, sales, at_stake: Some(Money::new(cells.number()?, sales.currency)) })
            })
            .collect()
    }
}

fn only(sql: &mut Sql, partner: Option<&PartnerId>) {
    if let Some(partner) = partner {
        sql.push(" AND partner_id = ").text(partner.as_str());
    }
}
