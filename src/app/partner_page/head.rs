//! Whose page this is, and the way to the parts of it.

use crate::{
    admin::{api::PartnerHead, parts::partner_path},
    ui::{Avatar, Chip, Icon, IconName, Tone},
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;

/// The parts of a partner's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Their first page.
    Home,
    /// Totals, chart and list.
    Earnings,
    /// What is due and what was paid.
    Payouts,
    /// Clicks, visits and links.
    Analytics,
    /// What their landing page shows.
    Content,
    /// Who they are.
    Profile,
    /// The affiliate program's side of them; for the team alone.
    Program,
}

impl Tab {
    const ALL: [Self; 7] =
        [Self::Home, Self::Earnings, Self::Payouts, Self::Analytics, Self::Content, Self::Profile, Self::Program];

    /// The page's name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Earnings => "Earnings",
            Self::Payouts => "Payouts",
            Self::Analytics => "Analytics",
            Self::Content => "Content",
            Self::Profile => "Profile",
            Self::Program => "Program",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Earnings => "/earnings",
            Self::Payouts => "/payouts",
            Self::Analytics => "/analytics",
            Self::Content => "/content",
            Self::Profile => "/profile",
            Self::Program => "/program",
        }
    }
}

/// Picture, name, e-mail, tier and state, then the parts of the page.
#[component]
pub fn Head(
    /// Who it is.
    head: PartnerHead,
    /// The part that is shown.
    tab: Tab,
) -> impl IntoView {
    let PartnerHead { id, name, email, tier, picture_url, is_active } = head;
    // These views have a heading of their own; a page has one.
    let heading = if matches!(tab, Tab::Earnings | Tab::Analytics) {
        Either::Left(view! { <p class="partner-name">{name.clone()}</p> })
    } else {
        Either::Right(view! { <Title text=name.clone() /><h1 class="partner-name" tabindex="-1">{name.clone()}</h1> })
    };
    let address = (!email.is_empty()).then(|| {
        view! { <p><a class="link" href=format!("mailto:{email}") rel="external">{email.clone()}</a></p> }
    });
    let tier = (!tier.is_empty()).then(|| view! { <Chip tone=Tone::Quiet text=tier /> });
    let state = if is_active { (Tone::Good, "Active") } else { (Tone::Bad, "Disabled") };
    let links = Tab::ALL.map(|it| {
        let href = format!("{}{}", partner_path(&id), it.path());
        view! { <a href=href aria-current=(it == tab).then_some("page")>{it.title()}</a> }
    });
    let sees = match tab {
        Tab::Content => format!("You edit what visitors of {name}'s page see."),
        Tab::Program => format!("What {name} is promised and owed. Only your team sees this page."),
        _ => format!("You see what {name} sees."),
    };
    view! {
        <div class="partner-head">
            <a class="back" href="/admin/partners"><Icon name=IconName::ChevronLeft />"Partners"</a>
            <div class="partner-who">
                <Avatar name=name.clone() picture_url class="big" />
                <div>
                    {heading}
                    {address}
                    <p class="chips">{tier}<Chip tone=state.0 text=state.1 /></p>
                </div>
            </div>
            <p class="sees">{sees}</p>
            <nav class="tabs" aria-label=format!("Pages of {name}")>{links.collect_view()}</nav>
        </div>
    }
}
