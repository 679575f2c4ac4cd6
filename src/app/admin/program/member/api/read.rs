//! Reads what was typed about a partner, and writes what is kept as it is shown.

use super::{BalanceLine, DoorCard, DoorStanding, MemberCard, MemberPage, PersonCard, TermsForm};
use crate::{
    AppError,
    admin::program::{
        invalid,
        typed::{codes, days, hold_text, minimums, rate, rate_kind, rate_number, told_minimums, typed_minimums},
    },
};
use domain::{
    Currency, Money,
    partner::Channel,
    program::{Member, Minimums, Terms},
    zone::Zone,
};
use program::{DoorView, MemberTerms, MemberView};
use store::Balances;

/// The page.
pub(super) fn page(view: MemberView, channel: &Channel, currencies: &[Currency], public_url: &str) -> MemberPage {
    let zone = Zone::named(&channel.time_zone).unwrap_or(Zone::utc());
    let member = view.member.as_ref().map(|member| card(member, &view, currencies, &zone));
    MemberPage {
        person: person(&view),
        member,
        balances: view.balances.iter().map(balance).collect(),
        codes: view.codes,
        old_codes_count: view.settings.old_codes_count,
        currencies: codes(currencies),
        application: view.application,
        door: view.door.map(|door| door_card(&door, public_url, &zone)),
    }
}

fn door_card(door: &DoorView, public_url: &str, zone: &Zone) -> DoorCard {
    let standing = match (door.is_set, door.is_expired) {
        (true, _) => DoorStanding::Set,
        (false, true) => DoorStanding::Expired,
        (false, false) => DoorStanding::Waiting,
    };
    DoorCard { address: format!("{public_url}{}", door.path), standing, until: zone.day(door.first_until).long() }
}

fn person(view: &MemberView) -> PersonCard {
    let partner = &view.partner;
    PersonCard {
        first_name: partner.first_name.clone(),
        last_name: partner.last_name.clone(),
        email: partner.email.to_string(),
        is_ours: partner.cc_creator_id.is_none(),
        typed: partner.affiliate_code.as_ref().map_or_else(|| partner.name(), ToString::to_string),
        is_deleted: view.is_deleted,
    }
}

fn card(member: &Member, view: &MemberView, currencies: &[Currency], zone: &Zone) -> MemberCard {
    let group = view.groups.iter().find(|group| Some(&group.id) == member.group_id.as_ref());
    let plain = Member { rate: None, hold_days: None, minimums: Minimums::default(), ..member.clone() };
    let usual = plain.terms(group, &view.settings);
    MemberCard {
        status: member.status,
        reason: member.reason.clone(),
        since: zone.day(member.applied_at).long(),
        promised: promise(&member.terms(group, &view.settings)),
        usual: [usual.rate.to_string(), hold_text(usual.hold_days)],
        usual_minimums: told_minimums(&usual.minimums),
        terms: form(member, currencies),
        groups: view.groups.iter().map(|group| (group.id.to_string(), group.name.clone())).collect(),
    }
}

/// The terms in a sentence.
fn promise(terms: &Terms) -> String {
    let hold = match terms.hold_days {
        0 => "not held".to_owned(),
        days => format!("held for {days} days"),
    };
    let least = match &terms.minimums {
        none if none.is_empty() => "paid whatever it comes to".to_owned(),
        minimums => format!("paid from {minimums} on"),
    };
    format!("Now: {}, {hold}, {least}.", terms.rate)
}

fn form(member: &Member, currencies: &[Currency]) -> TermsForm {
    let shops = currencies.first().copied().unwrap_or(Currency::USD);
    TermsForm {
        rate_kind: rate_kind(member.rate, shops),
        rate: member.rate.map(rate_number).unwrap_or_default(),
        ignores_product_rates: member.ignores_product_rates,
        group: member.group_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        hold_days: member.hold_days.map(|days| days.to_string()).unwrap_or_default(),
        minimums: typed_minimums(&member.minimums, currencies),
        notes: member.notes.clone(),
        version: MemberTerms::of(member).version(),
    }
}

