//! Files for banks: when they leave, what is in them, and that they stay the same.

use crate::world::{World, usd};
use domain::{
    Clock, Currency, PartnerId,
    bank::{AccountKind, UsAccount},
    payout::{PayoutAccount, PayoutMethod, PayoutStatus},
    program::ProgramSettings,
};
use program::{Confirmed, ProgramError};
use std::{collections::HashMap, time::Duration};

#[tokio::test]
async fn no_bank_sees_what_waits_for_a_second_member_of_the_team() {
    let world = World::new().await;
    let account = UsAccount::new("021000021", "123456789", AccountKind::Checking).unwrap();
    let ana = world.owed("ana", PayoutAccount::UnitedStates { name: "Ana".into(), account }, 500).await;
    let careful = ProgramSettings { approval_above: Some(usd(10_000)), ..ProgramSettings::default() };
    world.store.put_program_settings(&world.channel, &careful).await.unwrap();
    let run = world.confirmed(PayoutMethod::Bank, &[(&ana, 500)]);
    world.confirm(&run).await.unwrap();
    let ids: Vec<_> = world.payouts(&run).await.into_iter().map(|it| it.id).collect();
    let file = world.program.bank_file(&world.channel, &run.id, &world.zone).await;
    assert!(matches!(file, Err(ProgramError::Conflict(_))));
    let settled = world.program.settle_by_hand(&world.channel, &run.id, &ids, true, "").await;
    assert!(matches!(settled, Err(ProgramError::Conflict(_))));
    assert_eq!(world.statuses(&run).await, [PayoutStatus::AwaitingApproval]);
    world.proven().await;
}

/// Somebody with an account in the United States, or in the euro area.
async fn banked(world: &World, name: &str, currency: Currency, dollars: i64) -> PartnerId {
    let account = match currency {
        Currency::EUR => {
            PayoutAccount::Sepa { name: name.into(), iban: "FR1420041010050500013M02606".parse().unwrap(), bic: None }
        }
        _ => PayoutAccount::UnitedStates {
            name: name.into(),
            account: UsAccount::new("021000021", "123456789", AccountKind::Checking).unwrap(),
        },
    };
    world.owed_in(name, account, currency, dollars).await
}

async fn sent(world: &World, currency: Currency, names: &[&str]) -> Confirmed {
    let mut items = Vec::new();
    for name in names {
        items.push(crate::world::item(&banked(world, name, currency, 12).await, 1_200));
    }
    let run = Confirmed { currency, items, ..world.confirmed(PayoutMethod::Bank, &[]) };
    assert_eq!(world.confirm(&run).await.unwrap(), []);
    run
}

async fn file(world: &World, run: &Confirmed) -> String {
    world.program.bank_file(&world.channel, &run.id, &world.zone).await.unwrap().text
}

#[tokio::test]
async fn a_file_stays_the_same_whatever_became_of_its_payouts() {
    for currency in [Currency::EUR, Currency::USD] {
        let world = World::new().await;
        let run = sent(&world, currency, &["ana", "ben", "cem"]).await;
        let early = world.program.bank_file(&world.channel, &run.id, &world.zone).await;
        assert!(matches!(early, Err(ProgramError::Conflict(_))), "it can still be called off");
        world.work().await;
        let ids: Vec<_> = world.payouts(&run).await.into_iter().map(|it| it.id).collect();
        let fail = async |id| {
            world.program.settle_by_hand(&world.channel, &run.id, std::slice::from_ref(id), false, "no").await.unwrap()
        };
        fail(&ids[0]).await;
        world.pass(Duration::from_mins(1)).await;
        let first = file(&world, &run).await;
        let count = if currency == Currency::EUR { first.matches("<CdtTrfTxInf>").count() } else { entries(&first) };
        assert_eq!(count, 2, "what had failed before is not in it");
        world.pass(Duration::from_hours(50)).await;
        let references = HashMap::from([(ids[1].clone(), "TRACE-9".to_owned())]);
        world.program.settle_executed(&world.channel, &run.id, &ids[1..2], &references).await.unwrap();
        let told = world.payouts(&run).await.into_iter().map(|it| it.transaction_id).collect::<Vec<_>>();
        assert_eq!(told, [None, Some("TRACE-9".to_owned()), None]);
        fail(&ids[2]).await;
        assert_eq!(file(&world, &run).await, first, "{currency}");
        world.proven().await;
    }
}

/// How many payments a NACHA file has.
fn entries(file: &str) -> usize {
    file.lines().filter(|line| line.starts_with('6')).count()
}

#[tokio::test]
async fn a_sepa_file_has_everybody_and_is_paid_on_a_day_to_come() {
    let world = World::new().await;
    let run = sent(&world, Currency::EUR, &["ana", "ben"]).await;
    world.work().await;
    world.pass(Duration::from_hours(24 * 9)).await;
    let text = file(&world, &run).await;
    assert!(text.contains("<CtrlSum>24.00</CtrlSum>") && text.contains("<NbOfTxs>2</NbOfTxs>"));
    assert_eq!(text.matches("FR1420041010050500013M02606").count(), 2);
    let today = world.zone.day(world.clock.now());
    let from = text.find("<ReqdExctnDt>").unwrap();
    let pays_on = text[from..].split("<Dt>").nth(1).unwrap().get(..10).unwrap();
    assert!(pays_on > today.iso().as_str(), "{pays_on}: confirmed nine days ago, and the bank pays on a day to come");
}

#[tokio::test]
async fn files_of_one_day_are_told_apart() {
    let world = World::new().await;
    let (one, two) = (sent(&world, Currency::USD, &["ana"]).await, sent(&world, Currency::USD, &["ben"]).await);
    world.work().await;
    let modifier = |text: &str| text.chars().nth(33).unwrap();
    let (first, second) = (file(&world, &one).await, file(&world, &two).await);
    assert_eq!((modifier(&first), modifier(&second), entries(&first)), ('A', 'B', 1));
    assert_eq!(file(&world, &one).await, first);
}
