//! The application as tests see it: put together as `serve` does it, asked without a socket.

mod listener;
mod outside;
mod visitor;

pub use listener::{Listener, Told};
pub use outside::{Outside, PREVIOUS_SECRET};
pub use visitor::{Answer, Visitor, encoded, kind};

use access::{Access, AccessConfig, Viewer};
use async_trait::async_trait;
use axum::Router;
use connectors::{
    SignOn,
    sign_on::{SignOnError, SignedOn},
};
use domain::{AdminId, ChannelId, Clock, Email, PartnerId, Timestamp, clock::SystemClock, partner::Channel};
use leptos::config::LeptosOptions;
use server::{
    House,
    settings::{Need, Settings},
    start,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::PartnerReport;
use tower_sessions::Session;

pub const ADMIN_EMAIL: &str = "robin@example.com";
pub const PASSWORD: &str = "tall ships sail slowly";
pub const OTHER_DOMAIN: &str = "southwind.myshopify.com";

/// The computer's time, which a test may turn forward.
#[derive(Debug, Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().millis() + self.0.load(Ordering::SeqCst))
    }
}

pub struct TestApp {
    pub house: House,
    pub channel: Channel,
    pub clock: Arc<TestClock>,
    pub outside: Outside,
    pub router: Router,
    pub folder: tempfile::TempDir,
    settings: Settings,
}

impl TestApp {
    /// With the sandbox that all tests share and nobody switches off.
    pub async fn new() -> Self {
        Self::with(Outside::shared(), &[]).await
    }

    /// With a sandbox of its own, whose systems the test may switch off.
    pub async fn alone() -> Self {
        Self::with(Outside::own().await, &[]).await
    }

    /// With further settings, as variables.
    pub async fn with(outside: Outside, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = outside.settings(folder.path());
        Self::open(folder, outside, &file, variables).await
    }

