//! Lists that people put in order: by dragging, by keyboard, or by two buttons for those who can do neither.
//!
//! While something is dragged the list itself stays as it is, only drawn otherwise; the order changes once, at the end. The
//! element under the finger is thus never taken out of the page, which would end the drag.

use super::dom;
use crate::ui::{Icon, IconName};
use leptos::{
    ev::{KeyboardEvent, MouseEvent, PointerEvent},
    prelude::*,
};

/// How far a pointer has to move before it drags.
const THRESHOLD: f64 = 5.0;

/// What is dragged.
#[derive(Debug, Clone, PartialEq)]
struct Drag {
    from: usize,
    to: usize,
    /// Where the pointer went down, from the top of the document.
    start: f64,
    /// How far it is from there.
    offset: f64,
    /// Middle and height of each item when it began, from the top of the document.
    items: Vec<(f64, f64)>,
}

impl Drag {
    /// The place above which the dragged item's middle is now.
    fn target(&self) -> usize {
        let Some((middle, _)) = self.items.get(self.from) else { return self.from };
        let now = middle + self.offset;
        let passed = |(place, (middle, _)): (usize, &(f64, f64))| match place.cmp(&self.from) {
            std::cmp::Ordering::Less => now < *middle,
            std::cmp::Ordering::Greater => now > *middle,
            std::cmp::Ordering::Equal => false,
        };
        let crossed = self.items.iter().enumerate().filter(|it| passed(*it));
        crossed.map(|(place, _)| place).fold(
            self.from,
            |to, place| {
                if place < self.from { to.min(place) } else { to.max(place) }
            },
        )
    }

    /// How far the item at a place is drawn from where it stands.
    fn shift(&self, place: usize) -> f64 {
        let height = self.items.get(self.from).map_or(0.0, |(_, height)| *height);
        let gap = self.gap();
        match place {
            _ if place == self.from => self.offset,
            _ if place > self.from && place <= self.to => -height - gap,
            _ if place < self.from && place >= self.to => height + gap,
            _ => 0.0,
        }
    }

    fn gap(&self) -> f64 {
        match self.items.as_slice() {
            [(a, high), (b, low), ..] => (b - low / 2.0) - (a + high / 2.0),
            _ => 0.0,
        }
    }
}

/// A list in the order its owner gives it.
#[derive(Clone, Copy)]
pub struct Sortable {
    drag: RwSignal<Option<Drag>>,
    /// The item whose two buttons are shown.
    open: RwSignal<Option<String>>,
    count: Signal<usize>,
    on_move: Callback<(usize, usize)>,
    say: RwSignal<String>,
}

impl Sortable {
    /// A list of `count` items. `on_move` is told from which place to which; `say` is read out.
    pub fn new(count: Signal<usize>, on_move: Callback<(usize, usize)>, say: RwSignal<String>) -> Self {
        Self { drag: RwSignal::new(None), open: RwSignal::new(None), count, on_move, say }
    }

    /// From where to where something is being dragged, for whoever shows the order before it is one.
    pub fn moving(self) -> Option<(usize, usize)> {
        self.drag.with(|drag| drag.as_ref().map(|drag| (drag.from, drag.to)))
    }

    /// How the item at a place is drawn.
    pub fn transform(self, place: usize) -> Option<String> {
        self.drag.with(|drag| drag.as_ref().map(|drag| format!("translateY({}px)", drag.shift(place))))
    }

    /// Whether the item at a place is being dragged.
    pub fn is_dragged(self, place: usize) -> bool {
        self.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.from == place))
    }

    /// Whether anything is being dragged.
    pub fn is_active(self) -> bool {
        self.drag.with(Option::is_some)
    }

    fn go(self, from: usize, to: usize, title: &str) {
        let count = self.count.get_untracked();
        if from != to && to < count {
            self.on_move.run((from, to));
            self.say.set(format!("{title}: place {} of {count}", to + 1));
        }
    }
}

