//! What is done about an import, one thing at a time, and what came of it.

use super::{
    api::{Act, act_on_import},
    params::ImportsParams,
};
use crate::{
    AppError,
    admin::bulk::Question,
    ui::{Dialog, Notice, Tone},
};
use domain::{ImportId, program::ImportState};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// Outlives the data, which is loaded anew after each act.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    id: Memo<ImportId>,
    reload: Callback<()>,
    leave: Callback<()>,
    /// Whether it is asked if the import should end. Outlives the figures, which are looked at again and again.
    is_asking: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    fault: RwSignal<Option<AppError>>,
}

impl Desk {
    pub(super) fn new(id: Memo<ImportId>, reload: Callback<()>) -> Self {
        let navigate = use_navigate();
        let leave = Callback::new(move |()| navigate(ImportsParams::PATH, leptos_router::NavigateOptions::default()));
        Self {
            id,
            reload,
            leave,
            is_asking: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            fault: RwSignal::new(None),
        }
    }

    /// Does it, or asks first.
    fn begin(self, act: Act, state: ImportState) {
        if asks_first(act, state) {
            self.is_asking.set(true);
        } else {
            self.act(act, state);
        }
    }

    fn act(self, act: Act, state: ImportState) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.fault.set(None);
        let id = self.id.get_untracked();
        leptos::task::spawn_local(async move {
            let answer = act_on_import(id, act).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // Thrown away, it has no page any more.
                Ok(()) if act == Act::Cancel && state == ImportState::Preview => self.leave.run(()),
                Ok(()) => self.reload.run(()),
                Err(error) => {
                    self.fault.set(Some(error));
                    self.reload.run(());
                }
            }
        });
    }
}

/// Whether something is asked about before it is done: an import that has begun and is ended does not go on again.
fn asks_first(act: Act, state: ImportState) -> bool {
    act == Act::Cancel && state != ImportState::Preview
}

/// The buttons that fit where the import stands.
#[component]
pub(super) fn Acts(
    /// Where it stands.
    state: ImportState,
    /// What confirming it is called.
    #[prop(optional, into)]
    confirm: String,
    desk: Desk,
) -> impl IntoView {
    let all: Vec<(Act, String, bool)> = match state {
        ImportState::Preview if confirm.is_empty() => vec![(Act::Cancel, "Throw away".into(), false)],
        ImportState::Preview => vec![(Act::Cancel, "Throw away".into(), false), (Act::Start, confirm, true)],
        ImportState::Running => vec![(Act::Cancel, "Cancel…".into(), false), (Act::Pause, "Pause".into(), false)],
        ImportState::Paused => vec![(Act::Cancel, "Cancel…".into(), false), (Act::Start, "Go on".into(), true)],
        ImportState::Done | ImportState::Failed | ImportState::Cancelled => Vec::new(),
    };
    let busy = move || desk.is_busy.get().then_some("true");
    let button = move |(act, text, is_primary): (Act, String, bool)| {
        let class = if is_primary { "btn primary needs-script" } else { "btn needs-script" };
        view! { <button class=class type="button" aria-busy=busy on:click=move |_| desk.begin(act, state)>{text}</button> }
    };
    view! { <div class="tools">{all.into_iter().map(button).collect_view()}</div> }
}

/// Asks whether an import that has begun should end.
#[component]
pub(super) fn CancelQuestion(desk: Desk) -> impl IntoView {
    let go = Callback::new(move |()| {
        desk.is_asking.set(false);
        desk.act(Act::Cancel, ImportState::Running);
    });
    let text = "What was taken in until now stays. The lines that are left are not taken in, and it does not go on again: the file would have to be brought anew.";
    view! {
        <Dialog open=desk.is_asking title="Cancel this import?">
            <Question text word="Cancel the import" is_open=desk.is_asking go />
        </Dialog>
    }
}

/// What was refused.
#[component]
pub(super) fn Refused(desk: Desk) -> impl IntoView {
    move || {
        desk.fault.get().map(|error| view! { <Notice tone=Tone::Bad alert=true><p>{error.to_string()}</p></Notice> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_what_has_begun_is_asked_about() {
        assert!(asks_first(Act::Cancel, ImportState::Running));
        assert!(asks_first(Act::Cancel, ImportState::Paused));
        assert!(!asks_first(Act::Cancel, ImportState::Preview), "nothing is written yet");
        assert!(!asks_first(Act::Pause, ImportState::Running));
    }
}
