//! Live streams: who hears what, what is caught up, and when a stream ends.

use crate::support::{Listener, Outside, TestApp, Told, Visitor};
use crate::webhooks::{Hook, order, orders};
use domain::{Attribution, Clock, Currency, EventId, Money, OrderStatus, PartnerId, Source, live::Happening};
use sandbox::people::{ANA, MISSING_IN_NETWORK};
use serde_json::{Value, json};
use server::start::Tandem;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use store::{NewEvent, OrderReport, Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

impl TestApp {
    /// Something happens to a partner.
    async fn happens(&self, partner: &PartnerId, title: &str) {
        self.happens_in(&self.house.store, partner, title).await;
    }

    async fn happens_in(&self, store: &Store, partner: &PartnerId, title: &str) {
        store.record_events(&self.channel.id, &[self.click(partner, title)]).await.unwrap();
    }

    fn click(&self, partner: &PartnerId, title: &str) -> NewEvent {
        NewEvent {
            partner_id: partner.clone(),
            what: Happening::Click,
            subject: String::new(),
            title: title.to_owned(),
            count: 1,
            amount: None,
            happened_at: self.clock.now(),
        }
    }

    /// The store as another process on the same database has it.
    async fn other_process(&self) -> Store {
        let clock: Arc<dyn Clock> = self.clock.clone();
        Store::open(&format!("sqlite://{}", self.folder.path().join("test.db").display()), clock).await.unwrap()
    }
}

async fn open(visitor: &Visitor, path: &str) -> Listener {
    let mut listener = visitor.listen(path, &[]).await;
    assert_eq!(listener.status, 200);
    assert_eq!(listener.opening().await, [], "{path}");
    listener
}

fn names(told: &[Told]) -> Vec<&str> {
    told.iter().map(|it| it.name.as_str()).collect()
}

/// An order of Ana's that was placed just now.
fn fresh_order(app: &TestApp, id: u64) -> Value {
    let mut body = order(id);
    let text = domain::zone::rfc3339(app.clock.now());
    body["created_at"] = json!(text);
    body["updated_at"] = json!(text);
    body
}

#[tokio::test]
async fn a_webhooks_order_is_told_within_two_seconds() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    let mut listener = open(&ana, "/live").await;
    let began = Instant::now();
    assert_eq!(Hook::default().send(&app, &fresh_order(&app, 9_201).to_string()).await.status, 200);
    orders(&app).await;
    let told = listener.event().await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!((told.what, told.title.as_str(), told.count), (Happening::Order, "#9201", 1));
    assert_eq!(told.amount.map(|it| it.to_string()).as_deref(), Some("$100.00"));
    assert_eq!(told.partner, app.id_of(&ANA).await);
}

#[tokio::test]
async fn everybody_hears_what_is_theirs_and_nothing_else() {
    let app = TestApp::new().await;
    let far_channel = app.other_channel().await;
    let (far, far_partner) = app.partner_of(&far_channel).await;
    app.create_admin(&far_channel.id, "far@example.com").await;
    let (ana, ben) = (app.partner(ANA.handle).await, app.partner(MISSING_IN_NETWORK.handle).await);
    let (ana_id, ben_id) = (app.id_of(&ANA).await, app.id_of(&MISSING_IN_NETWORK).await);
    let admin = app.admin().await;
    let own = [open(&ana, "/live").await, open(&ana, &format!("/live?partner={ana_id}")).await];
    let of_ana = open(&admin, &format!("/live?partner={ana_id}")).await;
    let of_ben = open(&ben, "/live").await;
    let of_all = open(&admin, "/live").await;
    let of_far = [open(&far_partner, "/live").await, open(&app.admin_in("far@example.com").await, "/live").await];

    let far_store = &app.house.store;
    far_store.record_events(&far_channel.id, &[app.click(&far, "far")]).await.unwrap();
    app.happens(&ana_id, "one").await;
    app.happens(&ben_id, "two").await;
    app.happens(&ana_id, "three").await;
    app.happens(&ben_id, "four").await;
    far_store.record_events(&far_channel.id, &[app.click(&far, "farther")]).await.unwrap();

    let titles = async |mut listener: Listener, count: usize| {
        let mut titles = Vec::new();
        for _ in 0..count {
            titles.push(listener.event().await.title);
        }
        titles
    };
    for listener in own.into_iter().chain([of_ana]) {
        assert_eq!(titles(listener, 2).await, ["one", "three"]);
    }
    assert_eq!(titles(of_ben, 2).await, ["two", "four"]);
    assert_eq!(titles(of_all, 4).await, ["one", "two", "three", "four"]);
    for listener in of_far {
        assert_eq!(titles(listener, 2).await, ["far", "farther"]);
    }
}

