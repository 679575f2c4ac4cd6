//! Search box and tier. A plain form; when the page is alive it answers while one types.

use super::Data;
use crate::{
    admin::params::PartnersParams,
    ui::{Icon, IconName},
};
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

/// Search box and tier.
#[component]
pub fn Search(
    /// The choices of the moment.
    params: Memo<PartnersParams>,
    /// Knows the tiers there are.
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
            <Transition>{move || Suspend::new(async move {
                let tiers = data.await.map(|page| page.tiers).unwrap_or_default();
                view! { <Tiers tiers params /> }
            })}</Transition>
            <button class="btn no-js" type="submit">"Search"</button>
        </Form>
    }
}

/// The choice of a tier; nothing when there are none.
#[component]
fn Tiers(tiers: Vec<String>, params: Memo<PartnersParams>) -> impl IntoView {
    let current = params.get_untracked().tier;
    let go = navigate_quietly();
    let choose = move |event: Event| {
        let tier = Some(event_target_value(&event)).filter(|tier| !tier.is_empty());
        go(&PartnersParams { tier, ..params.get_untracked().first() });
    };
    // A tier that is asked for stays a choice, also when no partner has it any more.
    let missing = current.clone().filter(|tier| !tiers.contains(tier));
    let options = missing.into_iter().chain(tiers).map(|tier| {
        let is_current = current.as_ref() == Some(&tier);
        view! { <option value=tier.clone() selected=is_current>{tier.clone()}</option> }
    });
    let options = options.collect::<Vec<_>>();
    (!options.is_empty()).then(|| {
        view! {
            <label>
                <span class="visually-hidden">"Tier"</span>
                <select name="tier" on:change=choose>
                    <option value="">"Any tier"</option>
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
