//! A dialog above the page: the browser's own, with its focus, Escape key and backdrop.

use super::{Icon, IconName};
use leptos::{html, prelude::*};

/// Shown while `open`; closing it by Escape or its button closes it for `open` too. A page may have several: none has an id.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// What it holds, made anew each time.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let class = format!("dialog {class}").trim_end().to_owned();
    let content = move || open.get().then(|| children());
    view! {
        <dialog class=class node_ref=node aria-label=title on:close=move |_| open.set(false)>
            <header>
                <h2 tabindex="-1" autofocus>{title}</h2>
                <button class="btn icon-only plain" type="button" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon name=IconName::Close />
                </button>
            </header>
            {content}
        </dialog>
    }
}
