//! A picture: chosen or dropped, made smaller here, sent with its progress, and shown once it has an address.

use super::{
    editor::Editor,
    parts::{Held, Thumb},
    upload::{self, Sending},
};
use crate::ui::{Icon, IconName};
use leptos::{
    ev::{DragEvent, Event},
    prelude::*,
    wasm_bindgen::JsCast,
};
use web_sys::{File, HtmlInputElement};

/// What the picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// The partner.
    Profile,
    /// A drop.
    Drop,
}

impl Picture {
    /// The name in the address of uploads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Drop => "drop",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Profile => "Profile picture",
            Self::Drop => "Picture",
        }
    }
}

/// Where sending a picture stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing is being sent.
    Idle,
    /// So many percent are sent.
    Sending(u32),
    /// It was not sent, and why.
    Failed(String),
}

/// The picture with what can be done about it.
#[component]
pub fn Media(
    /// The page's state.
    editor: Editor,
    /// What it is of.
    kind: Picture,
    /// Its address, if there is one.
    value: Signal<Option<String>>,
    /// Told of another one, or none.
    on_change: Callback<Option<String>>,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let is_over = RwSignal::new(false);
    let sending = Held::<Sending>::new();
    let send = move |file: File| {
        state.set(State::Sending(0));
        let partner = editor.partner.get_value();
        leptos::task::spawn_local(async move {
            let begun = upload::begin(file, kind, partner, state, move |url| {
                on_change.run(Some(url));
                editor.say.set(format!("{} is there", kind.title()));
            });
            match begun.await {
                Ok(now) => drop(sending.set(Some(now))),
                Err(why) => drop(state.try_set(State::Failed(why))),
            }
        });
    };
    let choose = move |event: Event| {
        let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            send(file);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(file) = event.data_transfer().and_then(|it| it.files()).and_then(|files| files.get(0)) {
            send(file);
        }
    };
    let over = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let cancel = move |_| {
        sending.set(None);
        state.set(State::Idle);
    };
    let progress = move || {
        match state.get() {
        State::Idle => None,
        State::Sending(percent) => Some(
            view! {
                <div class="media-progress">
                    <progress max="100" value=percent aria-label=format!("Sending the {}", kind.title().to_lowercase())></progress>
                    <button class="btn small" type="button" on:click=cancel>"Cancel"</button>
                </div>
            }
            .into_any(),
        ),
        State::Failed(why) => Some(view! { <p class="fault" role="alert">{why}</p> }.into_any()),
    }
    };
    let has_one = move || value.with(Option::is_some);
    let remove = move || {
        has_one().then(
            || view! { <button class="btn" type="button" on:click=move |_| on_change.run(None)>"Remove"</button> },
        )
    };
    let label = move || if has_one() { "Replace…" } else { "Choose a file…" };
    view! {
        <div
            class="media" class:over=is_over role="group" aria-label=kind.title()
            on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped
        >
            {move || view! { <Thumb url=value.get() /> }}
            <div class="media-text">
                <b>{kind.title()}</b>
                <small>"JPEG, PNG or WebP. Drop a file here, or choose one."</small>
                {progress}
            </div>
            <div class="media-tools">
                <label class="btn file">
                    <Icon name=IconName::Upload />
                    {label}
                    <input type="file" accept="image/jpeg,image/png,image/webp" aria-label=format!("{}: choose a file", kind.title()) on:change=choose />
                </label>
                {remove}
            </div>
        </div>
    }
}
