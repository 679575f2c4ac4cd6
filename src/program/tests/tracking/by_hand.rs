//! What the team decides, gives and corrects.

use crate::world::{World, asked, dollars};
use domain::{
    CommissionId, CommissionStatus, Currency, PartnerId, PayoutRunId,
    payout::PayoutMethod,
    program::{CustomerFacts, CustomerQuery, MemberStatus},
};
use program::{AskedRefund, ByHand, Confirmed, ConfirmedItem, Decision, Outcome, ProgramError, Who};
use std::time::Duration;
use store::Changed;

#[tokio::test]
async fn a_partner_who_buys_from_themselves_waits_for_a_person() {
    let world = World::new().await;
    world.member("ana", true).await;
    let mut own = asked("ana15", "1");
    own.customer.as_mut().unwrap().email = "ana+gift@fern.example".parse().unwrap();
    let Outcome::New(order) = world.track(own).await.unwrap() else { unreachable!() };
    world.clock.advance(Duration::from_hours(24 * 100));
    assert_eq!(world.program.free_held(&world.channel).await.unwrap(), 0);
    let reasonless = world
        .program
        .decide(&world.channel, std::slice::from_ref(&order.commission_id), Decision::Fraud, "admin:a", " ")
        .await;
    assert!(matches!(reasonless, Err(ProgramError::Invalid { field: "reason", .. })));
    world.program.decide(&world.channel, &[order.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
    world.proven().await;
}

#[tokio::test]
async fn only_what_was_marked_as_paid_is_unpaid_again() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let mut ids = Vec::new();
    for order in ["held", "fraud", "paid", "free"] {
        let Outcome::New(order) = world.track(asked("ana15", order)).await.unwrap() else { unreachable!() };
        ids.push(order.commission_id);
    }
    let decide = async |ids: &[CommissionId], decision| {
        world.program.decide(&world.channel, ids, decision, "admin:a", "Looked at").await.unwrap()
    };
    decide(&ids[1..2], Decision::Fraud).await;
    decide(&ids[2..3], Decision::MarkPaid).await;
    decide(&ids[3..4], Decision::Approve).await;
    assert_eq!(world.dollars_of(&ana).await, [1_000, 1_000]);
    assert_eq!(decide(&ids[2..3], Decision::Approve).await, [Changed::NotFrom(CommissionStatus::Paid)]);
    let done = decide(&ids, Decision::MarkUnpaid).await;
    let fraud = Changed::NotFrom(CommissionStatus::Fraud);
    assert_eq!(done, [Changed::Already, fraud, Changed::Done, Changed::Already]);
    assert_eq!(world.dollars_of(&ana).await, [2_000, 1_000], "in its holding period it is held again");
    decide(&ids[2..3], Decision::MarkPaid).await;
    world.clock.advance(Duration::from_hours(24 * 31));
    assert_eq!(decide(&ids[2..3], Decision::MarkUnpaid).await, [Changed::Done]);
    assert_eq!(world.dollars_of(&ana).await, [1_000, 2_000], "and due when that is over");
    world.proven().await;
}

#[tokio::test]
async fn refunds_and_gifts_by_hand_happen_once() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let Outcome::New(order) = world.track(asked("ana15", "#7")).await.unwrap() else { unreachable!() };
    let back = |id: &'static str, cents| {
        let (program, channel) = (world.program.clone(), world.channel.clone());
        async move { program.give_back(&channel, "#7", id, dollars(cents)).await }
    };
    assert!(back("r1", 5_000).await.unwrap());
    assert!(!back("r1", 5_000).await.unwrap());
    for cents in [0, -1, 5_001] {
        assert!(matches!(back("r2", cents).await, Err(ProgramError::Invalid { field: "amount", .. })));
    }
    let unknown = world.program.give_back(&world.channel, "8", "r1", dollars(1)).await;
    assert!(matches!(unknown, Err(ProgramError::NotFound)));
    let who = Who { account: "admin:a".into(), address: None };
    let form = AskedRefund { key: "k1".into(), amount: dollars(1_000), reason: "Broken".into() };
    for is_new in [true, false] {
        let done = world.program.refund(&world.channel, &order.commission_id, &form, &who).await.unwrap();
        assert_eq!(done, is_new);
    }
    let trail = world.store.audit_trail(&world.channel, 9).await.unwrap();
    let noted: Vec<_> = trail.iter().filter(|it| it.action == "order.refunded").collect();
    assert!(noted.len() == 1 && noted[0].after.as_ref().unwrap().contains("Broken"), "{noted:?}");
    let gift = ByHand { partner: ana.clone(), key: "k1".into(), amount: dollars(2_000), reason: "Thanks".into() };
    let first = world.program.adjust(&world.channel, &gift, "admin:a").await.unwrap();
    let again = world.program.adjust(&world.channel, &gift, "admin:a").await.unwrap();
    assert_eq!((first.0, first.1, again.1), (again.0, true, false));
    let balances = world.store.balances(&world.channel, &ana).await.unwrap();
    assert_eq!((balances[0].held, balances[0].payable), (400, 2_000));
    world.proven().await;
}

