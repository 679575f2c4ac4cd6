//! Search box and what else narrows the list. A plain form; when the page is alive it answers while one types.

use super::Data;
use crate::{
    admin::params::PartnersParams,
    ui::{Icon, IconName},
};
use domain::admin::Standing;
use leptos::{
    ev::Event,
    html::Input,
    leptos_dom::helpers::debounce,
    prelude::*,
    web_sys::{Element, HtmlInputElement},
};
use leptos_router::{NavigateOptions, components::Form, hooks::use_navigate};
use std::time::Duration;

/// How long one must have stopped typing before the list is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// Search box, tier, where they stand in the program, and group.
#[component]
pub fn Search(
    /// The choices of the moment.
    params: Memo<PartnersParams>,
    /// Knows the tiers and groups there are.
    data: Data,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    follow_url(field, params);
    let go = navigate_quietly();
    let mut search = debounce(PAUSE, move |text: String| {
        let next = PartnersParams { text: text.trim().to_owned(), ..params.get_untracked().first() };
        if next.text != params.get_untracked().text {
            go(&next);
        }
    });
    let hidden = move || {
        let kept = params.get().kept().into_iter();
        kept.filter_map(|(name, value)| Some(view! { <input type="hidden" name=name value=value? /> })).collect_view()
    };
    view! {
        <Form method="GET" action=PartnersParams::PATH replace=true noscroll=true attr:class="filters finder" attr:role="search">
            {hidden}
            <label class="finder-text">
                <span class="visually-hidden">"Search by name, e-mail, handle or code"</span>
                <Icon name=IconName::Search />
                <input
                    type="search" name="q" placeholder="Name, e-mail, handle or code" autocomplete="off" spellcheck="false" maxlength="120"
                    value=params.get_untracked().text
                    node_ref=field
                    on:input=move |event| search(event_target_value(&event))
                />
            </label>
            <Standings params />
            <Transition>{move || Suspend::new(async move {
                let (tiers, groups) = data.await.map(|page| (page.tiers, page.groups)).unwrap_or_default();
                let groups = groups.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
                let tiers = tiers.into_iter().map(|tier| (tier.clone(), tier)).collect();
                view! { <Tiers tiers params /><Groups groups params /> }
            })}</Transition>
            <button class="btn no-js" type="submit">"Search"</button>
        </Form>
    }
}

/// Where partners stand in the program.
#[component]
fn Standings(params: Memo<PartnersParams>) -> impl IntoView {
    let options = Standing::ALL.map(|it| (it.as_str().to_owned(), it.title().to_owned())).into();
    let chosen = move || params.get().standing.map(|standing| standing.as_str().to_owned());
    let choose = move |standing: Option<String>| PartnersParams {
        standing: standing.and_then(|text| Standing::parse(&text)),
        ..params.get_untracked().first()
    };
    view! { <Narrow name="program" title="In the program" any="In the program or not" options chosen=Signal::derive(chosen) choose /> }
}

/// The choice of a tier; nothing when there are none.
#[component]
fn Tiers(tiers: Vec<(String, String)>, params: Memo<PartnersParams>) -> impl IntoView {
    let chosen = move || params.get().tier;
    let choose = move |tier| PartnersParams { tier, ..params.get_untracked().first() };
    view! { <Narrow name="tier" title="Tier" any="Any tier" options=tiers chosen=Signal::derive(chosen) choose /> }
}

/// The choice of a group; nothing when there are none.
#[component]
fn Groups(groups: Vec<(String, String)>, params: Memo<PartnersParams>) -> impl IntoView {
    let chosen = move || params.get().group.map(|group| group.to_string());
    let choose = move |group: Option<String>| PartnersParams {
        group: group.and_then(|id| id.parse().ok()),
        ..params.get_untracked().first()
    };
    view! { <Narrow name="group" title="Group" any="Any group" options=groups chosen=Signal::derive(chosen) choose /> }
}

/// A choice that answers at once; nothing when there is nothing to choose.
#[component]
fn Narrow(
    name: &'static str,
    title: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    chosen: Signal<Option<String>>,
    choose: impl Fn(Option<String>) -> PartnersParams + Copy + 'static,
) -> impl IntoView {
    let go = navigate_quietly();
    let change = move |event: Event| go(&choose(Some(event_target_value(&event)).filter(|value| !value.is_empty())));
    // What is asked for stays a choice, also when nobody has it any more.
    let missing = chosen.get_untracked().filter(|it| !options.iter().any(|(value, _)| value == it));
    let missing = missing.map(|value| (value.clone(), value));
    let option = move |(value, text): (String, String)| {
        let mine = value.clone();
        let is_chosen = Signal::derive(move || chosen.get().as_ref() == Some(&mine));
        view! { <option value=value selected=is_chosen prop:selected=is_chosen>{text}</option> }
    };
    let options = missing.into_iter().chain(options).map(option).collect::<Vec<_>>();
    (!options.is_empty()).then(|| {
        view! {
            <label>
                <span class="visually-hidden">{title}</span>
                <select name=name on:change=change>
                    <option value="">{any}</option>
                    {options}
                </select>
            </label>
        }
    })
}

/// Goes to another view of the list without leaving a trace of each letter in the browser's history.
fn navigate_quietly() -> impl Fn(&PartnersParams) + Clone + 'static {
    let navigate = use_navigate();
    move |next: &PartnersParams| {
        navigate(&next.href(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    }
}

/// Shows what the URL says when it changed by other means than typing, such as the way back.
fn follow_url(field: NodeRef<Input>, params: Memo<PartnersParams>) {
    Effect::new(move |before: Option<String>| {
        let text = params.get().text;
        let is_new = before.is_some_and(|before| before != text);
        if let Some(input) = field.get_untracked().filter(|_| is_new)
            && !is_typed_in(&input)
        {
            input.set_value(&text);
        }
        text
    });
}

fn is_typed_in(input: &HtmlInputElement) -> bool {
    let field: &Element = input.as_ref();
    document().active_element().as_ref() == Some(field)
}
