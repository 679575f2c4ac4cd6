//! Orders as they are brought: whose they are, what they bring, and what is refused.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod by_hand;
mod coupon_sites;
mod direct;
mod rewards;
mod shop_names;
mod world;

use connectors::storefront::StoreOrder;
use domain::{
    Clock, CommissionStatus, OrderStatus, RateBps, Timestamp,
    program::{Group, MemberStatus, Minimums, Origin, ProgramSettings, Rate},
    zone::parse_rfc3339,
};
use futures::future::join_all;
use program::{Asked, NewMember, NotTracked, Outcome, ProgramError, Who};
use std::{sync::Arc, time::Duration};
use store::PartnerReport;
use world::{World, asked, dollars};

#[tokio::test]
async fn an_order_brings_what_the_nearest_terms_say() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    assert_eq!(world.earned(asked("ana15", "1")).await, dollars(1_000));
    let gold = Group {
        id: domain::GroupId::new(world.clock.as_ref()),
        name: "Gold".into(),
        rate: Some(Rate::Percentage(RateBps(1_500))),
        hold_days: Some(0),
        minimums: Minimums::default(),
        moves_at: None,
    };
    world.store.put_group(&world.channel, &gold).await.unwrap();
    world.edit(&ana, |member| member.group_id = Some(gold.id.clone())).await;
    assert!(
        matches!(world.track(asked("ANA15", "2")).await.unwrap(), Outcome::New(it) if it.amount == dollars(1_500) && it.status == CommissionStatus::Approved)
    );
    world.edit(&ana, |member| member.rate = Some(Rate::Fixed(dollars(500)))).await;
    assert_eq!(world.earned(asked("ana15", "3")).await, dollars(500));
    let said = Asked { commission: Some(dollars(4_200)), ..asked("ana15", "4") };
    assert_eq!(world.earned(said.clone()).await, dollars(4_200));
    world.edit(&ana, |member| member.ignores_product_rates = true).await;
    assert_eq!(world.earned(Asked { order_id: "5".into(), ..said }).await, dollars(500));
    world.proven().await;
}

