//! A drop on the page: its picture, what the partner says of it, and its products.

use super::{
    address::web_address,
    by_key::by_key,
    product::{Offer, card},
};
use domain::landing::{LandingDrop, LandingProduct};
use leptos::{either::Either, prelude::*};

/// How many products of the first drop have their pictures loaded at once; the others follow when they come near.
const AT_ONCE: usize = 2;

/// One drop.
#[component]
pub(super) fn Section(
    /// The drop, and whether it is the first one of the page.
    drop: ArcRwSignal<(LandingDrop, bool)>,
    /// What the coupon takes off.
    offer: Memo<Offer>,
) -> impl IntoView {
    let drop = RwSignal::from(drop);
    let is_empty = Memo::new(move |_| drop.with(|(drop, _)| drop.products.is_empty()));
    let products = by_key(move || {
        drop.with(|(drop, is_first)| {
            let item = |(place, product): (usize, &LandingProduct)| {
                (product.product_id.clone(), (product.clone(), *is_first && place < AT_ONCE))
            };
            drop.products.iter().enumerate().map(item).collect()
        })
    });
    let content = move || {
        if is_empty.get() {
            return Either::Left(view! { <p class="quiet">"The first products are on their way."</p> });
        }
        let each = products.clone();
        let product = move |product: ArcRwSignal<(LandingProduct, bool)>| {
            view! { <li>{move || product.with(|(it, at_once)| card(it, offer.get(), *at_once))}</li> }
        };
        Either::Right(view! {
            <ul class="products">
                <For each key=|(key, _)| key.clone() children=move |(_, it)| product(it) />
            </ul>
        })
    };
    view! {
        <section>
            {move || drop.with(|(drop, is_first)| head(drop, *is_first))}
            {content}
        </section>
    }
}

fn head(drop: &LandingDrop, is_first: bool) -> impl IntoView + use<> {
    let picture = drop.picture_url.as_deref().and_then(web_address).map(|src| {
        let loading = if is_first { "eager" } else { "lazy" };
        view! { <img class="scene" src=src alt="" width="1200" height="400" loading=loading decoding="async" /> }
    });
    let text = (!drop.description.trim().is_empty()).then(|| view! { <p dir="auto">{drop.description.clone()}</p> });
    view! {
        <header>
            {picture}
            <h2 dir="auto">{drop.title.clone()}</h2>
            {text}
        </header>
    }
}
