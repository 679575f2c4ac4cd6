//! Whose turn it is: orders are tracked side by side, and what the shop tells of orders is kept while none is. Otherwise an order that is
//! tracked and told of at once, by its name and by its id, would be there twice, as neither sees the other before it is committed.

use crate::{Engine, Result, rows::Sql};
use domain::ChannelId;
use sqlx::AnyConnection;

/// Waits until nobody is alone on the channel; nobody is until the transaction ends. To be taken before any row.
pub(super) async fn be_among_many(on: &mut AnyConnection, engine: Engine, channel: &ChannelId) -> Result<()> {
    take(on, engine.shared_lock(), channel).await
}

/// Waits until no order of the channel is on its way; none is until the transaction ends. To be taken before any row: who tracks orders
/// holds rows of partners and customers.
pub(crate) async fn be_alone(on: &mut AnyConnection, engine: Engine, channel: &ChannelId) -> Result<()> {
    take(on, engine.sole_lock(), channel).await
}

async fn take(on: &mut AnyConnection, lock: Option<&str>, channel: &ChannelId) -> Result<()> {
    let Some(lock) = lock else {
        return Ok(());
    };
    // Locks of this kind give no value that a row could hold: they are counted instead.
    let mut sql = Sql::new("SELECT COUNT(*) FROM ");
    sql.push(lock).push("(hashtextextended(").text(channel.as_str()).push(", 19))");
    sql.all_on(on).await?;
    Ok(())
}
