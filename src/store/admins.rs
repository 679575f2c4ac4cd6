//! The merchant's team: who may sign in with a password.

use crate::{Result, Store, rows::Cells};
use domain::{AdminId, ChannelId, Email, Timestamp};
use sqlx::any::AnyRow;

/// A member of the merchant's team.
#[derive(Clone, PartialEq, Eq)]
pub struct Admin {
    /// Our id.
    pub id: AdminId,
    /// The tenant.
    pub channel_id: ChannelId,
    /// E-mail: signs in with it, so it is unique over all channels.
    pub email: Email,
    /// Full name.
    pub name: String,
    /// The password's argon2id hash.
    pub password_hash: String,
    /// What they may do.
    pub role: String,
    /// Since when.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Admin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Admin")
            .field("id", &self.id)
            .field("channel_id", &self.channel_id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Adds an admin. `false` when the e-mail is taken.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_admin(&self, admin: &Admin) -> Result<bool> {
        let added = sqlx::query(
            "INSERT INTO admins (channel_id, id, email, name, password_hash, role, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING",
        )
        .bind(admin.channel_id.as_str())
        .bind(admin.id.as_str())
        .bind(admin.email.as_str())
        .bind(admin.name.as_str())
        .bind(admin.password_hash.as_str())
        .bind(admin.role.as_str())
        .bind(admin.created_at.millis())
        .execute(self.writer())
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Finds the admin who signs in with this e-mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn admin_by_email(&self, email: &Email) -> Result<Option<Admin>> {
        let row = sqlx::query(
            "SELECT channel_id, id, email, name, password_hash, role, created_at FROM admins WHERE email = $1",
        )
        .bind(email.as_str())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Finds an admin.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn admin(&self, channel: &ChannelId, id: &AdminId) -> Result<Option<Admin>> {
        let row = sqlx::query(
            "SELECT channel_id, id, email, name, password_hash, role, created_at FROM admins WHERE channel_id = $1 AND id = $2",
        )
        .bind(channel.as_str())
        .bind(id.as_str())
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Sets a new password hash. `false` when there is no such admin.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_admin_password(&self, channel: &ChannelId, id: &AdminId, password_hash: &str) -> Result<bool> {
        let set = sqlx::query("UPDATE admins SET password_hash = $3 WHERE channel_id = $1 AND id = $2")
            .bind(channel.as_str())
            .bind(id.as_str())
            .bind(password_hash)
            .execute(self.writer())
            .await?;
        Ok(set.rows_affected() == 1)
    }
}

fn read(row: &AnyRow) -> Result<Admin> {
    let mut cells = Cells::of(row);
    Ok(Admin {
        channel_id: cells.parse("admins.channel_id")?,
        id: cells.parse("admins.id")?,
        email: cells.parse("admins.email")?,
        name: cells.text()?,
        password_hash: cells.text()?,
        role: cells.text()?,
        created_at: cells.time()?,
    })
}
