//! Small parts that the team's pages share.

use crate::ui::Avatar;
use domain::PartnerId;
use leptos::{either::Either, prelude::*};

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
    /// What the team should see about them at once.
    #[prop(default = None)]
    mark: Option<&'static str>,
) -> impl IntoView {
    let mark = mark.map(|mark| view! { <span class="chip warn">{mark}</span> });
    let off = (!is_active).then(|| view! { <span class="chip quiet">"Disabled"</span> });
    view! {
        <span class="cell-person">
            <Avatar name=name.clone() picture_url />
            <span>
                <span class="person-name">
                    <a href=partner_path(&id)>{name}</a>
                    {off}
                    {mark}
                </span>
                <small>{text}</small>
            </span>
        </span>
    }
}

/// The way to the other pages of a list.
#[component]
pub fn Pager(
    /// What the pages are.
    label: &'static str,
    /// The first page; none when this is it.
    back: Option<String>,
    /// The next page; none on the last.
    onward: Option<String>,
) -> impl IntoView {
    (onward.is_some() || back.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=label>
                {back.map(|href| view! { <a class="btn" href=href>"First page"</a> })}
                {onward.map(|href| view! { <a class="btn" href=href>"Next page"</a> })}
            </nav>
        }
    })
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
