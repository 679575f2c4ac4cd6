//! Looking after what outlives a request, such as an open stream: is the session behind it still good?
//!
//! Many are asked about at once, so that two thousand open streams cost a handful of queries. Asking is no visit: a page that only
//! lies open does not keep its session alive.

use crate::{
    Access, AccessError, Viewer,
    seat::{KEY, Seat},
    sessions::key,
};
use domain::{AdminId, ChannelId, PartnerId};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use tower_sessions::Session;

/// Names a session in the store, and opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SessionKey(String);

impl SessionKey {
    /// The key of a request's session; none when it has none.
    pub fn of(session: &Session) -> Option<Self> {
        session.id().map(|id| Self(key(id)))
    }
}

impl Access {
    /// Those of the sessions that are still good: not ended, not over, and of somebody who may still sign in.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn still_open(&self, keys: &HashSet<SessionKey>) -> Result<HashSet<SessionKey>, AccessError> {
        let ids: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
        let now = self.0.clock.now();
        let rows = self.0.store.sessions(&ids).await?.into_iter();
        let seats: Vec<(SessionKey, Viewer)> = rows
            .filter_map(|(id, data)| Some((SessionKey(id), seat_in(&data)?)))
            .filter(|(_, seat)| !seat.is_over(&self.0.config, now))
            .map(|(key, seat)| (key, seat.viewer))
            .collect();
        let welcome = self.still_welcome_of(seats.iter().map(|(_, viewer)| viewer)).await?;
        Ok(seats.into_iter().filter(|(_, viewer)| welcome.holds(viewer)).map(|(key, _)| key).collect())
    }

    async fn still_welcome_of(&self, viewers: impl Iterator<Item = &Viewer>) -> Result<Welcome, AccessError> {
        let mut partners: HashMap<&ChannelId, HashSet<&PartnerId>> = HashMap::new();
        let mut admins: HashSet<(&ChannelId, &AdminId)> = HashSet::new();
        for viewer in viewers {
            match viewer {
                Viewer::Partner { channel, partner } => {
                    partners.entry(channel).or_default().insert(partner);
                }
                Viewer::Admin { channel, admin, .. } => {
                    admins.insert((channel, admin));
                }
            }
        }
        let mut welcome = Welcome::default();
        for (channel, partners) in partners {
            let ids: Vec<&PartnerId> = partners.into_iter().collect();
            welcome.partners.insert(channel.clone(), self.0.store.active_partners(channel, &ids).await?);
        }
        for (channel, admin) in admins {
            if self.0.store.admin(channel, admin).await?.is_some() {
                welcome.admins.insert((channel.clone(), admin.clone()));
            }
        }
        Ok(welcome)
    }
}

/// Who may still sign in, of those who were asked about.
#[derive(Default)]
struct Welcome {
    partners: HashMap<ChannelId, HashSet<PartnerId>>,
    admins: HashSet<(ChannelId, AdminId)>,
}

impl Welcome {
    fn holds(&self, viewer: &Viewer) -> bool {
        match viewer {
            Viewer::Partner { channel, partner } => self.partners.get(channel).is_some_and(|it| it.contains(partner)),
            Viewer::Admin { channel, admin, .. } => self.admins.contains(&(channel.clone(), admin.clone())),
        }
    }
}

fn seat_in(data: &str) -> Option<Seat> {
    let mut data: HashMap<String, Value> = serde_json::from_str(data).ok()?;
    serde_json::from_value(data.remove(KEY)?).ok()
}
