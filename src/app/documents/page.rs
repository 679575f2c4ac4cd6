//! The document around each plain page, and the parts that all of them share.

use crate::landing::stylesheet;
use leptos::prelude::*;

/// A whole document.
pub fn document(head: AnyView, body: AnyView) -> String {
    let page = view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                {head}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=stylesheet() />
            </head>
            {body}
        </html>
    };
    // These marks tell a hydrating browser where views begin; nothing is hydrated here. Text never holds one: it is escaped.
    page.to_html().replace("<!>", "")
}

/// The head of a page that search engines have no business with.
pub fn private_head(title: &str) -> AnyView {
    view! {
        <title>{format!("{title} · Tandem")}</title>
        <meta name="robots" content="noindex" />
    }
    .into_any()
}

/// A quiet page with one card in its middle.
pub fn card(content: AnyView) -> AnyView {
    view! {
        <body class="calm">
            <header class="mark">{mark()}<span>"Tandem"</span></header>
            <main class="sheet">{content}</main>
        </body>
    }
    .into_any()
}

/// The sign of the product: two wheels, one behind the other.
fn mark() -> AnyView {
    view! {
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="#4a57d6" />
            <g fill="none" stroke="#fff" stroke-width="2.6">
                <circle cx="12.4" cy="16" r="5.6" />
                <circle cx="19.6" cy="16" r="5.6" stroke-opacity=".62" />
            </g>
        </svg>
    }
    .into_any()
}
