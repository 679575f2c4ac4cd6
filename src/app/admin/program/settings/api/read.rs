//! Reads settings and groups as they were typed, and writes them as they are shown.

use super::{ApplySetup, GroupForm, GroupLine, SettingsForm};
use crate::{
    AppError,
    admin::program::{
        invalid,
        typed::{amount, days, hold_text, minimums, rate, rate_kind, rate_number, typed_minimums},
    },
};
use domain::{
    Currency, GroupId, Money,
    clock::SystemClock,
    program::{Group, Minimums, ProgramSettings, Question},
};

fn decimal(amount: Option<Money>) -> String {
    amount.map(Money::decimal).unwrap_or_default()
}

/// The shop's currency, the first of those that amounts can be typed in.
fn shops(currencies: &[Currency]) -> Currency {
    currencies.first().copied().unwrap_or(Currency::USD)
}

/// The settings as they are shown.
pub(super) fn shown(settings: &ProgramSettings, currencies: &[Currency]) -> SettingsForm {
    SettingsForm {
        name: settings.name.clone(),
        rate_kind: rate_kind(Some(settings.rate), shops(currencies)),
        rate: rate_number(settings.rate),
        hold_days: settings.hold_days.to_string(),
        minimums: typed_minimums(&settings.minimums, currencies),
        payout_day: settings.payout_day.to_string(),
        approval_above: decimal(settings.approval_above),
        approves_at_once: settings.approves_at_once,
        old_codes_count: settings.old_codes_count,
        codes_count_once: settings.codes_count_once,
    }
}

/// The settings as they were typed; what the form does not show stays as it is.
pub(super) fn settings(
    form: &SettingsForm,
    before: ProgramSettings,
    currency: Currency,
) -> Result<ProgramSettings, AppError> {
    let name = form.name.trim();
    if name.chars().count() > 60 {
        return Err(invalid("name", "a name has at most 60 characters"));
    }
    let no_rate = || invalid("rate_kind", "choose a percentage or a fixed amount");
    let no_day = || invalid("payout_day", "choose a day from 1 to 28");
    let payout_day = form.payout_day.trim().parse().ok().filter(|day| (1..=28).contains(day));
    Ok(ProgramSettings {
        name: name.to_owned(),
        rate: rate(&form.rate_kind, &form.rate, currency)?.ok_or_else(no_rate)?,
        hold_days: days(&form.hold_days)?.unwrap_or(before.hold_days),
        minimums: minimums(&form.minimums)?,
        payout_day: payout_day.ok_or_else(no_day)?,
        approval_above: amount("approval_above", &form.approval_above, currency)?,
        approves_at_once: form.approves_at_once,
        old_codes_count: form.old_codes_count,
        codes_count_once: form.codes_count_once,
        takes_applications: before.takes_applications,
        questions: before.questions,
    })
}

/// The form to apply with as it was set up; the other settings stay as they are.
pub(super) fn apply_setup(setup: ApplySetup, before: ProgramSettings) -> Result<ProgramSettings, AppError> {
    let longest = ProgramSettings::LONGEST_QUESTION;
    if setup.questions.len() > ProgramSettings::MOST_QUESTIONS {
        return Err(invalid("questions", format!("at most {} questions", ProgramSettings::MOST_QUESTIONS)));
    }
    let mut questions: Vec<Question> = Vec::with_capacity(setup.questions.len());
    for question in setup.questions {
        let text = domain::mail::one_line(&question.text);
        if text.is_empty() {
            return Err(invalid("questions", "write each question, or take it away"));
        }
        if text.chars().count() > longest {
            return Err(invalid("questions", format!("a question has at most {longest} characters")));
        }
        if questions.iter().any(|other| other.text == text) {
            return Err(invalid("questions", format!("“{text}” is asked twice")));
        }
        questions.push(Question { text, ..question });
    }
    Ok(ProgramSettings { takes_applications: setup.is_open, questions, ..before })
}

