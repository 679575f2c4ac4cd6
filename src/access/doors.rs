//! How partners without a portal sign in: a private address, and a password that its first visit sets.
//!
//! The address is known to the partner and the team; the store has its hash, and the address itself only encrypted. Looking at it uses
//! nothing up: only a form that is sent does. Who forgot their password gets another address by mail, and the door stays as it is until a
//! password was set there.

use crate::{Access, SignInError, Viewer, password};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ChannelId, PartnerId};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::Door;
use tower_sessions::Session;

/// How a door stands to whoever comes to its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorState {
    /// The first visit sets the password.
    First {
        /// The tenant.
        channel: ChannelId,
    },
    /// It asks for the password.
    Locked {
        /// The tenant.
        channel: ChannelId,
        /// Whose it is: who is signed in already need not knock.
        partner: PartnerId,
    },
    /// Nobody came in time to set a password.
    Expired,
    /// There is no door here.
    Nowhere,
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// The password breaks a rule, in words for the person.
    #[error("{0}")]
    Password(&'static str),
    /// Somebody set it before, or the time is over.
    #[error("this link was used before, or is too old")]
    Used,
    /// Signing in afterwards failed.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

/// Under what the store finds the door of an address.
pub fn door_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

impl Access {
    /// How the door at an address stands.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door(&self, token: &str) -> Result<DoorState, SignInError> {
        let Some(door) = self.0.store.door_at(&door_hash(token)).await? else {
            return Ok(DoorState::Nowhere);
        };
        Ok(match door.password_hash {
            Some(_) => DoorState::Locked { channel: door.channel_id, partner: door.partner_id },
            None if door.first_until > self.0.clock.now() => DoorState::First { channel: door.channel_id },
            None => DoorState::Expired,
        })
    }

    /// Sets the password on the first visit, or where somebody forgot theirs, and signs the partner in. Sessions by a forgotten password
    /// end.
    ///
    /// # Errors
    /// Says what is wrong with the password, or that somebody was here before.
    pub async fn set_door_password(
        &self,
        session: &Session,
        token: &str,
        password: &str,
        address: &str,
    ) -> Result<Viewer, SetPasswordError> {
        let hash = door_hash(token);
        let door = self.0.store.door_at(&hash).await.map_err(SignInError::from)?.ok_or(SetPasswordError::Used)?;
        let partner = self.0.store.partner(&door.channel_id, &door.partner_id).await.map_err(SignInError::from)?;
        let partner = partner.ok_or(SetPasswordError::Used)?;
        password::check(password, &partner.email).map_err(SetPasswordError::Password)?;
        let busy = || SignInError::TooMany { retry_after: Duration::from_secs(10) };
        let turn = self.0.passwords.turn().await.ok_or_else(busy)?;
        let hashed = turn.hash(password).await.ok_or_else(busy)?;
        if !self.0.store.set_door_password(&hash, &hashed).await.map_err(SignInError::from)? {
            return Err(SetPasswordError::Used);
        }
        if door.is_reset {
            self.end_sessions_of(&door.channel_id, &door.partner_id).await?;
        }
        self.note(&door.channel_id, &format!("partner:{}", door.partner_id), "door.password_set", Some(address)).await;
        Ok(self.welcome_at(session, &door, address).await?)
    }

    /// Signs a partner in by the password of their door.
    ///
    /// # Errors
    /// [`SignInError::WrongPassword`], [`SignInError::TooMany`] after repeated failures, [`SignInError::Disabled`], or the store's error.
    pub async fn enter_door(
        &self,
        session: &Session,
        token: &str,
        password: &str,
        address: &str,
    ) -> Result<Viewer, SignInError> {
        let turn =
            self.0.passwords.turn().await.ok_or(SignInError::TooMany { retry_after: Duration::from_secs(10) })?;
        let hash = door_hash(token);
        let (account, from) = (format!("door:{hash}"), format!("door-address:{address}"));
        self.count_try(&account, &from).await?;
        let door = self.0.store.door_at(&hash).await?;
        let hashed = door.as_ref().and_then(|door| door.password_hash.clone());
        let is_right = password.len() <= password::LONGEST && turn.verify(password, hashed).await;
        match door {
            Some(door) if is_right => {
                let viewer = self.welcome_at(session, &door, address).await?;
                self.0.store.clear_failures(&account).await?;
                Ok(viewer)
            }
            known => {
                self.0.store.record_failure(&from).await?;
                if let Some(door) = known {
                    let who = format!("partner:{}", door.partner_id);
                    self.note(&door.channel_id, &who, "door.sign_in_failed", Some(address)).await;
                }
                Err(SignInError::WrongPassword)
            }
        }
    }

    /// Counts something that anybody may send us, by what it is about and by the address it comes from, and refuses it when it is too
    /// often: under the limits of signing in.
    ///
    /// # Errors
    /// [`SignInError::TooMany`], or the store's error.
    pub async fn admit(&self, what: &str, about: &str, address: &str) -> Result<(), SignInError> {
        let from = format!("{what}-address:{address}");
        self.count_try(&format!("{what}:{about}"), &from).await?;
        self.0.store.record_failure(&from).await?;
        Ok(())
    }

    async fn welcome_at(&self, session: &Session, door: &Door, address: &str) -> Result<Viewer, SignInError> {
        let partner = self.0.store.partner(&door.channel_id, &door.partner_id).await?;
        if !partner.is_some_and(|partner| partner.is_active) {
            return Err(SignInError::Disabled);
        }
        let viewer = Viewer::Partner { channel: door.channel_id.clone(), partner: door.partner_id.clone() };
        self.seat(session, &viewer, None).await?;
        self.note(viewer.channel(), &viewer.account(), "partner.signed_in", Some(address)).await;
        Ok(viewer)
    }

    /// Ends all sessions of a partner: their door was changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions_of(&self, channel: &ChannelId, partner: &PartnerId) -> Result<(), SignInError> {
        let viewer = Viewer::Partner { channel: channel.clone(), partner: partner.clone() };
        self.0.store.delete_sessions_of(&viewer.account()).await?;
        Ok(())
    }
}
