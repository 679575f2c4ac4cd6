//! What a session holds: who sits in it, since when, and when they were last seen.

use crate::{Access, AccessConfig, AccessError, Viewer};
use domain::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tower_sessions::{Session, session::Error};

/// The session's only key.
pub(crate) const KEY: &str = "seat";
/// How often a visit is written down: writing at each request would make every page a write.
const SEEN_EVERY: Duration = Duration::from_mins(5);

/// Who sits in a session.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Seat {
    pub(crate) viewer: Viewer,
    pub(crate) signed_in_at: Timestamp,
    seen_at: Timestamp,
    /// CC's access token; never leaves the server.
    cc_token: Option<String>,
}

impl Seat {
    pub(crate) fn is_over(&self, config: &AccessConfig, now: Timestamp) -> bool {
        now.since(self.seen_at) > config.idle || now.since(self.signed_in_at) > config.absolute
    }
}

impl Access {
    /// The person behind a session; none when nobody signed in, the session is over, or they may no longer sign in.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn viewer(&self, session: &Session) -> Result<Option<Viewer>, AccessError> {
        let Some(value) = session.get_value(KEY).await? else {
            return Ok(None);
        };
        // A seat in another form was written by another version of this program: that person signs in again.
        let Ok(seat) = serde_json::from_value::<Seat>(value) else {
            self.clear(session).await?;
            return Ok(None);
        };
        let now = self.0.clock.now();
        let viewer = if seat.is_over(&self.0.config, now) { None } else { self.still_welcome(&seat.viewer).await? };
        let Some(viewer) = viewer else {
            self.clear(session).await?;
            return Ok(None);
        };
        if now.since(seat.seen_at) >= SEEN_EVERY {
            let seen = Seat { seen_at: now, ..seat };
            session.insert(KEY, seen).await?;
        }
        Ok(Some(viewer))
    }

    /// The viewer as the store knows them now; none when the partner was switched off or the admin deleted.
    async fn still_welcome(&self, viewer: &Viewer) -> Result<Option<Viewer>, AccessError> {
        Ok(match viewer {
            Viewer::Partner { channel, partner } => self
                .0
                .store
                .partner(channel, partner)
                .await?
                .filter(|partner| partner.is_active)
                .map(|_| viewer.clone()),
            Viewer::Admin { channel, admin, .. } => self
                .0
                .store
                .admin(channel, admin)
                .await?
                .map(|found| Viewer::Admin { channel: channel.clone(), admin: found.id, name: found.name }),
        })
    }

    /// Starts a fresh session for the viewer: what was in the old one is gone and so is its id.
    pub(crate) async fn seat(
        &self,
        session: &Session,
        viewer: &Viewer,
        cc_token: Option<&SecretString>,
    ) -> Result<(), Error> {
        let now = self.0.clock.now();
        let seat = Seat {
            viewer: viewer.clone(),
            signed_in_at: now,
            seen_at: now,
            cc_token: cc_token.map(|token| token.expose_secret().to_owned()),
        };
        session.clear().await;
        session.cycle_id().await?;
        session.insert(KEY, seat).await?;
        // Saved here and not by the session layer, so that a store that fails is noticed before anybody is welcomed.
        session.save().await
    }

    async fn clear(&self, session: &Session) -> Result<(), Error> {
        if session.id().is_some() {
            return session.flush().await;
        }
        session.clear().await;
        Ok(())
    }

    /// Ends this session.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn sign_out(&self, session: &Session) -> Result<(), AccessError> {
        let viewer = self.viewer(session).await?;
        self.clear(session).await?;
        if let Some(viewer) = viewer {
            self.note(viewer.channel(), &viewer.account(), "session.signed_out", None).await;
        }
        Ok(())
    }

    /// Ends every session of the viewer, this one too.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn sign_out_everywhere(&self, session: &Session, viewer: &Viewer) -> Result<(), AccessError> {
        let account = viewer.account();
        self.0.store.delete_sessions_of(&account).await?;
        self.clear(session).await?;
        self.note(viewer.channel(), &account, "session.signed_out_everywhere", None).await;
        Ok(())
    }
}
