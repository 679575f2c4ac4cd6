//! What the picker has found: asked for while one types, page by page, with answers to older questions dropped.

use super::{api::search_shelf, dom};
use crate::AppError;
use domain::content::{ShelfPage, ShelfProduct, ShelfQuery};
use leptos::prelude::*;
use std::time::Duration;

/// How long one must have stopped typing before the shop's products are asked.
const PAUSE: Duration = Duration::from_millis(150);

/// Where the search stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Search {
    /// The first page is on its way.
    #[default]
    First,
    /// A further page is on its way.
    More,
    /// Everything that was asked for is here.
    Ready,
    /// The last question was not answered.
    Failed(AppError),
}

/// The search and what it found.
#[derive(Clone, Copy)]
pub struct Shelf {
    /// What is looked for; the page before is never part of it.
    pub query: RwSignal<ShelfQuery>,
    /// The products so far.
    pub products: RwSignal<Vec<ShelfProduct>>,
    /// How many there are on all pages.
    pub total: RwSignal<Option<i64>>,
    /// Where it stands.
    pub state: RwSignal<Search>,
    next: StoredValue<Option<String>>,
    /// Counts the questions, to know which answer is to the newest.
    asked: StoredValue<u64>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Shelf {
    /// Nothing asked yet.
    pub fn new(query: ShelfQuery) -> Self {
        Self {
            query: RwSignal::new(query),
            products: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            state: RwSignal::new(Search::First),
            next: StoredValue::new(None),
            asked: StoredValue::new(0),
            timer: StoredValue::new(None),
        }
    }

    /// Whether an answer is awaited.
    pub fn is_busy(self) -> bool {
        self.state.with(|state| matches!(state, Search::First | Search::More))
    }

    /// Whether there is a further page.
    pub fn has_more(self) -> bool {
        i64::try_from(self.products.with(Vec::len)) != Ok(self.total.get().unwrap_or(0))
            && self.next.with_value(Option::is_some)
    }

    /// Looks for something else, at once.
    pub fn change(self, change: impl FnOnce(&mut ShelfQuery)) {
        self.query.update(change);
        self.ask(None);
    }

    /// Looks for other words, once nothing more is typed for a moment.
    pub fn type_text(self, text: String) {
        self.query.update(|query| query.text = text);
        self.state.set(Search::First);
        // Whatever is on its way answers an older question.
        self.asked.update_value(|asked| *asked += 1);
        let timer = dom::after(PAUSE, move || self.ask(None));
        if let Some(before) = self.timer.try_update_value(|kept| std::mem::replace(kept, timer)).flatten() {
            before.clear();
        }
    }

    /// Asks for the next page.
    pub fn more(self) {
        if !self.is_busy() {
            let after = self.next.get_value();
            self.ask(after);
        }
    }

    /// Asks again what was not answered.
    pub fn retry(self) {
        let after = self.next.get_value().filter(|_| self.products.with_untracked(|all| !all.is_empty()));
        self.ask(after);
    }

    /// Asks for a page.
    pub fn ask(self, after: Option<String>) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        self.state.set(if after.is_some() { Search::More } else { Search::First });
        let is_further = after.is_some();
        let query = ShelfQuery {
            after,
            text: self.query.with_untracked(|it| it.text.trim().to_owned()),
            ..self.query.get_untracked()
        };
        leptos::task::spawn_local(async move {
            let answer = search_shelf(query).await;
            if self.asked.try_get_value() == Some(number) {
                self.take(answer, is_further);
            }
        });
    }

    fn take(self, answer: Result<ShelfPage, AppError>, is_further: bool) {
        match answer {
            Ok(page) => {
                self.next.set_value(page.next);
                self.total.set(Some(page.total));
                if is_further {
                    self.products.update(|all| all.extend(page.products));
                } else {
                    self.products.set(page.products);
                }
                self.state.set(Search::Ready);
            }
            Err(error) => self.state.set(Search::Failed(error)),
        }
    }
}
