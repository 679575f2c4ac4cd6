//! What search engines and social networks read of a landing page.

use crate::landing::{
    address::{path_segment, web_address},
    color::Color,
};
use domain::{
    bio::plain,
    landing::{Landing, LandingProduct},
};
use leptos::prelude::*;
use serde_json::{Value, json};

/// The longest description that previews show whole.
const DESCRIPTION: usize = 160;

/// Title, canonical address, previews and structured data. `public_url` is where the pages are reached: previews and search
/// engines want whole addresses.
pub fn head(landing: &Landing, public_url: &str) -> AnyView {
    let title = format!("{} × {}", landing.name, landing.store_name);
    let description = description(landing);
    let address = format!("{}/p/{}", public_url.trim_end_matches('/'), path_segment(&landing.handle));
    let image = image(landing);
    let card = if image.is_some() { "summary_large_image" } else { "summary" };
    let image = image.map(|(address, alt)| {
        (
            open_graph("og:image", address.clone()),
            open_graph("og:image:alt", alt.clone()),
            view! { <meta name="twitter:image" content=address /><meta name="twitter:image:alt" content=alt /> },
        )
    });
    // A script's content is not escaped by HTML's rules: `script_json` leaves no sign in it that could end the element.
    let data = script_json(&structured(landing, &address, &description));
    view! {
        <title>{title.clone()}</title>
        <meta name="description" content=description.clone() />
        <meta name="robots" content="index, follow, max-image-preview:large" />
        <meta name="theme-color" content=Color::parse(&landing.color).hex() />
        <link rel="canonical" href=address.clone() />
        {open_graph("og:type", "profile".to_owned())}
        {open_graph("og:url", address)}
        {open_graph("og:title", title.clone())}
        {open_graph("og:description", description.clone())}
        {open_graph("og:site_name", landing.store_name.clone())}
        {open_graph("profile:username", landing.handle.clone())}
        {image}
        <meta name="twitter:card" content=card />
        <meta name="twitter:title" content=title />
        <meta name="twitter:description" content=description />
        <script type="application/ld+json">{data}</script>
    }
    .into_any()
}

fn open_graph(property: &'static str, content: String) -> AnyView {
    // `property` is no attribute of HTML proper, so `view!` does not know it.
    leptos::html::meta().attr("property", property).content(content).into_any()
}

/// The beginning of the bio without its marks, cut between words; or what the page is about.
fn description(landing: &Landing) -> String {
    let mut text = String::new();
    for word in plain(&landing.bio).split_whitespace() {
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

/// The picture that stands for the page, and what it shows: of a drop, since those are wide; else of the partner or a product.
fn image(landing: &Landing) -> Option<(String, String)> {
    let scenes = landing.drops.iter().map(|drop| (drop.picture_url.as_deref(), &drop.title));
    let own = (landing.picture_url.as_deref(), &landing.name);
    let products = products(landing).map(|product| (product.image_url.as_deref(), &product.title));
    scenes.chain([own]).chain(products).find_map(|(url, alt)| Some((web_address(url?)?, alt.clone())))
}

fn products(landing: &Landing) -> impl Iterator<Item = &LandingProduct> {
    landing.drops.iter().flat_map(|drop| &drop.products)
}

fn structured(landing: &Landing, address: &str, description: &str) -> Value {
    let items: Vec<Value> = products(landing)
        .filter_map(item)
        .zip(1..)
        .map(|(item, position)| json!({"@type": "ListItem", "position": position, "item": item}))
        .collect();
    let mut person = json!({
        "@type": "Person", "name": landing.name, "alternateName": landing.handle, "description": description, "url": address,
    });
    if let Some(picture) = landing.picture_url.as_deref().and_then(web_address) {
        person["image"] = picture.into();
    }
    json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": address,
        "mainEntity": person,
        "hasPart": {"@type": "ItemList", "numberOfItems": items.len(), "itemListElement": items},
    })
}

/// A product that can be had in the store, with what it costs there: the code's price is not everybody's.
fn item(product: &LandingProduct) -> Option<Value> {
    let url = product.buy_url.as_deref().and_then(web_address)?;
    let mut item = json!({"@type": "Product", "name": product.title});
    if let Some(image) = product.image_url.as_deref().and_then(web_address) {
        item["image"] = image.into();
    }
    let availability = if product.is_available { "InStock" } else { "OutOfStock" };
    let mut offer = json!({"@type": "Offer", "url": url, "availability": format!("https://schema.org/{availability}")});
    if let Some(price) = product.price {
        offer["price"] = price.decimal().into();
        offer["priceCurrency"] = price.currency.code().into();
    }
    item["offers"] = offer;
    Some(item)
}

/// JSON that stays inside a script element whatever its texts hold.
fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
