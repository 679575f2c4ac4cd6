//! Orders that were tracked before, whatever became of their codes and partners since.

use super::TrackedOrder;
use crate::{
    Result, Store,
    rows::{CHUNK, Cells, Sql, clean},
    sales::order_rows::bare,
};
use domain::{ChannelId, CommissionStatus};
use std::collections::HashMap;

impl Store {
    /// What some orders brought; none for those that were never tracked. The answers stand in the order of the ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tracked_orders(&self, channel: &ChannelId, order_ids: &[&str]) -> Result<Vec<Option<TrackedOrder>>> {
        let references: Vec<String> = order_ids.iter().map(|id| clean(bare(id))).collect();
        let mut known: HashMap<String, TrackedOrder> = HashMap::new();
        for chunk in references.chunks(CHUNK) {
            let mut sql = Sql::new(
                "SELECT c.external_id, c.id, c.order_id, p.customer_id, c.currency, c.amount, c.status FROM commissions c \
                 JOIN program_commissions p ON p.channel_id = c.channel_id AND p.commission_id = c.id \
                 WHERE c.source = 'program' AND c.kind = 'sale' AND c.channel_id = ",
            );
            sql.text(channel.as_str()).push(" AND c.external_id IN ").list(chunk.iter().map(String::as_str));
            for row in sql.all(self.reader()).await? {
                let mut cells = Cells::of(&row);
                let reference = cells.text()?;
                let order = TrackedOrder {
                    commission_id: cells.parse("commissions.id")?,
                    order_id: cells.maybe_parse("commissions.order_id")?,
                    customer_id: cells.maybe_parse("program_commissions.customer_id")?,
                    amount: cells.money("commissions.currency")?,
                    status: cells.word(CommissionStatus::parse, "commissions.status")?,
                };
                known.insert(reference, order);
            }
        }
        Ok(references.iter().map(|reference| known.get(reference).cloned()).collect())
    }
}
