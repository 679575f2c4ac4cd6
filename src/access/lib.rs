//! Who may do what: sessions, single sign-on, passwords, and the one rule that guards partner data.
//!
//! - A **session** is a row of the store; the browser holds only its id (cookie `__Host-tandem`), the store only the id's hash.
//! - Every sign-in starts a fresh session: an id that was planted before is worth nothing afterwards.
//! - **Partners** come by a token of CC that works once ([`Access::sign_in_partner`]), **admins** by e-mail and password
//!   ([`Access::sign_in_admin`]), partners without a portal by a private address and a password ([`Access::enter_door`]).
//! - Whoever reads partner data asks [`Viewer::scope`] first and passes the [`Scope`] on: it cannot be made elsewhere.
#![forbid(unsafe_code)]

mod admins;
mod doors;
mod error;
mod keys;
mod partners;
mod password;
mod paths;
mod seat;
mod sessions;
mod viewer;
mod watch;

pub use doors::{DoorState, SetPasswordError, door_hash};
pub use error::{AccessError, CreateAdminError, SignInError};
pub use keys::PREFIX as API_KEY_PREFIX;
pub use paths::local_path;
pub use sessions::StoreSessions;
pub use viewer::{Scope, Viewer};
pub use watch::SessionKey;

use connectors::SignOn;
use domain::{ChannelId, Clock};
use password::Passwords;
use std::{fmt, sync::Arc, time::Duration};
use store::{AuditEntry, Store};

/// How long sessions last and how often a sign-in may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessConfig {
    /// A session ends when nothing was asked for this long.
    pub idle: Duration,
    /// A session ends this long after the sign-in, whatever happens.
    pub absolute: Duration,
    /// The span in which failed sign-ins are counted.
    pub throttle_window: Duration,
    /// Failed sign-ins per account and window.
    pub failures_per_account: i64,
    /// Failed sign-ins per address and window.
    pub failures_per_address: i64,
}

impl Default for AccessConfig {
    fn default() -> Self {
        Self {
            idle: Duration::from_hours(24),
            absolute: Duration::from_hours(7 * 24),
            throttle_window: Duration::from_mins(15),
            failures_per_account: 5,
            failures_per_address: 20,
        }
    }
}

/// Signs people in and out, and says who is behind a session. Cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    store: Store,
    /// Domain of the channel, and how its partners sign on.
    sign_on: Vec<(String, Arc<dyn SignOn>)>,
    config: AccessConfig,
    clock: Arc<dyn Clock>,
    passwords: Passwords,
}

impl fmt::Debug for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Access").field("config", &self.0.config).finish_non_exhaustive()
    }
}

impl Access {
    /// Puts it together: `sign_on` holds the channels' domains and how their partners sign on.
    pub fn new(
        store: Store,
        sign_on: Vec<(String, Arc<dyn SignOn>)>,
        config: AccessConfig,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Arc::new(Inner { store, sign_on, config, clock, passwords: Passwords::default() }))
    }

    /// Where the session layer keeps sessions.
    pub fn session_store(&self) -> StoreSessions {
        StoreSessions::new(self.0.store.clone(), self.0.config.absolute)
    }

    /// The limits in force.
    pub fn config(&self) -> &AccessConfig {
        &self.0.config
    }

    /// Writes a line of the audit trail. A trail that cannot be written stops nobody, but is reported.
    async fn note(&self, channel: &ChannelId, actor: &str, action: &str, address: Option<&str>) {
        let entry = AuditEntry {
            at: self.0.clock.now(),
            actor: actor.to_owned(),
            action: action.to_owned(),
            target: actor.to_owned(),
            before: None,
            after: None,
            address: address.map(str::to_owned),
        };
        if let Err(error) = self.0.store.audit(channel, &entry).await {
            tracing::error!(%error, action, "the audit trail could not be written");
        }
    }
}
