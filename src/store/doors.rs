//! Private doors of partners.

use crate::{
    Result, Store,
    rows::{Cells, Sql},
};
use domain::{ChannelId, PartnerId, Timestamp};
use sqlx::any::AnyRow;

/// A partner's private door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// The tenant.
    pub channel_id: ChannelId,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// Its address, encrypted.
    pub sealed: String,
    /// The password's hash; none until the first visit set it.
    pub password_hash: Option<String>,
    /// Until when the first visit may set it.
    pub first_until: Timestamp,
}

const COLUMNS: &str = "channel_id, partner_id, sealed, password_hash, first_until";

impl Store {
    /// Gives a partner a door, in the place of the one they had: its address and its password open nothing any more.
    ///
    /// # Errors
    /// When there is no such partner or the store fails.
    pub async fn put_door(&self, door: &Door, token_hash: &str) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO partner_doors (channel_id, partner_id, token_hash, sealed, password_hash, first_until) VALUES (",
        );
        sql.text(door.channel_id.as_str()).comma().text(door.partner_id.as_str()).comma().text(token_hash).comma();
        sql.text(&door.sealed).comma().maybe(door.password_hash.as_deref()).comma().bind(door.first_until.millis());
        sql.push(
            ") ON CONFLICT (channel_id, partner_id) DO UPDATE SET token_hash = excluded.token_hash, sealed = excluded.sealed, \
             password_hash = excluded.password_hash, first_until = excluded.first_until",
        );
        sql.run(self.writer()).await?;
        Ok(())
    }

    /// The door at an address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door_at(&self, token_hash: &str) -> Result<Option<Door>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM partner_doors WHERE token_hash = ").text(token_hash);
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// A partner's door.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<Door>> {
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM partner_doors WHERE channel_id = ").text(channel.as_str());
        sql.push(" AND partner_id = ").text(partner.as_str());
        sql.all(self.reader()).await?.first().map(read).transpose()
    }

    /// Sets the password on the first visit. `true` exactly once for each door, also when two come at once, and not after its time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_door_password(&self, token_hash: &str, password_hash: &str) -> Result<bool> {
        let mut sql = Sql::new("UPDATE partner_doors SET password_hash = ");
        sql.text(password_hash).push(" WHERE password_hash IS NULL AND first_until > ").bind(self.now().millis());
        sql.push(" AND token_hash = ").text(token_hash);
        Ok(sql.run(self.writer()).await? == 1)
    }
}

fn read(row: &AnyRow) -> Result<Door> {
    let mut cells = Cells::of(row);
    Ok(Door {
        channel_id: cells.parse("partner_doors.channel_id")?,
        partner_id: cells.parse("partner_doors.partner_id")?,
        sealed: cells.text()?,
        password_hash: cells.maybe_text()?,
        first_until: cells.time()?,
    })
}
