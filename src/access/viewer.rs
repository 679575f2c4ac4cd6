//! Who is looking, and the one rule that says whose data they may see.

use crate::{Access, AccessError};
use domain::{AdminId, ChannelId, PartnerId};
use serde::{Deserialize, Serialize};

/// The person behind a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Viewer {
    /// A partner, who sees only themselves.
    Partner {
        /// Their channel.
        channel: ChannelId,
        /// Who they are.
        partner: PartnerId,
    },
    /// A member of the merchant's team, who acts for any partner of their channel.
    Admin {
        /// Their channel.
        channel: ChannelId,
        /// Who they are.
        admin: AdminId,
        /// Their name, for the page's header.
        name: String,
    },
}

impl Viewer {
    /// The channel they belong to.
    pub fn channel(&self) -> &ChannelId {
        match self {
            Self::Partner { channel, .. } | Self::Admin { channel, .. } => channel,
        }
    }

    /// The account that sessions and the audit trail name: `partner:ptn_…` or `admin:adm_…`.
    pub fn account(&self) -> String {
        match self {
            Self::Partner { partner, .. } => format!("partner:{partner}"),
            Self::Admin { admin, .. } => format!("admin:{admin}"),
        }
    }

    /// Whether this is a member of the merchant's team.
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Admin { .. })
    }

    /// The one rule for partner data: a partner sees only themselves; an admin any partner of their channel, by name.
    ///
    /// # Errors
    /// [`AccessError::Denied`] when a partner asks for another or an admin names none, [`AccessError::NotFound`] when the
    /// channel has no such partner.
    pub async fn scope(&self, access: &Access, asked: Option<&PartnerId>) -> Result<Scope, AccessError> {
        match (self, asked) {
            (Self::Partner { channel, partner }, asked) if asked.is_none_or(|it| it == partner) => {
                Ok(Scope::of(channel, partner))
            }
            (Self::Admin { channel, .. }, Some(partner)) => access
                .0
                .store
                .partner(channel, partner)
                .await?
                .map(|_| Scope::of(channel, partner))
                .ok_or(AccessError::NotFound),
            _ => Err(AccessError::Denied),
        }
    }
}

/// Proof that the viewer may see this partner. Only [`Viewer::scope`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    channel: ChannelId,
    partner: PartnerId,
}

impl Scope {
    fn of(channel: &ChannelId, partner: &PartnerId) -> Self {
        Self { channel: channel.clone(), partner: partner.clone() }
    }

    /// The channel.
    pub fn channel(&self) -> &ChannelId {
        &self.channel
    }

    /// The partner whose data may be shown.
    pub fn partner(&self) -> &PartnerId {
        &self.partner
    }
}
