//! The state of the content page while somebody works on it.

use super::{
    dom,
    edit::{self, Removed},
    sortable::Sortable,
};
use domain::{
    PartnerId,
    changes::find,
    content::{Content, ContentView, DropContent, Facets, Limits, Pick, Review, ShelfProduct},
    landing::{Landing, compose},
};
use leptos::prelude::*;

/// What the parts of the page share. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Editor {
    /// Whose page, when an admin works on it.
    pub partner: StoredValue<Option<PartnerId>>,
    /// What is allowed.
    pub limits: Limits,
    /// Whether what is published waits for the team.
    pub needs_review: bool,
    /// The page's parts that nobody edits here.
    pub landing: StoredValue<Landing>,
    /// What the picker can be narrowed by.
    pub facets: StoredValue<Facets>,
    /// The content as it is being edited.
    pub content: RwSignal<Content>,
    /// What is published.
    pub live: RwSignal<Content>,
    /// Which state that is.
    pub version: RwSignal<String>,
    /// The change that waits, or was sent back.
    pub review: RwSignal<Option<Review>>,
    /// The products that are spoken of.
    pub shelf: RwSignal<Vec<ShelfProduct>>,
    /// The drop that is open.
    pub current: RwSignal<Option<String>>,
    /// What was taken away last.
    pub removed: RwSignal<Option<(String, Removed)>>,
    /// What is read out next.
    pub say: RwSignal<String>,
    /// The order of the drops.
    pub drops: Sortable,
    /// The order of the open drop's products.
    pub picks: Sortable,
}

impl Editor {
    /// Begins where the draft ends, or with what is published.
    pub fn new(view: &ContentView, partner: Option<PartnerId>) -> Self {
        let start = view.draft.as_ref().map_or(&view.live, |draft| &draft.content);
        let content = RwSignal::new(start.clone());
        let current = RwSignal::new(start.drops.first().map(|drop| drop.id.clone()));
        let say = RwSignal::new(String::new());
        let drop_count = Signal::derive(move || content.with(|it| it.drops.len()));
        let pick_count = Signal::derive(move || with_current(content, current, |drop| drop.picks.len()).unwrap_or(0));
        let move_drop = Callback::new(move |(from, to)| content.update(|it| edit::move_item(&mut it.drops, from, to)));
        let move_pick = Callback::new(move |(from, to)| {
            update_current(content, current, |drop| edit::move_item(&mut drop.picks, from, to));
        });
        Self {
            partner: StoredValue::new(partner),
            limits: view.limits,
            needs_review: view.needs_review,
            landing: StoredValue::new(view.landing.clone()),
            facets: StoredValue::new(view.facets.clone()),
            content,
            live: RwSignal::new(view.live.clone()),
            version: RwSignal::new(view.draft.as_ref().map_or(&view.version, |draft| &draft.base).clone()),
            review: RwSignal::new(view.review.clone()),
            shelf: RwSignal::new(view.products.clone()),
            current,
            removed: RwSignal::new(None),
            say,
            drops: Sortable::new(drop_count, move_drop, say),
            picks: Sortable::new(pick_count, move_pick, say),
        }
    }

    /// The page as visitors would see it, with what is being dragged where it would be dropped.
    pub fn page(self) -> Landing {
        let mut content = self.content.get();
        if let Some((from, to)) = self.drops.moving() {
            edit::move_item(&mut content.drops, from, to);
        }
        if let (Some((from, to)), Some(id)) = (self.picks.moving(), self.current.get())
            && let Some(drop) = edit::drop_mut(&mut content, &id)
        {
            edit::move_item(&mut drop.picks, from, to);
        }
        self.landing.with_value(|base| self.shelf.with(|shelf| compose(base, &content, shelf)))
    }

    /// Whether anything is different from what is published.
    pub fn is_changed(self) -> bool {
        self.content.with(|content| self.live.with(|live| content != live))
    }

    /// What the open drop says.
    pub fn with_current<T>(self, read: impl FnOnce(&DropContent) -> T) -> Option<T> {
        with_current(self.content, self.current, read)
    }

    /// What a drop says.
    pub fn with_drop<T>(self, id: &str, read: impl FnOnce(&DropContent) -> T) -> Option<T> {
        self.content.with(|content| find(content, id).map(read))
    }

    /// Changes a drop.
    pub fn update_drop(self, id: &str, change: impl FnOnce(&mut DropContent)) {
        self.content.update(|content| {
            if let Some(drop) = edit::drop_mut(content, id) {
                change(drop);
            }
        });
    }

    /// Changes the pick of a product.
    pub fn update_pick(self, drop: &str, product: &str, change: impl FnOnce(&mut Pick)) {
        self.content.update(|content| {
            if let Some(pick) = edit::pick_mut(content, drop, product) {
                change(pick);
            }
        });
    }

