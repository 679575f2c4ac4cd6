//! The newest entries, shorter than in the list of the earnings page.

use crate::ui::{Card, Empty, SourceDots, StatusChip, money_text};
use domain::earnings::Entry;
use leptos::{either::Either, prelude::*};

/// The newest entries.
#[component]
pub fn News(
    /// The entries, newest first.
    entries: Vec<Entry>,
    /// The page with all of them.
    all: String,
) -> impl IntoView {
    let list = if entries.is_empty() {
        Either::Left(
            view! { <Empty title="Nothing new" text="Sales, commissions and bonuses appear here as they come." /> },
        )
    } else {
        Either::Right(view! { <ul class="news">{entries.into_iter().map(line).collect_view()}</ul> })
    };
    let tools = view! { <a class="btn" href=all>"See all"</a> }.into_any();
    view! { <Card title="What is new" tools>{list}</Card> }
}

fn line(entry: Entry) -> impl IntoView {
    let of = entry.sale.map(|sale| view! { <small>{format!("of {sale}")}</small> });
    view! {
        <li>
            <span>
                <b>{entry.title}</b>
                <small>
                    <span>{entry.when}</span>
                    <SourceDots sources=entry.sources />
                    <span>{entry.reason}</span>
                </small>
            </span>
            <StatusChip status=entry.status />
            <span class="num">
                <b>{money_text(entry.earned)}</b>
                {of}
            </span>
        </li>
    }
}
