//! What partners of the program brought, from the daily totals alone.

use crate::{
    Result, Store,
    rows::Cells,
    totals::deltas::{WHOLE_CHANNEL, metric},
};
use domain::{ChannelId, Currency, PartnerId, earnings::Range};
use std::collections::HashMap;

/// What a partner brought in a range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Performance {
    /// How many orders that count.
    pub conversions: i64,
    /// What is left of what they came to, in minor units.
    pub sales: i64,
    /// How many of them were of customers nobody knew before.
    pub new_customers: i64,
}

impl Store {
    /// What each partner of the program brought in a range of days, in one currency.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn performance(
        &self,
        channel: &ChannelId,
        range: Range,
        currency: Currency,
    ) -> Result<HashMap<PartnerId, Performance>> {
        let rows = sqlx::query(
            "SELECT partner_id, metric, CAST(SUM(count) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM daily_totals \
             WHERE channel_id = $1 AND metric IN ('customer_new', 'customer_known') AND day BETWEEN $2 AND $3 \
             AND currency = $4 AND partner_id <> $5 GROUP BY partner_id, metric",
        )
        .bind(channel.as_str())
        .bind(range.from.number())
        .bind(range.to.number())
        .bind(currency.code())
        .bind(WHOLE_CHANNEL)
        .fetch_all(self.reader())
        .await?;
        let mut all: HashMap<PartnerId, Performance> = HashMap::new();
        for row in &rows {
            let mut cells = Cells::of(row);
            let it = all.entry(cells.parse("daily_totals.partner_id")?).or_default();
            let is_new = cells.text()? == metric::NEW_CUSTOMER;
            let count = cells.number()?;
            it.conversions += count;
            it.sales += cells.number()?;
            it.new_customers += if is_new { count } else { 0 };
        }
        Ok(all)
    }
}
