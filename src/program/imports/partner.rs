//! Lines of a file as partners: who they are, what they are promised, and where their money goes.

use super::{
    account,
    cells::{Cells, amount},
    lines::{LONGEST_NAME, LONGEST_NOTE, Read, Terms, cells},
    rows::Row,
};
use crate::{MemberTerms, NewMember};
use domain::{
    Currency, GroupId, Money,
    payout::PayoutAccount,
    program::{Minimums, ProgramSettings, Rate},
};

/// What is between minimums of several currencies.
const BETWEEN_AMOUNTS: char = '/';

/// A partner as a line of a file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Newcomer {
    /// Who they are.
    pub member: NewMember,
    /// What they are promised of their own.
    pub terms: MemberTerms,
    /// Where their money goes.
    pub account: Option<PayoutAccount>,
}

/// Reads a partner, or names all that is wrong with them.
pub(super) fn partner(terms: &Terms, row: &Row) -> Read<Newcomer> {
    let mut cells = cells(terms, row)?;
    cells.require("email");
    let first_name = cells.text("first_name", LONGEST_NAME);
    let last_name = cells.text("last_name", LONGEST_NAME);
    let email = cells.parse("email");
    let code = cells.parse("code");
    let is_approved = cells.flag("approved").unwrap_or(false);
    let own = MemberTerms {
        rate: rate(&mut cells, terms.currency),
        ignores_product_rates: cells.flag("ignores_product_rates").unwrap_or(false),
        group_id: group(&mut cells, &terms.groups),
        hold_days: hold_days(&mut cells),
        minimums: minimums(&mut cells, terms.currency),
        notes: cells.text("notes", LONGEST_NOTE).unwrap_or_default(),
    };
    let account = account::read(&mut cells);
    let faults = cells.into_faults();
    match email {
        Some(email) if faults.is_empty() => Ok(Newcomer {
            member: NewMember {
                first_name: first_name.unwrap_or_default(),
                last_name: last_name.unwrap_or_default(),
                email,
                code,
                is_approved,
            },
            terms: own,
            account,
        }),
        _ => Err(faults),
    }
}

/// A rate: a percentage, unless its kind or a currency says that it is an amount.
fn rate(cells: &mut Cells<'_>, shops: Currency) -> Option<Rate> {
    let kind = cells.get("rate_type").map(str::to_lowercase);
    let Some(text) = cells.get("rate") else {
        if kind.is_some() {
            cells.note("rate", "is required beside its kind");
        }
        return None;
    };
    let (number, currency) = parted(text);
    let kind = match (kind.as_deref(), currency) {
        (None, None) | (Some("percentage" | "percent" | "%"), _) => "percentage",
        (None, Some(_)) | (Some("fixed" | "fixed amount" | "fixed_amount"), _) => "fixed",
        (Some(_), _) => {
            cells.note("rate_type", "is percentage or fixed");
            return None;
        }
    };
    // A percentage has no currency: what is written beside it stays there, and is refused.
    let number = if kind == "fixed" { number } else { text };
    cells.noted("rate", Rate::read(kind, number, currency.unwrap_or(shops)))
}

/// A number and the currency that stands before or behind it.
fn parted(text: &str) -> (&str, Option<Currency>) {
    let Some((first, last)) = text.split_once(char::is_whitespace) else { return (text, None) };
    match (first.parse(), last.parse()) {
        (Ok(currency), _) => (last.trim(), Some(currency)),
        (_, Ok(currency)) => (first, Some(currency)),
        _ => (text, None),
    }
}

fn group(cells: &mut Cells<'_>, groups: &[(String, GroupId)]) -> Option<GroupId> {
    let name = cells.get("group")?.to_lowercase();
    let known = groups.iter().find(|(known, _)| known.trim().to_lowercase() == name);
    cells.noted("group", known.map(|(_, id)| id.clone()).ok_or("no group has this name: add it, or correct the name"))
}

fn hold_days(cells: &mut Cells<'_>) -> Option<i64> {
    let text = cells.get("hold_days")?;
    let days = text.trim_end_matches("days").trim_end().parse().ok();
    let known = days.filter(|days| ProgramSettings::HOLDS.contains(days));
    cells.noted("hold_days", known.ok_or("is one of the holding periods: 0, 7, 14, 30, 60 or 90"))
}

fn minimums(cells: &mut Cells<'_>, shops: Currency) -> Minimums {
    let Some(text) = cells.get("minimum") else { return Minimums::default() };
    let read = text.split(BETWEEN_AMOUNTS).map(|part| minimum(part.trim(), shops)).collect::<Result<Vec<Money>, _>>();
    let Some(amounts) = cells.noted("minimum", read) else { return Minimums::default() };
    let minimums: Minimums = amounts.iter().copied().collect();
    if minimums.iter().count() < amounts.len() {
        cells.note("minimum", "has two amounts of one currency");
    }
    minimums
}

