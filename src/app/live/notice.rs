//! One quiet notice of what happened. It goes by itself, takes no focus, and can be sent away.

use super::{Live, tally::Tally};
use crate::ui::{Icon, IconName};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// How long it stands after the last thing it tells of.
const STANDS: Duration = Duration::from_secs(7);

/// Where the notice appears. Stands on every page, so that screen readers know it before there is anything to say.
#[component]
pub fn Notices() -> impl IntoView {
    let live = use_context::<Live>();
    let tally = live.map(|live| live.tally);
    let is_held = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // Each new thing to tell, and each time the pointer leaves, begins the wait anew.
    Effect::new(move |_| {
        let Some(tally) = tally else { return };
        stop(timer);
        if tally.read().is_some() && !is_held.get() {
            let gone = set_timeout_with_handle(move || drop(tally.try_set(None)), STANDS);
            timer.set_value(gone.ok());
        }
    });
    on_cleanup(move || stop(timer));
    let text = Memo::new(move |_| tally.and_then(|tally| tally.read().as_ref().map(Tally::sentence)));
    let dismiss = move |_| {
        if let Some(tally) = tally {
            tally.set(None);
        }
        is_held.set(false);
    };
    let toast = move || {
        text.get().map(|text| {
            view! {
                <div
                    class="toast"
                    on:pointerenter=move |_| is_held.set(true)
                    on:pointerleave=move |_| is_held.set(false)
                    on:focusin=move |_| is_held.set(true)
                    on:focusout=move |_| is_held.set(false)
                >
                    <i class="pulse" aria-hidden="true"></i>
                    <p>{text}</p>
                    <button class="btn icon-only" type="button" aria-label="Dismiss" on:click=dismiss>
                        <Icon name=IconName::Close />
                    </button>
                </div>
            }
        })
    };
    view! { <div class="toasts" role="status">{toast}</div> }
}

fn stop(timer: StoredValue<Option<TimeoutHandle>>) {
    if let Some(timer) = timer.try_update_value(Option::take).flatten() {
        timer.clear();
    }
}
