//! SEPA files: held against the schema, with sums counted on the written text.

use super::*;
use domain::Money;
use proptest::prelude::*;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const IBANS: [&str; 4] =
    ["DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947", "GB29NWBK60161331926819"];

fn account(iban: &str) -> SepaAccount {
    SepaAccount { iban: iban.parse().unwrap(), bic: None }
}

fn payment(number: usize, cents: i64) -> BankPayment<SepaAccount> {
    BankPayment {
        id: format!("pay_01jd3{number:021}"),
        name: "Müller & Söhne".to_owned(),
        account: account(IBANS[number % IBANS.len()]),
        amount: Money::new(cents, Currency::EUR),
        note: "Commission, October 2026".to_owned(),
    }
}

fn file(payments: Vec<BankPayment<SepaAccount>>) -> SepaFile {
    SepaFile {
        id: "bat_01jd3000000000000000000000".to_owned(),
        name: "Acme GmbH".to_owned(),
        account: SepaAccount { bic: Some("COBADEFFXXX".parse().unwrap()), ..account(IBANS[0]) },
        created_at: Timestamp::from_millis(1_795_273_204_000),
        pays_on: Day::parse_iso("2026-11-23").unwrap(),
        payments,
    }
}

/// What stands between the tags, each time they occur.
fn all<'a>(xml: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let parts = xml.split(&open).skip(1).filter(|it| it.starts_with(['>', ' ']));
    parts.map(|it| it.split_once('>').unwrap().1.split(&close).next().unwrap()).collect()
}

fn schema() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().map(|it| it.join("shared/contracts/pain.001.001.09.xsd")).find(|it| it.exists());
    let has_tool = Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok();
    if found.is_none() || !has_tool {
        println!("skipped: the schema or xmllint is not here");
    }
    found.filter(|_| has_tool)
}

fn is_valid(schema: &Path, xml: &str) -> bool {
    let mut lint = Command::new("xmllint");
    let lint = lint.args(["--noout", "--nonet", "--schema"]).arg(schema).arg("-");
    let mut running = lint.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
    running.wait().unwrap().success()
}

#[test]
fn a_file_says_who_is_paid_how_much_and_when() {
    let xml = write(&file(vec![payment(1, 12_345), payment(2, 1)])).unwrap();
    assert_eq!(all(&xml, "EndToEndId"), ["pay-01jd3000000000000000000001", "pay-01jd3000000000000000000002"]);
    assert_eq!(all(&xml, "MsgId"), ["bat-01jd3000000000000000000000"]);
    assert_eq!(all(&xml, "InstdAmt"), ["123.45", "0.01"]);
    assert_eq!(all(&xml, "CtrlSum"), ["123.46", "123.46"]);
    assert_eq!(all(&xml, "IBAN"), [IBANS[0], IBANS[1], IBANS[2]]);
    assert_eq!(all(&xml, "BICFI"), ["COBADEFFXXX"]);
    assert_eq!(all(&xml, "Dt"), ["2026-11-23"]);
    assert_eq!(all(&xml, "CreDtTm"), ["2026-11-21T15:00:04Z"]);
    assert_eq!(all(&xml, "ChrgBr"), ["SLEV"]);
    assert_eq!(all(&xml, "Ustrd"), ["Commission, October 2026"; 2]);
    assert!(xml.contains("<Nm>Mueller + Soehne</Nm>") && xml.contains("pain.001.001.09"));
}

#[test]
fn the_schema_finds_no_fault() {
    let Some(schema) = schema() else { return };
    let mut long = payment(3, 99_999_999_999);
    long.name = "Ünal ".repeat(40);
    long.note = "Ж".repeat(400);
    long.account.bic = Some("DEUTDEFF".parse().unwrap());
    let mut bare = payment(4, 1);
    bare.note = String::new();
    let xml = write(&file(vec![payment(1, 12_345), payment(2, 1), long, bare])).unwrap();
    assert!(is_valid(&schema, &xml), "{xml}");
    assert!(!is_valid(&schema, &xml.replace("BICFI", "BIC")), "the check would find a fault");
}

#[test]
fn what_breaks_a_rule_is_named() {
    let refused = |change: fn(&mut BankPayment<SepaAccount>)| {
        let mut bad = payment(2, 500);
        change(&mut bad);
        match write(&file(vec![payment(1, 100), bad])) {
            Err(BankFileError::Payment { id, reason }) if !id.ends_with('1') => reason,
            other => panic!("{other:?}"),
        }
    };
    for (change, words) in [
        ((|it| it.amount.minor = 0) as fn(&mut BankPayment<SepaAccount>), "outside the permitted"),
        (|it| it.amount.minor = -5, "outside the permitted"),
        (|it| it.amount.minor = 100_000_000_000, "outside the permitted"),
        (|it| it.amount.currency = Currency::USD, "euro only"),
        (|it| it.name = " \u{a0} ".to_owned(), "no name"),
        (|it| it.id = "pay/1/".to_owned(), "'/'"),
        (|it| it.id = "a//b".to_owned(), "'//'"),
        (|it| it.id = "x".repeat(36), "35"),
        (|it| it.id = String::new(), "EndToEndId"),
        (|it| it.account.iban = "TR330006100519786457841326".parse().unwrap(), "TR is outside"),
    ] {
        let reason = refused(change);
        assert!(reason.contains(words), "{words}: {reason}");
    }
    assert!(matches!(write(&file(Vec::new())), Err(BankFileError::File(_))));
    assert!(matches!(write(&file(vec![payment(1, 1), payment(1, 1)])), Err(BankFileError::Payment { .. })));
    let nameless = SepaFile { name: String::new(), ..file(vec![payment(1, 1)]) };
    assert!(matches!(write(&nameless), Err(BankFileError::File(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_are_those_of_the_written_amounts(cents in proptest::collection::vec(1i64..=10_000_000_000, 1..40)) {
        let payments = cents.iter().enumerate().map(|(number, cents)| payment(number, *cents)).collect();
        let xml = write(&file(payments)).unwrap();
        let minor = |text: &&str| text.replace('.', "").parse::<i64>().unwrap();
        let written: Vec<i64> = all(&xml, "InstdAmt").iter().map(minor).collect();
        prop_assert_eq!(&written, &cents);
        let sum: i64 = cents.iter().sum();
        prop_assert_eq!(all(&xml, "CtrlSum").iter().map(minor).collect::<Vec<_>>(), vec![sum; 2]);
        prop_assert_eq!(all(&xml, "NbOfTxs"), vec![cents.len().to_string(); 2]);
    }

    #[test]
    fn any_text_gives_a_file_of_latin_letters_or_a_reason(name in "\\PC{0,90}", note in "\\PC{0,200}", id in "\\PC{0,40}") {
        let odd = BankPayment { id, name, note, ..payment(1, 100) };
        if let Ok(xml) = write(&file(vec![odd])) {
            prop_assert!(xml.is_ascii());
            prop_assert!(all(&xml, "Ustrd").iter().all(|it| it.replace("&apos;", "'").len() <= 140));
        }
    }
}
