//! Who a report is about: joining without merging, and without taking what is somebody else's.

use crate::world::{World, at, on_both, report};
use domain::{Source, partner::ExternalId};
use store::PartnerReport;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_is_joined_by_creator_then_email_then_code() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let join = async |report: PartnerReport| world.store.record_partner(&world.channel, &report).await.unwrap();
        let by_creator = PartnerReport {
            email: Some("new@fern.example".parse().unwrap()),
            handle: None,
            affiliate_code: None,
            ..report("ana")
        };
        assert_eq!(join(by_creator).await.as_ref(), Some(&ana));
        let by_email = PartnerReport {
            email: Some("new@fern.example".parse().unwrap()),
            is_active: true,
            last_name: Some("Lund".into()),
            ..PartnerReport::default()
        };
        assert_eq!(join(by_email).await.as_ref(), Some(&ana));
        let by_code = PartnerReport {
            affiliate_code: Some("ANA15".parse().unwrap()),
            email: Some("private@fern.example".parse().unwrap()),
            tier: Some("Gold".into()),
            is_active: true,
            ..PartnerReport::default()
        };
        assert_eq!(join(by_code).await.as_ref(), Some(&ana));
        let nobody = PartnerReport { affiliate_code: Some("UNHEARD".parse().unwrap()), ..PartnerReport::default() };
        assert_eq!(join(nobody).await, None);
        let found = world.store.partner(&world.channel, &ana).await.unwrap().unwrap();
        assert_eq!(found.email.as_str(), "new@fern.example", "a code alone does not change the e-mail");
        assert_eq!((found.last_name.as_str(), found.tier.as_str()), ("Lund", "Gold"));
        assert_eq!(found.handle.unwrap().as_str(), "ana", "what a report does not know stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_partner_holds_is_not_taken_over() {
    on_both(|world: World| async move {
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        let greedy = PartnerReport {
            cc_creator_id: Some("creator-ben".into()),
            first_name: Some("Benedict".into()),
            ..report("ana")
        };
        let joined = world.store.record_partner(&world.channel, &greedy).await.unwrap();
        assert_eq!(joined.as_ref(), Some(&ben));
        let found = world.store.partner(&world.channel, &ben).await.unwrap().unwrap();
        assert_eq!(found.first_name, "Benedict");
        assert_eq!(found.email.as_str(), "ben@fern.example");
        assert_eq!(found.handle.unwrap().as_str(), "ben");
        assert_eq!(found.affiliate_code.unwrap().as_str(), "BEN15");
        let kept = world.store.partner(&world.channel, &ana).await.unwrap().unwrap();
        assert_eq!((kept.email.as_str(), kept.cc_creator_id.as_deref()), ("ana@fern.example", Some("creator-ana")));
        // A new creator with Ana's code is a new partner without that code.
        let stranger = PartnerReport { affiliate_code: Some("ANA15".parse().unwrap()), handle: None, ..report("eve") };
        let eve = world.store.record_partner(&world.channel, &stranger).await.unwrap().unwrap();
        assert!(eve != ana);
        assert_eq!(world.store.partner(&world.channel, &eve).await.unwrap().unwrap().affiliate_code, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_email_does_not_make_another_creator_the_partner() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let before = world.store.partner(&world.channel, &ana).await.unwrap();
        let claimed = PartnerReport { cc_creator_id: Some("creator-mallory".into()), ..report("ana") };
        assert_eq!(world.store.record_partner(&world.channel, &claimed).await.unwrap(), None);
        assert_eq!(world.store.partner(&world.channel, &ana).await.unwrap(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_code_still_finds_its_partner() {
    on_both(|world: World| async move {
        let ana = world.partner("ana").await;
        let rotated = PartnerReport { affiliate_code: Some("FRESH20".parse().unwrap()), ..report("ana") };
        world.store.record_partner(&world.channel, &rotated).await.unwrap();
        for code in ["ana15", "fresh20"] {
            let found = world.store.partner_by_code(&world.channel, &code.parse().unwrap()).await.unwrap().unwrap();
            assert_eq!((found.id, found.affiliate_code.unwrap().as_str()), (ana.clone(), "FRESH20"));
        }
        assert!(world.store.partner_by_code(&world.channel, &"NONE".parse().unwrap()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_joins_as_one_after_the_other_would() {
    on_both(|world: World| async move {
        let moved = PartnerReport {
            handle: Some("ana-lund".parse().unwrap()),
            joined_at: Some(at("2025-03-03T00:00:00Z")),
            ..report("ana")
        };
        let mut batch: Vec<PartnerReport> = (0..900).map(|number| report(&format!("p{number}"))).collect();
        batch.extend([
            report("ana"),
            moved,
            PartnerReport { handle: Some("ana".parse().unwrap()), ..report("ben") },
            report("ana"),
        ]);
        world.store.record_partners(&world.channel, &batch).await.unwrap();
        let by_handle = async |handle: &str| {
            world
                .store
                .partner_by_handle(&world.channel, &handle.parse().unwrap())
                .await
                .unwrap()
                .map(|it| it.email.to_string())
        };
        assert_eq!(by_handle("ana").await.as_deref(), Some("ben@fern.example"));
        assert_eq!(by_handle("ana-lund").await.as_deref(), Some("ana@fern.example"));
        assert_eq!(by_handle("p899").await.as_deref(), Some("p899@fern.example"));
        world.store.record_partners(&world.channel, &batch).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_found_by_everything_that_is_theirs_and_in_their_channel_only() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.partner("ana").await;
        let elsewhere = world.new_channel().await;
        let (email, handle) = ("ana@fern.example".parse().unwrap(), "ana".parse().unwrap());
        for (channel, expected) in [(channel, Some(&ana)), (&elsewhere, None)] {
            let found = [
                store.partner(channel, &ana).await.unwrap(),
                store.partner_by_creator(channel, "creator-ana").await.unwrap(),
                store.partner_by_email(channel, &email).await.unwrap(),
                store.partner_by_handle(channel, &handle).await.unwrap(),
                store.partner_by_code(channel, &"ana15".parse().unwrap()).await.unwrap(),
            ];
            for partner in found {
                assert_eq!(partner.map(|it| it.id).as_ref(), expected);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outside_ids_lead_to_one_partner() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let (ana, ben) = (world.partner("ana").await, world.partner("ben").await);
        store.link_partner(channel, Source::Impact, "77", &ana).await.unwrap();
        store.link_partner(channel, Source::Impact, "78", &ana).await.unwrap();
        store.link_partner(channel, Source::Hubspot, "h1", &ana).await.unwrap();
        assert_eq!(store.partner_by_external(channel, Source::Impact, "77").await.unwrap(), None);
        let ids = store.external_ids(channel, &ana).await.unwrap();
        let expected = [(Source::Hubspot, "h1"), (Source::Impact, "78")];
        assert_eq!(ids, expected.map(|(source, id)| ExternalId { source, id: id.into() }));
        store.link_partner(channel, Source::Impact, "78", &ben).await.unwrap();
        assert_eq!(store.partner_by_external(channel, Source::Impact, "78").await.unwrap().as_ref(), Some(&ben));
        assert_eq!(store.external_ids(channel, &ana).await.unwrap().len(), 1);
        let elsewhere = world.new_channel().await;
        assert_eq!(store.partner_by_external(&elsewhere, Source::Impact, "78").await.unwrap(), None);
        assert!(store.link_partner(&elsewhere, Source::Impact, "1", &ana).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_found_by_its_domain_in_any_case() {
    on_both(|world: World| async move {
        let id = &world.channel;
        let mut channel = world.store.channel(id).await.unwrap().unwrap();
        assert_eq!(channel, crate::world::channel(id, "America/New_York"));
        let found = world.store.channel_by_domain(&channel.domain.to_uppercase()).await.unwrap();
        assert_eq!(found.map(|it| it.id).as_ref(), Some(id));
        assert_eq!(world.store.channel_by_domain("other.myshopify.com").await.unwrap(), None);
        channel.time_zone = "Mars/Olympus".into();
        assert!(world.store.put_channel(&channel).await.is_err());
    })
    .await;
}
