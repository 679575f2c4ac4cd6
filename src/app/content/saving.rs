//! Keeping the edit: on this device at once, on the server as soon as one pauses, again and again until it is there.

use super::{
    api::{discard_draft, save_draft},
    dom,
    editor::Editor,
    local::{self, Kept},
};
use crate::AppError;
use domain::{
    Timestamp,
    content::{Content, ContentView, Draft, DraftSaved},
    time::age,
};
use leptos::prelude::*;
use std::time::Duration;

/// How long one must have stopped editing.
const PAUSE: Duration = Duration::from_millis(800);
/// How soon this device keeps an edit.
const KEEPING: Duration = Duration::from_millis(50);
/// Between tries: doubled each time, up to the last one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LAST_WAIT: Duration = Duration::from_mins(1);

/// Where the edit is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// There is none.
    None,
    /// On the server; what to say of it.
    Saved(String),
    /// On this device, and soon on its way.
    Waiting,
    /// On its way.
    Saving,
    /// On this device only: the server is out of reach.
    Offline,
    /// On this device only: the server did not take it.
    Refused(AppError),
    /// Another tab or person saved meanwhile.
    Conflict,
}

/// Saves, and says how it goes.
#[derive(Clone, Copy)]
pub struct Saving {
    editor: Editor,
    /// Where the edit is.
    pub state: RwSignal<State>,
    /// What somebody else saved meanwhile.
    pub theirs: RwSignal<Option<Draft>>,
    /// What this device kept of an earlier visit.
    pub kept: RwSignal<Option<Kept>>,
    revision: StoredValue<i64>,
    /// What the server has.
    saved: StoredValue<Content>,
    key: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// Whether this device is about to keep the edit.
    is_keeping: StoredValue<bool>,
    wait: StoredValue<Duration>,
}

impl Saving {
    /// Begins to follow the editor.
    pub fn new(editor: Editor, view: &ContentView) -> Self {
        let partner = editor.partner.get_value();
        let state = view.draft.as_ref().map_or(State::None, |draft| State::Saved(said(draft, view.generated_at)));
        let saving = Self {
            editor,
            state: RwSignal::new(state),
            theirs: RwSignal::new(None),
            kept: RwSignal::new(None),
            revision: StoredValue::new(view.draft.as_ref().map_or(0, |draft| draft.revision)),
            saved: StoredValue::new(editor.content.get_untracked()),
            key: StoredValue::new(local::key(partner.as_ref(), &view.landing.handle)),
            timer: StoredValue::new(None),
            is_keeping: StoredValue::new(false),
            wait: StoredValue::new(FIRST_WAIT),
        };
        saving.follow();
        saving
    }

    /// Effects: they run in the browser only.
    fn follow(self) {
        Effect::new(move |begun: Option<()>| {
            self.editor.content.track();
            if begun.is_none() {
                self.recall();
                self.editor.refresh_ids();
            } else {
                self.edited();
            }
        });
        Effect::new(move |_| {
            dom::on_window("online", move |_| {
                if self.is_unsaved() {
                    self.save();
                }
            });
            dom::on_window("beforeunload", move |event| {
                if self.is_unsaved() {
                    event.prevent_default();
                }
            });
        });
        // Gone to another page of the application: what is left is sent on its way, and stays on this device until it is there.
        on_cleanup(move || {
            let (Some(true), Some(content)) = (self.try_is_unsaved(), self.editor.content.try_get_untracked()) else {
                return;
            };
            let partner = self.editor.partner.get_value();
            self.keep_now();
            let (base, revision, key) =
                (self.editor.version.get_untracked(), self.revision.get_value(), self.key.get_value());
            leptos::task::spawn_local(async move {
                if let Ok(DraftSaved::Saved { .. }) = save_draft(partner, content, base, revision).await {
                    local::forget(&key);
                }
            });
        });
    }

    /// Whether something is not on the server yet.
    pub fn is_unsaved(self) -> bool {
        self.try_is_unsaved() == Some(true)
    }

    fn try_is_unsaved(self) -> Option<bool> {
        let content = self.editor.content.try_get_untracked()?;
        self.saved.try_with_value(|saved| *saved != content)
    }

    /// Looks for what an earlier visit could not send.
    fn recall(self) {
        let kept = self.key.with_value(|key| local::kept(key));
        let is_other = |kept: &Kept| self.saved.with_value(|saved| *saved != kept.content);
        match kept.filter(is_other) {
            Some(kept) => self.kept.set(Some(kept)),
            None => self.key.with_value(|key| local::forget(key)),
        }
    }

    /// Takes up again, or throws away, what this device kept.
    pub fn answer_kept(self, take: bool) {
        let Some(kept) = self.kept.get_untracked() else { return };
        self.kept.set(None);
        if take {
            self.editor.replace(kept.content);
        } else {
            self.key.with_value(|key| local::forget(key));
        }
    }

    fn edited(self) {
        if !self.is_unsaved() {
            return;
        }
        self.keep();
        if self.state.with_untracked(|state| matches!(state, State::Saving | State::Conflict)) {
            return;
        }
        self.state.set(State::Waiting);
        self.wait.set_value(FIRST_WAIT);
        self.save_after(PAUSE);
    }