    /// What the shop says of a product.
    pub fn product(self, id: &str) -> Option<ShelfProduct> {
        self.shelf.with(|shelf| shelf.iter().find(|product| product.id == id).cloned())
    }

    /// A product's title, for people.
    pub fn product_title(self, id: &str) -> String {
        self.product(id).map_or_else(|| "A product that the shop no longer has".to_owned(), |it| it.title)
    }

    /// Puts a product into the open drop, or takes it out. Without a drop the first one is made.
    pub fn toggle(self, product: &ShelfProduct) {
        if self.current.get_untracked().is_none() {
            self.add_drop("My picks");
        }
        let Some(drop) = self.current.get_untracked() else { return };
        let is_picked = self.with_drop(&drop, |it| it.picks.iter().any(|pick| pick.product_id == product.id));
        if is_picked == Some(true) {
            self.remove_pick(&drop, &product.id);
            return;
        }
        if self.shelf.with_untracked(|shelf| shelf.iter().all(|it| it.id != product.id)) {
            self.shelf.update(|shelf| shelf.push(product.clone()));
        }
        let mut is_added = false;
        self.content.update(|content| is_added = edit::add_pick(content, &drop, &product.id, self.limits));
        let (title, most) = (&product.title, self.limits.max_products);
        self.say.set(if is_added { format!("{title} added") } else { format!("This drop is full: {most} products") });
    }

    /// Takes a product out of a drop.
    pub fn remove_pick(self, drop: &str, product: &str) {
        let title = self.product_title(product);
        let mut removed = None;
        self.content.update(|content| removed = edit::remove_pick(content, drop, product));
        self.note_removed(title, removed);
    }

    /// Takes a drop away and opens the one beside it.
    pub fn remove_drop(self, id: &str) {
        let title = self.with_drop(id, |drop| drop.title.clone()).unwrap_or_default();
        let title = if title.trim().is_empty() { "The drop".to_owned() } else { format!("“{title}”") };
        let mut removed = None;
        self.content.update(|content| removed = edit::remove_drop(content, id));
        let place = if let Some(Removed::Drop { place, .. }) = &removed { *place } else { 0 };
        self.current.set(self.content.with_untracked(|content| {
            let beside = content.drops.get(place).or(content.drops.last());
            beside.map(|drop| drop.id.clone())
        }));
        self.note_removed(title, removed);
    }

    fn note_removed(self, title: String, removed: Option<Removed>) {
        if let Some(removed) = removed {
            self.say.set(format!("{title} removed"));
            self.removed.set(Some((title, removed)));
        }
    }

    /// Puts back what was taken away last.
    pub fn undo(self) {
        let Some((title, removed)) = self.removed.get_untracked() else { return };
        self.removed.set(None);
        let drop = match &removed {
            Removed::Pick { drop, .. } => drop.clone(),
            Removed::Drop { drop, .. } => drop.id.clone(),
        };
        self.content.update(|content| edit::put_back(content, removed));
        self.current.set(Some(drop));
        self.say.set(format!("{title} is back"));
    }

    /// Adds a drop at the end and opens it.
    pub fn add_drop(self, title: &str) {
        let id = dom::new_id();
        let mut is_added = false;
        self.content.update(|content| is_added = edit::add_drop(content, id.clone(), self.limits));
        if is_added {
            self.update_drop(&id, |drop| title.clone_into(&mut drop.title));
            self.current.set(Some(id));
        }
    }

    /// Goes on with another content, such as an older version or what somebody else wrote.
    pub fn replace(self, mut content: Content) {
        self.live.with_untracked(|live| edit::renew_ids(&mut content, live, dom::new_id));
        let is_open = |id: &String| find(&content, id).is_some();
        if !self.current.get_untracked().as_ref().is_some_and(is_open) {
            self.current.set(content.drops.first().map(|drop| drop.id.clone()));
        }
        self.removed.set(None);
        self.content.set(content);
    }
}

impl Editor {
    /// Brings a draft from long ago up to date with what is published now.
    pub fn refresh_ids(self) {
        let mut content = self.content.get_untracked();
        self.live.with_untracked(|live| edit::renew_ids(&mut content, live, dom::new_id));
        if self.content.with_untracked(|before| *before != content) {
            self.replace(content);
        }
    }
}

fn with_current<T>(
    content: RwSignal<Content>,
    current: RwSignal<Option<String>>,
    read: impl FnOnce(&DropContent) -> T,
) -> Option<T> {
    let id = current.get()?;
    content.with(|content| find(content, &id).map(read))
}

fn update_current(
    content: RwSignal<Content>,
    current: RwSignal<Option<String>>,
    change: impl FnOnce(&mut DropContent),
) {
    let Some(id) = current.get_untracked() else { return };
    content.update(|content| {
        if let Some(drop) = edit::drop_mut(content, &id) {
            change(drop);
        }
    });
}
