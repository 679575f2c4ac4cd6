//! A page that says one thing: an expired link, a page that is not there, a fault.

use super::page::card;
use leptos::prelude::*;

/// Title, text and at most one way on.
pub fn body(title: &str, text: &str, action: Option<(&str, &str)>) -> AnyView {
    let action = action.map(|(label, href)| {
        view! { <a class="button" href=href.to_owned()>{label.to_owned()}</a> }
    });
    card(
        view! {
            <h1>{title.to_owned()}</h1>
            <p>{text.to_owned()}</p>
            {action}
        }
        .into_any(),
    )
}
