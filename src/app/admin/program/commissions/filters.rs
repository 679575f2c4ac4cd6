//! Text, status and partner of the list. A plain form; when the page is alive a choice answers at once.

use super::Data;
use crate::{
    admin::program::params::CommissionsParams,
    ui::{Icon, IconName},
};
use domain::CommissionStatus;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Form, hooks::use_navigate};

/// The form.
#[component]
pub(super) fn Filters(
    /// The choices of the moment.
    params: Memo<CommissionsParams>,
    /// Knows the partner's name.
    data: Data,
) -> impl IntoView {
    let navigate = use_navigate();
    let choose = move |event| {
        let status = CommissionStatus::parse(&event_target_value(&event));
        let next = CommissionsParams { status, ..params.get_untracked().first() };
        navigate(&next.href(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let option = move |status: CommissionStatus| {
        let is_chosen = move || params.get().status == Some(status);
        view! { <option value=status.as_str() selected=is_chosen prop:selected=is_chosen>{status.title()}</option> }
    };
    let partner =
        move || params.get().partner.map(|id| view! { <input type="hidden" name="partner" value=id.to_string() /> });
    view! {
        <Form method="GET" action=CommissionsParams::PATH replace=true noscroll=true attr:class="filters finder" attr:role="search">
            {partner}
            <label class="finder-text">
                <span class="visually-hidden">"Search by order, customer, partner or code"</span>
                <Icon name=IconName::Search />
                <input
                    type="search" name="q" placeholder="Order, customer, partner or code" autocomplete="off" spellcheck="false" maxlength="120"
                    value=params.get_untracked().text
                />
            </label>
            <label>
                <span class="visually-hidden">"Status"</span>
                <select name="status" on:change=choose>
                    <option value="">"Any status"</option>
                    {CommissionStatus::ALL.map(option).collect_view()}
                </select>
            </label>
            <button class="btn" type="submit">"Search"</button>
        </Form>
        <Transition>{move || Suspend::new(async move {
            let page = data.await.ok();
            let name = page.and_then(|page| page.rows.into_iter().next()).map(|row| row.partner_name);
            view! { <Only name params /> }
        })}</Transition>
    }
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
