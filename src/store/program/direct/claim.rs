//! A direct order whose partner turns up is direct no longer.

use super::{Direct, rows};
use crate::{
    Result,
    program::customers::CustomerSums,
    rows::{CHUNK, Cells, Sql, Writes},
    sales::order_rows::bare,
};
use domain::ChannelId;
use sqlx::AnyConnection;
use std::collections::HashMap;

/// Takes away the direct orders that references mean, and what they counted for their customers. By reference: an id beats a name. To be
/// done before the customers of the orders are touched.
pub(in crate::program) async fn claim(
    on: &mut AnyConnection,
    channel: &ChannelId,
    references: &[&str],
    sums: &mut CustomerSums,
) -> Result<HashMap<String, Direct>> {
    let mut claimed = HashMap::new();
    for chunk in references.chunks(CHUNK) {
        let ids = find(on, channel, chunk).await?;
        // Nearly always there is none.
        if ids.is_empty() {
            continue;
        }
        let mut sql = Sql::new("DELETE FROM direct_orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND external_id IN ").list(ids.iter().map(String::as_str));
        sql.push(" RETURNING ").push(rows::COLUMNS);
        for row in sql.all_on(&mut *on).await? {
            let direct = rows::read(&row)?;
            sums.direct(Some(&direct), None);
            claimed.entry(bare(&direct.order.name).to_owned()).or_insert_with(|| direct.clone());
            claimed.insert(direct.order.external_id.clone(), direct);
        }
    }
    Ok(claimed)
}

/// The ids of those that references mean, each by an index of its own.
async fn find(on: &mut AnyConnection, channel: &ChannelId, references: &[&str]) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT external_id FROM direct_orders WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND external_id IN ").list(references.iter().copied());
    sql.push(" UNION SELECT external_id FROM direct_orders WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND bare_name IN ").list(references.iter().copied());
    sql.all_on(on).await?.iter().map(|row| Cells::of(row).text()).collect()
}

/// The same for orders that the shop itself counts for a partner by now.
pub(crate) async fn release(on: &mut AnyConnection, channel: &ChannelId, references: &[&str]) -> Result<()> {
    if references.is_empty() {
        return Ok(());
    }
    let mut sums = CustomerSums::default();
    claim(on, channel, references, &mut sums).await?;
    let mut writes = Writes::on(on);
    sums.write(&mut writes, channel);
    writes.run(on).await
}
