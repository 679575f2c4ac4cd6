//! The decision: approve, ask for a change, or reject, the last two with a reason that the partner reads.

use super::detail::Data;
use crate::{AppError, content::api::decide_review, frame::refresh_frame};
use domain::{ReviewId, content::Decision};
use leptos::prelude::*;

/// The longest reason.
const LONGEST: usize = 1_000;

/// The three ways, and the reason.
#[component]
pub(super) fn Decide(
    /// The change.
    id: ReviewId,
    /// Loaded again afterwards.
    data: Data,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let refresh = refresh_frame();
    let reason = RwSignal::new(String::new());
    let busy = RwSignal::new(None::<Decision>);
    let fault = RwSignal::new(None::<AppError>);
    let decide = move |decision: Decision| {
        let text = reason.get_untracked().trim().to_owned();
        if decision != Decision::Approve && text.is_empty() {
            let message = "Say why: the partner reads it.".to_owned();
            fault.set(Some(AppError::Invalid { field: "reason".to_owned(), message }));
            return;
        }
        busy.set(Some(decision));
        fault.set(None);
        leptos::task::spawn_local(async move {
            let answer = decide_review(id.get_value(), decision, text).await;
            if busy.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    data.refetch();
                    refresh();
                }
                Err(error) => {
                    // Somebody was first, or the page changed: what is there now is shown.
                    if matches!(error, AppError::Conflict { .. }) {
                        data.refetch();
                    }
                    fault.set(Some(error));
                }
            }
        });
    };
    let is_refused = move || fault.with(|it| matches!(it, Some(AppError::Invalid { .. }))).then_some("true");
    let said = move || {
        fault.get().map(|error| view! { <p class="fault" role="alert" id="reason-fault">{error.to_string()}</p> })
    };
    let button = |decision: Decision, class: &'static str, text: &'static str| {
        view! {
            <button
                class=class type="button" disabled=move || busy.get().is_some()
                aria-busy=move || (busy.get() == Some(decision)).then_some("true") on:click=move |_| decide(decision)
            >
                {text}
            </button>
        }
    };
    view! {
        <section class="card decide needs-script" aria-labelledby="decide-title">
            <header><h2 id="decide-title">"Your decision"</h2></header>
            <div class="pad">
                <label class="field">
                    "Reason, needed unless you approve"
                    <textarea
                        rows="2" maxlength=LONGEST.to_string() dir="auto" id="reason" aria-invalid=is_refused aria-describedby="reason-fault"
                        prop:value=reason on:input=move |event| reason.set(event_target_value(&event))
                    ></textarea>
                </label>
                {said}
                <div class="row">
                    {button(Decision::Approve, "btn primary", "Approve and publish")}
                    {button(Decision::RequestChanges, "btn", "Ask for a change")}
                    {button(Decision::Reject, "btn", "Reject")}
                </div>
            </div>
        </section>
    }
}
