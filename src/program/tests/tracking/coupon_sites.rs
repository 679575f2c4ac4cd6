//! Pages of coupon sites as they are watched: read every few hours, believed when they can be read, and what follows from a rotation.

use crate::world::{World, asked};
use connectors::CouponPage;
use domain::{PartnerId, program::ProgramSettings};
use program::{NotTracked, Outcome, Program, Who};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const HOUR: Duration = Duration::from_hours(1);

/// A site that answers what it is told to, and counts how often it was asked.
#[derive(Clone)]
struct Site {
    address: String,
    said: Arc<Mutex<(String, usize)>>,
}

impl Site {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/codes", listener.local_addr().unwrap());
        let site = Self { address, said: Arc::default() };
        let answering = site.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 4_096];
                let _ = stream.read(&mut asked).await;
                let answer = {
                    let mut said = answering.said.lock().unwrap_or_else(PoisonError::into_inner);
                    said.1 += 1;
                    said.0.clone()
                };
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        site
    }

    fn says(&self, status: &str, more: &str, body: &str) {
        let length = body.len();
        let text = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{more}\r\n{body}");
        self.said.lock().unwrap_or_else(PoisonError::into_inner).0 = text;
    }

    fn shows(&self, body: &str) {
        self.says("200 OK", "content-type: text/html\r\n", body);
    }

    fn count(&self) -> usize {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

fn watching(world: &World, sites: &[&Site]) -> Program {
    let page = |site: &&Site| CouponPage::new(&site.address, world.clock.clone()).unwrap();
    world.program.clone().watching(sites.iter().map(page).collect())
}

/// Where the partner's codes stand, and why that is not known any better.
async fn seen(world: &World, partner: &PartnerId) -> Vec<(String, bool, String)> {
    let all = world.store.sightings_of(&world.channel, partner).await.unwrap().into_iter();
    all.map(|it| (it.code.to_string(), it.gone_at.is_none(), it.fault)).collect()
}

fn stands(code: &str, fault: &str) -> (String, bool, String) {
    (code.into(), true, fault.into())
}

#[tokio::test]
async fn pages_are_read_every_four_hours_and_what_failed_after_one() {
    let world = World::new().await;
    let (site, down) = (Site::new().await, Site::new().await);
    site.shows("nothing");
    down.says("404 Not Found", "", "");
    let program = watching(&world, &[&site, &down]);
    let mut counts = Vec::new();
    for _ in 0..6 {
        program.read_due_pages(&world.channel).await.unwrap();
        counts.push((site.count(), down.count()));
        world.clock.advance(HOUR);
    }
    assert_eq!(counts, [(1, 1), (1, 2), (1, 3), (1, 4), (2, 5), (2, 6)]);
    assert_eq!(program.read_pages(&world.channel).await.unwrap(), 1, "asked for, one is read at any time");
}

#[tokio::test]
async fn only_a_page_that_could_be_read_says_that_a_code_is_gone() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.member("ben", true).await;
    let site = Site::new().await;
    let program = watching(&world, &[&site]);
    site.shows("<ul><li>Xana15</li><li title='ANA15'>ANA<b>15</b></li></ul>");
    program.read_pages(&world.channel).await.unwrap();
    assert_eq!(seen(&world, &ana).await, []);
    site.shows("<ul><li>Take &quot;ana15&quot;!</li></ul>");
    program.read_pages(&world.channel).await.unwrap();
    assert_eq!(seen(&world, &ana).await, [stands("ANA15", "")]);
    for (status, more, fault) in [
        ("302 Found", "location: http://127.0.0.1:9/\r\n", "it leads elsewhere: name that page instead"),
        ("500 Oops", "", "failed with status 500"),
        ("200 OK", "content-type: application/zip\r\n", "answer not understood: no page of text"),
    ] {
        site.says(status, more, "garbage");
        assert_eq!(program.read_pages(&world.channel).await.unwrap(), 0);
        assert_eq!(seen(&world, &ana).await, [stands("ANA15", fault)]);
        world.clock.advance(HOUR);
    }
    site.shows("nothing any more");
    program.read_pages(&world.channel).await.unwrap();
    assert_eq!(seen(&world, &ana).await, [("ANA15".to_owned(), false, String::new())]);
}

#[tokio::test]
async fn a_rotated_code_is_still_watched_and_counts_or_not_as_the_program_says() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let site = Site::new().await;
    let program = watching(&world, &[&site]);
    site.shows("ANA15");
    program.read_pages(&world.channel).await.unwrap();
    let who = Who { account: "admin:one".into(), address: None };
    let code = program.change_code(&world.channel, &ana, None, &who).await.unwrap();
    assert_eq!(world.store.leaked_codes(&world.channel, 5).await.unwrap().1, 0);
    program.read_pages(&world.channel).await.unwrap();
    assert_eq!(seen(&world, &ana).await, [stands("ANA15", "")]);
    assert!(matches!(world.track(asked("ANA15", "1")).await.unwrap(), Outcome::New(_)));
    let strict = ProgramSettings { old_codes_count: false, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    assert_eq!(world.track(asked("ANA15", "2")).await.unwrap(), Outcome::Nothing(NotTracked::FormerCode));
    assert!(matches!(world.track(asked(code.as_str(), "3")).await.unwrap(), Outcome::New(_)));
}

#[tokio::test]
async fn codes_of_three_letters_are_not_looked_for() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let who = Who { account: "admin:one".into(), address: None };
    world.program.change_code(&world.channel, &ana, Some("NEW".parse().unwrap()), &who).await.unwrap();
    let site = Site::new().await;
    site.shows("All that is new");
    watching(&world, &[&site]).read_pages(&world.channel).await.unwrap();
    assert_eq!(seen(&world, &ana).await, []);
    watching(&world, &[]).read_due_pages(&world.channel).await.unwrap();
    assert_eq!(world.store.site_readings(&world.channel).await.unwrap(), [], "nobody names the page any more");
}
