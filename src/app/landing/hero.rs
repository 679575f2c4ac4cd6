//! The top of the landing page: cover in the partner's colour, picture, name, words and coupon.

use super::{address::web_address, bio::blocks, color::Color};
use domain::{landing::Landing, profile::Discount};
use leptos::prelude::*;

/// The top of the page.
pub(super) fn hero(landing: &Landing) -> AnyView {
    let color = Color::parse(&landing.color);
    view! {
        <header class="hero">
            {cover(color)}
            {portrait(landing)}
            <h1 dir="auto">{landing.name.clone()}</h1>
            <p class="for">{format!("recommends {}", landing.store_name)}</p>
            <div class="bio">{blocks(&landing.bio)}</div>
            {coupon(landing)}
        </header>
    }
    .into_any()
}

/// Light falling on the partner's colour. A drawing may carry any colour, since nobody has to read on it.
///
/// Written as text, because elements inside a drawing that never change would come out otherwise in the browser than from
/// the server. Nothing of it is from outside: a colour is six digits.
fn cover(color: Color) -> impl IntoView {
    let drawing = format!(
        "<defs><linearGradient id=\"light\" x1=\"0\" y1=\"0\" x2=\"1\" y2=\"1\">\
         <stop offset=\"0\" stop-color=\"#fff\" stop-opacity=\".42\"></stop>\
         <stop offset=\".55\" stop-color=\"#fff\" stop-opacity=\"0\"></stop>\
         <stop offset=\"1\" stop-color=\"#000\" stop-opacity=\".28\"></stop></linearGradient></defs>\
         <rect width=\"1200\" height=\"240\" fill=\"{}\"></rect><rect width=\"1200\" height=\"240\" fill=\"url(#light)\"></rect>\
         <circle cx=\"930\" cy=\"-40\" r=\"210\" fill=\"#fff\" fill-opacity=\".13\"></circle>\
         <circle cx=\"1040\" cy=\"60\" r=\"150\" fill=\"#fff\" fill-opacity=\".1\"></circle>\
         <path d=\"M0 190C180 120 330 232 560 176S940 108 1200 186V240H0z\" fill=\"#000\" fill-opacity=\".1\"></path>\
         <path d=\"M0 214C220 158 420 244 660 206S1010 158 1200 214V240H0z\" fill=\"#000\" fill-opacity=\".1\"></path>",
        color.hex(),
    );
    view! {
        <svg class="cover" viewBox="0 0 1200 240" preserveAspectRatio="xMidYMid slice" aria-hidden="true" inner_html=drawing></svg>
    }
}

/// The picture over the initials, which stay when it cannot be loaded.
fn portrait(landing: &Landing) -> AnyView {
    let picture = landing.picture_url.as_deref().and_then(web_address);
    let picture = picture.map(|src| {
        view! { <img src=src alt="" width="112" height="112" decoding="async" /> }
    });
    view! { <div class="portrait"><span aria-hidden="true">{initials(&landing.name)}</span>{picture}</div> }.into_any()
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The code and what it saves; nothing when there is no code.
fn coupon(landing: &Landing) -> Option<AnyView> {
    let code = landing.coupon.clone()?;
    let saves = match landing.discount {
        Some(Discount::Percentage(rate)) if rate.0 > 0 => format!("Save {rate}"),
        Some(Discount::Fixed(amount)) if amount.minor > 0 => {
            format!("Save {amount} on your order")
        }
        _ => format!("A code for {}", landing.store_name),
    };
    Some(
        view! {
            <div class="coupon">
                <p><strong>{saves}</strong><span>"The links on this page apply it for you."</span></p>
                <p><span>"Code"</span><code>{code}</code></p>
            </div>
        }
        .into_any(),
    )
}
