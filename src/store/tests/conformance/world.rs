//! A fresh store on each engine, with a channel, a clock that stands still, and short ways to say what happened.

use domain::{
    Attribution, ChannelId, CommissionKind, CommissionStatus, Currency, Day, Money, OrderStatus, PartnerId, Source,
    Timestamp,
    clock::ManualClock,
    earnings::{Entry, EntryQuery, Range},
    partner::Channel,
    zone::parse_rfc3339,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sqlx::{Connection, Executor};
use std::{sync::Arc, time::Duration};
use store::{CommissionReport, OrderReport, PartnerReport, RefundReport, Store};

pub const GRACE: Duration = Duration::from_hours(48);
pub const NOW: &str = "2026-11-21T15:00:00Z";

/// A store with one channel.
#[derive(Clone)]
pub struct World {
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub channel: ChannelId,
    /// Where the store is, for what no program does.
    pub url: String,
}

/// Plays a story on a fresh store of each engine; at the end the totals must be what the rows come to.
pub async fn on_both<S, F>(story: S)
where
    S: Fn(World) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempfile::tempdir().unwrap();
    play(&format!("sqlite://{}/a/b/tandem.db", folder.path().display()), &story).await;
    if let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") {
        let name = format!("tandem_test_{}", u64::from_le_bytes(domain::clock::random()));
        administer(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
        )
        .await;
        let url = database_url(&server, &name);
        let played = std::panic::AssertUnwindSafe(play(&url, &story));
        let outcome = futures::FutureExt::catch_unwind(played).await;
        administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    }
}

/// Plays random courses of a story, each on its own; one that breaks is made as short as can be and told.
pub fn play_courses<S, F>(world: &World, cases: u32, courses: &S, play: impl Fn(World, S::Value) -> F)
where
    S: Strategy,
    F: Future<Output = ()> + Send + 'static,
{
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = tokio::task::block_in_place(|| {
        runner.run(courses, |course| {
            let played = tokio::spawn(play(world.clone(), course));
            let ended = tokio::runtime::Handle::current().block_on(played);
            ended.map_err(|fault| TestCaseError::fail(fault.to_string()))
        })
    });
    outcome.unwrap();
}

/// The address of another database on the same server.
pub fn database_url(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, String::new()), |(a, o)| (a, format!("?{o}")));
    let end = address.find("://").unwrap() + 3;
    let host = address[end..].split('/').next().unwrap();
    format!("{}{host}/{name}{options}", &address[..end])
}

pub async fn administer(server: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(server).await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.unwrap();
}

async fn play<S, F>(url: &str, tell: &S)
where
    S: Fn(World) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let clock = Arc::new(ManualClock::at(at(NOW)));
    let store = Store::open(url, clock.clone()).await.unwrap();
    store.migrate().await.unwrap();
    let mut world = World { channel: ChannelId::new(clock.as_ref()), store, clock, url: url.to_owned() };
    world.channel = world.new_channel().await;
    tell(world.clone()).await;
    world.assert_counted().await;
    world.store.close().await;
}

impl World {
    /// Adds another channel; days are counted in New York.
    pub async fn new_channel(&self) -> ChannelId {
        let id = ChannelId::new(self.clock.as_ref());
        self.store.put_channel(&channel(&id, "America/New_York")).await.unwrap();
        id
    }

    /// Adds a partner of the world's channel.
    pub async fn partner(&self, name: &str) -> PartnerId {
        self.partner_of(&self.channel, name).await
    }

    pub async fn partner_of(&self, channel: &ChannelId, name: &str) -> PartnerId {
        self.store.record_partner(channel, &report(name)).await.unwrap().unwrap()
    }

    pub async fn record_order(&self, order: &OrderReport) -> store::Recorded {
        self.store.record_orders(&self.channel, std::slice::from_ref(order)).await.unwrap()
    }

