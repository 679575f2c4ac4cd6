//! The biography: a plain text field whose few marks the page understands, with buttons and keys that set them.

use super::{
    dom,
    editor::Editor,
    marks::{Mark, toggle},
    media::{Media, Picture},
    parts::{Counter, written},
};
use leptos::{ev::KeyboardEvent, html::Textarea, prelude::*};

/// The biography and the profile picture.
#[component]
pub fn Bio(
    /// The page's state.
    editor: Editor,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let bio = Memo::new(move |_| editor.content.with(|it| it.bio.clone()));
    let used = Signal::derive(move || bio.with(|it| it.chars().count()));
    let limit = editor.limits.bio;
    let mark = move |mark: Mark| {
        if let Some(field) = field.get_untracked() {
            let edit = toggle(&field.value(), dom::selection(&field), mark);
            dom::type_over(&field, edit.range, &edit.text, edit.select);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let is_command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let found = Mark::ALL.into_iter().find(|mark| is_command && mark.is_key(&event.code(), event.shift_key()));
        if let Some(found) = found {
            event.prevent_default();
            mark(found);
        }
    };
    let buttons = Mark::ALL.map(|it| {
        view! {
            <button class=format!("btn icon-only small {}", it.class()) type="button" aria-label=it.title() title=it.hint() on:click=move |_| mark(it)>
                <span aria-hidden="true">{it.sign()}</span>
            </button>
        }
    });
    let write = move |event| {
        let text = event_target_value(&event);
        editor.content.update(|content| content.bio = text);
    };
    let picture = Signal::derive(move || editor.content.with(|it| it.picture_url.clone()));
    let set_picture = Callback::new(move |url| editor.content.update(|content| content.picture_url = url));
    view! {
        <section class="card bio-editor" aria-labelledby="bio-title">
            <header>
                <h2 id="bio-title">"Bio"</h2>
                <div class="tools" role="toolbar" aria-label="Formatting">{buttons.collect_view()}</div>
            </header>
            <div class="pad">
                <textarea
                    id="bio" rows="6" dir="auto" aria-labelledby="bio-title" aria-describedby="bio-hint bio-count" node_ref=field
                    placeholder="Who you are, what you do, and why people should trust your picks"
                    aria-invalid=move || (used.get() > limit).then_some("true")
                    prop:value=bio on:input=write on:keydown=keys
                >{written(bio.get_untracked())}</textarea>
                <p class="row">
                    <span id="bio-hint">"Bold, italic, lists and web addresses are kept."</span>
                    <Counter used limit id="bio-count" />
                </p>
                <Media editor kind=Picture::Profile value=picture on_change=set_picture />
            </div>
        </section>
    }
}
