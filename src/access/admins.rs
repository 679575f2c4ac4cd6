//! How the merchant's team signs in: by e-mail and password, throttled per account and per address.

use crate::{Access, CreateAdminError, SignInError, Viewer, password};
use domain::{AdminId, ChannelId, Email};
use std::time::Duration;
use store::Admin;
use tower_sessions::Session;

/// What an admin may do; there is one role so far.
const ROLE: &str = "owner";

impl Access {
    /// Signs an admin in. An unknown e-mail, a wrong password and a malformed e-mail take equally long and answer alike.
    ///
    /// # Errors
    /// [`SignInError::WrongPassword`], [`SignInError::TooMany`] after repeated failures, or the store's error.
    pub async fn sign_in_admin(
        &self,
        session: &Session,
        email: &str,
        password: &str,
        address: &str,
    ) -> Result<Viewer, SignInError> {
        // Counting happens while the turn is held: many tries sent at once are counted one after another.
        let turn =
            self.0.passwords.turn().await.ok_or(SignInError::TooMany { retry_after: Duration::from_secs(10) })?;
        let email = email.parse::<Email>().ok();
        let from = format!("admin-address:{address}");
        // What is no e-mail may be long, or a password in the wrong field: it is neither kept nor logged.
        let account =
            email.as_ref().map_or_else(|| format!("admin-malformed:{address}"), |it| format!("admin-account:{it}"));
        self.count_try(&account, &from).await?;
        let admin = match &email {
            Some(email) => self.0.store.admin_by_email(email).await?,
            None => None,
        };
        let hashed = admin.as_ref().map(|admin| admin.password_hash.clone());
        let is_right = password.len() <= password::LONGEST && turn.verify(password, hashed).await;
        match admin {
            Some(admin) if is_right => self.welcome(session, admin, &account, address).await,
            known => {
                self.0.store.record_failure(&from).await?;
                self.note_failure(known.as_ref(), address).await;
                Err(SignInError::WrongPassword)
            }
        }
    }

    /// Counts the try as the account's failure before it is made, so that tries made side by side, or broken off, cannot slip
    /// past the limit. The address is counted afterwards: an office that signs in often has done nothing wrong.
    pub(crate) async fn count_try(&self, account: &str, from: &str) -> Result<(), SignInError> {
        let config = &self.0.config;
        let store = &self.0.store;
        let window = config.throttle_window;
        let too_many = store.failures(account, window).await? >= config.failures_per_account
            || store.failures(from, window).await? >= config.failures_per_address;
        if too_many {
            tracing::warn!(account, "sign-in throttled");
            return Err(SignInError::TooMany { retry_after: window });
        }
        store.record_failure(account).await?;
        Ok(())
    }

    async fn welcome(
        &self,
        session: &Session,
        admin: Admin,
        account: &str,
        address: &str,
    ) -> Result<Viewer, SignInError> {
        let viewer = Viewer::Admin { channel: admin.channel_id, admin: admin.id, name: admin.name };
        self.seat(session, &viewer, None).await?;
        self.0.store.clear_failures(account).await?;
        self.note(viewer.channel(), &viewer.account(), "admin.signed_in", Some(address)).await;
        Ok(viewer)
    }

    async fn note_failure(&self, admin: Option<&Admin>, address: &str) {
        let Some(admin) = admin else {
            tracing::warn!(address, "admin sign-in failed: no such account");
            return;
        };
        let account = format!("admin:{}", admin.id);
        self.note(&admin.channel_id, &account, "admin.sign_in_failed", Some(address)).await;
    }

    /// Creates a member of the merchant's team.
    ///
    /// # Errors
    /// Says which field is no good, or that the store could not be asked.
    pub async fn create_admin(
        &self,
        channel: &ChannelId,
        email: &Email,
        name: &str,
        password: &str,
    ) -> Result<AdminId, CreateAdminError> {
        password::check(password, email).map_err(CreateAdminError::Password)?;
        let name = name.trim();
        if !(1..=100).contains(&name.chars().count()) {
            return Err(CreateAdminError::Name);
        }
        let busy = CreateAdminError::Password("could not be hashed, try again");
        let Some(turn) = self.0.passwords.turn().await else {
            return Err(busy);
        };
        let admin = Admin {
            id: AdminId::new(self.0.clock.as_ref()),
            channel_id: channel.clone(),
            email: email.clone(),
            name: name.to_owned(),
            password_hash: turn.hash(password).await.ok_or(busy)?,
            role: ROLE.to_owned(),
            created_at: self.0.clock.now(),
        };
        if !self.0.store.create_admin(&admin).await? {
            return Err(CreateAdminError::EmailTaken);
        }
        self.note(channel, &format!("admin:{}", admin.id), "admin.created", None).await;
        Ok(admin.id)
    }

    /// Gives an admin another password and ends all their sessions. `false` when nobody in the channel has this e-mail.
    ///
    /// # Errors
    /// Says what is wrong with the password, or that the store could not be asked.
    pub async fn reset_admin_password(
        &self,
        channel: &ChannelId,
        email: &Email,
        password: &str,
    ) -> Result<bool, CreateAdminError> {
        password::check(password, email).map_err(CreateAdminError::Password)?;
        let found = self.0.store.admin_by_email(email).await?;
        let Some(admin) = found.filter(|admin| admin.channel_id == *channel) else {
            return Ok(false);
        };
        let busy = CreateAdminError::Password("could not be hashed, try again");
        let Some(turn) = self.0.passwords.turn().await else {
            return Err(busy);
        };
        let hash = turn.hash(password).await.ok_or(busy)?;
        self.0.store.set_admin_password(channel, &admin.id, &hash).await?;
        let account = format!("admin:{}", admin.id);
        self.0.store.delete_sessions_of(&account).await?;
        self.0.store.clear_failures(&format!("admin-account:{email}")).await?;
        self.note(channel, &account, "admin.password_reset", None).await;
        Ok(true)
    }
}
