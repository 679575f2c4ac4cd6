//! Publishing: what changes, the wait, and what became of it.

use super::{
    api::publish_content,
    compare::Summary,
    conflict::{Conflict, Ways},
    editor::Editor,
    faults::say_faults,
    saving::Saving,
};
use crate::{
    AppError,
    ui::{Dialog, Icon, IconName},
};
use domain::{
    changes::changes,
    content::{Content, Published},
};
use leptos::prelude::*;

/// Where publishing stands.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// Not begun: what changes is shown.
    Ask,
    /// On its way.
    Busy,
    /// Visitors see it.
    Live,
    /// The team has it.
    InReview,
    /// It was changed elsewhere: that, and its state.
    Conflict(Content, String),
    /// It was not published, and why.
    Failed(AppError),
}

/// What publishing needs to know.
#[derive(Clone, Copy)]
pub struct Publishing {
    editor: Editor,
    saving: Saving,
    step: RwSignal<Step>,
    /// Whether its dialog is shown.
    pub is_open: RwSignal<bool>,
}

impl Publishing {
    /// Nothing is being published.
    pub fn new(editor: Editor, saving: Saving) -> Self {
        Self { editor, saving, step: RwSignal::new(Step::Ask), is_open: RwSignal::new(false) }
    }

    /// Shows what would be published.
    pub fn ask(self) {
        self.step.set(Step::Ask);
        self.is_open.set(true);
    }

    /// Whether it is on its way: nothing may be edited meanwhile.
    pub fn is_busy(self) -> bool {
        self.step.with(|step| *step == Step::Busy)
    }

    /// Whether there is anything to publish.
    pub fn is_changed(self) -> bool {
        self.editor.is_changed()
    }

    /// What publishing is called here.
    pub fn word(self) -> &'static str {
        if self.editor.needs_review { "Send to the team" } else { "Publish" }
    }

    fn go(self) {
        self.step.set(Step::Busy);
        let editor = self.editor;
        let (partner, content, base) =
            (editor.partner.get_value(), editor.content.get_untracked(), editor.version.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = publish_content(partner, content.clone(), base).await;
            if self.step.try_get_untracked().is_some() {
                self.take(answer, &content);
            }
        });
    }

    fn take(self, answer: Result<Published, AppError>, sent: &Content) {
        let editor = self.editor;
        match answer {
            Ok(Published::Live { content, version }) => {
                self.saving.cleared(&content);
                editor.version.set(version);
                editor.live.set(content.clone());
                editor.review.set(None);
                let open = editor.current.get_untracked();
                let place = sent.drops.iter().position(|drop| Some(&drop.id) == open.as_ref());
                // New drops have other ids now; the open one stays open.
                let same = place.and_then(|place| content.drops.get(place)).map(|drop| drop.id.clone());
                editor.current.set(same);
                editor.replace(content);
                editor.say.set("Published".to_owned());
                self.step.set(Step::Live);
            }
            Ok(Published::InReview { review }) => {
                self.saving.cleared(sent);
                editor.review.set(Some(review));
                editor.say.set("Sent to the team".to_owned());
                self.step.set(Step::InReview);
            }
            Ok(Published::Conflict { theirs, version }) => self.step.set(Step::Conflict(theirs, version)),
            Err(error) => self.step.set(Step::Failed(error)),
        }
    }

    /// Goes on after a conflict with what was chosen.
    fn settle(self, merged: Content, theirs: Content, version: String, is_edited: bool) {
        self.editor.version.set(version);
        self.editor.live.set(theirs);
        self.editor.replace(merged);
        if is_edited {
            self.is_open.set(false);
        } else if self.editor.is_changed() {
            self.go();
        } else {
            // Theirs was taken whole: that is published already.
            self.saving.discard();
            self.is_open.set(false);
        }
    }
}

