//! The shop's products to choose from: search, filters, grid or list, further pages.

mod filters;
mod tile;

use super::{
    dom,
    editor::Editor,
    parts::flag,
    shelf::{Search, Shelf},
};
use crate::ui::{Icon, IconName};
use domain::content::{ShelfQuery, ShelfSort};
use filters::Filters;
use leptos::prelude::*;
use tile::Tile;

/// Under which name this device remembers how products are shown.
const VIEW: &str = "tandem.shelf";

/// How products are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Grid,
    List,
}

/// The picker.
#[component]
pub fn Picker(
    /// The page's state.
    editor: Editor,
) -> impl IntoView {
    let shelf = Shelf::new(ShelfQuery { partner: editor.partner.get_value(), ..ShelfQuery::default() });
    let shown = RwSignal::new(Shown::Grid);
    Effect::new(move |_| {
        let kept = dom::storage().and_then(|it| it.get_item(VIEW).ok().flatten());
        if kept.as_deref() == Some("list") {
            shown.set(Shown::List);
        }
        shelf.ask(None);
    });
    let show = move |next: Shown| {
        shown.set(next);
        if let Some(storage) = dom::storage() {
            let _ = storage.set_item(VIEW, if next == Shown::List { "list" } else { "grid" });
        }
    };
    let placeholder = move || match shelf.total.get() {
        Some(total) if shelf.query.with(is_open) => format!("Search {total} products"),
        _ => "Search products".to_owned(),
    };
    let views = [(Shown::Grid, IconName::Overview, "Grid"), (Shown::List, IconName::List, "List")].map(|(it, icon, title)| {
        view! {
            <button type="button" aria-label=title title=title aria-pressed=move || flag(shown.get() == it) on:click=move |_| show(it)>
                <Icon name=icon />
            </button>
        }
    });
    let sort = move |event| {
        let sort = match event_target_value(&event).as_str() {
            "newest" => ShelfSort::Newest,
            "price" => ShelfSort::Price,
            _ => ShelfSort::Title,
        };
        shelf.change(|query| query.sort = sort);
    };
    let found = move || match shelf.total.get() {
        None => "Looking at the shop's products".to_owned(),
        Some(1) => "1 product".to_owned(),
        Some(total) => format!("{total} products"),
    };
    view! {
        <section class="card picker" aria-labelledby="picker-title">
            <header>
                <h2 id="picker-title">"Pick products"</h2>
                <div class="tools"><Filters editor shelf /></div>
            </header>
            <div class="pad">
                <label class="finder-text">
                    <span class="visually-hidden">"Search products"</span>
                    <Icon name=IconName::Search />
                    <input
                        type="search" id="shelf-search" autocomplete="off" spellcheck="false" maxlength="120" placeholder=placeholder
                        on:input=move |event| shelf.type_text(event_target_value(&event))
                    />
                </label>
                <div class="shelf-line">
                    <p role="status">{found}</p>
                    <label>
                        <span class="visually-hidden">"Sort by"</span>
                        <select on:change=sort>
                            <option value="title">"By title"</option>
                            <option value="newest">"Newest first"</option>
                            <option value="price">"Cheapest first"</option>
                        </select>
                    </label>
                    <div class="seg" role="group" aria-label="Show as">{views.collect_view()}</div>
                </div>
                <Full editor />
                <Found editor shelf shown />
            </div>
        </section>
    }
}

/// Whether nothing is left out.
fn is_open(query: &ShelfQuery) -> bool {
    query.text.trim().is_empty()
        && !query.in_stock
        && [&query.collection, &query.tag, &query.product_type].into_iter().all(Option::is_none)
}

/// Says, before anybody runs into it, that the open drop takes no more.
#[component]
fn Full(editor: Editor) -> impl IntoView {
    let most = editor.limits.max_products;
    let is_full = move || editor.with_current(|drop| drop.picks.len() >= most) == Some(true);
    move || {
        is_full().then(|| {
            view! { <p class="note warn">{format!("This drop is full: {most} products. Take one out, or begin another drop.")}</p> }
        })
    }
}

#[component]
fn Found(editor: Editor, shelf: Shelf, shown: RwSignal<Shown>) -> impl IntoView {
    let class = move || if shown.get() == Shown::List { "shelf as-list" } else { "shelf" };
    let after = move || {
        match shelf.state.get() {
        Search::Failed(error) => view! {
            <div class="blank" role="alert">
                <p class="what">"The products could not be loaded"</p>
                <p>{error.to_string()}</p>
                <button class="btn" type="button" on:click=move |_| shelf.retry()><Icon name=IconName::Retry />"Try again"</button>
            </div>
        }
        .into_any(),
        Search::First if shelf.products.with(Vec::is_empty) => view! { <Bones /> }.into_any(),
        Search::Ready if shelf.products.with(Vec::is_empty) => view! { <Nothing shelf /> }.into_any(),
        _ => shelf.has_more().then(|| view! { <More shelf /> }).into_any(),
    }
    };
    view! {
        <ul class=class aria-label="Products" aria-busy=move || flag(shelf.is_busy())>
            <For each=move || shelf.products.get() key=|product| product.id.clone() children=move |product| {
                view! { <Tile editor product /> }
            } />
        </ul>
        {after}
    }
}

#[component]
fn More(shelf: Shelf) -> impl IntoView {
    view! {
        <button class="btn more-products" type="button" aria-busy=move || shelf.is_busy().then_some("true") on:click=move |_| shelf.more()>
            "Show more products"
        </button>
    }
}

#[component]
fn Nothing(shelf: Shelf) -> impl IntoView {
    let (title, text) = if shelf.query.with_untracked(is_open) {
        ("No products yet", "They appear here as soon as the shop has answered once.")
    } else {
        ("Nothing matches", "No product has these words and passes these filters.")
    };
    view! { <div class="blank"><p class="what">{title}</p><p>{text}</p></div> }
}

/// As large as the first products.
#[component]
fn Bones() -> impl IntoView {
    let bones = (0..6).map(|_| view! { <span class="bone product-bone"></span> });
    view! { <div class="shelf bones-only" aria-hidden="true">{bones.collect_view()}</div> }
}
