//! A partner who is deleted: their money stays to the cent, their person is gone, and they do not come back by themselves.

use crate::{
    program::ADMIN,
    world::{World, at, dollars, on_both, report},
};
use domain::{
    ChannelId, Clock, Currency, PartnerId, PayoutRunId,
    admin::PartnerQuery,
    payout::{PayoutMethod, PayoutStatus},
    program::{Member, MemberStatus, PayoutDetails},
};
use store::{AuditEntry, Deletion, NewDoor, NewPayout, NewRun, PartnerReport, Renaming};

fn entry(world: &World, partner: &PartnerId) -> AuditEntry {
    AuditEntry {
        at: world.clock.now(),
        actor: ADMIN.into(),
        action: "partner.deleted".into(),
        target: partner.to_string(),
        before: None,
        after: None,
        address: None,
    }
}

impl World {
    async fn delete(&self, channel: &ChannelId, partner: &PartnerId) -> Deletion {
        self.store.delete_partner(channel, partner, &entry(self, partner)).await.unwrap()
    }

    async fn member(&self, name: &str) -> PartnerId {
        let partner = self.partner(name).await;
        let mut member = Member::new(partner.clone(), MemberStatus::Approved, self.clock.now());
        member.notes = format!("{name} likes tea");
        member.payout = PayoutDetails {
            method: Some(PayoutMethod::Paypal),
            sealed: "sealed".into(),
            shown: format!("{name}•••@example.com"),
        };
        self.store.add_member(&self.channel, &member).await.unwrap();
        partner
    }
}

