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

    /// How many are ticked.
    pub fn count(self) -> usize {
        self.0.with(Vec::len)
    }

    /// All that are, as of now.
    pub fn all(self) -> Vec<T> {
        self.0.get_untracked()
    }
}

/// The cell with the box that ticks a line.
#[component]
pub fn Pick<T: Clone + PartialEq + Send + Sync + 'static>(
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
        <td class="choose needs-script">
            <input type="checkbox" aria-label=format!("Choose {title}") prop:checked=is_on on:change=tick />
        </td>
    }
}
