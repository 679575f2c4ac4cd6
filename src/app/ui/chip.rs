//! Chips: one word about a state, in a colour that only repeats what the word says.

use domain::{CommissionStatus, earnings::EntryStatus};
use leptos::prelude::*;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Wait, or look at it.
    Warn,
    /// Something is wrong.
    Bad,
    /// Neither.
    Quiet,
}

impl Tone {
    /// The class of the colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}

/// One word about a state.
#[component]
pub fn Chip(
    /// How it stands.
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("chip {}", tone.class())>{text}</span> }
}

/// Where an entry of the list stands.
#[component]
pub fn StatusChip(
    /// Where it stands.
    status: EntryStatus,
) -> impl IntoView {
    view! { <Chip tone=tone_of(status) text=status.title() /> }
}

const fn tone_of(status: EntryStatus) -> Tone {
    match status {
        EntryStatus::Commission(CommissionStatus::Approved | CommissionStatus::Paid) => Tone::Good,
        EntryStatus::Commission(CommissionStatus::Pending | CommissionStatus::InPayout) | EntryStatus::NotInStore => {
            Tone::Warn
        }
        EntryStatus::Commission(CommissionStatus::Rejected | CommissionStatus::Fraud) | EntryStatus::NotInNetwork => {
            Tone::Bad
        }
        EntryStatus::Commission(CommissionStatus::Refunded | CommissionStatus::Duplicate)
        | EntryStatus::AwaitingNetwork
        | EntryStatus::Cancelled => Tone::Quiet,
    }
}
