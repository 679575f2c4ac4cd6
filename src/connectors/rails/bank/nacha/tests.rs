//! NACHA files: the published sample line by line, sums counted anew, and another parser's reading of them.

use super::*;
use domain::Money;
use proptest::prelude::*;
use rs_ach::AchFile;

/// The contract's sample.
const SAMPLE: [&str; 5] = [
    "101 231380104 1210428821812060000A094101Federal Reserve Bank   My Bank Name",
    "5220Name on Account                     121042882 PPDREG.SALARY      181207   1121042880000001",
    "62223138010412345678         0100000000               Receiver Account Name   0121042880000001",
    "82200000010023138010000000000000000100000000121042882                          121042880000001",
    "9000001000001000000010023138010000000000000000100000000",
];

/// Routing numbers whose check digits fit.
const BANKS: [&str; 4] = ["231380104", "121042882", "021000021", "999999992"];

fn payment(id: &str, routing: &str, cents: i64) -> BankPayment<UsAccount> {
    BankPayment {
        id: id.to_owned(),
        name: "Receiver Account Name".to_owned(),
        account: UsAccount::new(routing, "12345678", AccountKind::Checking).unwrap(),
        amount: Money::new(cents, Currency::USD),
        note: String::new(),
    }
}

fn file(payments: Vec<BankPayment<UsAccount>>) -> NachaFile {
    NachaFile {
        destination: "231380104".parse().unwrap(),
        destination_name: "Federal Reserve Bank".to_owned(),
        origin: "121042882".to_owned(),
        origin_name: "My Bank Name".to_owned(),
        company_name: "Name on Account".to_owned(),
        company_id: "121042882".to_owned(),
        bank: "121042882".parse().unwrap(),
        description: "REG.SALARY".to_owned(),
        created_on: Day::parse_iso("2018-12-06").unwrap(),
        modifier: 'A',
        pays_on: Day::parse_iso("2018-12-07").unwrap(),
        payments,
    }
}

#[test]
fn the_published_sample_is_written_letter_for_letter() {
    let text = write(&file(vec![payment("", "231380104", 100_000_000)])).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.iter().take(5).map(|it| it.trim_end()).collect::<Vec<_>>(), SAMPLE);
    assert_eq!(lines.get(5..), Some([&*"9".repeat(94); 5].as_slice()));
}

#[test]
fn an_account_s_kind_and_our_id_stand_in_its_line() {
    let mut savings = payment("pay_01jd3abcdefghjkmnpqrstvwxy", "021000021", 1);
    savings.account = UsAccount::new("021000021", "744-5678-99", AccountKind::Savings).unwrap();
    savings.name = "Zoë Müller-Lüdenscheidt von Thal".to_owned();
    let text = write(&file(vec![savings])).unwrap();
    let line = text.lines().nth(2).unwrap();
    let expected = "632021000021744-5678-99      0000000001ghjkmnpqrstvwxyZoe Mueller-Luedensche  0121042880000001";
    assert_eq!(line, expected);
}

#[test]
fn what_does_not_fit_is_named() {
    let refused = |change: fn(&mut BankPayment<UsAccount>)| {
        let mut bad = payment("pay_2", "231380104", 5);
        change(&mut bad);
        write(&file(vec![payment("pay_1", "231380104", 5), bad])).unwrap_err()
    };
    for change in [
        (|it| it.amount.minor = 0) as fn(&mut BankPayment<UsAccount>),
        |it| it.amount.minor = 10_000_000_000,
        |it| it.amount.currency = Currency::EUR,
        |it| it.name = "   ".to_owned(),
        |it| it.id = "pay_1".to_owned(),
    ] {
        assert!(matches!(refused(change), BankFileError::Payment { id, .. } if id.starts_with("pay_")));
    }
    let whole = |change: fn(&mut NachaFile)| {
        let mut bad = file(vec![payment("pay_1", "231380104", 5)]);
        change(&mut bad);
        write(&bad).unwrap_err()
    };
    for change in [
        (|it| it.payments.clear()) as fn(&mut NachaFile),
        |it| it.origin = "12345678901".to_owned(),
        |it| it.company_id = "12 34".to_owned(),
        |it| it.modifier = 'a',
    ] {
        assert!(matches!(whole(change), BankFileError::File(_)));
    }
}

