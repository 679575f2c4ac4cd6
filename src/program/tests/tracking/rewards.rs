//! What partners get by themselves for what they bring: better groups, and bonuses.

use crate::world::{World, asked, dollars, milestone};
use domain::{
    CommissionStatus, Currency, MilestoneId, Money, RateBps,
    payout::PayoutAccount,
    program::{CommissionQuery, Goal, Group, Milestone, Minimums, ProgramSettings, Rate, Window},
};
use program::{Asked, Decision, Outcome, ProgramError, Who};
use std::time::Duration;

#[tokio::test]
async fn who_brings_enough_moves_up_and_nobody_is_moved_down() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let group = |number: u8, at: Option<i64>| Group {
        id: domain::GroupId::from_parts(1, [number; 10]),
        name: format!("Group {number}"),
        rate: None,
        hold_days: None,
        minimums: Minimums::default(),
        moves_at: at.map(dollars),
    };
    let (silver, gold, closed) = (group(1, Some(20_000)), group(2, Some(50_000)), group(3, None));
    for it in [&silver, &gold, &closed] {
        world.store.put_group(&world.channel, it).await.unwrap();
    }
    let of = async || world.store.member(&world.channel, &ana).await.unwrap().unwrap().group_id;
    world.earned(asked("ana15", "1")).await;
    assert_eq!(world.program.move_tiers(&world.channel).await.unwrap(), 0);
    world.earned(asked("ana15", "2")).await;
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (1, Some(silver.id)));
    for order in ["3", "4", "5"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (1, Some(gold.id.clone())));
    world.clock.advance(Duration::from_hours(24 * 200));
    assert_eq!((world.program.move_tiers(&world.channel).await.unwrap(), of().await), (0, Some(gold.id)));
}

#[tokio::test]
async fn a_machine_leaves_alone_who_was_put_into_a_group_of_the_teams() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let group = |number: u8, name: &str, bps, at: Option<i64>| Group {
        id: domain::GroupId::from_parts(1, [number; 10]),
        name: name.into(),
        rate: Some(Rate::Percentage(RateBps(bps))),
        hold_days: None,
        minimums: Minimums::default(),
        moves_at: at.map(dollars),
    };
    let (vip, silver) = (group(1, "VIP", 3_000, None), group(2, "Silver", 1_200, Some(10_000)));
    for it in [&vip, &silver] {
        world.store.put_group(&world.channel, it).await.unwrap();
    }
    world.edit(&ana, |member| member.group_id = Some(vip.id.clone())).await;
    assert_eq!(world.earned(asked("ana15", "1")).await, dollars(3_000));
    assert_eq!(world.program.move_tiers(&world.channel).await.unwrap(), 0);
    assert_eq!(world.store.member(&world.channel, &ana).await.unwrap().unwrap().group_id, Some(vip.id));
    // Nor does it bring anybody to where an order brings less.
    let ben = world.member("ben", true).await;
    let frugal = ProgramSettings { rate: Rate::Percentage(RateBps(1_500)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &frugal).await.unwrap();
    world.earned(asked("ben15", "2")).await;
    assert_eq!(world.program.move_tiers(&world.channel).await.unwrap(), 0);
    world.store.put_program_settings(&world.channel, &ProgramSettings::default()).await.unwrap();
    assert_eq!(world.program.move_tiers(&world.channel).await.unwrap(), 1);
    assert_eq!(world.store.member(&world.channel, &ben).await.unwrap().unwrap().group_id, Some(silver.id));
}

#[tokio::test]
async fn an_account_that_is_given_while_partners_move_up_is_kept() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    let silver = Group {
        id: domain::GroupId::from_parts(1, [1; 10]),
        name: "Silver".into(),
        rate: None,
        hold_days: None,
        minimums: Minimums::default(),
        moves_at: Some(dollars(10_000)),
    };
    world.store.put_group(&world.channel, &silver).await.unwrap();
    world.earned(asked("ana15", "1")).await;
    let account = PayoutAccount::Paypal { email: "ana@pay.example".parse().unwrap() };
    let (moved, kept) = tokio::join!(
        world.program.move_tiers(&world.channel),
        world.program.set_payout_account(&world.channel, &ana, &account)
    );
    assert_eq!(moved.unwrap(), 1);
    kept.unwrap();
    let member = world.store.member(&world.channel, &ana).await.unwrap().unwrap();
    assert_eq!((member.group_id, member.payout.shown), (Some(silver.id), account.shown()));
    let trail = world.store.audit_trail(&world.channel, 9).await.unwrap();
    assert_eq!(trail.iter().filter(|it| it.action == "member.moved").count(), 1);
}

#[tokio::test]
async fn orders_that_a_person_has_to_look_at_reach_no_goal_before() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.promise("Two orders", Goal::Conversions(2), Window::Month, 5_000).await;
    world.earned(asked("ana15", "1")).await;
    let mut own = asked("ana15", "own");
    own.customer.as_mut().unwrap().email = "ana@fern.example".parse().unwrap();
    let Outcome::New(own) = world.track(own).await.unwrap() else { unreachable!() };
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.proven().await;
    world.program.decide(&world.channel, &[own.commission_id], Decision::Approve, "admin:a", "").await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 1);
    assert_eq!(world.dollars_of(&ana).await, [6_000, 1_000]);
    world.proven().await;
}

