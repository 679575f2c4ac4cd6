//! Who is signed in, and the way out.

use super::api::Frame;
use crate::ui::{Avatar, Icon, IconName};
use leptos::prelude::*;

/// A button with the person's name, and its menu. Plain forms in a native popover: works without JavaScript.
#[component]
pub(super) fn Viewer(
    /// Who is signed in.
    frame: Frame,
) -> impl IntoView {
    let Frame { viewer_name, viewer_title, picture_url, .. } = frame;
    view! {
        <button class="viewer" type="button" popovertarget="viewer-menu">
            <span class="visually-hidden">"Account of"</span>
            <Avatar name=viewer_name.clone() picture_url />
            <span class="who">
                <b>{viewer_name.clone()}</b>
                <small>{viewer_title}</small>
            </span>
            <Icon name=IconName::ChevronUp />
        </button>
        <div class="menu" id="viewer-menu" popover="auto">
            <p>"Signed in as "<b>{viewer_name}</b></p>
            <form method="post" action="/sign-out">
                <button class="nav" type="submit"><Icon name=IconName::SignOut />"Sign out"</button>
            </form>
            <form method="post" action="/sign-out-everywhere">
                <button class="nav" type="submit"><Icon name=IconName::SignOut />"Sign out everywhere"</button>
            </form>
        </div>
    }
}
