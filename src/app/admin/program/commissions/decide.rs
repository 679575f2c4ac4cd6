//! What can be done about one commission: decide where it stands, and give or take something in addition.

use super::{
    api::{AdjustmentForm, Decided, Decision, adjust, decide_commissions},
    bulk::{self, choice},
    detail::Data,
};
use crate::{
    admin::{
        bulk::{Choices, DecisionForm},
        program::form::{AreaField, Fields, FormFault, OnceKey, Said, SelectField, SendButton, Sending, TextField},
    },
    ui::{Card, Tone},
};
use domain::{CommissionId, CommissionStatus, Currency, program::CommissionLine};
use leptos::{ev::SubmitEvent, prelude::*};

/// The decisions that may follow; nothing while a payout has the commission.
#[component]
pub(super) fn Decide(line: CommissionLine, data: Data, said: Said) -> impl IntoView {
    let CommissionLine { id, title, status, .. } = line;
    let choices = choices(status);
    let names = [(id.clone(), title)];
    let done = move |decided: Decided, _| {
        let (tone, lines) = bulk::told(&decided, &names);
        data.refetch();
        said.say(tone, lines);
    };
    (!choices.is_empty()).then(|| {
        view! {
            <Card title="Decide">
                <DecisionForm ids=Signal::stored(vec![id]) choices label="Decide about this commission" decide=decide_commissions done />
            </Card>
        }
    })
}

/// Where a commission may go from where it stands.
const fn choices(status: CommissionStatus) -> Choices<Decision> {
    use CommissionStatus as S;
    match status {
        S::Pending => &[choice::APPROVE, choice::REJECT, choice::DUPLICATE, choice::FRAUD, choice::MARK_PAID],
        S::Approved => &[choice::MARK_PAID, choice::REJECT, choice::DUPLICATE, choice::FRAUD],
        S::Rejected | S::Duplicate | S::Fraud => &[choice::APPROVE],
        S::Paid => &[choice::MARK_UNPAID],
        S::InPayout | S::Refunded => &[],
    }
}

/// Something for the partner in addition, or taken from them: what a commission was worth is never changed behind their back.
#[component]
pub(super) fn Adjust(id: CommissionId, currency: Currency, data: Data, said: Said) -> impl IntoView {
    let (form, key, id) = (Sending::new("adjust"), OnceKey::new(), StoredValue::new(id));
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let adjustment = AdjustmentForm {
            key: key.get(),
            about: Some(id.get_value()),
            takes: fields.text("direction") == "take",
            amount: fields.text("amount"),
            reason: fields.text("reason"),
            ..AdjustmentForm::default()
        };
        form.send(adjust(adjustment), move |_| {
            data.refetch();
            said.say(Tone::Good, vec!["It is in the partner's balance now, as a commission of its own.".to_owned()]);
        });
    };
    let directions =
        [("give", "In addition"), ("take", "Taken back")].map(|(value, text)| (value.to_owned(), text.to_owned()));
    view! {
        <Card title="Correct what it brought">
            <form class="pad needs-script" method="post" novalidate on:submit=send>
                <FormFault form fields=&["amount", "reason"] />
                <div class="pair">
                    <SelectField form name="direction" title="What it is" options=directions.into() chosen="give" />
                    <TextField form name="amount" title="Amount" hint=format!("In {currency}. A commission of its own: this one stays as it was promised.") />
                </div>
                <AreaField form name="reason" title="Reason" hint="The partner reads it." />
                <p><SendButton form text="Save" /></p>
            </form>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_follow_can_be_chosen() {
        let values = |status| choices(status).iter().map(|it| it.value).collect::<Vec<_>>();
        assert_eq!(values(CommissionStatus::Pending), ["approve", "reject", "duplicate", "fraud", "mark_paid"]);
        assert_eq!(values(CommissionStatus::Paid), ["mark_unpaid"]);
        assert_eq!(values(CommissionStatus::Fraud), ["approve"]);
        assert!(values(CommissionStatus::InPayout).is_empty());
        assert!(!values(CommissionStatus::Approved).contains(&"approve"));
    }
}
