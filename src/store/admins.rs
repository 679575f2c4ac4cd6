//! The merchant's team: who may sign in with a password.

use crate::{Result, Store};
use domain::{AdminId, ChannelId, Email, Timestamp};

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
        let _ = admin;
        todo!()
    }

    /// Finds the admin who signs in with this e-mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn admin_by_email(&self, email: &Email) -> Result<Option<Admin>> {
        let _ = email;
        todo!()
    }

    /// Finds an admin.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn admin(&self, channel: &ChannelId, id: &AdminId) -> Result<Option<Admin>> {
        let _ = (channel, id);
        todo!()
    }

    /// Sets a new password hash. `false` when there is no such admin.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_admin_password(
        &self,
        channel: &ChannelId,
        id: &AdminId,
        password_hash: &str,
    ) -> Result<bool> {
        let _ = (channel, id, password_hash);
        todo!()
    }
}
