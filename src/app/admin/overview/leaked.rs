//! Codes of partners that anybody can find on a coupon site.

use crate::ui::{Icon, IconName, Notice, Tone};
use domain::{admin::LeakedCode, program::site_name};
use leptos::prelude::*;

/// The notice; nothing when there are none.
#[component]
pub fn Leaked(
    /// Some of them.
    codes: Vec<LeakedCode>,
    /// How many there are.
    count: usize,
) -> impl IntoView {
    let more = count.saturating_sub(codes.len());
    let more = (more > 0).then(|| format!(", and {more} more"));
    let said = if count == 1 { "A code is on a coupon site: " } else { "Codes are on coupon sites: " };
    let code = |(index, it): (usize, LeakedCode)| {
        let href = format!("/admin/partners/{}/program", it.partner);
        let comma = (index > 0).then_some(", ");
        view! { {comma}<a class="link" href=href>{it.code}</a>{format!(" on {}", site_name(&it.site))} }
    };
    (count > 0).then(|| {
        view! {
            <Notice tone=Tone::Warn>
                <Icon name=IconName::Ticket />
                <span>{said}{codes.into_iter().enumerate().map(code).collect_view()}{more}"."</span>
                <a class="btn" href="/admin/partners?leaked=1">"Show these partners"</a>
            </Notice>
        }
    })
}
