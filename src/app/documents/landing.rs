//! The public landing page: who recommends, what it saves, and what they picked.

mod bio;
mod hero;
mod meta;
mod product;

pub use meta::head;

use super::{address::web_address, color::Color};
use domain::landing::{Landing, LandingDrop};
use leptos::prelude::*;
use product::Offer;

/// Everything a visitor sees.
pub fn body(landing: &Landing) -> AnyView {
    let color = Color::parse(&landing.color);
    let offer = Offer::of(landing);
    let drops =
        landing.drops.iter().enumerate().map(|(place, drop)| drop_section(drop, offer, place == 0)).collect_view();
    let nothing_yet = landing.drops.is_empty().then(|| empty(landing));
    view! {
        <body class=format!("landing {}", color.class())>
            {hero::hero(landing, color)}
            <main>{nothing_yet}{drops}</main>
            {footer(landing)}
        </body>
    }
    .into_any()
}

fn drop_section(drop: &LandingDrop, offer: Offer, is_first: bool) -> AnyView {
    let text = (!drop.description.trim().is_empty()).then(|| view! { <p dir="auto">{drop.description.clone()}</p> });
    let products = drop
        .products
        .iter()
        .enumerate()
        .map(|(place, product)| product::card(product, offer, is_first && place < 2))
        .collect_view();
    let content = if drop.products.is_empty() {
        view! { <p class="quiet">"The first products are on their way."</p> }.into_any()
    } else {
        view! { <ul class="products">{products}</ul> }.into_any()
    };
    view! {
        <section>
            <header>
                <h2 dir="auto">{drop.title.clone()}</h2>
                {text}
            </header>
            {content}
        </section>
    }
    .into_any()
}

fn empty(landing: &Landing) -> AnyView {
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
    .into_any()
}

fn footer(landing: &Landing) -> AnyView {
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
    .into_any()
}
