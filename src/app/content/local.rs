//! The copy of an unsaved edit that this device keeps until the server has it.

use super::dom;
use domain::content::Content;
use serde::{Deserialize, Serialize};

/// An unsaved edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The content.
    pub content: Content,
    /// Which published state it began from.
    pub base: String,
    /// When it was kept, by this device's clock.
    pub at: f64,
}

/// Under which name a page's edit is kept: editors on the same device do not meet.
pub fn key(partner: Option<&domain::PartnerId>, handle: &str) -> String {
    match partner {
        Some(partner) => format!("tandem.draft.{partner}"),
        None => format!("tandem.draft.own.{handle}"),
    }
}

/// Keeps an edit.
pub fn keep(key: &str, kept: &Kept) {
    if let (Some(storage), Ok(text)) = (dom::storage(), serde_json::to_string(kept)) {
        // Full or forbidden: the server is then the only keeper.
        let _ = storage.set_item(key, &text);
    }
}

/// The edit that was kept, if there is one that can be read.
pub fn kept(key: &str) -> Option<Kept> {
    let text = dom::storage()?.get_item(key).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Forgets what was kept.
pub fn forget(key: &str) {
    if let Some(storage) = dom::storage() {
        let _ = storage.remove_item(key);
    }
}
