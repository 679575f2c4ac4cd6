//! The drops of the page: their order, which one is open, and what the open one says of itself.

use super::{
    dom,
    edit::products,
    editor::Editor,
    media::{Media, Picture},
    parts::{Counter, flag, written},
    picks::Picks,
    sortable::Grip,
};
use crate::ui::{Icon, IconName};
use leptos::prelude::*;

/// All drops in a list, and below it the open one.
#[component]
pub fn Drops(
    /// The page's state.
    editor: Editor,
) -> impl IntoView {
    let ids =
        Memo::new(move |_| editor.content.with(|it| it.drops.iter().map(|drop| drop.id.clone()).collect::<Vec<_>>()));
    let most = editor.limits.drops;
    let is_full = Memo::new(move |_| ids.with(|ids| ids.len() >= most));
    let add = move |_| {
        if !is_full.get_untracked() {
            editor.add_drop("");
            editor.say.set("New drop".to_owned());
            dom::focus_soon("drop-title".to_owned());
        }
    };
    let count = move || format!("{} of {most}", ids.with(Vec::len));
    let open = move || editor.current.get().map(|id| view! { <Drop editor id /> });
    view! {
        <section class="card drops" aria-labelledby="drops-title">
            <header>
                <h2 id="drops-title">"Drops "<span class="of">{count}</span></h2>
                <div class="tools">
                    <button class="btn" type="button" aria-disabled=move || flag(is_full.get()) on:click=add>
                        <Icon name=IconName::Plus />
                        "New drop"
                    </button>
                </div>
            </header>
            {move || is_full.get().then(|| view! { <p class="hint inset">{format!("A page has room for {most} drops.")}</p> })}
            {move || ids.with(Vec::is_empty).then(|| view! { <p class="nothing inset">"No drops yet. Pick a product, and the first one is made for you."</p> })}
            <ol class="drop-list" data-sortable class:sorting=move || editor.drops.is_active()>
                <For each=move || ids.get() key=Clone::clone children=move |id| {
                    let own = id.clone();
                    let place = Memo::new(move |_| ids.with(|ids| ids.iter().position(|it| *it == own).unwrap_or(0)));
                    view! { <Line editor id place /> }
                } />
            </ol>
        </section>
        {open}
    }
}

#[component]
fn Line(editor: Editor, id: String, place: Memo<usize>) -> impl IntoView {
    let own = StoredValue::new(id.clone());
    let title = Signal::derive(move || {
        let title = editor.with_drop(&own.get_value(), |drop| drop.title.clone()).unwrap_or_default();
        if title.trim().is_empty() { "Untitled drop".to_owned() } else { title }
    });
    let count = move || products(editor.with_drop(&own.get_value(), |drop| drop.picks.len()).unwrap_or(0));
    let is_open = move || editor.current.with(|current| own.with_value(|own| current.as_ref() == Some(own)));
    view! {
        <li
            class="drop-line" class:open=is_open class:dragged=move || editor.drops.is_dragged(place.get())
            style:transform=move || editor.drops.transform(place.get())
        >
            <Grip list=editor.drops id=format!("move-drop-{id}") title place />
            <button class="drop-name" type="button" aria-pressed=move || flag(is_open()) on:click=move |_| editor.current.set(Some(own.get_value()))>
                <b dir="auto">{title}</b>
                <small>{count}</small>
            </button>
        </li>
    }
}

/// The open drop.
#[component]
fn Drop(editor: Editor, id: String) -> impl IntoView {
    let own = StoredValue::new(id.clone());
    let is_new = id.starts_with(domain::content::DropContent::NEW);
    let read = move |what: fn(&domain::content::DropContent) -> String| {
        Memo::new(move |_| editor.with_drop(&own.get_value(), what).unwrap_or_default())
    };
    let title = read(|drop| drop.title.clone());
    let description = read(|drop| drop.description.clone());
    let heading = move || title.with(|it| if it.trim().is_empty() { "Untitled drop".to_owned() } else { it.clone() });
    let count = move || editor.with_drop(&own.get_value(), |drop| drop.picks.len()).unwrap_or(0);
    let most = editor.limits.max_products;
    let write_title = move |event| {
        let text = event_target_value(&event);
        editor.update_drop(&own.get_value(), |drop| drop.title = text);
    };
    let write_description = move |event| {
        let text = event_target_value(&event);
        editor.update_drop(&own.get_value(), |drop| drop.description = text);
    };
    let picture = Signal::derive(move || editor.with_drop(&own.get_value(), |drop| drop.picture_url.clone()).flatten());
    let set_picture = Callback::new(move |url| editor.update_drop(&own.get_value(), |drop| drop.picture_url = url));
    let (title_limit, text_limit) = (editor.limits.title, editor.limits.description);
    let title_used = Signal::derive(move || title.with(|it| it.chars().count()));
    let text_used = Signal::derive(move || description.with(|it| it.chars().count()));
    view! {
        <section class="card drop" aria-labelledby="drop-heading">
            <header>
                <h2 id="drop-heading" dir="auto">{heading}" "<span class="of">{move || format!("{} of {most}", count())}</span></h2>
                <div class="tools">
                    <button class="btn" type="button" on:click=move |_| editor.remove_drop(&own.get_value())>"Delete drop"</button>
                </div>
            </header>
            <div class="pad">
                <label class="field">
                    <span class="label">"Title"<Counter used=title_used limit=title_limit id="drop-title-count" /></span>
                    <input
                        type="text" id="drop-title" dir="auto" placeholder="Such as Race day" autocomplete="off" aria-describedby="drop-title-count"
                        aria-invalid=move || (title_used.get() > title_limit).then_some("true")
                        value=title.get_untracked() prop:value=title on:input=write_title
                    />
                </label>
                <details class="more" open=is_new>
                    <summary><Icon name=IconName::ChevronRight />"Description and picture"</summary>
                    <label class="field">
                        <span class="label">"Description"<Counter used=text_used limit=text_limit id="drop-text-count" /></span>
                        <textarea
                            rows="2" dir="auto" placeholder="What these products have in common" aria-describedby="drop-text-count"
                            aria-invalid=move || (text_used.get() > text_limit).then_some("true")
                            prop:value=description on:input=write_description
                        >{written(description.get_untracked())}</textarea>
                    </label>
                    <Media editor kind=Picture::Drop value=picture on_change=set_picture />
                </details>
                <Picks editor drop=id />
            </div>
        </section>
    }
}
