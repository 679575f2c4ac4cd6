//! What is ticked in a list.

use leptos::prelude::*;

/// What is ticked, by id.
#[derive(Debug)]
pub struct Picked<T: 'static>(RwSignal<Vec<T>>);

// Handles are copied whatever they lead to.
impl<T> Clone for Picked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Picked<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Picked<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Whether one is ticked.
    pub fn has(self, id: &T) -> bool {
        self.0.with(|all| all.contains(id))
    }

    /// Ticks one, or takes that back.
    pub fn set(self, id: &T, is_on: bool) {
        self.0.update(|all| {
            all.retain(|it| it != id);
            if is_on {
                all.push(id.clone());
            }
        });
    }

    /// Ticks these and no others.
    pub fn put(self, all: Vec<T>) {
        self.0.set(all);
    }

    /// Ticks nothing any more.
    pub fn clear(self) {
        self.put(Vec::new());
    }

    /// All that are.
    pub fn now(self) -> Vec<T> {
        self.0.get()
    }
}

/// The box that ticks a line.
#[component]
pub fn Tick<T: Clone + PartialEq + Send + Sync + 'static>(
    /// The line's id.
    id: T,
    /// What it is called.
    title: String,
    /// What is ticked.
    picked: Picked<T>,
) -> impl IntoView {
    let shown = id.clone();
    let is_on = move || picked.has(&shown);
    let tick = move |event| picked.set(&id, event_target_checked(&event));
    view! {
        <input class="needs-script" type="checkbox" aria-label=format!("Choose {title}") prop:checked=is_on on:change=tick />
    }
}

/// The cell with that box.
#[component]
pub fn Pick<T: Clone + PartialEq + Send + Sync + 'static>(
    /// The line's id.
    id: T,
    /// What it is called.
    title: String,
    /// What is ticked.
    picked: Picked<T>,
) -> impl IntoView {
    view! { <td class="choose needs-script"><Tick id title picked /></td> }
}