/// The handle of an item: dragged by mouse or finger, moved by the arrow keys, and opened for two buttons by a click.
#[component]
pub fn Grip(
    /// The list.
    list: Sortable,
    /// The element's id: the focus returns to it after a move.
    id: String,
    /// What is moved, for people.
    #[prop(into)]
    title: Signal<String>,
    /// Where it is.
    place: Memo<usize>,
) -> impl IntoView {
    let was_dragged = StoredValue::new(false);
    let start = StoredValue::new(None::<f64>);
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            was_dragged.set_value(false);
            start.set_value(Some(dom::page_y(&event)));
            dom::hold_pointer(&event);
        }
    };
    let travel = move |event: PointerEvent| {
        let Some(start) = start.get_value() else { return };
        let now = dom::page_y(&event);
        if list.drag.with_untracked(Option::is_none) {
            if (now - start).abs() < THRESHOLD {
                return;
            }
            was_dragged.set_value(true);
            let from = place.get_untracked();
            let items = dom::items_of_list(&event);
            list.drag.set(Some(Drag { from, to: from, start, offset: 0.0, items }));
        }
        list.drag.update(|drag| {
            if let Some(drag) = drag {
                drag.offset = now - drag.start;
                drag.to = drag.target();
            }
        });
        dom::scroll_at_edges(&event);
    };
    let end = move || start.set_value(None);
    let drop_here = move |_: PointerEvent| {
        end();
        if let Some(drag) = list.drag.get_untracked() {
            list.drag.set(None);
            list.go(drag.from, drag.to, &title.get_untracked());
        }
    };
    let give_up = move |_: PointerEvent| {
        end();
        list.drag.set(None);
    };
    let own = StoredValue::new(id.clone());
    let keys = move |event: KeyboardEvent| {
        let from = place.get_untracked();
        let end_of_list = list.count.get_untracked().saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowUp" | "ArrowLeft" => from.saturating_sub(1),
            "ArrowDown" | "ArrowRight" => from + 1,
            "Home" => 0,
            "End" => end_of_list,
            "Escape" => {
                end();
                list.drag.set(None);
                list.open.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        list.go(from, to.min(end_of_list), &title.get_untracked());
        dom::focus_soon(own.get_value());
    };
    let is_open = move || own.with_value(|own| list.open.with(|open| open.as_ref() == Some(own)));
    let toggle = move |_| {
        // The click that ends a drag is none.
        if !was_dragged.get_value() {
            let next = (!is_open()).then(|| own.get_value());
            list.open.set(next);
        }
        was_dragged.set_value(false);
    };
    let step = move |by: isize| {
        move |_| {
            let from = place.get_untracked();
            list.go(from, from.saturating_add_signed(by), &title.get_untracked());
        }
    };
    let is_first = move || place.get() == 0;
    let is_last = move || place.get() + 1 == list.count.get();
    let steps = move || {
        is_open().then(|| view! { <Steps title is_first=Signal::derive(is_first) is_last=Signal::derive(is_last) up=step(-1) down=step(1) /> })
    };
    view! {
        <button
            class="grip" type="button" id=id aria-expanded=move || if is_open() { "true" } else { "false" }
            aria-label=move || format!("Move {}", title.get()) title="Drag, or press the arrow keys, to change the order"
            on:pointerdown=down on:pointermove=travel on:pointerup=drop_here on:pointercancel=give_up on:keydown=keys on:click=toggle
        >
            <Icon name=IconName::Grip />
        </button>
        {steps}
    }
}

/// The two buttons of an opened handle.
#[component]
fn Steps(
    title: Signal<String>,
    is_first: Signal<bool>,
    is_last: Signal<bool>,
    up: impl Fn(MouseEvent) + 'static,
    down: impl Fn(MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <span class="steps" role="group" aria-label=move || format!("Move {}", title.get())>
            <button class="btn icon-only small" type="button" aria-label="Move up" disabled=is_first on:click=up>
                <Icon name=IconName::ChevronUp />
            </button>
            <button class="btn icon-only small down" type="button" aria-label="Move down" disabled=is_last on:click=down>
                <Icon name=IconName::ChevronUp />
            </button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four items of 40 px with gaps of 10, the second one dragged.
    fn drag(offset: f64) -> Drag {
        let items = (0..4).map(|place| (20.0 + 50.0 * f64::from(place), 40.0)).collect();
        let drag = Drag { from: 1, to: 1, start: 0.0, offset, items };
        Drag { to: drag.target(), ..drag }
    }

    #[test]
    fn an_item_takes_the_place_whose_middle_it_passed() {
        assert_eq!([0.0, 49.0, 51.0, 101.0, 900.0].map(|offset| drag(offset).to), [1, 1, 2, 3, 3]);
        assert_eq!([-49.0, -51.0, -900.0].map(|offset| drag(offset).to), [1, 0, 0]);
    }

    #[test]
    fn the_others_make_room() {
        let down = drag(60.0);
        let shifts = |drag: &Drag| [0, 1, 2, 3].map(|place| format!("{:.1}", drag.shift(place)));
        assert_eq!(shifts(&down), ["0.0", "60.0", "-50.0", "0.0"]);
        let up = drag(-60.0);
        assert_eq!(shifts(&up), ["50.0", "-60.0", "0.0", "0.0"]);
    }
}