impl World {
    /// Lines of the audit trail about a partner, one by themselves, and one about somebody else.
    async fn say_things(&self, partner: &PartnerId) {
        let ben = PartnerId::new(self.clock.as_ref());
        let own = format!("partner:{partner}");
        for (actor, action, target, said, address) in [
            (ADMIN, "member.decided", partner.as_str(), "Lives in Kiel", None),
            (ADMIN, "member.decided", ben.as_str(), "Lives in Bonn", None),
            (own.as_str(), "account.changed", partner.as_str(), "a•••@example.com", Some("192.0.2.7")),
            (own.as_str(), "door.entered", own.as_str(), "", Some("192.0.2.7")),
        ] {
            let line = AuditEntry {
                actor: actor.into(),
                action: action.into(),
                target: target.into(),
                before: None,
                after: Some(said.into()),
                address: address.map(str::to_owned),
                ..entry(self, partner)
            };
            self.store.audit(&self.channel, &line).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_stays_and_the_person_goes() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.member("ana").await;
        world.due_order("1", &ana).await;
        let door = NewDoor {
            partner_id: ana.clone(),
            token_hash: "hash".into(),
            sealed: "door".into(),
            until: world.clock.now(),
        };
        store.put_door(channel, &door, None).await.unwrap();
        world.say_things(&ana).await;
        assert_eq!(world.delete(channel, &ana).await, Deletion::Done);
        assert_eq!(world.delete(channel, &ana).await, Deletion::Unknown, "deleted once");

        let gone = store.partner(channel, &ana).await.unwrap().unwrap();
        assert_eq!((gone.name().as_str(), gone.is_active), ("Deleted partner", false));
        assert_eq!((gone.handle, gone.picture_url, gone.affiliate_code, gone.cc_creator_id), (None, None, None, None));
        assert!(!gone.email.as_str().contains("ana@"));
        let member = store.member(channel, &ana).await.unwrap().unwrap();
        assert_eq!((member.status, member.notes.as_str()), (MemberStatus::Disabled, ""));
        assert_eq!(member.payout, PayoutDetails::default());
        assert!(store.door_of(channel, &ana).await.unwrap().is_none());
        assert_eq!(world.money(&ana).await, [0, 1_000, 0, 0], "what they earned stays");
        assert_eq!(world.sums(&ana).await.program, 1_000);
        let listed =
            store.list_partners(channel, &PartnerQuery::default(), crate::world::year(), Currency::USD).await.unwrap();
        assert_eq!((listed.rows.len(), listed.total), (0, 0));
        let trail = store.audit_trail(channel, 10).await.unwrap();
        assert!(trail.iter().any(|line| line.action == "partner.deleted" && line.target == ana.as_str()));
        for said in ["ana@", "Lives in Kiel", "a•••", "192.0.2.7"] {
            assert!(trail.iter().all(|line| !format!("{line:?}").contains(said)), "{said}: {trail:?}");
        }
        for act in ["member.decided", "account.changed", "door.entered"] {
            assert!(trail.iter().any(|line| line.action == act), "what was done stays: {act}");
        }
        assert!(trail.iter().any(|line| line.after.as_deref() == Some("Lives in Bonn")), "and what was said of others");

        // Their code tracks nothing, and is given to nobody else.
        let code = "ANA15".parse().unwrap();
        assert!(store.partner_by_code(channel, &code).await.unwrap().is_none());
        assert_eq!(store.code_owner(channel, &code).await.unwrap(), Some(ana.clone()));
        let holder = store.code_holder(channel, &code).await.unwrap().unwrap();
        assert_eq!(holder.member.status, MemberStatus::Disabled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_deleted_while_money_is_on_its_way_to_them() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.member("ana").await;
        world.due_order("1", &ana).await;
        let run = NewRun {
            id: PayoutRunId::new(world.clock.as_ref()),
            method: PayoutMethod::Paypal,
            paid_by: None,
            currency: Currency::USD,
            cut_off: at("2026-12-01T00:00:00Z"),
            items: vec![NewPayout {
                partner_id: ana.clone(),
                amount: 1_000,
                sealed: "sealed".into(),
                shown: "a•••@example.com".into(),
                transaction_id: None,
            }],
            notes: String::new(),
            account: ADMIN.into(),
            needs_approval: true,
        };
        store.create_run(channel, &run).await.unwrap();
        assert_eq!(world.delete(channel, &ana).await, Deletion::PayoutUnderWay);
        assert_eq!(store.partner(channel, &ana).await.unwrap().unwrap().name(), "ana");
        assert_eq!(store.cancel_run(channel, &run.id, ADMIN, "not now").await.unwrap(), 1);
        assert_eq!(world.delete(channel, &ana).await, Deletion::Done);
        let payouts = store.payouts(channel, Some(&ana), None, None, 10).await.unwrap();
        assert_eq!((payouts[0].status, payouts[0].amount), (PayoutStatus::Cancelled, dollars(1_000)));
        assert_eq!((payouts[0].sealed.as_str(), payouts[0].shown.as_str()), ("", ""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_brings_nobody_back_and_the_team_may() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let ana = world.partner("ana").await;
        world.delete(channel, &ana).await;
        assert_eq!(store.record_partner(channel, &report("ana")).await.unwrap(), None, "CC's next report");
        let by_code = PartnerReport { cc_creator_id: None, email: None, handle: None, ..report("ana") };
        assert_eq!(store.record_partner(channel, &by_code).await.unwrap(), None, "nor by their code");
        let other = world.new_channel().await;
        assert!(store.record_partner(&other, &report("ana")).await.unwrap().is_some(), "another shop's partner");

        // The team enters them anew: somebody new by the same e-mail, whom CC may speak about again.
        let anew = PartnerReport {
            email: Some("ana@fern.example".parse().unwrap()),
            first_name: Some("Ana".into()),
            affiliate_code: Some("ANA26".parse().unwrap()),
            is_active: true,
            ..PartnerReport::default()
        };
        let again = store.record_partner(channel, &anew).await.unwrap().unwrap();
        assert_ne!(again, ana);
        assert_eq!(store.record_partner(channel, &report("ana")).await.unwrap(), Some(again.clone()));
        let joined = store.partner(channel, &again).await.unwrap().unwrap();
        assert_eq!(joined.cc_creator_id.as_deref(), Some("creator-ana"));
        assert_eq!(joined.affiliate_code.unwrap().as_str(), "ANA26", "the former code stays nobody's");
        assert_eq!(store.partner(channel, &ana).await.unwrap().unwrap().name(), "Deleted partner");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_of_our_own_is_called_otherwise_and_found_by_it() {
    on_both(|world: World| async move {
        let (store, channel) = (&world.store, &world.channel);
        let own = PartnerReport { cc_creator_id: None, ..report("ana") };
        let ana = store.record_partner(channel, &own).await.unwrap().unwrap();
        let ben = world.partner("ben").await;
        let rename = async |partner: &PartnerId, email: &str| {
            let email = email.parse().unwrap();
            store.rename_partner(channel, partner, ["Anna", "Lee"], &email, &entry(&world, partner)).await.unwrap()
        };
        assert_eq!(rename(&ana, "ben@fern.example").await, Renaming::EmailTaken);
        assert_eq!(rename(&ben, "b@fern.example").await, Renaming::OfCc);
        assert_eq!(rename(&ana, "anna@fern.example").await, Renaming::Done);
        let query = PartnerQuery { text: "lee anna@".into(), ..PartnerQuery::default() };
        let found = store.list_partners(channel, &query, crate::world::year(), Currency::USD).await.unwrap();
        assert_eq!(found.rows.iter().map(|row| (&row.id, row.name.as_str())).collect::<Vec<_>>(), [(&ana, "Anna Lee")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_report_on_its_way_does_not_bring_a_deleted_person_back() {
    on_both(|world: World| async move {
        for turn in 0..20 {
            let name = format!("p{turn}");
            let partner = world.partner(&name).await;
            let (one, other, said) = (world.clone(), world.clone(), report(&name));
            let email = said.email.clone().unwrap();
            let told = PartnerReport { first_name: Some("Told".into()), ..said };
            let telling = tokio::spawn(async move { one.store.record_partner(&one.channel, &told).await.unwrap() });
            let deleting = tokio::spawn(async move { other.delete(&other.channel, &partner).await });
            let (told, deleted) = tokio::join!(telling, deleting);
            assert_eq!(deleted.unwrap(), Deletion::Done);
            drop(told.unwrap());
            assert_eq!(world.store.partner_by_email(&world.channel, &email).await.unwrap(), None);
        }
    })
    .await;
}
