//! What a partner wrote when they applied.

use crate::{admin::parts::text_or_dash, ui::Card};
use domain::program::{Answer, Application};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn Answers(application: Application) -> impl IntoView {
    view! { <Card title="Their application"><Written application /></Card> }
}

/// Questions and answers.
#[component]
pub(in crate::admin::program) fn Written(
    /// What was written.
    application: Application,
) -> impl IntoView {
    let found = Answer { question: "Where to find them".to_owned(), answer: application.found_at };
    let lines = std::iter::once(found).chain(application.answers).map(line).collect_view();
    view! { <dl class="answers">{lines}</dl> }
}

fn line(it: Answer) -> impl IntoView {
    view! { <dt dir="auto">{it.question}</dt><dd dir="auto">{text_or_dash(Some(it.answer))}</dd> }
}
