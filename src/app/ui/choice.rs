//! A row of choices as links, of which one is current.

use leptos::prelude::*;

/// A row of choices of which one is current.
#[component]
pub fn Choice(
    /// What is chosen.
    label: &'static str,
    /// Short text, long text, address and whether it is current.
    options: Vec<(String, String, String, bool)>,
) -> impl IntoView {
    let link = |(text, title, href, current): (String, String, String, bool)| {
        view! {
            <a href=href title=title aria-current=current.then_some("true")>
                {text}
            </a>
        }
    };
    view! { <div class="seg" role="group" aria-label=label>{options.into_iter().map(link).collect_view()}</div> }
}
