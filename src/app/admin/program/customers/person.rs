//! Who a customer is: what the team corrects of it, and the way to forget them.

use super::{
    api::{CustomerForm, delete_customer, save_customer},
    detail::Data,
};
use crate::{
    admin::program::{
        form::{AreaField, Fields, FormFault, Said, SendButton, Sending, TextField},
        params::CustomersParams,
    },
    ui::{Card, Dialog, Tone},
};
use domain::{CustomerId, program::CustomerLine};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The form.
#[component]
pub(super) fn Person(customer: CustomerLine, data: Data, said: Said) -> impl IntoView {
    let form = Sending::new("customer");
    let CustomerLine { id, email, name, external_id, metadata, .. } = customer;
    let send = move |event: SubmitEvent| {
        let fields = Fields::of(&event);
        let customer = CustomerForm {
            email: fields.text("email"),
            name: fields.text("name"),
            external_id: fields.text("external_id"),
            metadata: fields.text("metadata"),
        };
        form.send(save_customer(id.clone(), customer), move |()| {
            data.refetch();
            said.say(Tone::Good, vec!["The customer is saved.".to_owned()]);
        });
    };
    view! {
        <Card title="Who it is">
            <form class="pad" method="post" novalidate on:submit=send>
                <FormFault form fields=&["email", "name", "external_id", "metadata"] />
                <div class="pair">
                    <TextField form name="name" title="Name" value=name />
                    <TextField form name="external_id" title="Your own id" value=external_id.unwrap_or_default() />
                </div>
                <TextField form name="email" title="E-mail" kind="email" value=email hint="The next order with it is theirs." />
                <AreaField form name="metadata" title="Metadata" value=metadata.unwrap_or_default() hint="A JSON object of your own; may be empty." />
                <p><SendButton form text="Save" /></p>
            </form>
        </Card>
    }
}

/// Deletes a customer, once somebody confirmed it.
#[component]
pub(super) fn Delete(id: CustomerId) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let id = StoredValue::new(id);
    view! {
        <Card title="Delete this customer">
            <div class="pad delete-partner">
                <p>"Name, e-mail, id, metadata and direct orders go for good. The orders that partners brought stay, without a customer."</p>
                <p><button class="btn danger needs-script" type="button" on:click=move |_| is_open.set(true)>"Delete…"</button></p>
            </div>
        </Card>
        <Dialog open=is_open title="Delete this customer">{move || view! { <Confirm id=id.get_value() is_open /> }}</Dialog>
    }
}

#[component]
fn Confirm(id: CustomerId, is_open: RwSignal<bool>) -> impl IntoView {
    let form = Sending::new("forget");
    let navigate = use_navigate();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        form.send(delete_customer(id.clone()), move |()| {
            is_open.set(false);
            navigate(CustomersParams::PATH, NavigateOptions::default());
        });
    };
    view! {
        <form class="dialog-form" method="post" novalidate on:submit=send>
            <div class="pad">
                <p>"This cannot be undone. Another order with the same e-mail makes a new customer."</p>
                <FormFault form fields=&[] />
            </div>
            <footer>
                <button class="btn" type="button" on:click=move |_| is_open.set(false)>"Keep"</button>
                <button class="btn danger" type="submit" aria-busy=move || form.busy()>"Delete for good"</button>
            </footer>
        </form>
    }
}
