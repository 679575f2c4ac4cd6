//! The partner's links: what each brought, and what can be done with it.

mod desk;
mod form;
mod share;

pub use desk::{Desk, LinkDesk};

use crate::ui::{Card, CopyButton, Empty, Icon, IconName, count_text};
use desk::Task;
use domain::link::{Link, LinkStats};
use leptos::{either::Either, prelude::*};

/// The card with all links that are not put away.
#[component]
pub fn LinksCard(
    /// The links.
    links: Vec<LinkStats>,
    /// Where the landing page is, when the partner has one.
    landing_url: Option<String>,
    /// What is being done to links.
    desk: Desk,
) -> impl IntoView {
    let tools = view! {
        <button class="btn primary alive" type="button" on:click=move |_| desk.begin(Task::New)>
            <Icon name=IconName::Plus />
            "New link"
        </button>
    }
    .into_any();
    let content = if links.is_empty() {
        let (title, text) = if desk.is_own() {
            (
                "No links yet",
                "Make one for each place where you share: then you see here which of them brings clicks and sales.",
            )
        } else {
            ("No links yet", "Neither the partner nor your team has made one so far.")
        };
        Either::Left(view! {
            <Empty title text>
                <button class="btn primary alive" type="button" on:click=move |_| desk.begin(Task::New)>"Make the first link"</button>
            </Empty>
        })
    } else {
        let rows = links
            .into_iter()
            .map(|stats| view! { <LinkLine stats landing_url=landing_url.clone() desk /> })
            .collect_view();
        Either::Right(view! {
            <table class="cards links">
                <thead>
                    <tr>
                        <th scope="col">"Link"</th>
                        <th scope="col">"Leads to"</th>
                        <th scope="col" class="num">"Clicks"</th>
                        <th scope="col" class="num">"Purchases"</th>
                        <th scope="col" class="num">"Revenue"</th>
                        <th scope="col"><span class="visually-hidden">"What to do with it"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! { <Card title="Links" tools class="links-card">{content}</Card> }
}

#[component]
fn LinkLine(stats: LinkStats, landing_url: Option<String>, desk: Desk) -> impl IntoView {
    let LinkStats { link, clicks, purchases, revenue } = stats;
    let target = target_in_words(&link.target, landing_url.as_deref());
    view! {
        <tr>
            <th scope="row" class="link-name">
                <b>{link.label.clone()}</b>
                <span class="link-address">
                    <span class="link-short">{without_scheme(&link.short_url)}</span>
                    <CopyButton text=link.short_url.clone() label=format!("Copy the address of {}", link.label) />
                </span>
            </th>
            <td class="link-target">{target}<Campaign link=link.clone() /></td>
            <td class="num" data-label="Clicks">{count_text(Some(clicks))}</td>
            <td class="num" data-label="Purchases">{count_text(Some(purchases))}</td>
            <td class="num" data-label="Revenue">{revenue.to_string()}</td>
            <td class="link-acts"><Acts link desk /></td>
        </tr>
    }
}

/// The campaign's parameters, in small print.
#[component]
fn Campaign(link: Link) -> impl IntoView {
    let parts = [link.utm.source, link.utm.medium, link.utm.campaign];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    (!text.is_empty()).then(|| view! { <small>{text}</small> })
}

#[component]
fn Acts(link: Link, desk: Desk) -> impl IntoView {
    let name = |what: &str| format!("{what} {}", link.label);
    let code = desk.qr_file(&link, "svg");
    let (shared, changed, put_away) = (link.clone(), link.clone(), link.clone());
    let share = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.begin(Task::Share { link: shared.clone(), is_new: false });
    };
    view! {
        <span class="acts">
            // Without JavaScript it leads to the picture.
            <a class="btn icon-only" href=code rel="external" title="QR code" aria-label=name("QR code of") on:click=share>
                <Icon name=IconName::Qr />
            </a>
            <button class="btn icon-only alive" type="button" title="Change" aria-label=name("Change")
                on:click=move |_| desk.begin(Task::Change(changed.clone()))
            >
                <Icon name=IconName::Pencil />
            </button>
            <button class="btn icon-only alive" type="button" title="Put away" aria-label=name("Put away")
                on:click=move |_| desk.put_away(put_away.clone())
            >
                <Icon name=IconName::Archive />
            </button>
        </span>
    }
}

/// Where a link leads, for people.
fn target_in_words(target: &str, landing_url: Option<&str>) -> String {
    match target {
        "" => "Front page of the shop".to_owned(),
        target if Some(target) == landing_url => "Landing page".to_owned(),
        target => without_scheme(target),
    }
}

fn without_scheme(address: &str) -> String {
    address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_said_in_words() {
        let landing = Some("https://partners.example/p/ana");
        assert_eq!(target_in_words("", landing), "Front page of the shop");
        assert_eq!(target_in_words("https://partners.example/p/ana", landing), "Landing page");
        assert_eq!(target_in_words("https://shop.example/products/tent", landing), "shop.example/products/tent");
    }
}
