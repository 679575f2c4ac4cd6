//! What narrows the list of customers, all of it kept in the address. A plain form; when the page is alive a choice answers at once.

use super::Data;
use crate::admin::{
    finder::{Narrow, NarrowDay, SearchBox},
    program::params::CustomersParams,
};
use domain::program::Brought;
use leptos::prelude::*;
use leptos_router::components::Form;

/// The form.
#[component]
pub(super) fn Filters(
    /// The choices of the moment.
    params: Memo<CustomersParams>,
    /// Knows the partner's name.
    data: Data,
) -> impl IntoView {
    let first = move || params.get_untracked().first();
    let search = move |text| CustomersParams { text, ..first() }.href();
    view! {
        <Form method="GET" action=CustomersParams::PATH replace=true noscroll=true attr:class="filters finder" attr:role="search">
            <SearchBox
                label="Search by e-mail, name or your own id" placeholder="E-mail, name or id"
                text=Signal::derive(move || params.get().text) search
            />
            <Transition>{move || Suspend::new(async move {
                let name = data.await.ok().and_then(|page| page.only);
                view! { <Whose name params /> }
            })}</Transition>
            <NarrowDay name="from" title="Ordered from" chosen=Signal::derive(move || params.get().from) choose=move |from| CustomersParams { from, ..first() }.href() />
            <NarrowDay name="to" title="to" chosen=Signal::derive(move || params.get().to) choose=move |to| CustomersParams { to, ..first() }.href() />
            <button class="btn" type="submit">"Search"</button>
        </Form>
    }
}

/// By whom their orders came: anybody, nobody, or the partner from whose page one comes.
#[component]
fn Whose(name: Option<String>, params: Memo<CustomersParams>) -> impl IntoView {
    let nobody = (CustomersParams::DIRECTLY.to_owned(), "With direct orders".to_owned());
    let one = params.get_untracked().brought.and_then(|brought| match brought {
        Brought::By(partner) => {
            Some((partner.to_string(), format!("Brought by {}", name.unwrap_or_else(|| "one partner".to_owned()))))
        }
        Brought::Directly => None,
    });
    let options = one.into_iter().chain([nobody]).collect();
    let chosen = Signal::derive(move || params.get().brought_text());
    let choose = move |text: Option<String>| {
        let brought = text.and_then(|text| CustomersParams::parse_brought(&text));
        CustomersParams { brought, ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="partner" title="By whom" any="By any partner or none" options chosen choose /> }
}
