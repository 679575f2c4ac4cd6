//! What a message says, on demand. A private address in it is not shown.

use super::api::load_mail_text;
use crate::ui::{BlockSkeleton, Dialog, ErrorPanel};
use domain::MailId;
use leptos::{either::EitherOf3, prelude::*};

/// The dialog.
#[component]
pub(super) fn TextDialog(shown: RwSignal<Option<MailId>>, is_open: RwSignal<bool>) -> impl IntoView {
    // Only in the browser, and only while it is asked for.
    let text = LocalResource::new(move || {
        let id = shown.get().filter(|_| is_open.get());
        async move {
            match id {
                Some(id) => Some(load_mail_text(id).await),
                None => None,
            }
        }
    });
    let content = move || {
        match text.get().flatten() {
            Some(Ok(mail)) => EitherOf3::A(view! {
                <div class="dialog-body">
                    <h3 dir="auto">{mail.subject}</h3>
                    <pre class="mail-text" dir="auto">{mail.text}</pre>
                </div>
            }),
            Some(Err(error)) => EitherOf3::B(view! { <ErrorPanel error /> }),
            None => EitherOf3::C(view! { <BlockSkeleton class="facts-size" /> }),
        }
    };
    view! { <Dialog open=is_open title=Signal::stored("The message".to_owned())>{content}</Dialog> }
}
