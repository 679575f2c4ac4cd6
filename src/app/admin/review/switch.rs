//! Whether partners' changes wait for approval.

use super::queue::Data;
use crate::{AppError, content::api::require_review};
use leptos::prelude::*;

/// The switch; it shows at once what was chosen, and goes back when the server refuses.
#[component]
pub(super) fn Switch(
    /// How it is.
    is_required: bool,
    /// Loaded again afterwards.
    data: Data,
) -> impl IntoView {
    let is_on = RwSignal::new(is_required);
    let fault = RwSignal::new(None::<AppError>);
    let choose = move |event| {
        let on = event_target_checked(&event);
        is_on.set(on);
        fault.set(None);
        leptos::task::spawn_local(async move {
            match require_review(on).await {
                Ok(()) => data.refetch(),
                Err(error) => {
                    let _ = is_on.try_set(!on);
                    drop(fault.try_set(Some(error)));
                }
            }
        });
    };
    let said = move || fault.get().map(|error| view! { <p class="fault" role="alert">{error.to_string()}</p> });
    view! {
        <div class="switch-field needs-script">
            <label class="switch">
                <input type="checkbox" role="switch" checked=is_required prop:checked=is_on on:change=choose />
                <span>"Partners' changes wait for approval"</span>
            </label>
            {said}
        </div>
    }
}