/// A group as it is shown.
pub(super) fn line(group: &Group, currencies: &[Currency]) -> GroupLine {
    let terms = [
        group.rate.map(|rate| rate.to_string()),
        group.hold_days.map(|days| if days == 0 { hold_text(0) } else { format!("held {}", hold_text(days)) }),
        (!group.minimums.is_empty()).then(|| format!("minimum payout {}", group.minimums)),
        group.moves_at.map(|sales| format!("from sales of {sales} in {} days on", Group::WINDOW)),
    ];
    let terms = terms.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let terms = if terms.is_empty() { "As the program says".to_owned() } else { terms };
    let form = GroupForm {
        id: group.id.to_string(),
        name: group.name.clone(),
        rate_kind: rate_kind(group.rate, shops(currencies)),
        rate: group.rate.map(rate_number).unwrap_or_default(),
        hold_days: group.hold_days.map(|days| days.to_string()).unwrap_or_default(),
        minimums: typed_minimums(&group.minimums, currencies),
        moves_at: decimal(group.moves_at),
    };
    GroupLine { form, terms }
}

/// A group that nothing is typed of yet.
pub(super) fn blank(currencies: &[Currency]) -> GroupForm {
    GroupForm { minimums: typed_minimums(&Minimums::default(), currencies), ..GroupForm::default() }
}

/// A group as it was typed.
pub(super) fn group(form: &GroupForm, currency: Currency) -> Result<Group, AppError> {
    let id = match form.id.as_str() {
        "" => GroupId::new(&SystemClock),
        id => id.parse().map_err(|_| invalid("id", "this group is gone"))?,
    };
    Ok(Group {
        id,
        name: form.name.trim().to_owned(),
        rate: rate(&form.rate_kind, &form.rate, currency)?,
        hold_days: days(&form.hold_days)?,
        minimums: minimums(&form.minimums)?,
        moves_at: amount("moves_at", &form.moves_at, currency)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_are_shown_and_keep_what_is_not() {
        let question = Question { text: "Where do you post?".into(), is_required: true };
        let before = ProgramSettings {
            rate: domain::program::Rate::Fixed(Money::new(500, Currency::EUR)),
            minimums: [Money::new(5_000, Currency::USD), Money::new(4_500, Currency::EUR)].into_iter().collect(),
            questions: vec![question],
            ..ProgramSettings::default()
        };
        assert_eq!(settings(&shown(&before, &[Currency::USD]), before.clone(), Currency::USD), Ok(before));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let good = || shown(&ProgramSettings::default(), &[Currency::USD]);
        let field = |form: SettingsForm| match settings(&form, ProgramSettings::default(), Currency::USD) {
            Err(AppError::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        };
        assert_eq!(field(SettingsForm { rate: "x".into(), ..good() }), "rate");
        assert_eq!(field(SettingsForm { rate_kind: String::new(), ..good() }), "rate_kind");
        for day in ["0", "29", "1.5", ""] {
            assert_eq!(field(SettingsForm { payout_day: day.into(), ..good() }), "payout_day");
        }
        assert_eq!(field(SettingsForm { approval_above: "lots".into(), ..good() }), "approval_above");
    }

    #[test]
    fn questions_are_kept_in_their_order_and_each_is_asked_once() {
        let ask = |text: &str| Question { text: text.into(), is_required: true };
        let setup = |questions: &[Question]| ApplySetup { is_open: true, questions: questions.to_vec() };
        let saved = apply_setup(setup(&[ask(" Why? "), ask("Where?")]), ProgramSettings::default()).unwrap();
        assert_eq!((saved.takes_applications, saved.questions), (true, vec![ask("Why?"), ask("Where?")]));
        let many = vec![ask("Why?"); 21];
        let long = "x".repeat(201);
        for wrong in [setup(&[ask("Why?"), ask("Why? ")]), setup(&[ask(" ")]), setup(&[ask(&long)]), setup(&many)] {
            assert!(matches!(apply_setup(wrong, ProgramSettings::default()), Err(AppError::Invalid { .. })));
        }
    }

    #[test]
    fn a_group_reads_back_and_tells_its_terms() {
        let form = GroupForm {
            name: " Gold ".into(),
            rate_kind: "percentage".into(),
            rate: "15".into(),
            hold_days: "7".into(),
            ..GroupForm::default()
        };
        let group = group(&form, Currency::USD).unwrap();
        let shown = line(&group, &[Currency::USD]);
        assert_eq!((shown.form.name.as_str(), shown.terms.as_str()), ("Gold", "15\u{a0}%, held 7 days"));
        assert_eq!(super::group(&shown.form, Currency::USD), Ok(group));
    }
}