#[tokio::test]
async fn a_bonus_that_was_taken_back_is_given_again_to_who_reaches_the_goal_after_all() {
    let world = World::new().await;
    let ana = world.member("ana", true).await;
    world.promise("Two orders", Goal::Conversions(2), Window::Month, 5_000).await;
    for order in ["1", "2"] {
        world.earned(asked("ana15", order)).await;
    }
    let mut number = 2;
    for _ in 0..2 {
        assert_eq!(world.program.reward(&world.channel).await.unwrap(), 1);
        world.program.give_back(&world.channel, &number.to_string(), "r", dollars(10_000)).await.unwrap();
        assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0, "missed after all");
        assert_eq!(world.dollars_of(&ana).await, [1_000, 0]);
        number += 1;
        world.earned(asked("ana15", &number.to_string())).await;
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 1);
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0, "once");
    assert_eq!(world.dollars_of(&ana).await, [7_000, 0]);
    // What a person turns down stays so.
    let query = CommissionQuery { status: Some(CommissionStatus::Pending), ..CommissionQuery::default() };
    let page = world.program.commissions(&world.channel, &query).await.unwrap();
    let bonus = page.rows.iter().find(|row| row.title == "Two orders").unwrap().id.clone();
    world.program.decide(&world.channel, &[bonus], Decision::Reject, "admin:a", "A mistake").await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.proven().await;
}

#[tokio::test]
async fn a_goal_that_is_reached_brings_its_bonus_once_in_its_days() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana", true).await, world.member("ben", true).await);
    world.edit(&ana, |member| member.hold_days = Some(7)).await;
    world.promise("Three orders", Goal::Conversions(3), Window::Month, 5_000).await;
    world.promise("Five hundred", Goal::Sales(dollars(50_000)), Window::Ever, 2_000).await;
    for order in ["1", "2"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.earned(Asked { total: Money::new(90_000, Currency::EUR), ..asked("ana15", "3") }).await;
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 1);
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ana).await, [7_000, 0], "two orders and the bonus are held");
    let told: Vec<_> = world.program.progress(&world.channel, &ana).await.unwrap();
    assert_eq!(told.iter().map(|it| (it.brought, it.percent())).collect::<Vec<_>>(), [(20_000, 40), (3, 100)]);
    assert!(world.program.progress(&world.channel, &ben).await.unwrap().iter().all(|it| it.brought == 0));

    world.clock.advance(Duration::from_hours(24 * 10));
    world.program.free_held(&world.channel).await.unwrap();
    assert_eq!(world.dollars_of(&ana).await, [0, 7_000]);
    for order in ["4", "5", "6"] {
        world.earned(asked("ana15", order)).await;
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 2, "a new month, and $500 in all");
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    world.proven().await;
}

#[tokio::test]
async fn a_goal_that_is_missed_after_all_brings_nothing_and_an_ended_promise_is_kept() {
    let world = World::new().await;
    let (ana, ben) = (world.member("ana", true).await, world.member("ben", true).await);
    let milestone = world.promise("Two orders", Goal::Conversions(2), Window::Quarter, 5_000).await;
    for code in ["ana15", "ben15"] {
        for order in ["1", "2"] {
            world.earned(asked(code, &format!("{code}-{order}"))).await;
        }
    }
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 2);
    world.program.give_back(&world.channel, "ana15-2", "r1", dollars(10_000)).await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ana).await, [1_000, 0]);
    assert_eq!(world.dollars_of(&ben).await, [7_000, 0]);
    let who = Who { account: "admin:one".into(), address: None };
    world.program.end_milestone(&world.channel, &milestone, &who).await.unwrap();
    world.program.give_back(&world.channel, "ben15-2", "r2", dollars(10_000)).await.unwrap();
    assert_eq!(world.program.reward(&world.channel).await.unwrap(), 0);
    assert_eq!(world.dollars_of(&ben).await, [6_000, 0], "what was promised is kept");
    let again = world.program.end_milestone(&world.channel, &milestone, &who).await;
    assert!(matches!(again, Err(ProgramError::NotFound)));
    world.proven().await;
}

#[tokio::test]
async fn what_no_milestone_can_be_is_named() {
    let world = World::new().await;
    let who = Who { account: "admin:one".into(), address: None };
    let good = milestone(&world, "Two orders", Goal::Conversions(2), Window::Ever, 5_000);
    world.program.add_milestone(&world.channel, &good, &who).await.unwrap();
    for (field, bad) in [
        ("name", Milestone { id: MilestoneId::new(world.clock.as_ref()), name: " two ORDERS ".into(), ..good.clone() }),
        ("name", Milestone { name: " ".into(), ..good.clone() }),
        ("name", Milestone { name: "x".repeat(61), ..good.clone() }),
        ("bonus", Milestone { bonus: dollars(0), ..good.clone() }),
        ("goal", Milestone { goal: Goal::Conversions(0), ..good.clone() }),
        ("goal", Milestone { goal: Goal::Sales(dollars(-1)), ..good.clone() }),
    ] {
        match world.program.add_milestone(&world.channel, &bad, &who).await {
            Err(ProgramError::Invalid { field: named, .. }) => assert_eq!(named, field),
            other => unreachable!("{other:?}"),
        }
    }
    assert_eq!(world.store.milestones(&world.channel).await.unwrap(), [good]);
}
