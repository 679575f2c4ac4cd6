//! What was given back of the order of a commission, and the form that notes it.

use super::{
    api::{RefundForm, refund_order},
    detail::Data,
};
use crate::{
    admin::program::form::{Fields, FormFault, OnceKey, Said, SendButton, Sending, TextField},
    ui::{Card, Tone},
};
use domain::{CommissionId, program::CommissionOrder};
use leptos::{ev::SubmitEvent, prelude::*};

/// The card. The money itself goes back to the customer by the shop.
#[component]
pub(super) fn Refund(id: CommissionId, order: CommissionOrder, data: Data, said: Said) -> impl IntoView {
    let can_refund = order.is_ours && order.left().minor > 0;
    let (so_far, left) = (so_far(&order), order.left().decimal());
    view! {
        <Card title="Refunds">
            <p class="pad">{so_far}</p>
            {can_refund.then(|| view! { <Note id left data said /> })}
        </Card>
    }
}

#[component]
fn Note(id: CommissionId, left: String, data: Data, said: Said) -> impl IntoView {
    let form = Sending::new("refund");
    let key = OnceKey::new();
    let id = StoredValue::new(id);
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let (amount, reason) = (fields.text("amount"), fields.text("reason"));
        let refund = RefundForm { key: key.get(), amount, reason };
        form.send(refund_order(id.get_value(), refund), move |is_new| {
            data.refetch();
            let text = if is_new { "The refund is noted." } else { "The refund was noted before." };
            said.say(Tone::Good, vec![text.to_owned()]);
        });
    };
    view! {
        <form class="pad needs-script" method="post" novalidate on:submit=send>
            <FormFault form fields=&["amount"] />
            <div class="pair">
                <TextField form name="amount" title="Given back" value=left hint="By the shop, to the customer." />
                <TextField form name="reason" title="Reason" hint="May be empty." />
            </div>
            <SendButton form text="Note the refund" />
        </form>
    }
}

fn so_far(order: &CommissionOrder) -> String {
    let CommissionOrder { total, refunded, .. } = order;
    match (refunded.minor, order.is_ours) {
        (0, true) => "Nothing was given back. A refund takes its part of the commission; what was paid already is taken back by the next payout.".to_owned(),
        (0, false) => "Nothing was given back. The shop tells of refunds of this order.".to_owned(),
        _ => format!("{refunded} of {total} was given back."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    #[test]
    fn what_was_given_back_is_said() {
        let usd = |cents| Money::new(cents, Currency::USD);
        let order = |refunded, is_ours| CommissionOrder {
            external_id: "1".into(),
            is_ours,
            total: usd(10_000),
            refunded: usd(refunded),
        };
        assert!(so_far(&order(0, true)).contains("taken back by the next payout"));
        assert!(so_far(&order(0, false)).contains("The shop tells"));
        assert_eq!(so_far(&order(2_500, false)), "$25.00 of $100.00 was given back.");
    }
}