    pub async fn record_commission(&self, commission: &CommissionReport) -> store::Recorded {
        self.store.record_commissions(&self.channel, std::slice::from_ref(commission)).await.unwrap()
    }

    /// The sums of the whole year in dollars.
    pub async fn sums(&self, partner: &PartnerId) -> store::Sums {
        self.store.sums(&self.channel, Some(partner), year(), Currency::USD).await.unwrap()
    }

    /// The first page of entries with a filter.
    pub async fn entries(&self, partner: &PartnerId, query: EntryQuery) -> Vec<Entry> {
        self.store.entries(&self.channel, partner, &query, GRACE).await.unwrap().entries
    }

    pub async fn assert_counted(&self) {
        assert_eq!(self.store.check_totals(&self.channel).await.unwrap(), Vec::<String>::new());
        assert_eq!(self.store.check_ledger(&self.channel).await.unwrap(), Vec::<String>::new());
    }
}

pub fn channel(id: &ChannelId, time_zone: &str) -> Channel {
    Channel {
        id: id.clone(),
        domain: format!("{id}.myshopify.com"),
        name: "Fern & Fable".into(),
        currency: Currency::USD,
        time_zone: time_zone.into(),
        brand_color: "#336655".into(),
        logo_url: None,
        store_url: "https://fern.example".into(),
        is_test: true,
    }
}

/// A partner of whom e-mail, creator id, handle and code all follow from the name.
pub fn report(name: &str) -> PartnerReport {
    PartnerReport {
        cc_creator_id: Some(format!("creator-{name}")),
        email: Some(format!("{name}@fern.example").parse().unwrap()),
        first_name: Some(name.into()),
        handle: Some(name.parse().unwrap()),
        affiliate_code: Some(format!("{name}15").parse().unwrap()),
        is_active: true,
        ..PartnerReport::default()
    }
}

pub fn at(text: &str) -> Timestamp {
    parse_rfc3339(text).unwrap()
}

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

pub fn year() -> Range {
    Range { from: day("2026-01-01"), to: day("2026-12-31") }
}

pub fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// A paid order of $100.00 on November 10, called `#number`, with the external id `shop-number`.
pub fn order(number: u32, partner: &PartnerId) -> OrderReport {
    OrderReport {
        source: Source::Shopify,
        external_id: format!("shop-{number}"),
        name: format!("#{number}"),
        partner_id: partner.clone(),
        attribution: Attribution::CcTag,
        coupon: None,
        placed_at: at("2026-11-10T12:00:00Z"),
        status: OrderStatus::Paid,
        subtotal: dollars(10_000),
        total: dollars(11_000),
        changed_at: at("2026-11-10T12:00:00Z"),
        refunds: Vec::new(),
    }
}

pub fn refund(id: &str, amount: Money) -> RefundReport {
    RefundReport { external_id: id.into(), amount, refunded_at: at("2026-11-12T12:00:00Z") }
}

/// An approved commission of $12.00 on a sale of $100.00 on November 10.
pub fn commission(id: &str, partner: &PartnerId, order_ref: &str) -> CommissionReport {
    CommissionReport {
        source: Source::Impact,
        external_id: id.into(),
        partner_id: partner.clone(),
        kind: CommissionKind::Sale,
        title: String::new(),
        order_ref: order_ref.into(),
        sale: Some(dollars(10_000)),
        amount: dollars(1_200),
        status: CommissionStatus::Approved,
        reason: String::new(),
        occurred_at: at("2026-11-10T12:00:00Z"),
        hold_until: None,
        pay_day: Some(day("2026-12-15")),
        changed_at: at("2026-11-10T12:00:00Z"),
    }
}

pub fn bonus(id: &str, partner: &PartnerId, amount: Money) -> CommissionReport {
    CommissionReport {
        kind: CommissionKind::Bonus,
        title: "Autumn bonus".into(),
        sale: None,
        amount,
        ..commission(id, partner, "")
    }
}