    /// A moment later, so that what was typed is seen first.
    fn keep(self) {
        if !self.is_keeping.get_value() {
            self.is_keeping.set_value(true);
            dom::after(KEEPING, move || self.keep_now());
        }
    }

    fn keep_now(self) {
        if self.is_keeping.try_update_value(|it| std::mem::replace(it, false)) != Some(true) || !self.is_unsaved() {
            return;
        }
        let kept = Kept {
            content: self.editor.content.get_untracked(),
            base: self.editor.version.get_untracked(),
            at: dom::now(),
        };
        self.key.with_value(|key| local::keep(key, &kept));
    }

    fn save_after(self, pause: Duration) {
        self.stop_timer();
        self.timer.set_value(dom::after(pause, move || self.save()));
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Sends the edit now.
    pub fn save(self) {
        self.stop_timer();
        if self.state.try_with_untracked(|state| *state == State::Saving) != Some(false) {
            return;
        }
        self.state.set(State::Saving);
        let (partner, content) = (self.editor.partner.get_value(), self.editor.content.get_untracked());
        let (base, revision) = (self.editor.version.get_untracked(), self.revision.get_value());
        leptos::task::spawn_local(async move {
            let answer = save_draft(partner, content.clone(), base, revision).await;
            // The page may have been left meanwhile.
            if self.state.try_get_untracked().is_some() {
                self.take(answer, content);
            }
        });
    }

    fn take(self, answer: Result<DraftSaved, AppError>, sent: Content) {
        match answer {
            Ok(DraftSaved::Saved { revision, saved_at }) => {
                self.is_saved(revision, sent);
                let at = dom::time_of_day(saved_at.millis() as f64);
                self.state.set(State::Saved(format!("Saved {at}")));
                if self.is_unsaved() {
                    self.state.set(State::Waiting);
                    self.save_after(PAUSE);
                }
            }
            Ok(DraftSaved::Conflict { theirs }) => {
                self.state.set(State::Conflict);
                self.theirs.set(Some(theirs));
            }
            Err(error) => self.failed(error),
        }
    }

    fn is_saved(self, revision: i64, content: Content) {
        self.revision.set_value(revision);
        self.saved.set_value(content);
        self.wait.set_value(FIRST_WAIT);
        if !self.is_unsaved() {
            self.key.with_value(|key| local::forget(key));
        }
    }

    fn failed(self, error: AppError) {
        let is_passing = matches!(
            error,
            AppError::Network | AppError::Unavailable | AppError::Internal { .. } | AppError::TooMany { .. }
        );
        if is_passing {
            let wait = self.wait.get_value();
            self.wait.set_value((wait * 2).min(LAST_WAIT));
            self.save_after(wait);
        }
        let is_away = error == AppError::Network || !dom::is_online();
        self.state.set(if is_away { State::Offline } else { State::Refused(error) });
    }

    /// Goes on after a conflict, from the other's revision on.
    pub fn settle(self, content: Content) {
        let Some(theirs) = self.theirs.get_untracked() else { return };
        self.theirs.set(None);
        self.revision.set_value(theirs.revision);
        self.saved.set_value(theirs.content);
        self.state.set(State::Waiting);
        self.editor.replace(content);
        self.save_after(Duration::ZERO);
    }

    /// What was published or put aside is no draft any more: there is nothing to save until the next edit.
    pub fn cleared(self, content: &Content) {
        self.stop_timer();
        self.revision.set_value(0);
        self.saved.set_value(content.clone());
        self.key.with_value(|key| local::forget(key));
        self.state.set(State::None);
        self.theirs.set(None);
    }

    /// Throws the draft away and goes back to what is published.
    pub fn discard(self) {
        self.stop_timer();
        let (partner, revision) = (self.editor.partner.get_value(), self.revision.get_value());
        leptos::task::spawn_local(async move {
            let answer = if revision == 0 { Ok(()) } else { discard_draft(partner, revision).await };
            if self.state.try_get_untracked().is_none() {
                return;
            }
            match answer {
                Ok(()) => {
                    let live = self.editor.live.get_untracked();
                    self.cleared(&live);
                    self.editor.replace(live);
                    self.editor.say.set("Back to what is published".to_owned());
                }
                Err(error) => self.failed(error),
            }
        });
    }

    /// What to say, and whether it is a warning.
    pub fn text(self) -> (String, bool) {
        match self.state.get() {
            State::None => ("No unpublished changes".to_owned(), false),
            State::Saved(text) => (text, false),
            State::Waiting | State::Saving => ("Saving…".to_owned(), false),
            State::Offline => ("Offline: kept on this device, trying again".to_owned(), true),
            State::Refused(AppError::Unauthorized) => {
                ("Signed out: kept on this device. Sign in in another tab.".to_owned(), true)
            }
            State::Refused(error) => (format!("Kept on this device. {error}"), true),
            State::Conflict => ("Changed elsewhere".to_owned(), true),
        }
    }
}

fn said(draft: &Draft, now: Timestamp) -> String {
    let when = age(now.since(draft.saved_at));
    if draft.saved_by == "You" || draft.saved_by.is_empty() {
        format!("Draft saved {when}")
    } else {
        format!("Draft of {}, {when}", draft.saved_by)
    }
}