#[tokio::test]
async fn who_comes_back_is_told_what_they_missed_and_nothing_twice() {
    let app = TestApp::new().await;
    let (ana, id) = (app.partner(ANA.handle).await, app.id_of(&ANA).await);
    app.happens(&id, "before").await;
    let mut listener = ana.listen("/live", &[]).await;
    let hello = listener.next().await.unwrap();
    assert_eq!(hello.name, "hello", "who comes for the first time has missed nothing");
    drop(listener);
    for title in ["one", "two", "three"] {
        app.happens(&id, title).await;
    }
    let mut listener = ana.listen(&format!("/live?after={}", hello.id), &[]).await;
    let missed = listener.opening().await;
    assert_eq!(names(&missed), ["click"; 3]);
    app.happens(&id, "four").await;
    assert_eq!(listener.event().await.title, "four");

    let mut again = ana.listen(&format!("/live?after={}", hello.id), &[("last-event-id", &missed[1].id)]).await;
    let later = again.opening().await;
    assert_eq!(names(&later), ["click"; 2], "the header is newer than the address");
    assert!(later[0].data.contains("three") && later[1].data.contains("four"));
}

#[tokio::test]
async fn who_missed_too_much_or_says_what_nobody_knows_reads_everything_anew() {
    let app = TestApp::new().await;
    let (ana, id) = (app.partner(ANA.handle).await, app.id_of(&ANA).await);
    app.happens(&id, "one").await;
    let first = app.house.store.event_position(&app.channel.id).await.unwrap();
    let ahead = EventId::from_parts(app.clock.now().plus(Duration::from_hours(1)).millis(), [0; 10]);
    for after in
        ["x", "", "evt_", "ptn_01jd3000000000000000000000", ahead.as_str(), EventId::from_parts(5, [0; 10]).as_str()]
    {
        let mut listener = ana.listen(&format!("/live?after={after}"), &[]).await;
        assert_eq!(names(&listener.opening().await), ["reset"], "{after}");
        app.happens(&id, "next").await;
        assert_eq!(listener.event().await.title, "next");
    }
    let many = vec![app.click(&id, "many"); 600];
    app.house.store.record_events(&app.channel.id, &many).await.unwrap();
    let mut listener = ana.listen(&format!("/live?after={first}"), &[]).await;
    assert_eq!(names(&listener.opening().await), ["reset"]);
}

