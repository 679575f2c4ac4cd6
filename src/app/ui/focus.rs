//! Puts the keyboard's focus where it is wanted next.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};

/// Puts the focus on the element with an id, if there is one. For events and effects, which only run in the browser.
pub fn focus_on(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
