//! Sources that do as they are told: they answer, fail or hang, and count how often they were asked.

use async_trait::async_trait;
use connectors::{
    AffiliatePlatform, CoBranding, ConnectorError, Crm, Result, Storefront,
    co_branding::{
        CcChannel, ChannelMetrics, Collab, CollabPage, CollabSummary, DropDraft, DropProduct, MagicLink, Tier,
    },
    crm::CrmContact,
    platform::{ActionWindow, PlatformAction, PlatformPartner},
    storefront::{Collection, OrderFilter, OrderPage, Product, ProductFilter, ProductPage, Shop, StoreOrder},
};
use domain::{Day, Email, Source, zone::Zone};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::watch;

/// What a source is told to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Mood {
    /// Answer.
    Well,
    /// Say nothing until told otherwise.
    Hang,
    /// Fail like this.
    Fail(ConnectorError),
}

/// How a source feels, and how often it was asked.
#[derive(Debug)]
pub struct Temper {
    mood: watch::Sender<Mood>,
    calls: AtomicUsize,
}

impl Default for Temper {
    fn default() -> Self {
        Self { mood: watch::channel(Mood::Well).0, calls: AtomicUsize::new(0) }
    }
}

impl Temper {
    pub fn be(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    pub fn fail(&self, error: ConnectorError) {
        self.be(Mood::Fail(error));
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    async fn answer<T>(&self, make: impl FnOnce() -> T) -> Result<T> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut mood = self.mood.subscribe();
        let mood = mood.wait_for(|mood| *mood != Mood::Hang).await;
        match mood.map(|mood| mood.clone()) {
            Ok(Mood::Fail(error)) => Err(error),
            _ => Ok(make()),
        }
    }
}

#[derive(Debug, Default)]
pub struct FakeCc {
    pub temper: Temper,
    pub collabs: Mutex<Vec<Collab>>,
    pub tiers: Mutex<Vec<Tier>>,
    /// What each metric of each day is; nothing is known without.
    pub daily: Mutex<Option<String>>,
}

impl FakeCc {
    pub fn add(&self, collab: Collab) {
        self.collabs.lock().unwrap().push(collab);
    }

    pub fn change(&self, change: impl FnOnce(&mut Vec<Collab>)) {
        change(&mut self.collabs.lock().unwrap());
    }

    fn metrics(&self, field: &str, from: Day, to: Day) -> Result<ChannelMetrics> {
        let value = self.daily.lock().unwrap().clone().ok_or(ConnectorError::NotFound)?;
        let day = |number| (Day::from_number(number), BTreeMap::from([(field.to_owned(), value.clone())]));
        let per_day = (from.number()..=to.number()).map(day).collect();
        Ok(ChannelMetrics { all: BTreeMap::new(), per_day, before: BTreeMap::new() })
    }

    fn find(&self, is_it: impl Fn(&Collab) -> bool) -> Option<Collab> {
        let collabs = self.collabs.lock().unwrap();
        collabs.iter().find(|it| is_it(it)).cloned()
    }
}

/// Two to a page, so that paging is always tried.
const PAGE: usize = 2;

fn page<T: Clone>(all: &[T], after: Option<&str>) -> (Vec<T>, Option<String>) {
    let start = after.map_or(0, |after| after.parse().unwrap());
    let end = (start + PAGE).min(all.len());
    let next = (end < all.len()).then(|| end.to_string());
    (all[start.min(end)..end].to_vec(), next)
}

#[async_trait]
impl CoBranding for FakeCc {
    async fn channel(&self) -> Result<CcChannel> {
        self.temper
            .answer(|| CcChannel {
                id: "64a000000000000000000001".into(),
                name: "Fjordwear".into(),
                is_test: false,
                primary_color: None,
                logo_url: None,
                primary_domain: None,
            })
            .await
    }
    async fn collabs(&self, after: Option<&str>) -> Result<CollabPage> {
        let make = || {
            let collabs = self.collabs.lock().unwrap();
            let all: Vec<_> = collabs.iter().map(|it| it.summary.clone()).collect();
            let (collabs, next) = page(&all, after);
            CollabPage { collabs, next }
        };
        self.temper.answer(make).await
    }
    async fn collab_by_email(&self, email: &Email) -> Result<Option<CollabSummary>> {
        let make = || {
            let found = self.find(|it| it.summary.creator.email.as_ref() == Some(email));
            found.map(|collab| collab.summary)
        };
        self.temper.answer(make).await
    }
    async fn collab(&self, collab_id: &str) -> Result<Option<Collab>> {
        self.temper.answer(|| self.find(|it| it.summary.id == collab_id)).await
    }
    async fn tiers(&self) -> Result<Vec<Tier>> {
        self.temper.answer(|| self.tiers.lock().unwrap().clone()).await
    }
    async fn set_bio(&self, _: &str, _: &str) -> Result<()> {
        Err(ConnectorError::NotFound)
    }
    async fn create_drop(&self, _: &str, _: &DropDraft) -> Result<String> {
        Err(ConnectorError::NotFound)
    }
    async fn update_drop(&self, _: &str, _: &str, _: &DropDraft) -> Result<()> {
        Err(ConnectorError::NotFound)
    }
    async fn add_products(&self, _: &str, _: &str, _: &[DropProduct]) -> Result<()> {
        Err(ConnectorError::NotFound)
    }
    async fn reorder_drops(&self, _: &str, _: &[String]) -> Result<()> {
        Err(ConnectorError::NotFound)
    }
    async fn session_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.temper.answer(|| self.metrics("sessions", from, to)).await?
    }
    async fn revenue_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.temper.answer(|| self.metrics("grossRevenue", from, to)).await?
    }
    async fn magic_link(&self, _: &Email) -> Result<MagicLink> {
        Err(ConnectorError::NotFound)
    }
}

