//! What the page has to say: a review that waits, an edit from an earlier visit, a draft that somebody else changed, and the way back from a removal.

use super::{
    api::withdraw_review,
    conflict::{Conflict, Ways},
    dom,
    editor::Editor,
    saving::Saving,
};
use crate::{
    AppError,
    ui::{Dialog, Icon, IconName},
};
use domain::content::{Review, ReviewStatus};
use leptos::prelude::*;

/// All notes, the most urgent first.
#[component]
pub fn Notes(
    /// The page's state.
    editor: Editor,
    /// How the draft is.
    saving: Saving,
) -> impl IntoView {
    let review = move || editor.review.get().map(|review| view! { <InReview editor review /> });
    let kept = move || {
        saving.kept.get().map(|kept| {
            let when = dom::time_of_day(kept.at);
            view! {
                <div class="note warn" role="alert">
                    <p>{format!("This device has changes from {when} that never reached the server.")}</p>
                    <button class="btn" type="button" on:click=move |_| saving.answer_kept(true)>"Restore them"</button>
                    <button class="btn plain" type="button" on:click=move |_| saving.answer_kept(false)>"Throw them away"</button>
                </div>
            }
        })
    };
    view! {
        {review}
        {kept}
        <Elsewhere editor saving />
    }
}

/// What the team does with the change, or said of it.
#[component]
fn InReview(editor: Editor, review: Review) -> impl IntoView {
    let fault = RwSignal::new(None::<AppError>);
    let id = StoredValue::new(review.id.clone());
    let withdraw = move |_| {
        let partner = editor.partner.get_value();
        leptos::task::spawn_local(async move {
            match withdraw_review(partner, id.get_value()).await {
                Ok(_) => {
                    if editor.review.try_set(None).is_none() {
                        editor.say.set("Taken back".to_owned());
                    }
                }
                Err(error) => drop(fault.try_set(Some(error))),
            }
        });
    };
    let fault = move || fault.get().map(|error| view! { <p class="fault" role="alert">{error.to_string()}</p> });
    let reason = (!review.reason.trim().is_empty())
        .then(|| view! { <blockquote dir="auto">{review.reason.clone()}</blockquote> });
    match review.status {
        ReviewStatus::Pending => Some(
            view! {
                <div class="note review-note">
                    <div><p><b>"The team is looking at your change."</b>" Visitors see it once it is approved."</p>{fault}</div>
                    <button class="btn" type="button" on:click=withdraw>"Take it back"</button>
                </div>
            }
            .into_any(),
        ),
        ReviewStatus::ChangesRequested | ReviewStatus::Rejected => {
            let text = if review.status == ReviewStatus::Rejected { "The team did not accept your change." } else { "The team asks for a change before it is published." };
            Some(
                view! {
                    <div class="note warn review-note">
                        <div><p><b>{text}</b>{format!(" {} says:", review.decided_by)}</p>{reason}</div>
                    </div>
                }
                .into_any(),
            )
        }
        ReviewStatus::Approved | ReviewStatus::Withdrawn => None,
    }
}

/// The draft was saved in another tab or by somebody else.
#[component]
fn Elsewhere(editor: Editor, saving: Saving) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if saving.theirs.with(Option::is_some) {
            open.set(true);
        }
    });
    let note = move || {
        saving.theirs.get().map(|theirs| {
            let who = if theirs.saved_by.is_empty() || theirs.saved_by == "You" {
                "In another tab".to_owned()
            } else {
                theirs.saved_by
            };
            view! {
                <div class="note warn" role="alert">
                    <p>{format!("{who}, this draft was changed meanwhile. What you wrote is kept on this device.")}</p>
                    <button class="btn" type="button" on:click=move |_| open.set(true)>"Compare and choose"</button>
                </div>
            }
        })
    };
    let on_choice = Callback::new(move |(content, _)| {
        open.set(false);
        saving.settle(content);
    });
    view! {
        {note}
        <Dialog open title="This draft was changed elsewhere".to_owned() class="wide">
            {move || saving.theirs.get().map(|theirs| view! {
                <Conflict editor theirs=theirs.content ways=Ways { take: "Go on with this", on_choice } />
            })}
        </Dialog>
    }
}

/// The way back from the last removal.
#[component]
pub fn Undo(
    /// The page's state.
    editor: Editor,
) -> impl IntoView {
    move || {
        editor.removed.get().map(|(title, _)| {
            view! {
                <div class="undo">
                    <span dir="auto">{format!("{title} removed")}</span>
                    <button class="btn small" type="button" id="undo" on:click=move |_| editor.undo()>"Undo"</button>
                    <button class="btn icon-only small plain" type="button" aria-label="Close" on:click=move |_| editor.removed.set(None)>
                        <Icon name=IconName::Close />
                    </button>
                </div>
            }
        })
    }
}
