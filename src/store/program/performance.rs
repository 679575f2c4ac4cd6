//! What partners of the program brought, from the daily totals alone. Orders whose commission was turned down, or that were wholly
//! given back, do not count; of the others, what is left of them.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
    totals::of_each_partner,
};
use domain::{ChannelId, Currency, PartnerId, earnings::Range};
use std::collections::{BTreeMap, HashMap};

/// What a partner brought, currency by currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Performance {
    /// How many orders that count, and what is left of what they came to, in minor units.
    pub sales: BTreeMap<Currency, (i64, i64)>,
}

impl Performance {
    /// How many orders there were, whatever their currency.
    pub fn conversions(&self) -> i64 {
        self.sales.values().map(|(orders, _)| orders).sum()
    }

    /// What the orders of one currency came to, in minor units.
    pub fn sales(&self, currency: Currency) -> i64 {
        self.sales.get(&currency).map_or(0, |(_, amount)| *amount)
    }
}

impl Store {
    /// What each partner of the program brought in a range of days, or what one of them did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn performance(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        range: Range,
    ) -> Result<HashMap<PartnerId, Performance>> {
        let mut sql = Sql::new(
            "SELECT d.partner_id, d.currency, CAST(SUM(d.conversions) AS BIGINT), CAST(SUM(d.revenue) AS BIGINT) FROM ",
        );
        of_each_partner(&mut sql, channel, range);
        if let Some(partner) = partner {
            sql.push(" AND p.id = ").text(partner.as_str());
        }
        sql.push(" GROUP BY d.partner_id, d.currency HAVING SUM(d.conversions) > 0 OR SUM(d.revenue) <> 0");
        let mut all: HashMap<PartnerId, Performance> = HashMap::new();
        for row in &sql.all(self.reader()).await? {
            let mut cells = Cells::of(row);
            let it = all.entry(cells.parse("daily_totals.partner_id")?).or_default();
            let currency = cells.parse("daily_totals.currency")?;
            it.sales.insert(currency, (cells.number()?, cells.number()?));
        }
        Ok(all)
    }
}
