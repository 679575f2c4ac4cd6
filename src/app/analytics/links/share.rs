//! A link to be shared: its address to copy, and its QR code to show, print and keep.

use super::{desk::Desk, without_scheme};
use crate::ui::{CopyButton, Icon, IconName};
use domain::link::Link;
use leptos::prelude::*;

/// The dialog's content.
#[component]
pub(super) fn Share(
    /// The link.
    link: Link,
    /// Closes the dialog.
    desk: Desk,
) -> impl IntoView {
    let [svg, png] = ["svg", "png"].map(|kind| {
        let href = desk.qr_file(&link, kind);
        let name = format!("qr-{}.{kind}", link.code);
        view! {
            <a class="btn" href=href download=name rel="external"><Icon name=IconName::Download />{kind.to_uppercase()}</a>
        }
    });
    view! {
        <div class="dialog-body share">
            <img class="share-code" src=desk.qr_file(&link, "svg") width="220" height="220" alt=format!("QR code of {}", link.short_url) />
            <p class="share-address">
                <a class="link" href=link.short_url.clone() rel="external noreferrer" target="_blank">{without_scheme(&link.short_url)}</a>
                <CopyButton text=link.short_url label="Copy the address" />
            </p>
            <p class="share-hint">"Print the code, or show it in a video: a phone that reads it counts as a click of this link."</p>
        </div>
        <footer>
            {svg}
            {png}
            <button class="btn primary" type="button" on:click=move |_| desk.close()>"Done"</button>
        </footer>
    }
}
