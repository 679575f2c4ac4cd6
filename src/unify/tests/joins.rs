//! One person in four systems: how they are found, and what a page says when one does not know them.

use crate::{
    people::{self, account, collab, email},
    stage::{Stage, health, of},
};
use connectors::crm::CrmContact;
use domain::{
    Source,
    SourceHealth::{Live, Missing},
};

#[tokio::test]
async fn a_partner_missing_in_one_system_is_told_what_to_do() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.network.partners.lock().unwrap().clear();
    stage.crm.contacts.lock().unwrap().clear();
    stage.sync().await;
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&page.sources, Source::Impact), Missing);
    assert_eq!(
        of(&page.sources, Source::Impact).note,
        "impact.com does not know ana@mail.example or the code ANA15. Ask your contact at Fjordwear to add you there."
    );
    assert_eq!(health(&page.sources, Source::Hubspot), Missing);
    assert_eq!(health(&page.sources, Source::Cc), Live);
    assert_eq!((page.network.value, page.contact.value, page.observed_rate.value), (None, None, None));
    let view = stage.earnings(&ana).await;
    assert_eq!(view.earned.now, None, "no account there is not the same as nothing earned");
    let home = stage.unify.home(&stage.channel, &ana).await.unwrap();
    assert_eq!(home.tasks[0].title, "Get an account in the network");
}

#[tokio::test]
async fn a_partner_whom_cc_does_not_know_still_has_a_page() {
    let stage = Stage::new().await;
    let ana = stage.signed_in("ana").await;
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&page.sources, Source::Cc), Missing);
    assert!(of(&page.sources, Source::Cc).note.starts_with("CreatorCommerce does not know ana@mail.example."));
    assert_eq!(page.name.value.as_deref(), Some("ana@mail.example"));
    assert_eq!(page.bio.value, None);
}

#[tokio::test]
async fn an_address_that_passed_to_another_creator_shows_nothing_of_theirs() {
    let stage = Stage::new().await;
    let ana = stage.signed_in("ana").await;
    let mut other = collab("zoe");
    other.summary.creator.email = Some(email("ana").parse().unwrap());
    stage.cc.add(other);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(health(&page.sources, Source::Cc), Missing);
    assert_eq!((page.bio.value, page.handle.value), (None, None));
}

#[tokio::test]
async fn a_partner_known_by_address_alone_is_found_by_it() {
    let stage = Stage::new().await;
    stage.cc.add(collab("ana"));
    let report = store::PartnerReport {
        email: Some(" ANA@Mail.Example ".parse().unwrap()),
        is_active: true,
        ..store::PartnerReport::default()
    };
    let ana = stage.store.record_partner(&stage.channel, &report).await.unwrap().unwrap();
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(page.name.value.as_deref(), Some("Ana Lind"));
    let row = stage.unify.partner(&stage.channel, &ana).await.unwrap();
    assert_eq!(row.cc_creator_id, Some(people::creator_id("ana")));
}

#[tokio::test]
async fn what_changes_in_cc_reaches_the_partner() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.unify.profile(&stage.channel, &ana).await.unwrap();
    stage.cc.change(|collabs| {
        let summary = &mut collabs[0].summary;
        summary.tier = Some("Platinum".into());
        summary.affiliate_code = Some("ANA20".parse().unwrap());
        summary.creator.handle = Some("ana-runs".into());
        collabs[0].bio = None;
    });
    stage.unify.retry(&stage.channel, Some(&ana), Source::Cc).await.unwrap();
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(page.tier.value.as_deref(), Some("Platinum"));
    assert_eq!(page.coupon.value.as_deref(), Some("ANA20"));
    assert_eq!(page.handle.value.as_deref(), Some("ana-runs"));
    assert_eq!(page.bio.value.as_deref(), Some(""), "known to be empty, not unknown");
}

#[tokio::test]
async fn network_accounts_are_joined_by_address_and_else_by_code() {
    let stage = Stage::new().await;
    let ana = stage.signed_in("ana").await;
    let ben = stage.signed_in("ben").await;
    stage.cc.add(collab("ana"));
    stage.cc.add(collab("ben"));
    let mut by_code = account("acc-2", "somebody-else");
    by_code.codes = vec!["OTHER".parse().unwrap(), "ben15".parse().unwrap()];
    *stage.network.partners.lock().unwrap() = vec![account("acc-1", "ana"), by_code];
    stage.sync().await;
    for (partner, id) in [(&ana, "acc-1"), (&ben, "acc-2")] {
        let page = stage.unify.profile(&stage.channel, partner).await.unwrap();
        assert_eq!(page.network.value.unwrap().id, id);
    }
}

#[tokio::test]
async fn a_second_account_of_the_same_partner_does_not_take_the_place_of_the_first() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    stage.network.partners.lock().unwrap().push(account("acc-second", "ana"));
    for _ in 0..2 {
        stage.sync().await;
        stage.later(3_600);
        let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
        assert_eq!(page.network.value.unwrap().id, "acc-ana");
    }
}

#[tokio::test]
async fn a_contact_without_an_owner_is_explained() {
    let stage = Stage::new().await;
    let ana = stage.partner("ana").await;
    let nobody = CrmContact { id: "7".into(), owner: None };
    stage.crm.contacts.lock().unwrap().insert(email("ana").parse().unwrap(), nobody);
    let page = stage.unify.profile(&stage.channel, &ana).await.unwrap();
    assert_eq!(page.contact.value, None);
    let note = &of(&page.sources, Source::Hubspot).note;
    assert_eq!(note, "Fjordwear has not named a contact for you in HubSpot yet.");
}

#[tokio::test]
async fn the_first_filling_finds_all_partners_and_names_their_tiers() {
    let stage = Stage::new().await;
    for name in ["ana", "ben", "cleo", "dana", "eve"] {
        let mut collab = collab(name);
        collab.summary.tier = None;
        stage.cc.add(collab);
    }
    stage.cc.tiers.lock().unwrap().push(connectors::co_branding::Tier {
        id: "64c000000000000000000001".into(),
        title: "Silver".into(),
        discount: None,
        is_default: true,
    });
    stage.sync().await;
    let query = domain::admin::PartnerQuery::default();
    let list = stage.unify.partners(&stage.channel, &query).await.unwrap();
    assert_eq!(list.total, 5);
    assert!(list.rows.iter().all(|row| row.tier == "Silver"));
}
