//! What the editor asks of the browser. Compiles on the server too, where nothing calls it.

use leptos::{
    ev::PointerEvent,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt, closure::Closure},
};
use std::time::Duration;
use web_sys::{Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, Storage};

/// How near to the window's edge a drag begins to scroll, and how far at a time.
const EDGE: f64 = 60.0;
const STEP: f64 = 14.0;

/// How far the pointer is from the top of the document.
pub fn page_y(event: &PointerEvent) -> f64 {
    f64::from(event.client_y()) + window().scroll_y().unwrap_or_default()
}

/// Sends what the pointer does from now on to the element it went down on.
pub fn hold_pointer(event: &PointerEvent) {
    if let Some(element) = element_of(event) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Middle and height of each item of the list around the element, from the top of the document.
pub fn items_of_list(event: &PointerEvent) -> Vec<(f64, f64)> {
    let list = element_of(event).and_then(|it| it.closest("[data-sortable]").ok().flatten());
    let items = list.map(|list| list.children());
    let scrolled = window().scroll_y().unwrap_or_default();
    let count = items.as_ref().map_or(0, web_sys::HtmlCollection::length);
    let place = |at| items.as_ref().and_then(|items| items.item(at)).map(|item| item.get_bounding_client_rect());
    (0..count).filter_map(place).map(|it| (it.top() + it.height() / 2.0 + scrolled, it.height())).collect()
}

/// Scrolls the window on while something is dragged along its edge.
pub fn scroll_at_edges(event: &PointerEvent) {
    let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or_default();
    let at = f64::from(event.client_y());
    if at < EDGE {
        window().scroll_by_with_x_and_y(0.0, -STEP);
    } else if at > height - EDGE {
        window().scroll_by_with_x_and_y(0.0, STEP);
    }
}

fn element_of(event: &PointerEvent) -> Option<Element> {
    event.current_target().and_then(|it| it.dyn_into().ok())
}

/// Puts the focus on an element once the page has been brought up to date.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(&id).and_then(|it| it.dyn_into::<HtmlElement>().ok());
        if let Some(element) = found {
            let _ = element.focus();
        }
    });
}

/// The chosen part of a field, in units of UTF-16.
pub fn selection(field: &HtmlTextAreaElement) -> (usize, usize) {
    let read = |at: Result<Option<u32>, JsValue>| at.ok().flatten().unwrap_or_default() as usize;
    (read(field.selection_start()), read(field.selection_end()))
}

/// Replaces a part of a field as if it had been typed, so that the browser can take it back, and chooses `select`.
pub fn type_over(field: &HtmlTextAreaElement, range: (usize, usize), text: &str, select: (usize, usize)) {
    let unit = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let _ = field.focus();
    let _ = field.set_selection_range(unit(range.0), unit(range.1));
    if let Some(page) = document().dyn_ref::<HtmlDocument>() {
        let _ = page.exec_command_with_show_ui_and_value("insertText", false, text);
    }
    let _ = field.set_selection_range(unit(select.0), unit(select.1));
}

/// The time of day, as this device writes it.
pub fn time_of_day(at: f64) -> String {
    let options = js_sys::Object::new();
    for name in ["hour", "minute"] {
        let _ = js_sys::Reflect::set(&options, &name.into(), &"2-digit".into());
    }
    let date = js_sys::Date::new(&at.into());
    date.to_locale_time_string_with_options("default", &options).into()
}

/// Milliseconds since 1970 by this device's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// An id that no other drop has.
pub fn new_id() -> String {
    let chance = whole(js_sys::Math::random() * 4_294_967_296.0);
    format!("{}{:x}{chance:08x}", domain::content::DropContent::NEW, whole(now()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time, or a number below 2³²")]
fn whole(number: f64) -> u64 {
    number as u64
}

/// Whether the device believes itself connected.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// What this device keeps for itself, if it may keep anything.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Calls `then` after a pause.
pub fn after(pause: Duration, then: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    set_timeout_with_handle(then, pause).ok()
}

/// Listens to an event of the window until the surrounding view goes away.
pub fn on_window(name: &'static str, then: impl Fn(web_sys::Event) + 'static) {
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(then);
    let target = window();
    target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()).unwrap_throw();
    let kept = StoredValue::new_local(Some(listener));
    on_cleanup(move || {
        if let Some(listener) = kept.try_update_value(Option::take).flatten() {
            let _ = window().remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
    });
}