#[tokio::test]
async fn a_customer_is_corrected_and_forgotten_and_what_they_brought_stays() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let who = Who { account: "admin:a".into(), address: None };
    world.earned(asked("ana15", "1")).await;
    let (program, channel) = (&world.program, &world.channel);
    let customers = async || program.customers(channel, &CustomerQuery::default()).await.unwrap().rows;
    let lin = customers().await.remove(0);
    let facts = |email: &str, metadata: Option<&str>| CustomerFacts {
        email: email.parse().unwrap(),
        name: Some("Lin".into()),
        external_id: None,
        metadata: metadata.map(str::to_owned),
    };
    for metadata in ["[]", "{", "7"] {
        let refused = program.change_customer(channel, &lin.id, &facts("lin@example.com", Some(metadata)), &who).await;
        assert!(matches!(refused, Err(ProgramError::Invalid { field: "metadata", .. })), "{refused:?}");
    }
    let new = facts("lin.new@example.com", Some(r#"{"vip":true}"#));
    program.change_customer(channel, &lin.id, &new, &who).await.unwrap();
    let changed = program.customer(channel, &lin.id).await.unwrap();
    assert_eq!((changed.email.as_str(), changed.name.as_str()), ("lin.new@example.com", "Lin"));
    assert_eq!(changed.metadata.as_deref(), Some(r#"{"vip":true}"#));
    // Their old e-mail is somebody else's now, and cannot be taken back from them.
    world.earned(asked("ana15", "2")).await;
    let taken = program.change_customer(channel, &lin.id, &facts(&lin.email, None), &who).await;
    assert!(matches!(taken, Err(ProgramError::Invalid { field: "email", .. })), "{taken:?}");
    let before = world.store.balances(channel, &ana).await.unwrap();
    for customer in customers().await {
        program.delete_customer(channel, &customer.id, &who).await.unwrap();
        let again = program.delete_customer(channel, &customer.id, &who).await;
        assert!(matches!(again, Err(ProgramError::NotFound)));
    }
    assert!(customers().await.is_empty());
    assert_eq!(world.store.balances(channel, &ana).await.unwrap(), before);
    let trail = format!("{:?}", world.store.audit_trail(channel, 20).await.unwrap());
    assert!(
        trail.contains("customer.deleted") && !trail.contains("lin.new@"),
        "the trail outlives the person: {trail}"
    );
    // They come back with their next order.
    world.earned(asked("ana15", "3")).await;
    assert_eq!(customers().await.len(), 1);
    world.proven().await;
}

#[tokio::test]
async fn more_than_a_thousand_at_once_are_refused_in_a_sentence() {
    let world = World::new().await;
    let (channel, clock) = (&world.channel, world.clock.as_ref());
    let commissions: Vec<CommissionId> = (0..=1_000).map(|_| CommissionId::new(clock)).collect();
    let partners: Vec<PartnerId> = (0..=1_000).map(|_| PartnerId::new(clock)).collect();
    let who = Who { account: "admin:a".into(), address: None };
    let (program, reason) = (&world.program, "Looked at");
    let item = |partner: &PartnerId| ConfirmedItem {
        partner_id: partner.clone(),
        amount: 100,
        account_mark: String::new(),
        transaction_id: None,
    };
    let payout = |partners: &[PartnerId]| Confirmed {
        id: PayoutRunId::new(clock),
        method: PayoutMethod::Manual,
        currency: Currency::USD,
        cut_off: world.store.clock().now(),
        items: partners.iter().map(item).collect(),
        notes: String::new(),
        paid_by: Some(PayoutMethod::Manual),
    };
    let refused = [
        program.decide(channel, &commissions, Decision::Approve, "admin:a", reason).await.err(),
        program.decide(channel, &commissions, Decision::Reject, "admin:a", reason).await.err(),
        program.decide_applications(channel, &partners, true, "", &who).await.err(),
        program.decide_members(channel, &partners, MemberStatus::Approved, "", &who).await.err(),
        program.confirm(channel, &payout(&partners), "admin:a").await.err(),
    ];
    let said: Vec<String> = refused
        .into_iter()
        .map(|fault| match fault {
            Some(ProgramError::Invalid { message, .. }) => message,
            other => unreachable!("{other:?}"),
        })
        .collect();
    let wanted = ["at most 1,000 commissions", "at most 1,000 commissions", "at most 1,000 applications"];
    let wanted = wanted.into_iter().chain(["at most 1,000 partners", "1 to 1,000 partners"]);
    assert_eq!(said, wanted.map(|text| format!("choose {text}")).collect::<Vec<_>>());
    // One less is looked at.
    let known = program.decide(channel, &commissions[1..], Decision::Approve, "admin:a", "").await.unwrap();
    assert!(known.iter().all(|it| *it == Changed::Unknown));
    let outside = program.decide_members(channel, &partners[1..], MemberStatus::Approved, "", &who).await.unwrap();
    assert_eq!(outside.outside.len(), 1_000);
    let left = program.decide_applications(channel, &partners[1..], true, "", &who).await.unwrap();
    assert_eq!(left.left.len(), 1_000);
    let nobody = program.confirm(channel, &payout(&partners[1..]), "admin:a").await;
    assert!(matches!(nobody, Err(ProgramError::Conflict(_))), "{nobody:?}");
}
