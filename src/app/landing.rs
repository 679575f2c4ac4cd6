//! What a visitor sees of a landing page: who recommends, what it saves, and what they picked.
//!
//! The public page and the editor's preview are this one component. It follows a signal, and drops and products are told
//! apart by their ids: an edit changes the elements it is about and no others.

pub mod address;
mod bio;
mod by_key;
pub mod color;
mod hero;
mod product;
mod section;

use address::web_address;
use by_key::by_key;
use color::Color;
use domain::landing::Landing;
use leptos::{either::Either, prelude::*};
use product::Offer;
use section::Section;

/// FNV-1a: told apart is all the versions of a file need to be.
const fn print_of(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
        rest = tail;
    }
    hash
}

/// Worked out when building: the browser's part holds the number, not the file.
const STYLES: u64 = print_of(include_bytes!("../../public/documents.css"));

/// The style sheet's address. It changes with the content, so that browsers may keep it for ever.
pub fn stylesheet() -> String {
    format!("/documents.css?v={STYLES:016x}")
}

/// The class of the page's `<body>`: its hue stands in the style sheet.
pub fn body_class(landing: &Landing) -> String {
    format!("landing {}", Color::parse(&landing.color).class())
}

/// Everything between the body's tags.
#[component]
pub fn LandingPage(
    /// The page, as it is now.
    #[prop(into)]
    landing: Signal<Landing>,
) -> impl IntoView {
    let offer = Memo::new(move |_| landing.with(Offer::of));
    let is_empty = Memo::new(move |_| landing.with(|it| it.drops.is_empty()));
    let drops = by_key(move || {
        let place = |(place, drop): (usize, domain::landing::LandingDrop)| (drop.id.clone(), (drop, place == 0));
        landing.with(|it| it.drops.iter().cloned().enumerate().map(place).collect())
    });
    let content = move || {
        if is_empty.get() {
            Either::Left(move || landing.with(nothing_yet))
        } else {
            let each = drops.clone();
            Either::Right(view! {
                <For each key=|(key, _)| key.clone() children=move |(_, drop)| view! { <Section drop offer /> } />
            })
        }
    };
    view! {
        {move || landing.with(hero::hero)}
        <main>{content}</main>
        {move || landing.with(footer)}
    }
}

fn nothing_yet(landing: &Landing) -> impl IntoView + use<> {
    let link = web_address(&landing.store_url).map(|href| {
        view! { <a class="button" href=href>{format!("Visit {}", landing.store_name)}</a> }
    });
    view! {
        <section class="empty">
            <h2>"No picks yet"</h2>
            <p>{format!("{} has not put any products here so far. Come back soon.", landing.name)}</p>
            {link}
        </section>
    }
}

fn footer(landing: &Landing) -> impl IntoView + use<> {
    let store = web_address(&landing.store_url).map(|href| {
        view! { <p><a href=href>{landing.store_name.clone()}</a></p> }
    });
    view! {
        <footer>
            <p>
                {format!(
                    "{} earns a commission when you buy through the links on this page. You pay nothing extra for it.",
                    landing.name,
                )}
            </p>
            {store}
        </footer>
    }
}
