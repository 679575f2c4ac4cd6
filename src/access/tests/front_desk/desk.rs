//! A front desk for tests: a store in a temporary file, a clock that stands still, and a sign-on that says what it is told.

use access::{Access, AccessConfig, Viewer};
use async_trait::async_trait;
use connectors::{
    ConnectorError, SignOn,
    sign_on::{SignOnError, SignedOn},
};
use domain::{ChannelId, Clock, Currency, Email, PartnerId, Timestamp, clock::ManualClock, partner::Channel};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{PartnerReport, Store};
use tower_sessions::{Session, session::Id};

pub const DOMAIN: &str = "northwind.myshopify.com";
pub const OTHER_DOMAIN: &str = "southwind.myshopify.com";
pub const CREATOR: &str = "64b000000000000000000001";
pub const ADDRESS: &str = "192.0.2.1";
pub const PASSWORD: &str = "tall ships sail slowly";

/// What the sign-on says next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// This creator, with this e-mail, in the channel of this domain.
    Is(&'static str, &'static str, &'static str),
    Refuses,
    IsSilent,
    Hangs,
}

#[derive(Debug)]
struct Scripted(Arc<Mutex<Says>>, Arc<ManualClock>);

#[async_trait]
impl SignOn for Scripted {
    /// The token is its own id.
    async fn exchange(&self, sso_token: &str) -> Result<SignedOn, SignOnError> {
        let says = *self.0.lock().unwrap();
        match says {
            Says::Is(creator, email, domain) => Ok(SignedOn {
                creator_id: creator.to_owned(),
                email: email.parse().unwrap(),
                channel_domain: domain.to_owned(),
                token_id: sso_token.to_owned(),
                expires_at: self.1.now().plus(Duration::from_mins(5)),
                access_token: "cc-access-token".to_owned().into(),
            }),
            Says::Refuses => Err(SignOnError::Refused("signature")),
            Says::Hangs => std::future::pending().await,
            Says::IsSilent => Err(SignOnError::Unavailable(ConnectorError::Timeout)),
        }
    }
}

pub struct Desk {
    pub access: Access,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub channel: ChannelId,
    pub other_channel: ChannelId,
    says: Arc<Mutex<Says>>,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_790_000_000_000)));
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let says = Arc::new(Mutex::new(Says::Is(CREATOR, "ana@example.com", DOMAIN)));
        let sign_on: Arc<dyn SignOn> = Arc::new(Scripted(says.clone(), clock.clone()));
        let desks = vec![(DOMAIN.to_owned(), sign_on)];
        let access = Access::new(store.clone(), desks, AccessConfig::default(), clock.clone());
        let channel = put_channel(&store, DOMAIN).await;
        let other_channel = put_channel(&store, OTHER_DOMAIN).await;
        Self { access, store, clock, channel, other_channel, says, _folder: folder }
    }

    pub fn says(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    /// A visitor without a cookie.
    pub fn session(&self) -> Session {
        Session::new(None, Arc::new(self.access.session_store()), None)
    }

    /// A visitor whose cookie names this session.
    pub fn session_of(&self, id: Id) -> Session {
        Session::new(Some(id), Arc::new(self.access.session_store()), None)
    }

    /// Who sits in the session, as a new request sees it.
    pub async fn viewer_of(&self, id: Id) -> Option<Viewer> {
        let session = self.session_of(id);
        let viewer = self.access.viewer(&session).await.unwrap();
        if session.is_modified() && !session.is_empty().await {
            session.save().await.unwrap();
        }
        viewer
    }

    pub async fn partner(&self, channel: &ChannelId, name: &str, is_active: bool) -> PartnerId {
        let report = PartnerReport {
            cc_creator_id: Some(format!("64b0{name:0>20}")),
            email: Some(format!("{name}@example.com").parse().unwrap()),
            is_active,
            ..PartnerReport::default()
        };
        self.store.record_partner(channel, &report).await.unwrap().unwrap()
    }

    pub async fn admin(&self, email: &str) -> Viewer {
        let email: Email = email.parse().unwrap();
        let admin = self.access.create_admin(&self.channel, &email, "Robin Park", PASSWORD).await.unwrap();
        Viewer::Admin { channel: self.channel.clone(), admin, name: "Robin Park".into() }
    }
}

async fn put_channel(store: &Store, domain: &str) -> ChannelId {
    let id = ChannelId::new(store.clock().as_ref());
    let channel = Channel {
        id: id.clone(),
        domain: domain.to_owned(),
        name: domain.to_owned(),
        currency: "USD".parse::<Currency>().unwrap(),
        time_zone: "America/New_York".to_owned(),
        brand_color: "#2563eb".to_owned(),
        logo_url: None,
        store_url: format!("https://{domain}"),
        is_test: false,
    };
    store.put_channel(&channel).await.unwrap();
    id
}
