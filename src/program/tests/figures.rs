//! The program's figures beside those of the period before.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use domain::{
    ChannelId, Currency, Day, Money, PartnerId,
    analytics::EventName,
    clock::ManualClock,
    earnings::{Change, Figure},
    partner::Channel,
    program::{FiguresQuery, Origin, ProgramFigures},
    zone::parse_rfc3339,
};
use program::{Asked, Decision, NewMember, Outcome, Program, Seal};
use std::sync::Arc;
use store::{Hit, Store};

struct World {
    program: Program,
    store: Store,
    channel: ChannelId,
    _folder: tempfile::TempDir,
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// Now and before, in cents.
fn cents(figure: Figure<Money>) -> [Option<i64>; 2] {
    [figure.now, figure.before].map(|amount| amount.map(|amount| amount.minor))
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(parse_rfc3339("2026-11-21T15:00:00Z").unwrap()));
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let channel = ChannelId::new(clock.as_ref());
        let shop = Channel {
            id: channel.clone(),
            domain: "fern.myshopify.com".into(),
            name: "Fern & Fable".into(),
            currency: Currency::USD,
            time_zone: "UTC".into(),
            brand_color: "#336655".into(),
            logo_url: None,
            store_url: "https://fern.example".into(),
            is_test: true,
        };
        store.put_channel(&shop).await.unwrap();
        let seal = Seal::new(&"a secret of thirty-two characters".to_owned().into());
        Self { program: Program::new(store.clone(), seal), store, channel, _folder: folder }
    }

    async fn member(&self, name: &str) -> PartnerId {
        let new = NewMember {
            first_name: name.into(),
            last_name: String::new(),
            email: format!("{name}@fern.example").parse().unwrap(),
            code: Some(format!("{name}15").parse().unwrap()),
            is_approved: true,
        };
        self.program.add_member(&self.channel, &new).await.unwrap()
    }

    /// An order of so many dollars on a day; paid to the partner at once, or not.
    async fn order(&self, id: &str, on: &str, total: i64, is_paid: bool) {
        let asked = Asked {
            code: "ana15".parse().unwrap(),
            order_id: id.into(),
            total: Money::new(total * 100, Currency::USD),
            customer: None,
            commission: None,
            placed_at: parse_rfc3339(&format!("{on}T12:00:00Z")),
            notes: String::new(),
            product: None,
            metadata: None,
            origin: Origin::Manual,
            account: "admin:one".into(),
        };
        let Outcome::New(order) = self.program.track(&self.channel, asked).await.unwrap() else {
            unreachable!("{id} is new");
        };
        if is_paid {
            let ids = [order.commission_id];
            self.program.decide(&self.channel, &ids, Decision::MarkPaid, "admin:one", "").await.unwrap();
        }
    }

    async fn clicks(&self, partner: &PartnerId, on: &str, times: i64) {
        let hit = Hit {
            partner_id: partner.clone(),
            event: EventName::Click,
            day: day(on),
            mark: None,
            link: None,
            source: "direct".into(),
            channel_source: "direct".into(),
            device: "phone".into(),
            country: "US".into(),
            times,
            worth: None,
        };
        self.store.record_hits(&self.channel, &[hit]).await.unwrap();
    }

    async fn figures(&self, from: &str, to: &str) -> ProgramFigures {
        let query = FiguresQuery { from: Some(day(from)), to: Some(day(to)), ..FiguresQuery::default() };
        self.program.figures(&self.channel, &query).await.unwrap()
    }
}

#[tokio::test]
async fn each_figure_stands_beside_what_it_was_in_the_period_before() {
    let world = World::new().await;
    let ana = world.member("ana").await;
    world.order("1", "2026-11-01", 1_000, true).await;
    world.order("2", "2026-11-02", 1_000, false).await;
    world.order("3", "2026-11-12", 2_018, true).await;
    world.order("4", "2026-11-20", 1_982, false).await;
    world.order("5", "2026-11-20", 50, false).await;
    world.clicks(&ana, "2026-11-05", 100).await;
    world.clicks(&ana, "2026-11-15", 150).await;
    // Two periods of ten days that touch.
    let found = world.figures("2026-11-11", "2026-11-20").await;
    assert_eq!(cents(found.revenue), [Some(405_000), Some(200_000)]);
    assert_eq!((found.conversions.now, found.conversions.before), (Some(3), Some(2)));
    assert_eq!(cents(found.earned), [Some(40_500), Some(20_000)]);
    assert_eq!(cents(found.earned_paid), [Some(20_180), Some(10_000)]);
    assert_eq!(cents(found.outstanding), [Some(20_320), Some(10_000)]);
    assert_eq!(found.owed, Money::new(30_320, Currency::USD), "whenever it was earned");
    assert_eq!(cents(found.average_order), [Some(135_000), Some(100_000)]);
    assert_eq!((found.clicks.now, found.clicks.before), (Some(150), Some(100)));
    assert_eq!(cents(found.earned_per_click), [Some(270), Some(200)]);
    let percent = |change: Option<Change>| change.unwrap().percent().replace('\u{a0}', " ");
    assert_eq!(percent(found.revenue.change()), "103 %");
    assert_eq!(percent(found.earned_paid.change()), "102 %");
    assert_eq!(percent(found.conversions.change()), "50 %");
    assert_eq!(percent(found.average_order.change()), "35 %");
}

#[tokio::test]
async fn a_first_period_has_nothing_to_be_compared_with() {
    let world = World::new().await;
    world.member("ana").await;
    world.order("1", "2026-11-20", 10, false).await;
    let found = world.figures("2026-11-20", "2026-11-20").await;
    assert_eq!(cents(found.revenue), [Some(1_000), Some(0)]);
    assert_eq!(found.revenue.change(), None);
    assert_eq!((found.earned_per_click.now, found.average_order.before), (None, None));
}
