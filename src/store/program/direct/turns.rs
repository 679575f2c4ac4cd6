//! Whose turn it is: orders are tracked side by side, and a direct order is heard of while none is. Otherwise an order on its way into
//! both tables at once would end up in both, as neither sees the other before it is committed.

use crate::{Engine, Result, rows::Sql};
use domain::ChannelId;
use sqlx::AnyConnection;

/// Waits until nobody hears of direct orders of the channel; nobody does until the transaction ends.
pub(super) async fn be_among_many(on: &mut AnyConnection, engine: Engine, channel: &ChannelId) -> Result<()> {
    take(on, engine.shared_lock(), channel).await
}

/// Waits until no order of the channel is on its way into either table; none is until the transaction ends. To be taken before any
/// row: who tracks orders holds rows of customers.
pub(super) async fn be_alone(on: &mut AnyConnection, engine: Engine, channel: &ChannelId) -> Result<()> {
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
