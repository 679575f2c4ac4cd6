//! A product of the shop, to be put into the open drop or taken out again.

use crate::{
    content::{
        editor::Editor,
        parts::{Thumb, flag, price_line},
    },
    ui::{Icon, IconName},
};
use domain::content::ShelfProduct;
use leptos::prelude::*;

/// The product as a button that stays pressed while it is picked.
#[component]
pub(super) fn Tile(
    /// The page's state.
    editor: Editor,
    /// The product.
    product: ShelfProduct,
) -> impl IntoView {
    let id = StoredValue::new(product.id.clone());
    let has =
        move |picks: &[domain::content::Pick]| id.with_value(|id| picks.iter().any(|pick| pick.product_id == *id));
    let is_picked = Memo::new(move |_| editor.with_current(|drop| has(&drop.picks)) == Some(true));
    let most = editor.limits.max_products;
    let is_shut =
        Memo::new(move |_| !is_picked.get() && editor.with_current(|drop| drop.picks.len() >= most) == Some(true));
    // In which other drop it stands.
    let elsewhere = Memo::new(move |_| {
        let current = editor.current.get();
        editor.content.with(|content| {
            let others = content.drops.iter().filter(|drop| Some(&drop.id) != current.as_ref());
            others.into_iter().find(|drop| has(&drop.picks)).map(|drop| drop.title.clone())
        })
    });
    let line = price_line(&product);
    let ShelfProduct { title, vendor, image_url, .. } = product.clone();
    let product = StoredValue::new(product);
    let other = move || {
        elsewhere.get().filter(|_| !is_picked.get()).map(|title| {
            let title = if title.trim().is_empty() { "another drop".to_owned() } else { title };
            view! { <small class="elsewhere" dir="auto">{format!("In {title}")}</small> }
        })
    };
    view! {
        <li>
            <button
                class="shelf-product" type="button" aria-pressed=move || flag(is_picked.get()) aria-disabled=move || is_shut.get().then_some("true")
                on:click=move |_| editor.toggle(&product.get_value())
            >
                <Thumb url=image_url />
                <span class="about">
                    <b dir="auto">{title}</b>
                    <small dir="auto">{vendor}</small>
                    <small class="price">{line}</small>
                    {other}
                </span>
                <span class="tick" aria-hidden="true"><Icon name=IconName::Check /></span>
            </button>
        </li>
    }
}