#[derive(Debug, Default)]
pub struct FakeShop {
    pub temper: Temper,
    pub orders: Mutex<Vec<StoreOrder>>,
    pub products: Mutex<Vec<Product>>,
    pub asked: Mutex<Vec<OrderFilter>>,
}

impl FakeShop {
    pub fn add(&self, order: StoreOrder) {
        self.orders.lock().unwrap().push(order);
    }
}

#[async_trait]
impl Storefront for FakeShop {
    async fn shop(&self) -> Result<Shop> {
        Err(ConnectorError::NotFound)
    }
    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage> {
        self.asked.lock().unwrap().push(filter.clone());
        let make = || {
            let mut all = self.orders.lock().unwrap().clone();
            all.retain(|order| match &filter.creator_id {
                Some(creator) => order.creator_id.as_ref() == Some(creator),
                None => order.creator_id.is_some(),
            });
            all.retain(|order| filter.changed_since.is_none_or(|at| order.changed_at >= at));
            all.sort_by_key(|order| order.changed_at);
            let (orders, next) = page(&all, filter.after.as_deref());
            OrderPage { orders, next }
        };
        self.temper.answer(make).await
    }
    async fn products(&self, filter: &ProductFilter) -> Result<ProductPage> {
        let make = || {
            let all = self.products.lock().unwrap();
            let (products, next) = page(&all, filter.after.as_deref());
            ProductPage { products, next }
        };
        self.temper.answer(make).await
    }
    async fn collections(&self) -> Result<Vec<Collection>> {
        Ok(Vec::new())
    }
}

#[derive(Debug, Default)]
pub struct FakeNetwork {
    pub temper: Temper,
    pub partners: Mutex<Vec<PlatformPartner>>,
    /// Actions, each with the day on which the network last called it updated.
    pub actions: Mutex<Vec<(PlatformAction, Day)>>,
    pub asked: Mutex<Vec<ActionWindow>>,
    /// The clicks of any day by account; none are told without.
    pub clicks: Mutex<Option<BTreeMap<String, i64>>>,
    /// Days whose clicks were ordered, in this order.
    pub ordered: Mutex<Vec<Day>>,
    /// How many orders will be lost.
    pub lost: Mutex<u32>,
}

impl FakeNetwork {
    pub fn add(&self, action: PlatformAction) {
        let day = Zone::utc().day(action.occurred_at);
        self.actions.lock().unwrap().push((action, day));
    }

    /// Changes an action's state, which the network does not call an update.
    pub fn change(&self, id: &str, change: impl Fn(&mut PlatformAction)) {
        let mut actions = self.actions.lock().unwrap();
        for (action, _) in actions.iter_mut().filter(|(action, _)| action.id == id) {
            change(action);
        }
    }
}

#[async_trait]
impl AffiliatePlatform for FakeNetwork {
    fn source(&self) -> Source {
        Source::Impact
    }
    fn longest_window(&self) -> i64 {
        45
    }
    async fn partners(&self) -> Result<Vec<PlatformPartner>> {
        self.temper.answer(|| self.partners.lock().unwrap().clone()).await
    }
    async fn actions(&self, window: ActionWindow) -> Result<Vec<PlatformAction>> {
        self.asked.lock().unwrap().push(window);
        let zone = Zone::utc();
        let is_in = |(action, updated): &&(PlatformAction, Day)| match window {
            ActionWindow::Updated(from, to) => (from..=to).contains(updated),
            ActionWindow::Happened(from, to) => (from..=to).contains(&zone.day(action.occurred_at)),
            ActionWindow::Locking(from, to) => action.locks_at.is_some_and(|at| (from..=to).contains(&zone.day(at))),
        };
        let make = || {
            let actions = self.actions.lock().unwrap();
            let found = actions.iter().filter(is_in);
            found.map(|(action, _)| action.clone()).collect()
        };
        self.temper.answer(make).await
    }
    async fn order_clicks(&self, day: Day) -> Result<Option<String>> {
        if self.clicks.lock().unwrap().is_none() {
            return Ok(None);
        }
        self.ordered.lock().unwrap().push(day);
        self.temper.answer(|| Some(format!("job-{}", day.iso()))).await
    }
    async fn ordered_clicks(&self, _: &str) -> Result<Option<BTreeMap<String, i64>>> {
        let is_lost = {
            let mut lost = self.lost.lock().unwrap();
            let is_lost = *lost > 0;
            *lost = lost.saturating_sub(1);
            is_lost
        };
        if is_lost {
            let message = "the job failed".into();
            return Err(ConnectorError::Rejected { status: 200, code: None, message, request_id: None });
        }
        self.temper.answer(|| self.clicks.lock().unwrap().clone()).await
    }
}

#[derive(Debug, Default)]
pub struct FakeCrm {
    pub temper: Temper,
    pub contacts: Mutex<HashMap<Email, CrmContact>>,
}

#[async_trait]
impl Crm for FakeCrm {
    async fn contact_by_email(&self, email: &Email) -> Result<Option<CrmContact>> {
        self.temper.answer(|| self.contacts.lock().unwrap().get(email).cloned()).await
    }
}
