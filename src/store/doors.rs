//! Private doors of partners.

use crate::{
    NewMail, Result, Store,
    rows::{Cells, Sql},
};
use domain::{ChannelId, PartnerId, Timestamp};
use sqlx::{AnyConnection, any::AnyRow};

/// A partner's private door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// The tenant.
    pub channel_id: ChannelId,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// Its address, encrypted.
    pub sealed: String,
    /// The password's hash; none until it is set there.
    pub password_hash: Option<String>,
    /// Until when it may be set.
    pub first_until: Timestamp,
    /// Whether somebody who forgot their password sets another one here: the door itself stays as it is until then.
    pub is_reset: bool,
}

/// An address that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDoor {
    /// Whose it is.
    pub partner_id: PartnerId,
    /// Of the address.
    pub token_hash: String,
    /// The address, encrypted.
    pub sealed: String,
    /// Until when a password may be set there.
    pub until: Timestamp,
}

const DOOR: &str =
    "SELECT channel_id, partner_id, sealed, password_hash, first_until, CAST(0 AS BIGINT) FROM partner_doors WHERE ";
const RESET: &str = "SELECT channel_id, partner_id, reset_sealed, CAST(NULL AS TEXT), reset_until, CAST(1 AS BIGINT) FROM partner_doors WHERE ";

impl Store {
    /// Gives a partner a door, in the place of the one they had: its address and its password open nothing any more. The message that
    /// tells of it goes with it.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn put_door(&self, channel: &ChannelId, door: &NewDoor, mail: Option<&NewMail>) -> Result<()> {
        let mut transaction = self.begin().await?;
        put(&mut transaction, channel, door).await?;
        if let Some(mail) = mail {
            self.post_on(&mut transaction, channel, mail).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Gives a partner a door unless they have one, with the message that tells of it. `false` when they have: nothing is changed then.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn put_first_door(&self, channel: &ChannelId, door: &NewDoor, mail: &NewMail) -> Result<bool> {
        let mut sql = inserted(channel, door);
        sql.push(" ON CONFLICT (channel_id, partner_id) DO NOTHING");
        self.change_and_tell(channel, sql, mail).await
    }

    /// Forgets the password of a partner's door: its next visit until a time sets another one, once. The address stays. The message that
    /// tells of it goes with it. `false` when they have none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_door_password(
        &self,
        channel: &ChannelId,
        partner: &PartnerId,
        until: Timestamp,
        mail: &NewMail,
    ) -> Result<bool> {
        let mut sql = Sql::new("UPDATE partner_doors SET password_hash = NULL, first_until = ");
        sql.bind(until.millis()).push(", reset_hash = NULL, reset_sealed = NULL, reset_until = NULL");
        sql.push(" WHERE channel_id = ").text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
        self.change_and_tell(channel, sql, mail).await
    }

    /// Makes an address at which a partner may set another password, and writes the message that carries it. The door stays as it is
    /// until they did. `false` when they have none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_door_reset(&self, channel: &ChannelId, door: &NewDoor, mail: &NewMail) -> Result<bool> {
        let mut sql = Sql::new("UPDATE partner_doors SET reset_hash = ");
        sql.text(&door.token_hash).push(", reset_sealed = ").text(&door.sealed);
        sql.push(", reset_until = ").bind(door.until.millis());
        sql.push(" WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND partner_id = ").text(door.partner_id.as_str());
        self.change_and_tell(channel, sql, mail).await
    }

    /// Changes a door, with the message that tells of it. `false` when there was nothing to change: then nobody is told.
    async fn change_and_tell(&self, channel: &ChannelId, change: Sql, mail: &NewMail) -> Result<bool> {
        let mut transaction = self.begin().await?;
        if change.run_on(&mut transaction).await? == 0 {
            return Ok(false);
        }
        self.post_on(&mut transaction, channel, mail).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The door at an address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door_at(&self, token_hash: &str) -> Result<Option<Door>> {
        for (select, column) in [(DOOR, "token_hash = "), (RESET, "reset_hash = ")] {
            let mut sql = Sql::new(select);
            sql.push(column).text(token_hash);
            if let Some(row) = sql.all(self.reader()).await?.first() {
                return read(row).map(Some);
            }
        }
        Ok(None)
    }

    /// A partner's door.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Door>> {
        let mut sql = Sql::new(DOOR);
        sql.push("channel_id = ").text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// Where a partner may set another password; none when they did not ask, or did so since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door_reset_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Door>> {
        let mut sql = Sql::new(RESET);
        sql.push("reset_hash IS NOT NULL AND channel_id = ").text(channel.as_str());
        sql.push(" AND partner_id = ").text(partner.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// Sets the password on the first visit, or another one where somebody forgot theirs: that address is the door's from then on.
    /// `true` exactly once for each address, also when two come at once, and not after its time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_door_password(&self, token_hash: &str, password_hash: &str) -> Result<bool> {
        let mut first = Sql::new("UPDATE partner_doors SET password_hash = ");
        first.text(password_hash).push(" WHERE password_hash IS NULL AND first_until > ").bind(self.now().millis());
        first.push(" AND token_hash = ").text(token_hash);
        if first.run(self.writer()).await? == 1 {
            return Ok(true);
        }
        let mut reset = Sql::new("UPDATE partner_doors SET password_hash = ");
        reset.text(password_hash).push(
            ", token_hash = reset_hash, sealed = reset_sealed, reset_hash = NULL, reset_sealed = NULL, reset_until = NULL \
             WHERE reset_until > ",
        );
        reset.bind(self.now().millis()).push(" AND reset_hash = ").text(token_hash);
        Ok(reset.run(self.writer()).await? == 1)
    }
}

/// Closes the address at which a partner could have set another password: it went to a mailbox that is not theirs any more.
pub(crate) async fn forget_reset(on: &mut AnyConnection, channel: &ChannelId, partner: &PartnerId) -> Result<()> {
    let mut sql =
        Sql::new("UPDATE partner_doors SET reset_hash = NULL, reset_sealed = NULL, reset_until = NULL WHERE ");
    sql.push("channel_id = ").text(channel.as_str()).push(" AND partner_id = ").text(partner.as_str());
    sql.run_on(on).await?;
    Ok(())
}

/// Puts a door in its place.
pub(crate) async fn put(on: &mut AnyConnection, channel: &ChannelId, door: &NewDoor) -> Result<()> {
    let mut sql = inserted(channel, door);
    sql.push(
        " ON CONFLICT (channel_id, partner_id) DO UPDATE SET token_hash = excluded.token_hash, sealed = excluded.sealed, \
         password_hash = NULL, first_until = excluded.first_until, reset_hash = NULL, reset_sealed = NULL, reset_until = NULL",
    );
    sql.run_on(on).await?;
    Ok(())
}

fn inserted(channel: &ChannelId, door: &NewDoor) -> Sql {
    let mut sql =
        Sql::new("INSERT INTO partner_doors (channel_id, partner_id, token_hash, sealed, first_until) VALUES (");
    sql.text(channel.as_str()).comma().text(door.partner_id.as_str()).comma().text(&door.token_hash).comma();
    sql.text(&door.sealed).comma().bind(door.until.millis()).push(")");
    sql
}

fn read(row: &AnyRow) -> Result<Door> {
    let mut cells = Cells::of(row);
    Ok(Door {
        channel_id: cells.parse("partner_doors.channel_id")?,
        partner_id: cells.parse("partner_doors.partner_id")?,
        sealed: cells.text()?,
        password_hash: cells.maybe_text()?,
        first_until: cells.time()?,
        is_reset: cells.flag()?,
    })
}
