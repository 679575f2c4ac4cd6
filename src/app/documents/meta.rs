//! What search engines and social networks read of a landing page.

use crate::landing::{
    address::{path_segment, web_address},
    color::Color,
};
use domain::landing::{Landing, LandingProduct};
use leptos::prelude::*;
use serde_json::{Value, json};

/// The longest description that previews show whole.
const DESCRIPTION: usize = 160;

/// Title, canonical address, previews and structured data.
pub fn head(landing: &Landing) -> AnyView {
    let title = format!("{} × {}", landing.name, landing.store_name);
    let description = description(landing);
    let image = image(landing);
    let card = if image.is_some() { "summary_large_image" } else { "summary" };
    let image = image.map(|address| open_graph("og:image", address));
    // A script's content is not escaped by HTML's rules: `script_json` leaves no sign in it that could end the element.
    let data = script_json(&structured(landing, &description));
    view! {
        <title>{title.clone()}</title>
        <meta name="description" content=description.clone() />
        <meta name="theme-color" content=Color::parse(&landing.color).hex() />
        <link rel="canonical" href=path(landing) />
        {open_graph("og:type", "profile".to_owned())}
        {open_graph("og:title", title)}
        {open_graph("og:description", description)}
        {open_graph("og:site_name", landing.store_name.clone())}
        {image}
        <meta name="twitter:card" content=card />
        <script type="application/ld+json">{data}</script>
    }
    .into_any()
}

fn open_graph(property: &'static str, content: String) -> AnyView {
    // `property` is no attribute of HTML proper, so `view!` does not know it.
    leptos::html::meta().attr("property", property).content(content).into_any()
}

fn path(landing: &Landing) -> String {
    format!("/p/{}", path_segment(&landing.handle))
}

/// The beginning of the bio, cut between words; or what the page is about.
fn description(landing: &Landing) -> String {
    let mut text = String::new();
    for word in landing.bio.split_whitespace() {
        if text.chars().count() + word.chars().count() >= DESCRIPTION {
            text.push('…');
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    match text.as_str() {
        "" | "…" => format!("What {} recommends from {}.", landing.name, landing.store_name),
        _ => text,
    }
}

fn image(landing: &Landing) -> Option<String> {
    let picture = landing.picture_url.as_deref();
    let products = products(landing).filter_map(|product| product.image_url.as_deref());
    picture.into_iter().chain(products).find_map(web_address)
}

fn products(landing: &Landing) -> impl Iterator<Item = &LandingProduct> {
    landing.drops.iter().flat_map(|drop| &drop.products)
}

fn structured(landing: &Landing, description: &str) -> Value {
    let listed = products(landing).filter_map(|product| {
        let url = product.buy_url.as_deref().and_then(web_address)?;
        Some((product, url))
    });
    let items: Vec<Value> = listed
        .zip(1..)
        .map(|((product, url), position)| {
            json!({"@type": "ListItem", "position": position, "name": product.title, "url": url})
        })
        .collect();
    let mut person =
        json!({"@type": "Person", "name": landing.name, "alternateName": landing.handle, "description": description});
    if let Some(picture) = landing.picture_url.as_deref().and_then(web_address) {
        person["image"] = picture.into();
    }
    json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": person,
        "hasPart": {"@type": "ItemList", "numberOfItems": items.len(), "itemListElement": items},
    })
}

/// JSON that stays inside a script element whatever its texts hold.
fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
