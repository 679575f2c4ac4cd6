//! Private doors: the addresses at which partners of the program find their dashboard.

use crate::{Program, ProgramError, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ChannelId, PartnerId, clock::random};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::Door;

/// How long a new address waits for its first visit.
const FIRST: Duration = Duration::from_hours(14 * 24);

/// A partner's door, as the team sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorView {
    /// The path of the address, such as `/d/…`.
    pub path: String,
    /// Whether a password was set.
    pub is_set: bool,
    /// Whether nobody came in time to set one.
    pub is_expired: bool,
}

impl Program {
    /// Gives a partner a new private address; the former one and its password open nothing any more.
    ///
    /// # Errors
    /// `NotFound` when nobody such is in the program.
    pub async fn make_door(&self, channel: &ChannelId, partner: &PartnerId) -> Result<DoorView> {
        if self.store.member(channel, partner).await?.is_none() {
            return Err(ProgramError::NotFound);
        }
        let token = URL_SAFE_NO_PAD.encode(random::<32>());
        let door = Door {
            channel_id: channel.clone(),
            partner_id: partner.clone(),
            sealed: self.seal.close_text(channel, partner, &token),
            password_hash: None,
            first_until: self.clock().now().plus(FIRST),
        };
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()));
        self.store.put_door(&door, &hash).await?;
        Ok(DoorView { path: path(&token), is_set: false, is_expired: false })
    }

    /// A partner's door; none until one was made, or when the installation's secret is another since.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn door(&self, channel: &ChannelId, partner: &PartnerId) -> Result<Option<DoorView>> {
        let Some(door) = self.store.door_of(channel, partner).await? else {
            return Ok(None);
        };
        let is_set = door.password_hash.is_some();
        Ok(self.seal.open_text(channel, partner, &door.sealed).map(|token| DoorView {
            path: path(&token),
            is_set,
            is_expired: !is_set && door.first_until <= self.clock().now(),
        }))
    }
}

fn path(token: &str) -> String {
    format!("/d/{token}")
}
