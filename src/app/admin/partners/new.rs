//! Takes somebody into the program by hand.

use super::api::{NewPartner, NewPartnerPage, add_partner, load_new_partner, new_code};
use crate::{
    admin::{
        parts::partner_path,
        program::{
            currencies::{MinimumFields, TypedAmount, rate_hint, rate_kinds, read_minimums},
            form::{AreaField, CheckField, Fields, FormFault, SelectField, SendButton, Sending, TextField},
            holds,
        },
    },
    ui::{BlockSkeleton, Card, ErrorPanel, PageHead},
};
use leptos::{either::Either, ev::SubmitEvent, html, prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_router::hooks::use_navigate;

/// The page.
#[derive(Clone)]
pub struct NewPartnerRoute;

impl NewPartnerRoute {
    pub(crate) fn show() -> AnyView {
        crate::ui::come_alive();
        let page = Resource::new(|| (), |()| load_new_partner());
        let form = move || {
            Suspend::new(async move {
                match page.await {
                    Ok(page) => Either::Left(view! { <Form page /> }),
                    Err(error) => {
                        Either::Right(view! { <ErrorPanel error retry=Callback::new(move |()| page.refetch()) /> })
                    }
                }
            })
        };
        view! {
            <PageHead title="New partner" text="Somebody whom no connected source brings here, or not yet." />
            <Transition fallback=|| view! { <BlockSkeleton class="facts-size" /> }>{form}</Transition>
        }
        .into_any()
    }
}

const FIELDS: &[&str] =
    &["first_name", "last_name", "email", "code", "rate_kind", "rate", "group", "hold_days", "minimum", "notes"];

fn read(fields: &Fields, minimums: &[TypedAmount]) -> NewPartner {
    NewPartner {
        first_name: fields.text("first_name"),
        last_name: fields.text("last_name"),
        email: fields.text("email"),
        code: fields.text("code"),
        rate_kind: fields.text("rate_kind"),
        rate: fields.text("rate"),
        approved: fields.is_on("approved"),
        mailed: fields.is_on("mailed"),
        group: fields.text("group"),
        hold_days: fields.text("hold_days"),
        minimums: read_minimums(fields, minimums),
        notes: fields.text("notes"),
        ignores_product_rates: fields.is_on("ignores_product_rates"),
    }
}

#[component]
fn Form(page: NewPartnerPage) -> impl IntoView {
    let NewPartnerPage { minimums, groups } = page;
    let currencies: Vec<String> = minimums.iter().map(|it| it.currency.clone()).collect();
    let shown = StoredValue::new(minimums.clone());
    let form = Sending::new("new-partner");
    let node = NodeRef::<html::Form>::new();
    let navigate = use_navigate();
    let send = move |event: SubmitEvent| {
        let navigate = navigate.clone();
        form.send(add_partner(shown.with_value(|shown| read(&Fields::of(&event), shown))), move |id| {
            navigate(&format!("{}/program", partner_path(&id)), leptos_router::NavigateOptions::default());
        });
    };
    let making = Sending::new("new-code");
    let generate = move |_| making.send(new_code(), move |code| put_code(node, &code));
    let kinds = rate_kinds(None, &currencies, "percentage");
    view! {
        <div class="program-page new-partner">
            <Card title="Who they are, and what they are promised">
                <form class="pad" method="post" novalidate node_ref=node on:submit=send>
                    <FormFault form fields=FIELDS />
                    <FormFault form=making fields=&[] />
                    <div class="pair">
                        <TextField form name="first_name" title="First name" />
                        <TextField form name="last_name" title="Last name" />
                    </div>
                    <TextField form name="email" title="E-mail" kind="email" hint="They sign in and are recognised by it." />
                    <div class="with-button">
                        <TextField form name="code" title="Coupon code" hint="What orders count for them by. Empty: one is made." />
                        <button class="btn needs-script" type="button" aria-busy=move || making.busy() on:click=generate>"Generate"</button>
                    </div>
                    <div class="pair">
                        <SelectField form name="rate_kind" title="Commission" options=kinds chosen="percentage" />
                        <TextField form name="rate" title="Rate" value="10" hint=rate_hint(&currencies) />
                    </div>
                    <CheckField name="ignores_product_rates" title="Always this rate, whatever an order says about its commission" is_on=false />
                    <CheckField name="approved" title="Approved: orders with their code count from now on" is_on=false />
                    <CheckField name="mailed" title="If approved, mail them at once: their code, and the private address of their dashboard" is_on=true />
                    <More form groups minimums />
                    <p><SendButton form text="Add partner" /></p>
                </form>
            </Card>
        </div>
    }
}

/// What the group or the program says of most partners.
#[component]
fn More(form: Sending, groups: Vec<(String, String)>, minimums: Vec<TypedAmount>) -> impl IntoView {
    let groups = std::iter::once((String::new(), "No group".to_owned())).chain(groups).collect();
    view! {
        <SelectField form name="group" title="Group" options=groups chosen="" />
        <div class="pair">
            <SelectField form name="hold_days" title="Holding period" options=holds("As the group or program says") chosen="" />
            <MinimumFields form minimums otherwise="as the group or program says" />
        </div>
        <AreaField form name="notes" title="Notes" hint="Only your team sees them." />
        <p class="field-note">"How they are paid is said on their page, under Payouts, by them or by you."</p>
    }
}

/// Writes a code into its field, as if it had been typed.
fn put_code(form: NodeRef<html::Form>, code: &str) {
    let field = form.get_untracked().and_then(|form| form.elements().named_item("code"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        field.set_value(code);
    }
}
