//! Account numbers: what is accepted, what is refused and with which field's name.

use super::*;
use proptest::prelude::*;

#[test]
fn ibans_are_read_however_they_are_written() {
    for (text, country) in [
        ("DE89 3704 0044 0532 0130 00", "DE"),
        ("gb29nwbk60161331926819", "GB"),
        ("FR14 2004 1010 0505 0001 3M02 606", "FR"),
        ("NO93 8601 1117 947", "NO"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT"),
        ("TR33 0006 1005 1978 6457 8413 26", "TR"),
    ] {
        let iban: Iban = text.parse().unwrap();
        assert_eq!(iban.country(), country);
        assert_eq!(iban.grouped().parse::<Iban>(), Ok(iban));
    }
}

#[test]
fn mistyped_ibans_are_refused_by_name() {
    for bad in [
        "",
        "DE",
        "DE89",
        "DE88370400440532013000",
        "DE8937040044053201300",
        "DE893704004405320130000",
        "8937040044053201300012",
        "DE89-3704-0044-0532-0130-00",
        "ÄÖ89370400440532013000",
        "US12345678901234",
    ] {
        assert_eq!(bad.parse::<Iban>().map_err(|it| it.field), Err("iban"), "{bad}");
    }
}

#[test]
fn bics_have_eight_or_eleven_characters() {
    assert_eq!("cobadeff xxx".parse::<Bic>().unwrap().as_str(), "COBADEFFXXX");
    assert_eq!("DEUTDEFF".parse::<Bic>().unwrap().country(), "DE");
    for bad in ["", "COBADEF", "COBADEFFX", "1OBADEFF", "COBADE!F", "COBADEFFXXXX"] {
        assert_eq!(bad.parse::<Bic>().map_err(|it| it.field), Err("bic"), "{bad}");
    }
}

#[test]
fn accounts_in_the_united_states_name_the_field_at_fault() {
    let account = UsAccount::new("231380104", " 12345-678 ", AccountKind::Checking).unwrap();
    assert_eq!(
        (account.routing().as_str(), account.account(), account.masked().as_str()),
        ("231380104", "12345-678", "…-678")
    );
    for (routing, number, field) in [
        ("231380105", "1", "routing"),
        ("23138010", "1", "routing"),
        ("000000000", "1", "routing"),
        ("2313801O4", "1", "routing"),
        ("121042882", "", "account"),
        ("121042882", "123456789012345678", "account"),
        ("121042882", "12/34", "account"),
    ] {
        let refused = UsAccount::new(routing, number, AccountKind::Savings).unwrap_err();
        assert_eq!(refused.field, field, "{routing} {number}");
    }
    assert_eq!(AccountKind::parse("current").map_err(|it| it.field), Err("kind"));
}

#[test]
fn debug_shows_last_digits_only() {
    let iban: Iban = "DE89370400440532013000".parse().unwrap();
    let account = UsAccount::new("231380104", "744567832", AccountKind::Savings).unwrap();
    assert_eq!(format!("{iban:?} {account:?}"), "Iban(…3000) UsAccount(…7832, savings)");
}

#[test]
fn what_is_kept_is_checked_when_it_is_read() {
    let account = UsAccount::new("231380104", "744567832", AccountKind::Savings).unwrap();
    let kept = serde_json::to_string(&account).unwrap();
    assert_eq!(serde_json::from_str::<UsAccount>(&kept).unwrap(), account);
    assert!(serde_json::from_str::<UsAccount>(&kept.replace("231380104", "231380105")).is_err());
    assert!(serde_json::from_str::<Iban>("\"DE88370400440532013000\"").is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = (text.parse::<Iban>(), text.parse::<Bic>(), text.parse::<Routing>());
        let _ = UsAccount::new(&text, &text, AccountKind::Checking);
    }

    // What ISO 7064 promises: one wrong digit, or two neighbours swapped, is always found.
    #[test]
    fn one_wrong_digit_of_an_iban_is_found(place in 4usize..22, digit in 0u8..10) {
        let mut text = b"DE89370400440532013000".to_vec();
        prop_assume!(text[place] != b'0' + digit);
        text[place] = b'0' + digit;
        prop_assert!(String::from_utf8(text).unwrap().parse::<Iban>().is_err());
    }

    #[test]
    fn one_wrong_digit_of_a_routing_number_is_found(place in 0usize..9, digit in 0u8..10) {
        let mut text = b"231380104".to_vec();
        prop_assume!(text[place] != b'0' + digit);
        text[place] = b'0' + digit;
        prop_assert!(String::from_utf8(text).unwrap().parse::<Routing>().is_err());
    }
}
