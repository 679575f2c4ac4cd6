//! What a partner is promised: their own terms, or those of their group and the program.

use super::{
    Desk,
    api::{MemberCard, TermsForm, save_terms},
};
use crate::{
    admin::program::{
        currencies::{MinimumFields, TypedAmount, rate_hint, rate_kinds, read_minimums},
        form::{AreaField, CheckField, Fields, FormFault, SelectField, SendButton, Sending, TextField},
    },
    ui::Card,
};
use domain::program::ProgramSettings;
use leptos::{ev::SubmitEvent, html::Form, prelude::*};

const FIELDS: &[&str] = &["rate_kind", "rate", "group", "hold_days", "minimum", "notes"];

fn read(fields: &Fields, minimums: &[TypedAmount]) -> TermsForm {
    TermsForm {
        rate_kind: fields.text("rate_kind"),
        rate: fields.text("rate"),
        ignores_product_rates: fields.is_on("ignores_product_rates"),
        group: fields.text("group"),
        hold_days: fields.text("hold_days"),
        minimums: read_minimums(fields, minimums),
        notes: fields.text("notes"),
        version: fields.text("version"),
    }
}

/// The card.
#[component]
pub(super) fn Terms(member: MemberCard, currencies: Vec<String>, desk: Desk) -> impl IntoView {
    let form = Sending::new("terms");
    let node = NodeRef::<Form>::new();
    let MemberCard { promised, usual: [usual_rate, usual_hold], usual_minimums: usual, .. } = member;
    let TermsForm { rate_kind, rate: typed, ignores_product_rates, group, hold_days, minimums, notes, version: seen } =
        desk.typed.get_value().unwrap_or(member.terms);
    let version = RwSignal::new(seen);
    let shown = StoredValue::new(minimums.clone());
    let send = move |event: SubmitEvent| {
        let terms = shown.with_value(|shown| read(&Fields::of(&event), shown));
        form.send(save_terms(desk.partner(), terms), move |saved| {
            // What is typed until the page is made anew is typed over what was saved here.
            version.set(saved);
            desk.typed.set_value(None);
            desk.done("The terms are saved.");
        });
    };
    // What is decided beside it makes the page anew: what is typed here and not saved yet stays.
    let remember = move |_| desk.typed.set_value(Some(shown.with_value(|shown| read(&Fields::so_far(node), shown))));
    let kinds = rate_kinds(Some(format!("As the group or program says: {usual_rate}")), &currencies, &rate_kind);
    let groups = std::iter::once((String::new(), "No group".to_owned())).chain(member.groups).collect();
    view! {
        <Card title="Terms">
            <form class="pad" method="post" novalidate node_ref=node on:submit=send on:input=remember>
                <input type="hidden" name="version" value=move || version.get() />
                <p class="sees">{promised}</p>
                <FormFault form fields=FIELDS />
                <div class="pair">
                    <SelectField form name="rate_kind" title="Commission" options=kinds chosen=rate_kind />
                    <TextField form name="rate" title="Rate" value=typed hint=rate_hint(&currencies) />
                </div>
                <CheckField name="ignores_product_rates" title="Always this rate, whatever an order says about its commission" is_on=ignores_product_rates />
                <SelectField form name="group" title="Group" options=groups chosen=group />
                <div class="pair">
                    <SelectField form name="hold_days" title="Holding period" options=holds(&format!("As the group or program says: {usual_hold}")) chosen=hold_days />
                    <MinimumFields form minimums usual otherwise="none" />
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