#[tokio::test]
async fn who_is_not_known_or_not_approved_earns_nothing_and_that_is_no_error() {
    let world = World::new().await;
    let ben = world.member("ben", false).await;
    let nothing = |why| Outcome::Nothing(why);
    assert_eq!(world.track(asked("nobody", "1")).await.unwrap(), nothing(NotTracked::UnknownCode));
    assert_eq!(world.track(asked("ben15", "1")).await.unwrap(), nothing(NotTracked::NotApproved));
    for status in [MemberStatus::Rejected, MemberStatus::Disabled] {
        world.edit(&ben, |member| member.status = status).await;
        assert_eq!(world.track(asked("ben15", "1")).await.unwrap(), nothing(NotTracked::NotApproved));
    }
    world.edit(&ben, |member| member.status = MemberStatus::Approved).await;
    assert_eq!(world.earned(asked("ben15", "1")).await, dollars(1_000));
    let fresh = world.program.rotate_code(&world.channel, &ben, None).await.unwrap();
    assert_eq!(world.earned(asked("ben15", "2")).await, dollars(1_000), "former codes go on counting");
    assert_eq!(world.earned(asked(fresh.as_str(), "3")).await, dollars(1_000));
    let strict = ProgramSettings { old_codes_count: false, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    assert_eq!(world.track(asked("ben15", "4")).await.unwrap(), nothing(NotTracked::FormerCode));
    world.proven().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_that_counts_once_is_replaced_by_another_one() {
    let world = Arc::new(World::new().await);
    let ana = world.member("ana", true).await;
    let once = ProgramSettings { codes_count_once: true, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &once).await.unwrap();
    let code = async || world.store.partner(&world.channel, &ana).await.unwrap().unwrap().affiliate_code.unwrap();
    // Twenty buyers at once, all with the code that leaked.
    let tasks = (0..20).map(|number| {
        let world = world.clone();
        tokio::spawn(async move { world.track(asked("ana15", &number.to_string())).await.unwrap() })
    });
    let done: Vec<Outcome> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    let new: Vec<usize> = (0..20).filter(|number| matches!(done[*number], Outcome::New(_))).collect();
    assert_eq!(new.len(), 1, "{done:?}");
    assert_eq!(done.iter().filter(|it| **it == Outcome::Nothing(NotTracked::UsedCode)).count(), 19);
    let again = world.track(asked("ana15", &new[0].to_string())).await.unwrap();
    assert!(matches!(again, Outcome::Known(_)), "the same order is known, not refused: {again:?}");
    let second = code().await;
    assert!(second.as_str() != "ANA15" && second.as_str().len() == 9);
    // Many at once, each with the present code: in one transaction too it counts for the first alone.
    let batch = ["a", "b"].map(|id| asked(second.as_str(), id)).to_vec();
    let done = world.program.track_all(&world.channel, batch).await.unwrap();
    assert!(matches!(done[0], Ok(Outcome::New(_))) && matches!(done[1], Ok(Outcome::Nothing(NotTracked::UsedCode))));
    assert_ne!(code().await, second);
    let codes = world.store.codes_of(&world.channel, &ana).await.unwrap();
    let standing: Vec<_> = codes.iter().map(|it| (it.is_current, it.is_used)).collect();
    assert_eq!(standing, [(true, false), (false, true), (false, true)]);
    // A file holds orders of times when codes counted as they did then.
    let old = Asked { origin: Origin::Import, ..asked("ana15", "old") };
    assert!(matches!(world.track(old).await.unwrap(), Outcome::New(_)));
    assert_eq!(world.program.renew_codes(&world.channel, None).await.unwrap(), 0, "everybody has one");
    world.store.put_program_settings(&world.channel, &ProgramSettings::default()).await.unwrap();
    assert_eq!(world.earned(asked("ana15", "d")).await, dollars(1_000), "without the setting codes count as ever");
    world.proven().await;
}

#[tokio::test]
async fn a_repeat_is_one_whatever_became_of_its_code_and_partner() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana", true).await, world.member("ben", true).await);
    let strict = ProgramSettings { codes_count_once: true, old_codes_count: false, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    for code in ["ana15", "ben15"] {
        world.earned(asked(code, &format!("{code}-1"))).await;
    }
    world.edit(&ben, |member| member.status = MemberStatus::Disabled).await;
    for code in ["ana15", "ben15"] {
        let again = world.track(asked(code, &format!("#{code}-1"))).await.unwrap();
        assert!(matches!(&again, Outcome::Known(it) if it.amount == dollars(1_000)), "{code}: {again:?}");
    }
    let batch = ["ana15-1", "ana15-2", "ben15-1"].map(|id| asked(&id[..5], id));
    let done = world.program.track_all(&world.channel, batch.into()).await.unwrap();
    let done: Vec<Outcome> = done.into_iter().map(Result::unwrap).collect();
    assert!(matches!(done[0], Outcome::Known(_)) && matches!(done[2], Outcome::Known(_)), "{done:?}");
    assert_eq!(done[1], Outcome::Nothing(NotTracked::FormerCode));
    let fresh = world.store.partner(&world.channel, &ana).await.unwrap().unwrap().affiliate_code.unwrap();
    assert_ne!(fresh.as_str(), "ANA15");
    world.proven().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_orders_at_once_are_each_written_once() {
    let world = Arc::new(World::new().await);
    world.member("ana", true).await;
    let tasks = (0..200).map(|number| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.track(asked("ana15", &format!("o{}", number % 100))).await.unwrap() })
    });
    let done: Vec<Outcome> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|it| matches!(it, Outcome::New(_))).count(), 100);
    assert_eq!(done.iter().filter(|it| matches!(it, Outcome::Known(_))).count(), 100);
    world.proven().await;
}

#[tokio::test]
async fn what_no_order_can_be_is_named_and_spoils_no_other() {
    let world = World::new().await;
    world.member("ana", true).await;
    let good = || asked("ana15", "good");
    let ahead: Timestamp = parse_rfc3339("2026-11-23T15:00:01Z").unwrap();
    for (field, bad) in [
        ("order_id", Asked { order_id: " # ".into(), ..good() }),
        ("order_id", Asked { order_id: "x".repeat(201), ..good() }),
        ("total_amount", Asked { total: dollars(-1), ..good() }),
        ("total_amount", Asked { total: dollars(i64::MAX), ..good() }),
        ("commission", Asked { commission: Some(dollars(-1)), ..good() }),
        ("timestamp", Asked { placed_at: Some(ahead), ..good() }),
        ("notes", Asked { notes: "x".repeat(4_001), ..good() }),
    ] {
        let fault = world.track(bad.clone()).await.unwrap_err();
        assert!(matches!(fault, ProgramError::Invalid { field: named, .. } if named == field), "{field}: {fault}");
        let both = world.program.track_all(&world.channel, vec![bad, good()]).await.unwrap();
        assert!(both[0].is_err() && both[1].is_ok());
    }
    let none = Asked { total: dollars(0), ..asked("ana15", "nothing") };
    assert_eq!(world.earned(none).await, dollars(0));
    world.proven().await;
}