fn minimum(text: &str, shops: Currency) -> Result<Money, String> {
    let (number, currency) = parted(text);
    let amount = amount(number, currency.unwrap_or(shops))?;
    if amount.minor < 0 { Err("an amount is not negative".into()) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::sheet::{Sheet, rows_from};
    use domain::{RateBps, program::ImportKind, zone::Zone};
    use std::io::Cursor;

    fn read(text: &str) -> Vec<Read<Newcomer>> {
        let sheet = Sheet::read(Cursor::new(text), ImportKind::Partners).unwrap();
        let terms = Terms {
            sheet: sheet.clone(),
            currency: Currency::USD,
            zone: Zone::utc(),
            account: "admin:a".into(),
            groups: vec![("Gold ".into(), GroupId::from_parts(1, [1; 10]))],
        };
        let mut rows = rows_from(Cursor::new(text), &sheet, sheet.start).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            all.push(partner(&terms, &row));
        }
        all
    }

    /// What is wrong with the only line, by column.
    fn faults(head: &str, line: &str) -> Vec<String> {
        let all = read(&format!("email;{head}\nana@fern.example;{line}\n"));
        let faults = all[0].as_ref().err().cloned().unwrap_or_default();
        assert!(!faults.iter().any(|it| it.problem.contains("SECRET")), "{faults:?}");
        faults.into_iter().map(|it| it.column).collect()
    }

    #[test]
    fn a_partner_is_read_and_waits_unless_the_file_says_otherwise() {
        let partners = read(
            "email,first_name,code,approved\nana@fern.example,Ana,ana15,Yes\nben@fern.example,,,\ncat@fern.example,,,maybe\n",
        );
        assert!(partners[0].as_ref().unwrap().member.is_approved);
        let ben = partners[1].as_ref().unwrap();
        assert!(!ben.member.is_approved && ben.member.code.is_none());
        assert_eq!((&ben.terms, &ben.account), (&MemberTerms::default(), &None));
        assert_eq!(partners[2].as_ref().unwrap_err()[0].column, "approved");
    }

    #[test]
    fn a_partner_comes_with_terms_and_account() {
        let all = read(
            "email;Rate;Ignore product-specific rates;Group;Holding period;Minimum payout;IBAN;Account name;Notes\n\
             ana@fern.example;12.5 %;yes;gold;14 days;50 / EUR 45.00;DE89 3704 0044 0532 0130 00;Ana Oliveira;Met in May\n",
        );
        let ana = all[0].as_ref().unwrap();
        assert_eq!(ana.terms.rate, Some(Rate::Percentage(RateBps(1_250))));
        assert!(ana.terms.ignores_product_rates && ana.terms.group_id.is_some());
        assert_eq!((ana.terms.hold_days, ana.terms.notes.as_str()), (Some(14), "Met in May"));
        let minimums = [Money::new(5_000, Currency::USD), Money::new(4_500, Currency::EUR)];
        assert_eq!(ana.terms.minimums, minimums.into_iter().collect());
        assert!(matches!(ana.account, Some(PayoutAccount::Sepa { .. })));
    }

    #[test]
    fn a_rate_is_a_percentage_or_an_amount_as_it_says_itself() {
        let rate = |kind: &str, rate: &str| {
            let all = read(&format!("email;rate_type;rate\nana@fern.example;{kind};{rate}\n"));
            all[0].clone().map(|it| it.terms.rate.unwrap()).map_err(|faults| faults[0].column.clone())
        };
        let fixed = |minor, currency| Ok(Rate::Fixed(Money::new(minor, currency)));
        for percent in ["7.5", "7.5 %", "7.50"] {
            assert_eq!(rate("", percent), Ok(Rate::Percentage(RateBps(750))), "{percent}");
        }
        assert_eq!(rate("", "5.00 EUR"), fixed(500, Currency::EUR));
        assert_eq!(rate("", "eur 5"), fixed(500, Currency::EUR));
        assert_eq!(rate("Fixed", "5"), fixed(500, Currency::USD));
        for (kind, wrong) in [("", "110"), ("", "7,5"), ("percentage", "5 EUR"), ("fixed", "5 %"), ("fixed", "-1")] {
            assert_eq!(rate(kind, wrong), Err("rate".into()), "{kind} {wrong}");
        }
        assert_eq!(rate("share", "5"), Err("rate_type".into()));
        assert_eq!(faults("rate_type", "fixed"), ["rate"]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_column_and_not_repeated() {
        assert_eq!(faults("group;hold_days", "Silver;8"), ["group", "hold_days"]);
        for wrong in ["8,20", "-1", "5 / 6", "five", "5 USD / 6 USD"] {
            assert_eq!(faults("minimum", wrong), ["minimum"], "{wrong}");
        }
        assert_eq!(faults("iban;account_name", "DE00SECRET;Ana"), ["iban"]);
        assert_eq!(faults("iban;account_name", "DE89370400440532013000;"), ["account_name"]);
        assert_eq!(faults("paypal_email", "SECRET"), ["paypal_email"]);
        assert_eq!(faults("stripe_account", "SECRET"), ["stripe_account"]);
        let american = "account_name;routing_number;account_number;account_type";
        assert_eq!(faults(american, "Ana;021000021;123456789;checking"), [""; 0]);
        assert_eq!(faults(american, "Ana;SECRET;123456789;checking"), ["routing_number"]);
        assert_eq!(faults(american, "Ana;021000021;123456789;gold"), ["account_type"]);
        assert_eq!(faults("payout_method", "cheque"), ["payout_method"]);
        assert_eq!(faults("payout_method", "PayPal"), ["paypal_email"]);
        let both = "payout_method;paypal_email;iban;account_name";
        assert_eq!(faults(both, ";ana@pay.example;DE89370400440532013000;Ana"), ["payout_method"]);
        assert_eq!(faults(both, "bank transfer;ana@pay.example;DE89370400440532013000;Ana"), [""; 0]);
    }
}
