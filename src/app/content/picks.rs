//! The products of the open drop, in the partner's order, each with a note and perhaps a chosen variant.

use super::{
    editor::Editor,
    parts::{Counter, Thumb, price_line, written},
    sortable::Grip,
};
use crate::ui::{Icon, IconName};
use domain::content::{Pick, ShelfProduct};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Picks(
    /// The page's state.
    editor: Editor,
    /// The drop's id.
    #[prop(into)]
    drop: String,
) -> impl IntoView {
    let drop = StoredValue::new(drop);
    let ids = Memo::new(move |_| {
        let ids = |it: &domain::content::DropContent| -> Vec<String> {
            it.picks.iter().map(|pick| pick.product_id.clone()).collect()
        };
        editor.with_drop(&drop.get_value(), ids).unwrap_or_default()
    });
    let is_empty = Memo::new(move |_| ids.with(Vec::is_empty));
    let least = editor.limits.min_products;
    let empty = move || {
        is_empty.get().then(|| {
            view! { <p class="nothing">{format!("No products yet. Pick at least {least} of the shop's.")}</p> }
        })
    };
    let hint = move || {
        (ids.with(Vec::len) > 1).then(
            || view! { <p class="hint">"Drag the handle, or press the arrow keys on it, to change the order."</p> },
        )
    };
    view! {
        {empty}
        <ol class="picks" data-sortable class:sorting=move || editor.picks.is_active()>
            <For each=move || ids.get() key=Clone::clone children=move |product| {
                let place = Memo::new({
                    let product = product.clone();
                    move |_| ids.with(|ids| ids.iter().position(|id| *id == product).unwrap_or(0))
                });
                view! { <Row editor drop product place /> }
            } />
        </ol>
        {hint}
    }
}

#[component]
fn Row(editor: Editor, drop: StoredValue<String>, product: String, place: Memo<usize>) -> impl IntoView {
    let id = product.clone();
    let known = Memo::new(move |_| editor.product(&id));
    let id = product.clone();
    let title = Signal::derive(move || editor.product_title(&id));
    let id = StoredValue::new(product.clone());
    let about = move || known.with(|it| it.as_ref().map_or_else(|| "No longer in the shop".to_owned(), price_line));
    let remove = move |_| editor.remove_pick(&drop.get_value(), &id.get_value());
    let picture = move || known.with(|it| it.as_ref().and_then(|it| it.image_url.clone()));
    view! {
        <li
            class="pick" class:dragged=move || editor.picks.is_dragged(place.get())
            style:transform=move || editor.picks.transform(place.get())
        >
            <Grip list=editor.picks id=format!("move-{product}") title place />
            {move || view! { <Thumb url=picture() /> }}
            <div class="pick-text">
                <b dir="auto">{title}</b>
                <small>{about}</small>
            </div>
            <button class="btn icon-only plain" type="button" aria-label=move || format!("Remove {}", title.get()) title="Remove" on:click=remove>
                <Icon name=IconName::Close />
            </button>
            <div class="pick-more">
                <Note editor drop product=id title />
                {move || known.get().map(|known| view! { <Variant editor drop product=known /> })}
            </div>
        </li>
    }
}

/// The partner's word on the product.
#[component]
fn Note(
    editor: Editor,
    drop: StoredValue<String>,
    product: StoredValue<String>,
    title: Signal<String>,
) -> impl IntoView {
    let note =
        Memo::new(move |_| read(editor, drop, &product.get_value(), |pick| pick.note.clone()).unwrap_or_default());
    let write = move |event| {
        let text = event_target_value(&event);
        editor.update_pick(&drop.get_value(), &product.get_value(), |pick| pick.note = text);
    };
    let limit = editor.limits.note;
    let used = Signal::derive(move || note.with(|note| note.chars().count()));
    let counter = format!("note-count-{}", product.get_value());
    view! {
        <label class="note-field">
            <span class="visually-hidden">{move || format!("Note on {}", title.get())}</span>
            <textarea
                rows="1" placeholder="Add a note…" dir="auto" aria-describedby=counter.clone()
                aria-invalid=move || (used.get() > limit).then_some("true") prop:value=note on:input=write
            >{written(note.get_untracked())}</textarea>
            <Counter used limit id=counter />
        </label>
    }
}

/// Which variant is offered; nothing when there is but one.
#[component]
fn Variant(editor: Editor, drop: StoredValue<String>, product: ShelfProduct) -> impl IntoView {
    let ShelfProduct { id, variants, title, .. } = product;
    let id = StoredValue::new(id);
    let chosen = Memo::new(move |_| read(editor, drop, &id.get_value(), |pick| pick.variant_id.clone()).flatten());
    let choose = move |event| {
        let variant = Some(event_target_value(&event)).filter(|it| !it.is_empty());
        editor.update_pick(&drop.get_value(), &id.get_value(), |pick| pick.variant_id = variant);
    };
    let has_choice = variants.len() > 1;
    let options = variants.into_iter().map(|variant| {
        let value = variant.id.clone();
        let sold_out = if variant.is_available { "" } else { " · sold out" };
        let text = format!("{} · {}{sold_out}", variant.title, variant.price);
        view! { <option value=variant.id selected=move || chosen.get().as_ref() == Some(&value)>{text}</option> }
    });
    has_choice.then(|| {
        view! {
            <label class="variant-field">
                <span class="visually-hidden">{format!("Variant of {title}")}</span>
                <select on:change=choose>
                    <option value="" selected=move || chosen.get().is_none()>"Visitor chooses the variant"</option>
                    {options.collect_view()}
                </select>
            </label>
        }
    })
}

fn read<T>(editor: Editor, drop: StoredValue<String>, product: &str, read: impl FnOnce(&Pick) -> T) -> Option<T> {
    drop.with_value(|drop| {
        editor.with_drop(drop, |drop| drop.picks.iter().find(|pick| pick.product_id == product).map(read)).flatten()
    })
}
