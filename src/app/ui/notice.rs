//! What a page says when there is something to say: notices, faults, and empty places.

use super::{Icon, IconName, Tone};
use crate::AppError;
use leptos::prelude::*;

/// A note across the page.
#[component]
pub fn Notice(
    /// How it stands.
    tone: Tone,
    /// Whether it answers what was just asked, and is read out at once.
    #[prop(optional)]
    alert: bool,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("note {}", tone.class()) role=alert.then_some("alert")>{children()}</div> }
}

/// Says that a part of the page could not be had, and what to do.
#[component]
pub fn ErrorPanel(
    /// Why.
    error: AppError,
    /// Tries again.
    #[prop(optional)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let title = match error {
        AppError::Unauthorized => "You are signed out",
        AppError::Forbidden => "Not for you",
        AppError::NotFound => "Nothing here",
        AppError::Invalid { .. } => "This cannot be shown",
        AppError::Conflict { .. } => "Changed meanwhile",
        AppError::TooMany { .. } => "Please wait a moment",
        AppError::Outside { .. } | AppError::Unavailable | AppError::Network | AppError::Internal { .. } => {
            "This could not be loaded"
        }
    };
    let action = if error == AppError::Unauthorized {
        Some(view! { <a class="btn primary" href="/sign-in" rel="external">"Sign in"</a> }.into_any())
    } else {
        retry.map(|retry| view! { <Again retry /> }.into_any())
    };
    view! {
        <section class="card blank" role="alert">
            <Icon name=IconName::Warning />
            <h2>{title}</h2>
            <p>{error.to_string()}</p>
            {action}
        </section>
    }
}

#[component]
fn Again(retry: Callback<()>) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let again = move |_| {
        is_busy.set(true);
        retry.run(());
    };
    view! {
        <button class="btn" type="button" aria-busy=move || is_busy.get().then_some("true") on:click=again>
            <Icon name=IconName::Retry />
            "Try again"
        </button>
    }
}

/// A place where nothing is yet, and what will be there.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// What will be, and how.
    #[prop(into)]
    text: String,
    /// A way on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="blank">
            <p class="what">{title}</p>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
