//! Who would be paid and why somebody would not, and what of it holds when it is confirmed.

use crate::world::{LEASE, World, account, item, payer, usd};
use domain::{
    Currency, Money, PartnerId,
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::ProgramSettings,
};
use program::{Changed, NotYet, Payer, ProgramError, Verdict};

#[tokio::test]
async fn the_plan_says_why_somebody_is_not_paid() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let ben = world.owed("ben", account("stripe", "ben"), 12).await;
    let iban = PayoutAccount::Sepa { name: "Cem".into(), iban: "DE89370400440532013000".parse().unwrap(), bic: None };
    let cem = world.owed("cem", iban, 12).await;
    let plan = async |method| {
        world.program.plan(&world.channel, method, Currency::USD, world.now().plus(LEASE)).await.unwrap()
    };
    let verdict = |plan: &program::Plan, partner: &PartnerId| {
        plan.lines.iter().find(|line| line.partner_id == *partner).unwrap().verdict
    };
    let by_paypal = plan(PayoutMethod::Paypal).await;
    assert_eq!(verdict(&by_paypal, &ana), Verdict::Payable);
    assert_eq!(verdict(&by_paypal, &ben), Verdict::OtherMethod(PayoutMethod::Stripe));
    assert_eq!(by_paypal.payable(Currency::USD), usd(1_200));
    assert_eq!(verdict(&plan(PayoutMethod::Bank).await, &cem), Verdict::OtherCurrency);
    assert_eq!(plan(PayoutMethod::Manual).await.payable(Currency::USD), usd(3_600));
    let strict = ProgramSettings { minimums: [usd(5_000)].into_iter().collect(), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &strict).await.unwrap();
    assert_eq!(verdict(&plan(PayoutMethod::Paypal).await, &ana), Verdict::BelowMinimum(usd(5_000)));
    // Euros have a minimum of their own, or none.
    let dan = world.owed_in("dan", account("paypal", "dan"), Currency::EUR, 12).await;
    let in_euros = async || {
        let until = world.now().plus(LEASE);
        let plan = world.program.plan(&world.channel, PayoutMethod::Paypal, Currency::EUR, until).await.unwrap();
        (verdict(&plan, &dan), plan.is_unbounded)
    };
    assert_eq!(in_euros().await, (Verdict::Payable, true));
    let euros = Money::new(4_500, Currency::EUR);
    let both = ProgramSettings { minimums: [usd(5_000), euros].into_iter().collect(), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &both).await.unwrap();
    assert_eq!(in_euros().await, (Verdict::BelowMinimum(euros), false));
    let refused = world.confirm(&world.confirmed(PayoutMethod::Paypal, &[(&ana, 12)])).await;
    assert!(matches!(refused, Err(ProgramError::Conflict(_))));
}

#[tokio::test]
async fn above_a_limit_a_second_member_of_the_team_has_to_agree() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 500).await;
    let careful = ProgramSettings { approval_above: Some(usd(10_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 500)]);
    world.confirm(&run).await.unwrap();
    assert_eq!(world.program.see_to_runs(&world.channel).await.unwrap(), 0);
    assert!(world.program.approve_run(&world.channel, &run.id, "admin:a").await.is_err());
    world.program.approve_run(&world.channel, &run.id, "admin:b").await.unwrap();
    world.settle(&run).await;
    assert_eq!(world.statuses(&run).await, [PayoutStatus::Paid]);
    world.proven().await;
}

#[tokio::test]
async fn many_small_runs_of_one_person_need_approval_like_a_large_one() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 60).await;
    let ben = world.owed("ben", account("paypal", "ben"), 60).await;
    let careful = ProgramSettings { approval_above: Some(usd(10_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let first = world.confirmed(PayoutMethod::Paypal, &[(&ana, 60)]);
    world.confirm(&first).await.unwrap();
    let second = world.confirmed(PayoutMethod::Paypal, &[(&ben, 60)]);
    world.confirm(&second).await.unwrap();
    assert_eq!(world.statuses(&second).await, [PayoutStatus::AwaitingApproval], "120 dollars of one person");
    world.program.approve_run(&world.channel, &second.id, "admin:b").await.unwrap();
    world.settle(&first).await;
    world.settle(&second).await;
    let eve = world.owed("eve", account("paypal", "eve"), 30).await;
    let third = world.confirmed(PayoutMethod::Paypal, &[(&eve, 30)]);
    world.confirm(&third).await.unwrap();
    assert_eq!(world.statuses(&third).await, [PayoutStatus::Scheduled], "what was approved does not count");
    world.proven().await;
}

#[tokio::test]
async fn an_account_that_was_changed_after_the_plan_is_not_paid_unseen() {
    let world = World::new().await;
    let (ana, ben) =
        (world.owed("ana", account("paypal", "ana"), 12).await, world.owed("ben", account("paypal", "ben"), 30).await);
    let mut run = world.confirmed(PayoutMethod::Paypal, &[]);
    let plan = world.program.plan(&world.channel, run.method, run.currency, run.cut_off).await.unwrap();
    run.items = plan.lines.iter().map(program::Due::confirmed).collect();
    // It looks the same: a first letter and a host.
    world.program.set_payout_account(&world.channel, &ana, &account("paypal", "adversary")).await.unwrap();
    let left_out = world.program.confirm(&world.channel, &run, "admin:a").await.unwrap();
    assert_eq!(left_out, [(ana.clone(), Changed::Account)]);
    world.settle(&run).await;
    assert_eq!((world.balance(&ana).await, world.balance(&ben).await), ([1_200, 0, 0], [0, 0, 3_000]));
    world.proven().await;
}

#[tokio::test]
async fn a_partner_who_stands_twice_is_refused() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 12), (&ana, 12)]);
    assert!(matches!(world.confirm(&run).await, Err(ProgramError::Invalid { field: "partners", .. })));
    assert_eq!(world.balance(&ana).await, [1_200, 0, 0]);
}