fn balance(it: &Balances) -> BalanceLine {
    let money = |minor| Money::new(minor, it.currency);
    BalanceLine { held: money(it.held), payable: money(it.payable), reserved: money(it.reserved), paid: money(it.paid) }
}

/// Reads the form.
pub(in crate::admin) fn terms(form: TermsForm, currency: Currency) -> Result<MemberTerms, AppError> {
    let group_id = match form.group.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| invalid("group", "this group is gone: choose another"))?),
    };
    Ok(MemberTerms {
        rate: rate(&form.rate_kind, &form.rate, currency)?,
        ignores_product_rates: form.ignores_product_rates,
        group_id,
        hold_days: days(&form.hold_days)?,
        minimums: minimums(&form.minimums)?,
        notes: form.notes.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::program::currencies::TypedAmount;
    use domain::{
        PartnerId, RateBps, Timestamp,
        program::{MemberStatus, Rate},
    };

    #[test]
    fn terms_read_back_as_they_were_typed() {
        let mut member = Member::new(PartnerId::from_parts(1, [1; 10]), MemberStatus::Approved, Timestamp::default());
        member.rate = Some(Rate::Percentage(RateBps(750)));
        member.hold_days = Some(14);
        member.minimums = [Money::new(5_000, Currency::USD), Money::new(4_500, Currency::EUR)].into_iter().collect();
        member.notes = "Met in May".into();
        let typed = form(&member, &[Currency::USD]);
        assert_eq!((typed.rate.as_str(), typed.hold_days.as_str()), ("7.5", "14"));
        let amounts: Vec<&str> = typed.minimums.iter().map(|it| it.amount.as_str()).collect();
        assert_eq!(amounts, ["50.00", "45.00"]);
        let read = terms(typed, Currency::USD).unwrap();
        assert_eq!((read.rate, read.hold_days, read.minimums), (member.rate, member.hold_days, member.minimums));
        let none = terms(TermsForm::default(), Currency::USD).unwrap();
        assert_eq!((none.rate, none.hold_days, none.minimums, none.group_id), (None, None, Minimums::default(), None));
    }

    #[test]
    fn terms_are_told_in_a_sentence() {
        let terms =
            Terms { rate: Rate::USUAL, ignores_product_rates: false, hold_days: 30, minimums: Minimums::default() };
        assert_eq!(promise(&terms), "Now: 10\u{a0}%, held for 30 days, paid whatever it comes to.");
        let least = |amounts: &[Money]| {
            promise(&Terms { hold_days: 0, minimums: amounts.iter().copied().collect(), ..terms.clone() })
        };
        let (dollars, euros) = (Money::new(5_000, Currency::USD), Money::new(4_500, Currency::EUR));
        assert_eq!(least(&[dollars]), "Now: 10\u{a0}%, not held, paid from $50.00 on.");
        assert_eq!(least(&[dollars, euros]), "Now: 10\u{a0}%, not held, paid from €45.00 or $50.00 on.");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field = |form: TermsForm| match terms(form, Currency::USD) {
            Err(AppError::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        };
        let percent =
            |rate: &str| TermsForm { rate_kind: "percentage".into(), rate: rate.into(), ..TermsForm::default() };
        assert_eq!(field(percent("110")), "rate");
        assert_eq!(field(percent("")), "rate");
        assert_eq!(field(TermsForm { hold_days: "8".into(), ..TermsForm::default() }), "hold_days");
        let less = TypedAmount { currency: "EUR".into(), amount: "-1".into() };
        assert_eq!(field(TermsForm { minimums: vec![less], ..TermsForm::default() }), "minimum-EUR");
        assert_eq!(field(TermsForm { group: "gold".into(), ..TermsForm::default() }), "group");
    }
}
