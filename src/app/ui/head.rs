//! The head of a page: its title, a sentence, and the page's tools.

use leptos::prelude::*;
use leptos_meta::Title;

/// Title and tools of a page; also names the browser's tab.
#[component]
pub fn PageHead(
    /// The heading.
    #[prop(into)]
    title: String,
    /// The name of the tab, when it is not the heading.
    #[prop(optional, into)]
    tab: String,
    /// One sentence below the heading.
    #[prop(optional, into)]
    text: String,
    /// Tools at the end of the line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let tab = if tab.is_empty() { title.clone() } else { tab };
    view! {
        <Title text=tab />
        <div class="head">
            <div>
                <h1 tabindex="-1">{title}</h1>
                {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="tools">{children()}</div> })}
        </div>
    }
}
