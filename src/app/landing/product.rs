//! A product with the partner's word on it, in each of its states: for sale, sold out, gone from the store.

use super::address::web_address;
use domain::{
    Money, RateBps,
    landing::{Landing, LandingProduct},
    profile::Discount,
};
use leptos::prelude::*;

/// What the partner's coupon takes off a single price.
///
/// A fixed amount is taken off the whole order, and without a code nothing is taken off: no product may promise either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer(Option<RateBps>);

impl Offer {
    /// What this page offers.
    pub fn of(landing: &Landing) -> Self {
        let rate = match (landing.coupon.as_ref(), landing.discount) {
            (Some(_), Some(Discount::Percentage(rate))) => Some(rate),
            _ => None,
        };
        Self(rate.filter(|rate| (1..=10_000).contains(&rate.0)))
    }

    /// The lower price, if there is one.
    fn price(self, price: Money) -> Option<Money> {
        let saved = price.at_rate(self.0?);
        (saved.minor > 0).then(|| Money::new(price.minor - saved.minor, price.currency))
    }
}

enum Sale {
    Open(String),
    SoldOut,
    Gone,
}

fn sale(product: &LandingProduct) -> Sale {
    match product.buy_url.as_deref().and_then(web_address) {
        None => Sale::Gone,
        Some(_) if !product.is_available => Sale::SoldOut,
        Some(href) => Sale::Open(href),
    }
}

/// One product; its picture is loaded at once or when it comes near.
pub(super) fn card(product: &LandingProduct, offer: Offer, at_once: bool) -> AnyView {
    let sale = sale(product);
    let class = if matches!(sale, Sale::Open(_)) { "product" } else { "product off" };
    let note =
        (!product.note.trim().is_empty()).then(|| view! { <blockquote dir="auto">{product.note.clone()}</blockquote> });
    let variant = product.variant_title.clone().map(|title| view! { <p class="variant" dir="auto">{title}</p> });
    let (flag, price, link) = match sale {
        Sale::Open(href) => (None, prices(product, offer), Some(buy(href, product))),
        Sale::SoldOut => (Some(flag("Sold out")), prices(product, Offer(None)), None),
        Sale::Gone => (Some(flag("No longer in the store")), None, None),
    };
    view! {
        <article class=class>
            <div class="picture">{picture(product, at_once)}{flag}</div>
            <h3 dir="auto">{product.title.clone()}</h3>
            {variant}
            {price}
            {note}
            {link}
        </article>
    }
    .into_any()
}

fn picture(product: &LandingProduct, at_once: bool) -> AnyView {
    let Some(src) = product.image_url.as_deref().and_then(web_address) else {
        return no_picture();
    };
    let loading = if at_once { "eager" } else { "lazy" };
    view! { <img src=src alt=product.title.clone() width="400" height="400" loading=loading decoding="async" /> }
        .into_any()
}

fn no_picture() -> AnyView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path
                d="M6 8h12l1 12H5zM9 10.5V7a3 3 0 0 1 6 0v3.5"
                fill="none" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round" stroke-linecap="round"
            />
        </svg>
    }
    .into_any()
}

fn flag(text: &'static str) -> AnyView {
    view! { <span class="flag">{text}</span> }.into_any()
}

fn prices(product: &LandingProduct, offer: Offer) -> Option<AnyView> {
    let price = product.price?;
    let Some(lower) = offer.price(price) else {
        return Some(view! { <p class="price"><b>{price.to_string()}</b></p> }.into_any());
    };
    Some(
        view! {
            <p class="price">
                <span class="hidden">"Price "</span><s>{price.to_string()}</s>" "
                <span class="hidden">"with the code "</span><b>{lower.to_string()}</b>
            </p>
        }
        .into_any(),
    )
}

fn buy(href: String, product: &LandingProduct) -> AnyView {
    view! {
        <a class="button" href=href rel="sponsored noopener">
            "Buy "<span class="hidden">{product.title.clone()}</span>
        </a>
    }
    .into_any()
}
