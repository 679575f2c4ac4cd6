//! Search box and what else narrows the list. A plain form; when the page is alive it answers while one types.

use super::Data;
use crate::{
    admin::{
        finder::{Narrow, SearchBox},
        params::PartnersParams,
    },
    period::controls::kept,
};
use domain::admin::Standing;
use leptos::prelude::*;
use leptos_router::components::Form;

/// Search box, tier, where they stand in the program, and group.
#[component]
pub fn Search(
    /// The choices of the moment.
    params: Memo<PartnersParams>,
    /// Knows the tiers and groups there are.
    data: Data,
) -> impl IntoView {
    let search = move |text| PartnersParams { text, ..params.get_untracked().first() }.href();
    view! {
        <Form method="GET" action=PartnersParams::PATH replace=true noscroll=true attr:class="filters finder" attr:role="search">
            {move || kept(params.get().kept())}
            <SearchBox
                label="Search by name, e-mail, handle or code" placeholder="Name, e-mail, handle or code"
                text=Signal::derive(move || params.get().text) search
            />
            <Standings params />
            <Transition>{move || Suspend::new(async move {
                let (tiers, groups, leaked) =
                    data.await.map(|page| (page.tiers, page.groups, page.leaked)).unwrap_or_default();
                let groups = groups.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
                let tiers = tiers.into_iter().map(|tier| (tier.clone(), tier)).collect();
                view! { <Tiers tiers params /><Groups groups params /><Leaked leaked params /> }
            })}</Transition>
            <button class="btn no-js" type="submit">"Search"</button>
        </Form>
    }
}

/// Where partners stand in the program.
#[component]
fn Standings(params: Memo<PartnersParams>) -> impl IntoView {
    let options = Standing::ALL.map(|it| (it.as_str().to_owned(), it.title().to_owned())).into();
    let chosen = Signal::derive(move || params.get().standing.map(|standing| standing.as_str().to_owned()));
    let choose = move |standing: Option<String>| {
        let standing = standing.and_then(|text| Standing::parse(&text));
        PartnersParams { standing, ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="program" title="In the program" any="In the program or not" options chosen choose /> }
}

/// The choice of a tier; nothing when there are none.
#[component]
fn Tiers(tiers: Vec<(String, String)>, params: Memo<PartnersParams>) -> impl IntoView {
    let chosen = Signal::derive(move || params.get().tier);
    let choose = move |tier| PartnersParams { tier, ..params.get_untracked().first() }.href();
    view! { <Narrow name="tier" title="Tier" any="Any tier" options=tiers chosen choose /> }
}

/// The choice of a group; nothing when there are none.
#[component]
fn Groups(groups: Vec<(String, String)>, params: Memo<PartnersParams>) -> impl IntoView {
    let chosen = Signal::derive(move || params.get().group.map(|group| group.to_string()));
    let choose = move |group: Option<String>| {
        let group = group.and_then(|id| id.parse().ok());
        PartnersParams { group, ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="group" title="Group" any="Any group" options=groups chosen choose /> }
}

/// Only those whose code is on a coupon site; nothing when nobody's is.
#[component]
fn Leaked(leaked: usize, params: Memo<PartnersParams>) -> impl IntoView {
    let is_asked = params.get_untracked().leaked;
    let options =
        if leaked > 0 || is_asked { vec![("1".to_owned(), "On a coupon site".to_owned())] } else { Vec::new() };
    let chosen = Signal::derive(move || params.get().leaked.then(|| "1".to_owned()));
    let choose = move |leaked: Option<String>| {
        PartnersParams { leaked: leaked.is_some(), ..params.get_untracked().first() }.href()
    };
    view! { <Narrow name="leaked" title="Coupon sites" any="On coupon sites or not" options chosen choose /> }
}
