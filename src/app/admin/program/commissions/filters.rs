//! What narrows the list of commissions, all of it kept in the address. A plain form; when the page is alive a choice answers at once.

use super::Data;
use crate::admin::{
    finder::{Narrow, NarrowDay, SearchBox},
    program::params::CommissionsParams,
};
use domain::{CommissionStatus, Currency, program::Flag};
use leptos::prelude::*;
use leptos_router::components::Form;

/// The form.
#[component]
pub(super) fn Filters(
    /// The choices of the moment.
    params: Memo<CommissionsParams>,
    /// Knows the partner's name.
    data: Data,
) -> impl IntoView {
    let first = move || params.get_untracked().first();
    let search = move |text| CommissionsParams { text, ..first() }.href();
    let partner =
        move || params.get().partner.map(|id| view! { <input type="hidden" name="partner" value=id.to_string() /> });
    view! {
        <Form method="GET" action=CommissionsParams::PATH replace=true noscroll=true attr:class="filters finder" attr:role="search">
            {partner}
            <SearchBox
                label="Search by order, customer, partner or code" placeholder="Order, customer, partner or code"
                text=Signal::derive(move || params.get().text) search
            />
            <Statuses params />
            <NarrowDay name="from" title="From" chosen=Signal::derive(move || params.get().from) choose=move |from| CommissionsParams { from, ..first() }.href() />
            <NarrowDay name="to" title="To" chosen=Signal::derive(move || params.get().to) choose=move |to| CommissionsParams { to, ..first() }.href() />
            <Transition>{move || Suspend::new(async move {
                let currencies = data.await.map(|page| page.currencies).unwrap_or_default();
                view! { <Currencies currencies params /> }
            })}</Transition>
            <Flags params />
            <button class="btn" type="submit">"Search"</button>
        </Form>
        <Transition>{move || Suspend::new(async move {
            let page = data.await.ok();
            let name = page.and_then(|page| page.page.rows.into_iter().next()).map(|row| row.partner_name);
            view! { <Only name params /> }
        })}</Transition>
    }
}

#[component]
fn Statuses(params: Memo<CommissionsParams>) -> impl IntoView {
    let options = CommissionStatus::ALL.map(|it| (it.as_str().to_owned(), it.title().to_owned())).into();
    let chosen = Signal::derive(move || params.get().status.map(|status| status.as_str().to_owned()));
    let choose = move |status: Option<String>| {
        let status = status.and_then(|text| CommissionStatus::parse(&text));
        CommissionsParams { status, ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="status" title="Status" any="Any status" options chosen choose /> }
}

/// The currencies that partners earn in; nothing when there is but one.
#[component]
fn Currencies(currencies: Vec<Currency>, params: Memo<CommissionsParams>) -> impl IntoView {
    let options: Vec<_> = currencies.iter().map(|it| (it.to_string(), it.to_string())).collect();
    let chosen = Signal::derive(move || params.get().currency.map(|it| it.to_string()));
    let choose = move |currency: Option<String>| {
        let currency = currency.and_then(|code| code.parse().ok());
        CommissionsParams { currency, ..params.get_untracked().first() }.href()
    };
    let options = if options.len() > 1 { options } else { Vec::new() };
    view! { <Narrow name="currency" title="Currency" any="Any currency" options chosen choose /> }
}

#[component]
fn Flags(params: Memo<CommissionsParams>) -> impl IntoView {
    let options = vec![(Flag::SelfReferral.as_str().to_owned(), "Bought by themselves".to_owned())];
    let chosen = Signal::derive(move || params.get().flag.map(|flag| flag.as_str().to_owned()));
    let choose = move |flag: Option<String>| {
        let flag = flag.and_then(|text| Flag::parse(&text));
        CommissionsParams { flag, ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="flag" title="Flag" any="Flagged or not" options chosen choose /> }
}

/// Whose commissions are shown, and the way to everybody's.
#[component]
fn Only(name: Option<String>, params: Memo<CommissionsParams>) -> impl IntoView {
    let params = params.get_untracked();
    let everybody = CommissionsParams { partner: None, ..params.first() }.href();
    params.partner.map(|_| {
        let who = name.unwrap_or_else(|| "one partner".to_owned());
        view! { <p class="count">"Only those of "<b dir="auto">{who}</b>". "<a class="link" href=everybody>"Show everybody's"</a></p> }
    })
}
