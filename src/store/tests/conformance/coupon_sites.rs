//! Codes on coupon sites: since when each stands where, told once, and what a page that failed says about them.

use crate::world::{NOW, World, at, on_both};
use domain::{
    Clock, CouponCode, EventId, PartnerId, Timestamp,
    admin::PartnerQuery,
    earnings::Range,
    live::Happening,
    program::{Member, MemberStatus},
};
use std::{collections::BTreeSet, time::Duration};
use store::{AuditEntry, PartnerReport};

const SITE: &str = "https://coupons.example/fern";
const OTHER: &str = "https://deals.example/";
const HOUR: Duration = Duration::from_hours(1);

impl World {
    async fn member_with_code(&self, name: &str, code: &str) -> PartnerId {
        let id = self.partner(name).await;
        self.give_code(&id, code).await;
        let member = Member::new(id.clone(), MemberStatus::Approved, at(NOW));
        assert!(self.store.add_member(&self.channel, &member).await.unwrap());
        id
    }

    async fn give_code(&self, partner: &PartnerId, code: &str) {
        let known = self.store.partner(&self.channel, partner).await.unwrap().unwrap();
        let report = PartnerReport {
            email: Some(known.email),
            affiliate_code: Some(code.parse().unwrap()),
            is_active: true,
            ..PartnerReport::default()
        };
        self.store.record_partner(&self.channel, &report).await.unwrap();
    }

    /// A reading that finds these codes; answers those that are new there.
    async fn read(&self, site: &str, codes: &[&str]) -> Vec<String> {
        let found: BTreeSet<CouponCode> = codes.iter().map(|code| code.parse().unwrap()).collect();
        let fresh = self.store.note_site_read(&self.channel, site, &found).await.unwrap();
        fresh.iter().map(ToString::to_string).collect()
    }

    /// Code, site, first and last seen in hours from the start, and whether it is gone.
    async fn sightings(&self, partner: &PartnerId) -> Vec<(String, String, i64, i64, bool)> {
        let hours = |time: Timestamp| (time.millis() - at(NOW).millis()) / 3_600_000;
        let all = self.store.sightings_of(&self.channel, partner).await.unwrap().into_iter();
        all.map(|it| (it.code.to_string(), it.site, hours(it.first_seen), hours(it.last_seen), it.gone_at.is_some()))
            .collect()
    }

    async fn notices(&self, partner: Option<&PartnerId>) -> Vec<String> {
        let begin = EventId::from_parts(0, [0; 10]);
        let all = self.store.events_after(&self.channel, partner, &begin, 1_000).await.unwrap().into_iter();
        all.filter(|it| it.what == Happening::CodeSeen).map(|it| it.title).collect()
    }

    async fn leaked(&self) -> Vec<String> {
        let (codes, count) = self.store.leaked_codes(&self.channel, 10).await.unwrap();
        assert_eq!(codes.len(), count);
        codes.into_iter().map(|it| it.code).collect()
    }
}