    /// A merchant who has connected nothing: the program is all there is.
    pub async fn unconnected() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outside = Outside::shared();
        let file = outside.settings(folder.path());
        let base = file.split("[cc]").next().unwrap();
        let file = format!("{base}name = \"Northtrail\"\ncurrency = \"USD\"\ntime_zone = \"America/New_York\"\n");
        Self::open(folder, outside, &file, &[]).await
    }

    async fn open(folder: tempfile::TempDir, outside: Outside, file: &str, variables: &[(&str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::read(file, variables, Need::Serve).unwrap();
        let clock = Arc::new(TestClock::default());
        let store = start::open_store(&settings, clock.clone()).await.unwrap();
        let tandem = start::assemble(&settings, store, clock.clone(), leptos(folder.path())).await.unwrap();
        let start::Tandem { house, channel } = tandem;
        let router = server::build(house.clone());
        tokio::spawn(house.collect.collector.clone().run());
        Self { house, channel, clock, outside, router, folder, settings }
    }

    /// Somebody without a cookie.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// A partner of the sandbox, signed in by CC's link.
    pub async fn partner(&self, handle: &str) -> Visitor {
        let visitor = self.visitor();
        let token = self.outside.token(handle).await;
        let answer = visitor.get(&format!("/sso/cc?sso_token={token}")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        visitor
    }

    pub async fn create_admin(&self, channel: &ChannelId, email: &str) -> AdminId {
        let email: Email = email.parse().unwrap();
        self.house.access.create_admin(channel, &email, "Robin Park", PASSWORD).await.unwrap()
    }

    /// An admin of the channel, signed in by the form.
    pub async fn admin(&self) -> Visitor {
        self.create_admin(&self.channel.id, ADMIN_EMAIL).await;
        self.admin_in(ADMIN_EMAIL).await
    }

    pub async fn admin_in(&self, email: &str) -> Visitor {
        let visitor = self.visitor();
        let answer = visitor.post("/admin/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        visitor
    }

    /// A second merchant on the same installation.
    pub async fn other_channel(&self) -> Channel {
        let channel = Channel {
            id: ChannelId::new(self.clock.as_ref()),
            domain: OTHER_DOMAIN.to_owned(),
            ..self.channel.clone()
        };
        self.house.store.put_channel(&channel).await.unwrap();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let away = away(&self.settings);
        let sources = server::connect::sources(&away, channel.currency, &clock).unwrap();
        self.house.unify.connect(channel.clone(), sources);
        channel
    }

    /// A partner of the second merchant, signed in.
    pub async fn partner_of(&self, channel: &Channel) -> (PartnerId, Visitor) {
        let sign_on: Arc<dyn SignOn> = Arc::new(Always(channel.domain.clone()));
        let desks = vec![(channel.domain.clone(), sign_on)];
        let access = Access::new(self.house.store.clone(), desks, AccessConfig::default(), self.clock.clone());
        let session = Session::new(None, Arc::new(access.session_store()), None);
        let viewer = access.sign_in_partner(&session, "token", "192.0.2.1").await.unwrap();
        let Viewer::Partner { partner, .. } = viewer else { panic!("not a partner") };
        let visitor = self.visitor();
        visitor.sit_down(&session.id().unwrap().to_string());
        (partner, visitor)
    }

    /// Our id of a partner of the sandbox.
    pub async fn id_of(&self, person: &sandbox::people::Person) -> PartnerId {
        let store = &self.house.store;
        store.partner_by_creator(&self.channel.id, person.creator_id).await.unwrap().unwrap().id
    }

    /// Switches a partner off, as CC would.
    pub async fn switch_off(&self, person: &sandbox::people::Person) {
        let report = PartnerReport {
            cc_creator_id: Some(person.creator_id.to_owned()),
            is_active: false,
            ..PartnerReport::default()
        };
        self.house.store.record_partner(&self.channel.id, &report).await.unwrap();
    }
}

/// The settings with all outside systems out of reach: the sandbox knows one merchant only.
fn away(settings: &Settings) -> Settings {
    let nowhere = || "http://127.0.0.1:9".to_owned();
    let mut away = settings.clone();
    away.shopify.base_url = nowhere();
    away.cc.iter_mut().for_each(|cc| cc.base_url = nowhere());
    away.impact.iter_mut().for_each(|impact| impact.base_url = nowhere());
    away.hubspot.iter_mut().for_each(|hubspot| hubspot.base_url = nowhere());
    away
}

/// Where a build would lie: a few files, so that their routes can be asked.
fn leptos(folder: &std::path::Path) -> LeptosOptions {
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::create_dir_all(site.join("vendor")).unwrap();
    for (name, text) in [
        ("pkg/tandem.js", "export {};"),
        ("pkg/tandem.wKYnGEHs0NZdYVLMSBmcLA.js", "export {};"),
        ("pkg/tandem.wKYnGEHs0NZdYVLMSBmcLA.js.br", "compressed"),
        ("vendor/echarts.js", "globalThis.echarts = {};"),
        ("documents.css", "body {}"),
    ] {
        std::fs::write(site.join(name), text).unwrap();
    }
    let site = site.to_str().unwrap().to_owned();
    LeptosOptions::builder().output_name("tandem").site_root(site).site_pkg_dir("pkg").build()
}

/// A sign-on that always says yes, for the merchant that the sandbox does not know.
#[derive(Debug)]
struct Always(String);

#[async_trait]
impl SignOn for Always {
    async fn exchange(&self, sso_token: &str) -> Result<SignedOn, SignOnError> {
        Ok(SignedOn {
            creator_id: "64b0000000000000000000aa".to_owned(),
            email: "far.away@example.com".parse().unwrap(),
            channel_domain: self.0.clone(),
            token_id: sso_token.to_owned(),
            expires_at: SystemClock.now().plus(Duration::from_mins(5)),
            access_token: "access".to_owned().into(),
        })
    }
}
