//! The stage: one channel on a store of its own, with a clock that stands still.

use crate::{
    fakes::{FakeCc, FakeCrm, FakeNetwork, FakeShop, Temper},
    people,
};
use domain::{
    ChannelId, Currency, PartnerId, Source, SourceHealth, SourceReport,
    clock::ManualClock,
    earnings::{EarningsOverview, EarningsQuery, Entry, EntryQuery},
    partner::Channel,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use store::{PartnerReport, Store};
use tempfile::TempDir;
use unify::{Policy, Sources, Unify};

/// What a page waits for in the stories.
pub const BUDGET: Duration = Duration::from_millis(150);

pub struct Stage {
    pub unify: Arc<Unify>,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub channel: ChannelId,
    pub cc: Arc<FakeCc>,
    pub shop: Arc<FakeShop>,
    pub network: Arc<FakeNetwork>,
    pub crm: Arc<FakeCrm>,
    _folder: TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(|_| {}, |_| {}).await
    }

    pub async fn with(channel_of: impl FnOnce(&mut Channel), sources_of: impl FnOnce(&mut Sources)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(people::start()));
        let url = format!("sqlite://{}", folder.path().join("t.db").display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let mut channel = Channel {
            id: ChannelId::new(&*clock),
            domain: "fjordwear.myshopify.com".into(),
            name: "Fjordwear".into(),
            currency: Currency::USD,
            time_zone: "America/New_York".into(),
            brand_color: "#102030".into(),
            logo_url: None,
            store_url: "https://fjordwear.example".into(),
            is_test: false,
        };
        channel_of(&mut channel);
        store.put_channel(&channel).await.unwrap();
        let policy =
            Policy { budget: BUDGET, public_url: "https://partners.fjordwear.example/".into(), ..Policy::default() };
        let unify = Arc::new(Unify::new(store.clone(), policy, clock.clone()));
        let (cc, shop) = (Arc::new(FakeCc::default()), Arc::new(FakeShop::default()));
        let network = Arc::new(FakeNetwork::default());
        let crm = Arc::new(FakeCrm::default());
        let mut sources = Sources {
            cc: Some(cc.clone()),
            storefront: Some(shop.clone()),
            platform: Some(network.clone()),
            crm: Some(crm.clone()),
        };
        sources_of(&mut sources);
        let id = channel.id.clone();
        unify.connect(channel, sources);
        Self { unify, store, clock, channel: id, cc, shop, network, crm, _folder: folder }
    }

    /// A partner who is known everywhere: in CC, by one order, in the network and in the CRM. Not yet in our store
    /// beyond the row that signing in makes.
    pub async fn partner(&self, name: &str) -> PartnerId {
        self.cc.add(people::collab(name));
        let account = people::account(&format!("acc-{name}"), name);
        self.network.partners.lock().unwrap().push(account);
        let email = people::email(name).parse().unwrap();
        self.crm.contacts.lock().unwrap().insert(email, people::owner("Iris Berg"));
        self.signed_in(name).await
    }

    /// The row that signing in by CC makes.
    pub async fn signed_in(&self, name: &str) -> PartnerId {
        let report = PartnerReport {
            cc_creator_id: Some(people::creator_id(name)),
            email: Some(people::email(name).parse().unwrap()),
            is_active: true,
            ..PartnerReport::default()
        };
        let id = self.store.record_partner(&self.channel, &report).await;
        id.unwrap().unwrap()
    }

    pub async fn sync(&self) {
        self.unify.first_sync(&self.channel).await.unwrap();
    }

    /// The list of entries as a partner opens it.
    pub async fn entries(&self, partner: &PartnerId) -> Vec<Entry> {
        let query = EntryQuery::default();
        let list = self.unify.entries(&self.channel, partner, &query).await;
        list.unwrap().entries
    }

    /// The earnings page as a partner opens it.
    pub async fn earnings(&self, partner: &PartnerId) -> EarningsOverview {
        let query = EarningsQuery::default();
        self.unify.earnings(&self.channel, partner, &query).await.unwrap()
    }

    pub fn later(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn temper(&self, source: Source) -> &Temper {
        match source {
            Source::Cc => &self.cc.temper,
            Source::Shopify => &self.shop.temper,
            Source::Impact => &self.network.temper,
            Source::Hubspot => &self.crm.temper,
            Source::Program => unreachable!("our own program is asked nothing"),
        }
    }
}

/// The report of one source.
pub fn of(reports: &[SourceReport], source: Source) -> &SourceReport {
    reports.iter().find(|it| it.source == source).unwrap()
}

/// How one source is.
pub fn health(reports: &[SourceReport], source: Source) -> SourceHealth {
    of(reports, source).health
}

/// Looks again until what is expected has come, for ten seconds at most.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut look: impl FnMut() -> F) {
    let began = Instant::now();
    while !look().await {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: in vain");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
