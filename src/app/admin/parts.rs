//! Small parts that the team's pages share.

use super::params::Fault;
use crate::ui::{Avatar, Notice, Tone};
use domain::PartnerId;
use leptos::{either::Either, prelude::*};

/// What the URL asked for and could not be understood; the rest of it is shown all the same.
#[component]
pub fn Faults(
    /// The fields, and what they should be.
    #[prop(into)]
    faults: Signal<Vec<Fault>>,
) -> impl IntoView {
    let line = |(field, hint): Fault| view! { <li><b>{field}</b>{format!(" should be {hint}. It was left out.")}</li> };
    view! {
        <Show when=move || !faults.read().is_empty()>
            <Notice tone=Tone::Bad>
                <ul>{move || faults.get().into_iter().map(line).collect_view()}</ul>
            </Notice>
        </Show>
    }
}

/// A partner in a list: picture, name as the way to their page, and a line below it.
#[component]
pub fn PartnerName(
    /// Our id.
    id: PartnerId,
    /// Full name.
    name: String,
    /// Picture, if there is one.
    picture_url: Option<String>,
    /// What stands below the name.
    text: String,
    /// Whether the partner may sign in.
    is_active: bool,
) -> impl IntoView {
    let off = (!is_active).then(|| view! { <span class="chip quiet">"Disabled"</span> });
    view! {
        <span class="cell-person">
            <Avatar name=name.clone() picture_url />
            <span>
                <span class="person-name">
                    <a href=partner_path(&id)>{name}</a>
                    {off}
                </span>
                <small>{text}</small>
            </span>
        </span>
    }
}

/// Where a partner's page is.
pub fn partner_path(id: &PartnerId) -> String {
    format!("/admin/partners/{id}")
}

/// A text, or a dash that screen readers hear as what it is.
pub fn text_or_dash(text: Option<String>) -> impl IntoView {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Either::Left(text),
        None => Either::Right(view! { <span aria-hidden="true">"–"</span><span class="visually-hidden">"none"</span> }),
    }
}
