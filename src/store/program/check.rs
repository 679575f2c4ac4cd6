//! Proves the ledger: entries sum to nothing, balances and history say what the rows say, and a payout is the sum of its commissions.

use crate::{Result, Store, rows::Cells};
use domain::ChannelId;
use futures::TryStreamExt;

/// How many faults of a rule are named; of the others it is said how many they are.
const NAMED: usize = 1_000;

/// What must not be found, and what it means. Each query names what is wrong. Two sides are compared as one sum: SQLite would read the
/// one side over for each row of the other in a full join.
const RULES: [(&str, &str); 11] = [
    (
        "a movement does not sum to nothing",
        "SELECT movement_id FROM ledger_entries WHERE channel_id = $1 GROUP BY movement_id, currency, partner_id HAVING SUM(amount) <> 0",
    ),
    (
        "a balance is not the sum of its entries",
        "SELECT partner_id || ' ' || account FROM \
         (SELECT partner_id, currency, account, amount FROM ledger_entries WHERE channel_id = $1 \
          UNION ALL SELECT partner_id, currency, account, -amount FROM ledger_balances WHERE channel_id = $1) both_sides \
         GROUP BY partner_id, currency, account HAVING SUM(amount) <> 0",
    ),
    (
        "an account does not hold what its commissions come to",
        "SELECT partner_id || ' ' || account FROM \
         (SELECT partner_id, currency, CASE status WHEN 'pending' THEN 'held' WHEN 'approved' THEN 'payable' \
          WHEN 'in_payout' THEN 'reserved' ELSE 'paid' END AS account, amount FROM commissions \
          WHERE channel_id = $1 AND source = 'program' AND status IN ('pending', 'approved', 'in_payout', 'paid') \
          UNION ALL SELECT partner_id, currency, account, -amount FROM ledger_balances \
          WHERE channel_id = $1 AND account <> 'merchant') both_sides \
         GROUP BY partner_id, currency, account HAVING SUM(amount) <> 0",
    ),
    (
        "a payout is not the sum of its commissions",
        "SELECT p.id FROM payouts p LEFT JOIN (SELECT x.payout_id, SUM(c.amount) AS amount FROM program_commissions x \
         JOIN commissions c ON c.channel_id = x.channel_id AND c.id = x.commission_id \
         WHERE x.channel_id = $1 AND x.payout_id IS NOT NULL AND c.status IN ('in_payout', 'paid') GROUP BY x.payout_id) s \
         ON s.payout_id = p.id WHERE p.channel_id = $1 AND p.status NOT IN ('failed', 'cancelled') AND p.amount <> COALESCE(s.amount, 0)",
    ),
    (
        "a commission stands elsewhere than its payout",
        "SELECT c.id FROM commissions c JOIN program_commissions x ON x.channel_id = c.channel_id AND x.commission_id = c.id \
         LEFT JOIN payouts p ON p.channel_id = x.channel_id AND p.id = x.payout_id WHERE c.channel_id = $1 AND (\
         (c.status = 'in_payout' AND (p.id IS NULL OR p.status NOT IN ('awaiting_approval', 'scheduled', 'sending', 'in_flight'))) \
         OR (c.status = 'paid' AND p.id IS NOT NULL AND p.status <> 'paid') \
         OR (c.status IN ('pending', 'approved') AND x.payout_id IS NOT NULL))",
    ),
    (
        "the history of a commission ends elsewhere than its row",
        "SELECT c.id FROM commissions c JOIN program_commissions x ON x.channel_id = c.channel_id AND x.commission_id = c.id \
         LEFT JOIN commission_steps s ON s.channel_id = c.channel_id AND s.commission_id = c.id AND s.step = x.steps \
         WHERE c.channel_id = $1 AND (s.step IS NULL OR s.status <> c.status OR s.amount <> c.amount)",
    ),
    (
        "a commission of the program lacks what the program knows of it",
        "SELECT c.id FROM commissions c LEFT JOIN program_commissions x ON x.channel_id = c.channel_id AND x.commission_id = c.id \
         WHERE c.channel_id = $1 AND c.source = 'program' AND x.commission_id IS NULL",
    ),
    (
        "more was given back of a sale than it came to",
        "SELECT c.id FROM commissions c JOIN program_commissions x ON x.channel_id = c.channel_id AND x.commission_id = c.id \
         WHERE c.channel_id = $1 AND (x.returned < 0 OR x.returned > COALESCE(c.sale, 0))",
    ),
    (
        "an order is both direct and a partner's",
        "SELECT d.external_id FROM direct_orders d WHERE d.channel_id = $1 AND (\
         EXISTS (SELECT 1 FROM orders o WHERE o.channel_id = d.channel_id AND o.external_id IN (d.external_id, d.bare_name)) \
         OR EXISTS (SELECT 1 FROM orders o WHERE o.channel_id = d.channel_id AND o.bare_name IN (d.external_id, d.bare_name)))",
    ),
    (
        "a direct order is nobody's",
        "SELECT d.external_id FROM direct_orders d LEFT JOIN customers u ON u.channel_id = d.channel_id AND u.id = d.customer_id \
         WHERE d.channel_id = $1 AND u.id IS NULL",
    ),
    (
        "a customer's sums are not those of their orders",
        "SELECT customer_id FROM (\
            SELECT x.customer_id, c.sale_currency AS currency, 1 AS orders, c.sale AS revenue, 0 AS commission \
            FROM program_commissions x JOIN commissions c ON c.channel_id = x.channel_id AND c.id = x.commission_id \
            WHERE x.channel_id = $1 AND x.customer_id IS NOT NULL AND c.kind = 'sale' \
            UNION ALL SELECT customer_id, currency, 1, subtotal, 0 FROM direct_orders WHERE channel_id = $1 \
            UNION ALL SELECT x.customer_id, c.currency, 0, 0, c.amount \
            FROM program_commissions x JOIN commissions c ON c.channel_id = x.channel_id AND c.id = x.commission_id \
            WHERE x.channel_id = $1 AND x.customer_id IS NOT NULL AND c.status IN ('pending', 'approved', 'in_payout', 'paid') \
            UNION ALL SELECT customer_id, currency, -orders, -revenue, -commission FROM customer_totals WHERE channel_id = $1) both_sides \
         GROUP BY customer_id, currency HAVING SUM(orders) <> 0 OR SUM(revenue) <> 0 OR SUM(commission) <> 0",
    ),
];

impl Store {
    /// Names everything in the channel's ledger that does not hold, the first thousand of each kind; empty when all is well. The daily totals are
    /// [`Store::check_totals`]'s business.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_ledger(&self, channel: &ChannelId) -> Result<Vec<String>> {
        let mut snapshot = self.pools.snapshot().await?;
        let mut faults = Vec::new();
        for (meaning, query) in RULES {
            let mut rows = sqlx::query(query).bind(channel.as_str()).fetch(&mut *snapshot);
            let mut count = 0;
            while let Some(row) = rows.try_next().await? {
                count += 1;
                if count <= NAMED {
                    faults.push(format!("{meaning}: {}", Cells::of(&row).text()?));
                }
            }
            if count > NAMED {
                faults.push(format!("{meaning}: and {} more", count - NAMED));
            }
        }
        Ok(faults)
    }
}