/// The dialog.
#[component]
pub fn PublishDialog(
    /// What is published, and how.
    publishing: Publishing,
    /// The page's public address.
    address: String,
) -> impl IntoView {
    let Publishing { editor, step, is_open, .. } = publishing;
    let title = Signal::derive(move || {
        let title = match step.get() {
            Step::Ask | Step::Busy | Step::Failed(_) if editor.needs_review => "Send to the team",
            Step::Ask | Step::Busy | Step::Failed(_) => "Publish",
            Step::Live => "Your page is published",
            Step::InReview => "The team has your change",
            Step::Conflict(..) => "Changed elsewhere meanwhile",
        };
        title.to_owned()
    });
    view! {
        <Dialog open=is_open title class="wide">
            {
                let address = address.clone();
                move || match step.get() {
                    Step::Ask => view! { <Ask publishing fault=None /> }.into_any(),
                    Step::Failed(error) => view! { <Ask publishing fault=Some(error) /> }.into_any(),
                    Step::Busy => busy().into_any(),
                    Step::Live => view! { <Live publishing address=address.clone() /> }.into_any(),
                    Step::InReview => view! { <Sent publishing /> }.into_any(),
                    Step::Conflict(theirs, version) => view! { <Settle publishing theirs version /> }.into_any(),
                }
            }
        </Dialog>
    }
}

fn busy() -> impl IntoView {
    view! {
        <div class="dialog-body busy" role="status">
            <span class="btn" aria-busy="true"><Icon name=IconName::Retry />"Publishing…"</span>
            <p>"CreatorCommerce is being told. This can take a few seconds."</p>
        </div>
    }
}

/// What changes, or why it cannot be published yet.
#[component]
fn Ask(publishing: Publishing, fault: Option<AppError>) -> impl IntoView {
    let editor = publishing.editor;
    let (content, live) = (editor.content.get_untracked(), editor.live.get_untracked());
    let found = changes(&live, &content);
    let faults = say_faults(&editor.limits.faults(&content, &live), &content);
    let (is_same, is_faulty) = (found.is_empty(), !faults.is_empty());
    let fault = fault.map(|error| {
        let what = match &error {
            AppError::Invalid { field, message } => format!("{}{message}", super::faults::place(field, &content)),
            other => other.to_string(),
        };
        view! { <p class="note bad" role="alert">{format!("{what} Nothing that you wrote is lost.")}</p> }
    });
    let list = faults.into_iter().map(|text| view! { <li dir="auto">{text}</li> }).collect_view();
    let wrong = is_faulty.then(|| view! { <div class="note warn" role="alert"><ul>{list}</ul></div> });
    let text = match (is_same, editor.needs_review) {
        (true, _) => "Nothing is different from what visitors see.",
        (false, true) => "The team looks at these changes before visitors see them:",
        (false, false) => "Visitors will see these changes within a minute:",
    };
    let word = publishing.word();
    view! {
        <div class="dialog-body">
            {fault}
            {wrong}
            <p>{text}</p>
            <Summary found />
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| publishing.is_open.set(false)>"Go on editing"</button>
            <button class="btn primary" type="button" id="publish-now" disabled=is_same || is_faulty on:click=move |_| publishing.go()>{word}</button>
        </footer>
    }
}

#[component]
fn Live(publishing: Publishing, address: String) -> impl IntoView {
    let shown = address.trim_start_matches("https://").trim_start_matches("http://").to_owned();
    view! {
        <div class="dialog-body">
            <p>"Visitors see it within a minute at "<a class="link" href=address.clone() target="_blank" rel="external noopener">{shown}</a>"."</p>
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| publishing.is_open.set(false)>"Close"</button>
            <a class="btn primary" href=address target="_blank" rel="external noopener"><Icon name=IconName::External />"View page"</a>
        </footer>
    }
}

#[component]
fn Sent(publishing: Publishing) -> impl IntoView {
    view! {
        <div class="dialog-body">
            <p>"It is shown to visitors once the team has approved it. You see here what they say, and can take it back until then."</p>
        </div>
        <footer><button class="btn primary" type="button" on:click=move |_| publishing.is_open.set(false)>"Close"</button></footer>
    }
}

#[component]
fn Settle(publishing: Publishing, theirs: Content, version: String) -> impl IntoView {
    let (other, version) = (theirs.clone(), version);
    let on_choice =
        Callback::new(move |(merged, is_edited)| publishing.settle(merged, other.clone(), version.clone(), is_edited));
    view! { <Conflict editor=publishing.editor theirs ways=Ways { take: "Publish this", on_choice } /> }
}