#[tokio::test]
async fn a_limit_in_another_currency_lets_nothing_out_unseen() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 5).await;
    let euro = Some(Money::new(1_000_000, Currency::EUR));
    let careful = ProgramSettings { approval_above: euro, ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 5)]);
    world.confirm(&run).await.unwrap();
    assert_eq!((world.work().await, world.statuses(&run).await), (0, vec![PayoutStatus::AwaitingApproval]));
}

#[tokio::test]
async fn who_would_stop_everybody_else_is_left_out_and_reads_why() {
    let world = World::new().await;
    let long = format!("{}@{}.example.com", "a".repeat(60), "b".repeat(60));
    let ana = world.owed("ana", PayoutAccount::Paypal { email: long.parse().unwrap() }, 12).await;
    let ben = world.owed("ben", account("paypal", "ben"), 30).await;
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 12), (&ben, 30)]);
    let plan = world.program.plan(&world.channel, run.method, run.currency, run.cut_off).await.unwrap();
    let anas = plan.lines.iter().find(|line| line.partner_id == ana).unwrap();
    assert!(matches!(anas.verdict, Verdict::Unusable(why) if why.contains("127")));
    assert_eq!(world.confirm(&run).await.unwrap(), [(ana, Changed::Due)]);
    world.settle(&run).await;
    assert_eq!(world.payout(&run).await.status, PayoutStatus::Paid);
    let turkish =
        PayoutAccount::Sepa { name: "Ece".into(), iban: "TR330006100519786457841326".parse().unwrap(), bic: None };
    assert!(turkish.fault().is_some());
}

#[tokio::test]
async fn banks_are_offered_for_the_currencies_that_the_merchant_can_pay_from() {
    let world = World::new().await;
    let only = |payer: Payer| world.program.clone().paying(Vec::new(), payer);
    let offers = |program: &program::Program, currency| program.methods(currency).contains(&PayoutMethod::Bank);
    let currencies = ["EUR", "USD", "GBP"].map(|code| code.parse().unwrap());
    let (sepa, nacha) = (only(Payer { nacha: None, ..payer() }), only(Payer { sepa: None, ..payer() }));
    assert_eq!(currencies.map(|it| offers(&sepa, it)), [true, false, false]);
    assert_eq!(currencies.map(|it| offers(&nacha, it)), [false, true, false]);
    let mut run = world.confirmed(PayoutMethod::Bank, &[]);
    run.items = vec![item(&PartnerId::from_parts(1, [1; 10]), 100)];
    assert!(matches!(
        sepa.confirm(&world.channel, &run, "admin:a").await,
        Err(ProgramError::Invalid { field: "method", .. })
    ));
}

#[tokio::test]
async fn who_has_money_that_is_not_due_is_in_the_plan_with_the_reason() {
    let world = World::new().await;
    let ana = world.owed("ana", account("paypal", "ana"), 12).await;
    let ben = world.owed("ben", account("paypal", "ben"), 30).await;
    let cem = world.owed("cem", account("paypal", "cem"), 40).await;
    let dee = world.owed("dee", account("paypal", "dee"), 50).await;
    world.hold("dee", "dee-2", 7).await;
    let run = world.confirmed(PayoutMethod::Paypal, &[(&ana, 12)]);
    world.confirm(&run).await.unwrap();
    world.hold("ben", "ben-2", 5).await;
    let plan = async |cut_off| world.program.plan(&world.channel, run.method, run.currency, cut_off).await.unwrap();
    let verdict = |plan: &program::Plan, partner: &PartnerId| {
        plan.lines.iter().find(|line| line.partner_id == *partner).map(|line| (line.amount.minor, line.verdict))
    };
    let not_yet = |held, later, reserved| {
        let [held, later, reserved] = [held, later, reserved].map(usd);
        Some((0, Verdict::NotYet(NotYet { held, later, reserved })))
    };
    let now = plan(run.cut_off).await;
    assert_eq!(verdict(&now, &ana), not_yet(0, 0, 1_200));
    assert_eq!(verdict(&now, &ben), Some((3_000, Verdict::Payable)));
    let earlier = plan(world.confirmed(run.method, &[]).cut_off.minus(LEASE * 10)).await;
    assert_eq!(verdict(&earlier, &ben), not_yet(500, 3_000, 0));
    assert_eq!(verdict(&earlier, &cem), not_yet(0, 4_000, 0));
    assert_eq!(verdict(&earlier, &dee), not_yet(700, 5_000, 0));
    assert_eq!(earlier.payable(Currency::USD).minor, 0);
}
