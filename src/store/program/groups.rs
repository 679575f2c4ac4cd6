//! Groups of partners who share terms.

use super::commission_rows::{rate, read_rate};
use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{
    ChannelId, Currency, GroupId, Money,
    program::{Group, Member, Minimums, ProgramSettings},
};
use sqlx::any::AnyRow;

pub(super) const COLUMNS: &str =
    "id, name, rate_kind, rate_value, rate_currency, hold_days, minimums, moves_currency, moves_at";

impl Store {
    /// All groups by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn groups(&self, channel: &ChannelId) -> Result<Vec<Group>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM program_groups WHERE channel_id = ").text(channel.as_str());
        sql.push(" ORDER BY name_key");
        sql.all(self.reader()).await?.iter().map(read).collect()
    }

    /// What a partner's terms follow from: the program's settings, and their group if they are in one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agreement(&self, channel: &ChannelId, member: &Member) -> Result<(ProgramSettings, Option<Group>)> {
        let settings = Box::pin(self.program_settings(channel)).await?;
        let Some(id) = &member.group_id else {
            return Ok((settings, None));
        };
        let groups = self.groups(channel).await?;
        Ok((settings, groups.into_iter().find(|group| group.id == *id)))
    }

    /// Adds a group or changes it. `false` when another has the name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_group(&self, channel: &ChannelId, group: &Group) -> Result<bool> {
        let name_key = group.name.trim().to_lowercase();
        let mut transaction = self.begin().await?;
        let mut taken = Sql::new("SELECT id FROM program_groups WHERE channel_id = ");
        taken.text(channel.as_str()).push(" AND name_key = ").text(&name_key);
        taken.push(" AND id <> ").text(group.id.as_str());
        if !taken.all(&mut *transaction).await?.is_empty() {
            return Ok(false);
        }
        let mut sql = Sql::new(
            "INSERT INTO program_groups (channel_id, name_key, id, name, rate_kind, rate_value, rate_currency, hold_days, \
             minimums, moves_currency, moves_at) VALUES (",
        );
        sql.text(channel.as_str()).comma().text(&name_key).comma();
        sql.text(group.id.as_str()).comma().text(group.name.trim()).comma();
        rate(&mut sql, group.rate).comma().bind(group.hold_days).comma();
        sql.text(&group.minimums.to_text()).comma();
        money(&mut sql, group.moves_at);
        sql.push(
            ") ON CONFLICT (channel_id, id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, \
             rate_kind = excluded.rate_kind, rate_value = excluded.rate_value, rate_currency = excluded.rate_currency, \
             hold_days = excluded.hold_days, minimums = excluded.minimums, \
             moves_currency = excluded.moves_currency, moves_at = excluded.moves_at",
        );
        sql.run(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes a group away; its partners fall back to the program's terms. `false` when there is none.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn delete_group(&self, channel: &ChannelId, id: &GroupId) -> Result<bool> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE program_members SET group_id = NULL WHERE channel_id = $1 AND group_id = $2")
            .bind(channel.as_str())
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        let done = sqlx::query("DELETE FROM program_groups WHERE channel_id = $1 AND id = $2")
            .bind(channel.as_str())
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// Adds an amount that may be missing as two values: currency, minor units.
pub(super) fn money(sql: &mut Sql, amount: Option<Money>) -> &mut Sql {
    sql.maybe(amount.as_ref().map(|it| Currency::code(&it.currency))).comma().bind(amount.map(|it| it.minor))
}

fn read(row: &AnyRow) -> Result<Group> {
    let mut cells = Cells::of(row);
    Ok(Group {
        id: cells.parse("program_groups.id")?,
        name: cells.text()?,
        rate: read_rate(&mut cells, "program_groups.rate_kind")?,
        hold_days: cells.maybe_number()?,
        minimums: cells.word(Minimums::from_text, "program_groups.minimums")?,
        moves_at: cells.maybe_money("program_groups.moves_at")?,
    })
}