fn seen(code: &str, site: &str, first: i64, last: i64, is_gone: bool) -> (String, String, i64, i64, bool) {
    (code.into(), site.into(), first, last, is_gone)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_stands_on_a_page_from_the_first_reading_to_the_last_and_is_told_once() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.member_with_code("ana", "ANA15").await, world.member_with_code("ben", "BEN15").await);
        assert_eq!(world.read(SITE, &["ANA15", "NOBODYS"]).await, ["ANA15"], "codes of nobody are not kept");
        world.clock.advance(HOUR);
        assert_eq!(world.read(SITE, &["ANA15", "BEN15"]).await, ["BEN15"]);
        assert_eq!(world.read(OTHER, &["ANA15"]).await, ["ANA15"]);
        assert_eq!(world.sightings(&ben).await, [seen("BEN15", SITE, 1, 1, false)]);
        world.clock.advance(HOUR);
        assert_eq!(world.read(SITE, &["BEN15"]).await, [] as [&str; 0]);
        let both = [seen("ANA15", OTHER, 1, 1, false), seen("ANA15", SITE, 0, 1, true)];
        assert_eq!(world.sightings(&ana).await, both);
        assert_eq!(world.leaked().await, ["ANA15", "BEN15"]);
        assert_eq!(world.notices(None).await, ["ANA15", "BEN15", "ANA15"]);
        assert_eq!(world.notices(Some(&ana)).await, [] as [&str; 0], "it is the team's business");
        world.clock.advance(HOUR);
        assert_eq!(world.read(SITE, &["ANA15"]).await, ["ANA15"], "it was gone");
        assert_eq!(world.sightings(&ana).await[0], seen("ANA15", SITE, 3, 3, false));
        assert_eq!(world.notices(None).await.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_fails_changes_nothing_that_was_known() {
    on_both(|world: World| async move {
        let ana = world.member_with_code("ana", "ANA15").await;
        world.store.note_site_failed(&world.channel, OTHER, "not found").await.unwrap();
        world.read(SITE, &["ANA15"]).await;
        world.clock.advance(HOUR);
        world.store.note_site_failed(&world.channel, SITE, "not reachable").await.unwrap();
        assert_eq!(world.sightings(&ana).await, [seen("ANA15", SITE, 0, 0, false)]);
        let of = &world.store.sightings_of(&world.channel, &ana).await.unwrap()[0];
        assert_eq!(of.fault, "not reachable");
        let readings = world.store.site_readings(&world.channel).await.unwrap();
        let told: Vec<_> = readings.iter().map(|it| (it.site.as_str(), it.read_at, it.fault.as_str())).collect();
        assert_eq!(told, [(SITE, Some(at(NOW)), "not reachable"), (OTHER, None, "not found")]);
        assert_eq!(readings[0].tried_at, world.clock.now());
        world.read(SITE, &["ANA15"]).await;
        assert_eq!(world.store.sightings_of(&world.channel, &ana).await.unwrap()[0].fault, "");
        assert_eq!(world.notices(None).await, ["ANA15"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_code_keeps_its_history_and_is_no_longer_one_to_rotate() {
    on_both(|world: World| async move {
        let ana = world.member_with_code("ana", "ANA15").await;
        world.member_with_code("ben", "BEN15").await;
        world.read(SITE, &["ANA15"]).await;
        let listed = async |leaked: bool| {
            let day = world.store.zone(&world.channel).await.unwrap().day(world.clock.now());
            let query = PartnerQuery { leaked, ..PartnerQuery::default() };
            let currency = domain::Currency::USD;
            let page = world.store.list_partners(&world.channel, &query, Range::last(30, day), currency).await.unwrap();
            let marked = page.rows.iter().filter(|row| row.is_leaked).count();
            (page.total, marked, page.leaked)
        };
        assert_eq!((listed(true).await, listed(false).await), ((1, 1, 1), (2, 1, 1)));
        world.give_code(&ana, "ANA16").await;
        assert_eq!(world.leaked().await, [] as [&str; 0]);
        assert_eq!((listed(true).await, listed(false).await), ((0, 0, 0), (2, 0, 0)));
        let codes = world.store.codes_of(&world.channel, &ana).await.unwrap();
        let told: Vec<_> = codes.iter().map(|it| (it.code.as_str(), it.is_current, it.sightings.len())).collect();
        assert_eq!(told, [("ANA16", true, 0), ("ANA15", false, 1)]);
        let sighting = &codes[1].sightings[0];
        assert_eq!((sighting.host.as_str(), sighting.is_gone), ("coupons.example", false));
        let mut watched = world.store.program_codes(&world.channel).await.unwrap();
        watched.sort();
        assert_eq!(watched.iter().map(CouponCode::as_str).collect::<Vec<_>>(), ["ANA15", "ANA16", "BEN15"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_nobody_names_any_more_and_partners_who_were_deleted_are_forgotten() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.member_with_code("ana", "ANA15").await, world.member_with_code("ben", "BEN15").await);
        world.read(SITE, &["ANA15"]).await;
        world.read(OTHER, &["ANA15", "BEN15"]).await;
        let far = world.new_channel().await;
        world.store.keep_sites(&far, &[]).await.unwrap();
        world.store.keep_sites(&world.channel, &[OTHER]).await.unwrap();
        assert_eq!(world.store.site_readings(&world.channel).await.unwrap().len(), 1);
        let stands: Vec<_> = world.sightings(&ana).await.into_iter().map(|it| (it.1, it.4)).collect();
        assert_eq!(stands, [(SITE.to_owned(), true), (OTHER.to_owned(), false)]);
        let entry = AuditEntry {
            at: at(NOW),
            actor: "admin:one".into(),
            action: "partner.deleted".into(),
            target: ben.to_string(),
            before: None,
            after: None,
            address: None,
        };
        world.store.delete_partner(&world.channel, &ben, &entry).await.unwrap();
        assert_eq!(world.sightings(&ben).await, []);
        assert_eq!(world.read(OTHER, &["BEN15"]).await, [] as [&str; 0]);
        assert_eq!(world.store.leaked_codes(&far, 10).await.unwrap().1, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_readings_at_once_tell_of_a_code_once() {
    on_both(|world: World| async move {
        world.member_with_code("ana", "ANA15").await;
        let both = futures::future::join_all((0..8).map(|_| world.read(SITE, &["ANA15"]))).await;
        assert_eq!(both.concat(), ["ANA15"]);
        assert_eq!(world.notices(None).await, ["ANA15"]);
    })
    .await;
}
