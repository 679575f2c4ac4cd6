//! What narrows a list: the search box, choices and days. Fields of a plain form; when the page is alive they follow the address, and
//! choices answer at once.

use crate::ui::{Icon, IconName};
use domain::Day;
use leptos::{
    ev::Event,
    html::Input,
    leptos_dom::helpers::debounce,
    prelude::*,
    web_sys::{Element, HtmlInputElement},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long one must have stopped typing before the list is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// A search box. It answers while one types.
#[component]
pub fn SearchBox(
    /// What it is, for who does not see it.
    label: &'static str,
    /// What can be found with it.
    placeholder: &'static str,
    /// What the address says.
    #[prop(into)]
    text: Signal<String>,
    /// The address with another text.
    search: impl Fn(String) -> String + 'static,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    follow(field, text);
    let go = navigate_quietly();
    let mut typed = debounce(PAUSE, move |typed: String| {
        let typed = typed.trim();
        if typed != text.get_untracked() {
            go(&search(typed.to_owned()));
        }
    });
    view! {
        <label class="finder-text">
            <span class="visually-hidden">{label}</span>
            <Icon name=IconName::Search />
            <input
                type="search" name="q" placeholder=placeholder autocomplete="off" spellcheck="false" maxlength="120"
                value=text.get_untracked()
                node_ref=field
                on:input=move |event| typed(event_target_value(&event))
            />
        </label>
    }
}

/// A choice that answers at once; nothing when there is nothing to choose.
#[component]
pub fn Narrow(
    /// Its name in the address.
    name: &'static str,
    /// What it is.
    title: &'static str,
    /// What no choice is called.
    any: &'static str,
    /// What can be chosen: values and names.
    options: Vec<(String, String)>,
    /// What the address says.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// The address with another choice.
    choose: impl Fn(Option<String>) -> String + 'static,
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

/// A day that answers at once; empty is any.
#[component]
pub fn NarrowDay(
    /// Its name in the address.
    name: &'static str,
    /// What it is.
    title: &'static str,
    /// What the address says.
    #[prop(into)]
    chosen: Signal<Option<Day>>,
    /// The address with another day.
    choose: impl Fn(Option<Day>) -> String + 'static,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let text = Signal::derive(move || chosen.get().map(Day::iso).unwrap_or_default());
    follow(field, text);
    let go = navigate_quietly();
    let change = move |event: Event| {
        let typed = event_target_value(&event);
        let day = Day::parse_iso(&typed);
        if day.is_some() || typed.is_empty() {
            go(&choose(day));
        }
    };
    view! {
        <label class="finder-day">
            <span>{title}</span>
            <input type="date" name=name value=text.get_untracked() node_ref=field on:change=change />
        </label>
    }
}

/// Goes to another view of the list without leaving a trace of each letter in the browser's history.
fn navigate_quietly() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |href: &str| navigate(href, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() })
}

/// Shows what the URL says when it changed by other means than typing, such as the way back.
fn follow(field: NodeRef<Input>, text: Signal<String>) {
    Effect::new(move |before: Option<String>| {
        let text = text.get();
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