#[tokio::test]
async fn codes_are_nobody_elses() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let taken = NewMember {
        first_name: "Ben".into(),
        last_name: String::new(),
        email: "ben@fern.example".parse().unwrap(),
        code: Some("ANA15".parse().unwrap()),
        is_approved: true,
    };
    assert!(matches!(
        world.program.add_member(&world.channel, &taken).await,
        Err(ProgramError::Invalid { field: "code", .. })
    ));
    let twice = NewMember { email: "ana@fern.example".parse().unwrap(), code: None, ..taken.clone() };
    assert!(matches!(world.program.add_member(&world.channel, &twice).await, Err(ProgramError::Conflict(_))));
    let made = world.program.add_member(&world.channel, &NewMember { code: None, ..taken }).await.unwrap();
    let code = world.store.partner(&world.channel, &made).await.unwrap().unwrap().affiliate_code.unwrap();
    assert_eq!(code.as_str().len(), 9);
    let rotated = world.program.rotate_code(&world.channel, &ana, Some(code)).await;
    assert!(matches!(rotated, Err(ProgramError::Invalid { field: "code", .. })));
}

#[tokio::test]
async fn an_order_of_the_shop_counts_only_if_its_partner_was_approved_when_it_was_placed() {
    let world = World::new().await;
    let ana = world.member("ana", false).await;
    let who = Who { account: "admin:a".into(), address: None };
    let hear = async |id: &str, placed_at: Timestamp| {
        let order = StoreOrder {
            id: id.into(),
            name: format!("#{id}"),
            creator_id: None,
            coupons: vec!["ANA15".parse().unwrap()],
            buyer: None,
            notes: String::new(),
            placed_at,
            changed_at: world.clock.now(),
            status: OrderStatus::Paid,
            is_test: false,
            subtotal: dollars(10_000),
            total: dollars(10_800),
            refunds: Vec::new(),
        };
        world.program.hear_order(&world.channel, &order).await.unwrap();
        let known = world.store.tracked_orders(&world.channel, &[id]).await.unwrap();
        known[0].is_some()
    };
    let before = world.clock.now();
    assert!(!hear("1", before).await);
    world.clock.advance(Duration::from_hours(1));
    world.program.set_standing(&world.channel, &ana, MemberStatus::Approved, "", &who).await.unwrap();
    assert!(!hear("1", before).await, "what becomes of it later changes nothing");
    let while_approved = world.clock.now();
    assert!(hear("2", while_approved).await);
    world.clock.advance(Duration::from_hours(1));
    world.program.set_standing(&world.channel, &ana, MemberStatus::Disabled, "A pause", &who).await.unwrap();
    let while_disabled = world.clock.now();
    assert!(!hear("3", while_disabled).await);
    world.clock.advance(Duration::from_hours(1));
    world.program.set_standing(&world.channel, &ana, MemberStatus::Approved, "", &who).await.unwrap();
    assert!(!hear("3", while_disabled).await);
    assert!(hear("2", while_approved).await, "what counted goes on counting");
    assert!(hear("4", world.clock.now()).await);
    let member = world.store.member(&world.channel, &ana).await.unwrap().unwrap();
    assert_eq!(member.approved_at, Some(world.clock.now()));
    world.proven().await;
}

#[tokio::test]
async fn whom_cc_switched_off_is_not_switched_on_by_being_entered() {
    let world = World::new().await;
    let report = PartnerReport {
        cc_creator_id: Some("creator-ana".into()),
        email: Some("ana@fern.example".parse().unwrap()),
        is_active: false,
        ..PartnerReport::default()
    };
    let known = world.store.record_partner(&world.channel, &report).await.unwrap().unwrap();
    assert_eq!(world.member("ana", true).await, known);
    assert!(!world.store.partner(&world.channel, &known).await.unwrap().unwrap().is_active);
    let ben = world.member("ben", true).await;
    assert!(world.store.partner(&world.channel, &ben).await.unwrap().unwrap().is_active, "who is new may come in");
}
