//! Which file a bank was given of a run: noted once, so that it is the same file each time.

use super::{FileMark, rows};
use crate::{Result, Store, rows::Sql};
use domain::{ChannelId, Day, PayoutRunId};

impl Store {
    /// Notes that a file of a run is made now, on this day of the channel's. A run that has one keeps it. None without such a run.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_bank_file(&self, channel: &ChannelId, run: &PayoutRunId, day: Day) -> Result<Option<FileMark>> {
        let mut transaction = self.begin().await?;
        if let Some(lock) = self.engine().for_lock() {
            // Two files at once would get one number.
            let mut sql = Sql::new("SELECT id FROM channels WHERE id = ");
            sql.text(channel.as_str()).push(lock);
            sql.all_on(&mut transaction).await?;
        }
        sqlx::query(
            "UPDATE payout_runs SET file_made_at = $3, file_day = $4, file_number = (SELECT COALESCE(MAX(others.file_number), -1) + 1 \
             FROM payout_runs AS others WHERE others.channel_id = $1 AND others.currency = payout_runs.currency \
             AND others.file_day = $4) WHERE channel_id = $1 AND id = $2 AND file_made_at IS NULL",
        )
        .bind(channel.as_str())
        .bind(run.as_str())
        .bind(self.now().millis())
        .bind(day.number())
        .execute(&mut *transaction)
        .await?;
        let found = rows::run(&mut *transaction, channel, run).await?;
        transaction.commit().await?;
        Ok(found.and_then(|run| run.file))
    }
}