#[tokio::test]
async fn a_reader_who_does_not_keep_up_reads_everything_anew() {
    let app = TestApp::new().await;
    let (ana, id) = (app.partner(ANA.handle).await, app.id_of(&ANA).await);
    let mut listener = open(&ana, "/live").await;
    let mut beside = open(&ana, "/live").await;
    let many: Vec<NewEvent> = (0..150).map(|number| app.click(&id, &number.to_string())).collect();
    app.house.store.record_events(&app.channel.id, &many).await.unwrap();
    app.happens(&id, "last").await;
    for listener in [&mut listener, &mut beside] {
        let mut told = vec![listener.next().await.unwrap()];
        while !told.last().is_some_and(|it| it.data.contains("last")) {
            told.push(listener.next().await.unwrap());
        }
        assert_eq!(told[0].name, "reset");
        assert!(told.len() <= 65, "no queue grows without end");
        assert!(told.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}

#[tokio::test]
async fn events_of_another_process_are_told_soon_and_no_older_view_is_shown_after_them() {
    let app = TestApp::new().await;
    let (ana, id) = (app.partner(ANA.handle).await, app.id_of(&ANA).await);
    let mut listener = open(&ana, "/live").await;
    let other = app.other_process().await;
    let home = async || ana.call("/fn/home", &json!({ "partner": null })).await.body;
    for number in 0..4 {
        let name = format!("#other-{number}");
        let sale = OrderReport {
            source: Source::Shopify,
            external_id: name.clone(),
            name: name.clone(),
            partner_id: id.clone(),
            attribution: Attribution::CcTag,
            coupon: None,
            placed_at: app.clock.now(),
            status: OrderStatus::Paid,
            subtotal: Money::new(100, Currency::USD),
            total: Money::new(100, Currency::USD),
            changed_at: app.clock.now(),
            refunds: Vec::new(),
        };
        // Read just before, so that the view is one that others of the same second would share.
        assert!(!home().await.contains(&name));
        // The other may have to wait until this one has written.
        other.record_orders(&app.channel.id, &[sale]).await.unwrap();
        let began = Instant::now();
        let mut told = listener.event().await;
        // What the page made this process read from the systems is told as well.
        while !told.title.starts_with("#other") {
            told = listener.event().await;
        }
        assert_eq!(told.title, name);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        assert!(home().await.contains(&name));
    }
}

#[tokio::test]
async fn an_account_has_so_many_streams_and_the_oldest_gives_way() {
    let app = TestApp::with(Outside::shared(), &[("TANDEM_LIVE__STREAMS_PER_ACCOUNT", "2")]).await;
    let (ana, ben) = (app.partner(ANA.handle).await, app.partner(MISSING_IN_NETWORK.handle).await);
    let mut oldest = open(&ana, "/live").await;
    let (_beside, _second) = (open(&ben, "/live").await, open(&ana, "/live").await);
    let _third = open(&ana, "/live").await;
    let bye = oldest.next().await.unwrap();
    assert_eq!((bye.name.as_str(), bye.data.as_str()), ("bye", "crowded"));
    assert_eq!(oldest.next().await, None);
    assert_eq!(app.house.live.count(), 3);
}

#[tokio::test]
async fn streams_end_with_their_session_and_all_others_beat_on() {
    let app = TestApp::new().await;
    let (ana, ben) = (app.partner(ANA.handle).await, app.partner(MISSING_IN_NETWORK.handle).await);
    let admin = app.admin().await;
    let mut stays = open(&admin, "/live").await;
    let mut signs_out = open(&ana, "/live").await;
    let mut is_switched_off = open(&ben, "/live").await;
    ana.post("/sign-out", &[]).await;
    app.switch_off(&MISSING_IN_NETWORK).await;
    for listener in [&mut signs_out, &mut is_switched_off] {
        let bye = listener.next().await.unwrap();
        assert_eq!((bye.name.as_str(), bye.data.as_str()), ("bye", "over"));
        assert_eq!(listener.next().await, None);
    }
    app.happens(&app.id_of(&ANA).await, "still there").await;
    assert_eq!(stays.event().await.title, "still there");
    let idle = open(&app.partner(ANA.handle).await, "/live").await;
    app.clock.advance(Duration::from_hours(25));
    let mut idle = idle;
    assert_eq!(idle.next().await.unwrap().data, "over", "an open stream is no visit");
    assert!(idle.beats + stays.beats + signs_out.beats > 0, "lines are shown to be there");
}

#[tokio::test]
async fn a_browser_that_comes_back_signed_out_is_told_so_in_words_that_it_can_hear() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    ana.post("/sign-out", &[]).await;
    let mut listener = ana.listen("/live", &[("accept", "text/event-stream")]).await;
    assert_eq!(listener.status, 200);
    let bye = listener.next().await.unwrap();
    assert_eq!((bye.name.as_str(), bye.data.as_str()), ("bye", "over"));
    assert_eq!(listener.next().await, None);
    assert_eq!(app.house.live.count(), 0);
    assert_eq!(ana.listen("/live", &[]).await.status, 401, "others are told by the status");
}

#[tokio::test]
async fn streams_are_neither_kept_nor_compressed_nor_held_back() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    let listener = ana.listen("/live", &[("accept-encoding", "gzip, br")]).await;
    let header = |name: &str| listener.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("private, no-store"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert_eq!((header("content-encoding"), header("content-length")), (None, None));
}

#[tokio::test]
async fn a_server_that_stops_waits_for_no_stream_and_a_reader_that_hangs_up_is_forgotten() {
    let app = TestApp::new().await;
    let ana = app.partner(ANA.handle).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let tandem = Tandem { house: app.house.clone(), channel: app.channel.clone() };
    let ended = tokio::spawn(tandem.serve(listener, stop.clone()));
    let cookie = format!("{}={}", server::COOKIE, ana.session_id().unwrap());
    let connect = async || {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /live HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        while !text.contains("event: hello") {
            let mut bytes = [0; 4_096];
            let count = stream.read(&mut bytes).await.unwrap();
            assert!(count > 0, "{text}");
            text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        }
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        stream
    };
    let mut stays = connect().await;
    drop(connect().await);
    let gone = async {
        while app.house.live.count() != 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.expect("the seat is given up");
    let began = Instant::now();
    stop.cancel();
    let mut rest = String::new();
    stays.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains("event: bye\ndata: stopping"), "{rest}");
    ended.await.unwrap().unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
