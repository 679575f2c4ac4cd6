//! What a message says, on demand, as it looks and as plain text. A private address in it is not shown.

use super::api::{MailText, load_mail_text};
use crate::{
    AppError,
    ui::{BlockSkeleton, Dialog, ErrorPanel},
};
use domain::MailId;
use leptos::{either::EitherOf3, prelude::*};

/// The message whose text is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    id: RwSignal<Option<MailId>>,
    /// None while it is on its way.
    text: RwSignal<Option<Result<MailText, AppError>>>,
    is_open: RwSignal<bool>,
}

impl Shown {
    pub(super) fn new() -> Self {
        Self { id: RwSignal::new(None), text: RwSignal::new(None), is_open: RwSignal::new(false) }
    }

    /// Shows a message. Of several that were asked for the last one stays.
    pub(super) fn open(self, id: MailId) {
        self.id.set(Some(id.clone()));
        self.text.set(None);
        self.is_open.set(true);
        leptos::task::spawn_local(async move {
            let found = load_mail_text(id.clone()).await;
            if self.id.try_get_untracked().flatten() == Some(id) {
                self.text.set(Some(found));
            }
        });
    }
}

/// The dialog.
#[component]
pub(super) fn TextDialog(shown: Shown) -> impl IntoView {
    let content = move || match shown.text.get() {
        Some(Ok(mail)) => EitherOf3::A(view! {
            <div class="dialog-body">
                <h3 dir="auto">{mail.subject}</h3>
                // A document without any rights: no scripts, no forms, no way out of its frame.
                <iframe class="mail-html" sandbox="" srcdoc=mail.html title="The message as it looks"></iframe>
                <details class="mail-plain">
                    <summary>"As plain text"</summary>
                    <pre class="mail-text" dir="auto">{mail.text}</pre>
                </details>
            </div>
        }),
        Some(Err(error)) => EitherOf3::B(view! { <ErrorPanel error /> }),
        None => EitherOf3::C(view! { <BlockSkeleton class="facts-size" /> }),
    };
    view! { <Dialog open=shown.is_open class="wide" title=Signal::stored("The message".to_owned())>{content}</Dialog> }
}
