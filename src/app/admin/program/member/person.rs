//! Who a partner is: what our own are called, and deleting anybody.

use super::{Desk, api::PersonCard};
use crate::{
    admin::{
        partners::api::{delete_partner, rename_partner},
        program::form::{Fields, FormFault, SendButton, Sending, TextField},
    },
    ui::{Card, Dialog, Notice, Tone},
};
use domain::PartnerId;
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The name and e-mail of a partner of our own. What CC says of its creators is changed there.
#[component]
pub(super) fn Person(person: PersonCard, partner: PartnerId, desk: Desk) -> impl IntoView {
    let form = Sending::new("person");
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let [first, last, email] = ["first_name", "last_name", "email"].map(|name| fields.text(name));
        form.send(rename_partner(partner.clone(), first, last, email), move |()| desk.done("The name is saved."));
    };
    let PersonCard { first_name, last_name, email, is_ours, .. } = person;
    is_ours.then(|| {
        view! {
            <Card title="Name and e-mail">
                <form class="pad" method="post" novalidate on:submit=send>
                    <FormFault form fields=&["first_name", "last_name", "email"] />
                    <div class="pair">
                        <TextField form name="first_name" title="First name" value=first_name />
                        <TextField form name="last_name" title="Last name" value=last_name />
                    </div>
                    <TextField form name="email" title="E-mail" kind="email" value=email hint="They sign in and are recognised by it." />
                    <p><SendButton form text="Save name" /></p>
                </form>
            </Card>
        }
    })
}

/// Deletes a partner, once somebody typed who it is.
#[component]
pub(super) fn Delete(person: PersonCard, partner: PartnerId, is_owed: bool) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let owed = is_owed.then(|| {
        view! { <Notice tone=Tone::Warn><p>"This partner is still owed money. It stays owed, but their payout account is forgotten: pay it first, or by hand."</p></Notice> }
    });
    let person = StoredValue::new((person, partner));
    view! {
        <Card title="Delete this partner">
            <div class="pad delete-partner">
                <p>"Name, e-mail, picture, landing page, payout account and notes go for good, and their codes count for nobody any more. Orders, commissions and payouts stay, under “Deleted partner”."</p>
                {owed}
                <p><button class="btn danger needs-script" type="button" on:click=move |_| is_open.set(true)>"Delete…"</button></p>
            </div>
        </Card>
        <Dialog open=is_open title="Delete this partner">
            {move || person.with_value(|(person, partner)| {
                view! { <Confirm typed=person.typed.clone() is_open partner=partner.clone() /> }
            })}
        </Dialog>
    }
}

#[component]
fn Confirm(typed: String, partner: PartnerId, is_open: RwSignal<bool>) -> impl IntoView {
    let form = Sending::new("delete");
    let navigate = use_navigate();
    let send = move |event: SubmitEvent| {
        let navigate = navigate.clone();
        form.send(delete_partner(partner.clone(), Fields::of(&event).text("typed")), move |()| {
            is_open.set(false);
            navigate("/admin/partners", NavigateOptions::default());
        });
    };
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="pad">
                <p>"This cannot be undone. No connected source brings them back by itself either; entering their e-mail as a new partner does."</p>
                <FormFault form fields=&["typed"] />
                <TextField form name="typed" title="Who it is" hint=format!("Type {typed} to delete this partner.") />
            </div>
            <footer>
                <button class="btn" type="button" on:click=move |_| is_open.set(false)>"Keep"</button>
                <button class="btn danger" type="submit" aria-busy=move || form.busy()>"Delete for good"</button>
            </footer>
        </form>
    }
}
