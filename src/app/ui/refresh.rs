//! Loads a page's data again by itself while fresh answers are on their way.

use domain::{SourceHealth, SourceReport};
use leptos::prelude::*;
use std::time::Duration;

/// After how long the server is asked what has come meanwhile: sources have less than a second to answer.
const SOON: Duration = Duration::from_millis(2_500);

/// Reloads once, soon, when a source is being refreshed. Shows nothing.
#[component]
pub fn RefreshSoon(
    /// How each source is.
    reports: Vec<SourceReport>,
    /// Loads the data again.
    reload: Callback<()>,
) -> impl IntoView {
    let is_waiting = reports.iter().any(|report| report.health == SourceHealth::Refreshing);
    // Effects run in the browser only.
    Effect::new(move |_| {
        if !is_waiting {
            return;
        }
        if let Ok(timer) = set_timeout_with_handle(move || reload.run(()), SOON) {
            on_cleanup(move || timer.clear());
        }
    });
}
