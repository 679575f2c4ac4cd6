//! What is being done to links: the dialog that is open, and the link that was put away last. It outlives the page's figures.

use super::{form::LinkForm, share::Share};
use crate::{
    AppError,
    analytics::api::archive_link,
    ui::{Dialog, Notice, Tone},
};
use domain::{PartnerId, link::Link};
use leptos::prelude::*;

/// What the dialog is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Task {
    /// A link to be made.
    New,
    /// A link to be changed.
    Change(Link),
    /// A link to be shared; it may just have been made.
    Share {
        /// The link.
        link: Link,
        /// Whether it has just been made.
        is_new: bool,
    },
}

/// What is said across the page about the last act.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    PutAway(Link),
    Back(Link),
    Failed(AppError),
}

/// What is being done to links. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    partner: StoredValue<Option<PartnerId>>,
    is_open: RwSignal<bool>,
    task: RwSignal<Task>,
    said: RwSignal<Option<Said>>,
    reload: Callback<()>,
}

impl Desk {
    /// A desk for the signed-in partner's links, or for those of the partner an admin looks at.
    pub fn new(partner: Option<PartnerId>, reload: Callback<()>) -> Self {
        Self {
            partner: StoredValue::new(partner),
            is_open: RwSignal::new(false),
            task: RwSignal::new(Task::New),
            said: RwSignal::new(None),
            reload,
        }
    }

    pub(super) fn partner(self) -> Option<PartnerId> {
        self.partner.get_value()
    }

    /// Whether it is the partner who looks at it.
    pub(super) fn is_own(self) -> bool {
        self.partner.with_value(Option::is_none)
    }

    /// Where the server draws a link's QR code: `svg`, or `png` large enough to be printed.
    pub(super) fn qr_file(self, link: &Link, kind: &str) -> String {
        let base = self.partner().map(|partner| format!("/admin/partners/{partner}")).unwrap_or_default();
        let size = if kind == "png" { "?size=1024" } else { "" };
        format!("{base}/links/{}/qr.{kind}{size}", link.id)
    }

    /// Opens the dialog.
    pub(super) fn begin(self, task: Task) {
        self.said.set(None);
        self.task.set(task);
        self.is_open.set(true);
    }

    /// Goes on in the open dialog.
    pub(super) fn go_on(self, task: Task) {
        self.task.set(task);
        self.reload.run(());
    }

    /// Closes the dialog.
    pub(super) fn close(self) {
        self.is_open.set(false);
    }

    /// Loads the page's figures again.
    pub(super) fn reload(self) {
        self.reload.run(());
    }

    /// Puts a link away, and offers to take it out again.
    pub(super) fn put_away(self, link: Link) {
        self.archive(link, true);
    }

    fn archive(self, link: Link, archived: bool) {
        leptos::task::spawn_local(async move {
            let outcome = archive_link(self.partner(), link.id, archived).await;
            let said = match outcome {
                Ok(link) if archived => Said::PutAway(link),
                Ok(link) => Said::Back(link),
                Err(error) => Said::Failed(error),
            };
            self.said.set(Some(said));
            self.reload.run(());
        });
    }
}

/// The dialog and the notice.
#[component]
pub fn LinkDesk(
    /// What is being done.
    desk: Desk,
    /// Where the landing page is, when the partner has one and it is known.
    #[prop(into)]
    landing_url: Signal<Option<String>>,
) -> impl IntoView {
    let title = Signal::derive(move || match desk.task.get() {
        Task::New => "New link".to_owned(),
        Task::Change(_) => "Change link".to_owned(),
        Task::Share { is_new: true, .. } => "Your link is ready".to_owned(),
        Task::Share { link, .. } => link.label,
    });
    let content = move || match desk.task.get() {
        Task::New => view! { <LinkForm desk link=None landing_url=landing_url.get_untracked() /> }.into_any(),
        Task::Change(link) => {
            view! { <LinkForm desk link=Some(link) landing_url=landing_url.get_untracked() /> }.into_any()
        }
        Task::Share { link, .. } => view! { <Share link desk /> }.into_any(),
    };
    view! {
        <div role="status">{move || desk.said.get().map(|said| view! { <SaidNotice said desk /> })}</div>
        <Dialog open=desk.is_open title>{content}</Dialog>
    }
}

#[component]
fn SaidNotice(said: Said, desk: Desk) -> impl IntoView {
    let (tone, text, link) = match said {
        Said::PutAway(link) => (
            Tone::Good,
            format!("“{}” is put away. Where it is shared already, it goes on to lead to the shop.", link.label),
            Some(link),
        ),
        Said::Back(link) => (Tone::Good, format!("“{}” is back.", link.label), None),
        Said::Failed(error) => (Tone::Bad, error.to_string(), None),
    };
    let undo = link.map(|link| {
        view! { <button class="btn" type="button" on:click=move |_| desk.archive(link.clone(), false)>"Undo"</button> }
    });
    view! { <Notice tone><p>{text}</p>{undo}</Notice> }
}