#[test]
fn a_total_too_large_for_its_column_is_refused() {
    let payments = (0..101).map(|number| payment(&number.to_string(), "231380104", HIGHEST_AMOUNT)).collect();
    assert!(matches!(write(&file(payments)), Err(BankFileError::Payment { id, .. }) if id == "100"));
}

fn payments() -> impl Strategy<Value = Vec<BankPayment<UsAccount>>> {
    let one = (0usize..BANKS.len(), 1i64..=1_000_000_000, any::<bool>(), "\\PC{0,30}");
    proptest::collection::vec(one, 1..60).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (bank, cents, is_savings, name))| {
            let kind = if is_savings { AccountKind::Savings } else { AccountKind::Checking };
            let account = UsAccount::new(BANKS[bank], "12345678", kind).unwrap();
            let name = format!("A{name}");
            BankPayment { name, account, ..payment(&format!("pay_{number}"), BANKS[bank], cents) }
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn lines_blocks_hash_and_totals_hold(payments in payments()) {
        let text = write(&file(payments.clone())).unwrap();
        prop_assert!(text.is_ascii());
        let lines: Vec<&str> = text.lines().collect();
        prop_assert!(lines.iter().all(|it| it.len() == 94));
        prop_assert_eq!(lines.len() % 10, 0);
        let (count, cents) = (payments.len() as u64, payments.iter().map(|it| it.amount.minor.unsigned_abs()).sum::<u64>());
        let sum: u128 = payments.iter().map(|it| it.account.routing().as_str()[..8].parse::<u128>().unwrap()).sum();
        let hash = u64::try_from(sum % 10_000_000_000).unwrap();
        // Another parser's reading, column by column.
        let read = AchFile::parse(&text).unwrap();
        let control = &read.file_control;
        prop_assert_eq!((control.batch_count, control.block_count), (1, lines.len() as u64 / 10));
        prop_assert_eq!((control.entry_addenda_count, control.entry_hash), (count, hash));
        prop_assert_eq!((control.total_credit_amount, control.total_debit_amount), (cents, 0));
        let batch = &read.batches[0];
        prop_assert_eq!((batch.control.entry_addenda_count, batch.control.entry_hash), (count, hash));
        prop_assert_eq!((batch.control.total_credit_amount, batch.control.total_debit_amount), (cents, 0));
        for (number, (entry, payment)) in batch.entries.iter().zip(&payments).enumerate() {
            prop_assert_eq!(entry.amount, payment.amount.minor.unsigned_abs());
            prop_assert_eq!(entry.transaction_code, if payment.account.kind() == AccountKind::Savings { "32" } else { "22" });
            let routing = format!("{}{}", entry.receiving_dfi_identification, entry.check_digit);
            prop_assert_eq!(routing.as_str(), payment.account.routing().as_str());
            prop_assert_eq!(entry.individual_identification_number.trim(), payment.id.replace('_', "-"));
            prop_assert_eq!(entry.trace_number, format!("12104288{:07}", number + 1));
        }
        prop_assert_eq!(batch.entries.len(), payments.len());
        prop_assert_eq!((batch.header.service_class_code, batch.header.standard_entry_class_code), ("220", "PPD"));
    }

    #[test]
    fn any_text_stays_in_its_column(name in "\\PC{1,40}", company in "\\PC{0,40}", purpose in "\\PC{0,20}", id in "\\PC{0,40}") {
        let odd = BankPayment { id, name, ..payment("", "231380104", 7) };
        let file = NachaFile { company_name: company, description: purpose, ..file(vec![odd]) };
        if let Ok(text) = write(&file) {
            prop_assert!(text.lines().all(|it| it.len() == 94) && text.is_ascii());
        }
    }
}
