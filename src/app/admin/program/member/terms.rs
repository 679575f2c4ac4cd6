//! What a partner is promised: their own terms, or those of their group and the program.

use super::{
    Desk,
    api::{MemberCard, TermsForm, save_terms},
};
use crate::{
    admin::program::form::{AreaField, CheckField, Fields, FormFault, SelectField, SendButton, Sending, TextField},
    ui::Card,
};
use domain::program::ProgramSettings;
use leptos::{ev::SubmitEvent, html::Form, prelude::*};

const FIELDS: &[&str] = &["rate_kind", "rate", "group", "hold_days", "minimum", "notes"];

fn read(fields: &Fields) -> TermsForm {
    TermsForm {
        rate_kind: fields.text("rate_kind"),
        rate: fields.text("rate"),
        ignores_product_rates: fields.is_on("ignores_product_rates"),
        group: fields.text("group"),
        hold_days: fields.text("hold_days"),
        minimum: fields.text("minimum"),
        notes: fields.text("notes"),
        version: fields.text("version"),
    }
}

/// The card.
#[component]
pub(super) fn Terms(member: MemberCard, currency: String, desk: Desk) -> impl IntoView {
    let form = Sending::new("terms");
    let node = NodeRef::<Form>::new();
    let MemberCard { promised, usual: [usual_rate, usual_hold, usual_minimum], .. } = member;
    let TermsForm {
        rate_kind,
        rate: typed,
        ignores_product_rates,
        group,
        hold_days,
        minimum: least,
        notes,
        version: seen,
    } = desk.typed.get_value().unwrap_or(member.terms);
    let version = RwSignal::new(seen);
    let send = move |event: SubmitEvent| {
        let terms = read(&Fields::of(&event));
        form.send(save_terms(desk.partner(), terms), move |saved| {
            // What is typed until the page is made anew is typed over what was saved here.
            version.set(saved);
            desk.typed.set_value(None);
            desk.done("The terms are saved.");
        });
    };
    // What is decided beside it makes the page anew: what is typed here and not saved yet stays.
    let remember = move |_| desk.typed.set_value(Some(read(&Fields::so_far(node))));
    let kinds = [
        ("", format!("As the group or program says: {usual_rate}")),
        ("percentage", "A percentage of the order".into()),
        ("fixed", "A fixed amount for each order".into()),
    ];
    let kinds = kinds.map(|(value, text)| (value.to_owned(), text)).into();
    let groups = std::iter::once((String::new(), "No group".to_owned())).chain(member.groups).collect();
    view! {
        <Card title="Terms">
            <form class="pad" method="post" novalidate node_ref=node on:submit=send on:input=remember>
                <input type="hidden" name="version" value=move || version.get() />
                <p class="sees">{promised}</p>
                <FormFault form fields=FIELDS />
                <div class="pair">
                    <SelectField form name="rate_kind" title="Commission" options=kinds chosen=rate_kind />
                    <TextField form name="rate" title="Rate" value=typed hint=format!("10 for 10 %, or 5.00 for {currency} 5.00.") />
                </div>
                <CheckField name="ignores_product_rates" title="Always this rate, whatever an order says about its commission" is_on=ignores_product_rates />
                <SelectField form name="group" title="Group" options=groups chosen=group />
                <div class="pair">
                    <SelectField form name="hold_days" title="Holding period" options=holds(&format!("As the group or program says: {usual_hold}")) chosen=hold_days />
                    <TextField form name="minimum" title="Minimum payout" value=least hint=format!("In {currency}. Empty: {usual_minimum}.") />
                </div>
                <AreaField form name="notes" title="Notes" value=notes hint="Only your team sees them." />
                <p><SendButton form text="Save terms" /></p>
            </form>
        </Card>
    }
}

/// The holding periods; the first, named so, leaves it to others.
pub(in crate::admin) fn holds(usual: &str) -> Vec<(String, String)> {
    std::iter::once((String::new(), usual.to_owned())).chain(ProgramSettings::HOLDS.map(hold)).collect()
}

/// A holding period to be chosen.
pub(in crate::admin::program) fn hold(days: i64) -> (String, String) {
    let text = if days == 0 { "Not held".to_owned() } else { format!("{days} days") };
    (days.to_string(), text)
}
