//! Live updates in the browser: one stream per tab, which all pages share, and what becomes of an event.
//!
//! A page that shows figures says [`use_live_reload`] with what loads its data again. Everything else happens here: the stream is
//! open while the tab is seen, and catches up when it comes back ([`stream`]); figures count up to what they have become
//! ([`counting`]); one quiet notice sums up what happened ([`notice`]); and a word says whether the line stands ([`indicator`]).

mod counting;
mod indicator;
mod notice;
#[cfg(feature = "hydrate")]
mod reload;
#[cfg(feature = "hydrate")]
mod stream;
mod tally;

pub use counting::Counting;
pub use indicator::Indicator;
pub use notice::Notices;

use domain::{PartnerId, live::LiveEvent};
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use std::collections::HashMap;
use tally::Tally;

/// What a page hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(LiveEvent),
    /// More happened than is told: what is shown is out of date.
    Reset,
}

/// How the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// On its way for the first time, or again after the tab was hidden.
    Opening,
    /// Events come as they happen.
    Open,
    /// Lost; tried again by itself.
    Lost,
    /// Nobody looks, or another tab has taken the place.
    Paused,
    /// The session is over.
    Over,
}

/// What a listener is called.
type Listener = (usize, Callback<Heard>);

/// The tab's live updates. Handed to all pages as context.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    line: RwSignal<Line>,
    /// What the notice sums up, while it stands.
    tally: RwSignal<Option<Tally>>,
    listeners: StoredValue<Vec<Listener>>,
    /// What each figure of the page showed last, by its name.
    #[cfg(feature = "hydrate")]
    figures: StoredValue<HashMap<String, String>>,
    /// Until when, in milliseconds of the browser's clock, a figure that comes in another value has changed by an event.
    #[cfg(feature = "hydrate")]
    fresh_until: StoredValue<f64>,
}

/// Makes live updates known to everything below. Nothing runs before [`follow`] is called.
pub fn provide_live() {
    provide_context(Live {
        line: RwSignal::new(Line::Opening),
        tally: RwSignal::new(None),
        listeners: StoredValue::default(),
        #[cfg(feature = "hydrate")]
        figures: StoredValue::default(),
        #[cfg(feature = "hydrate")]
        fresh_until: StoredValue::new(0.0),
    });
}

/// Follows what happens after `position`, to one partner or to everybody whom the viewer may see. Called once, by the frame.
#[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "only browsers follow"))]
pub fn follow(position: Signal<Option<String>>, partner: Signal<Option<PartnerId>>) {
    #[cfg(feature = "hydrate")]
    if let Some(live) = use_context::<Live>() {
        stream::attach(live, position, partner);
    }
}

/// Calls `listener` with everything that happens while the component that says this is on the page.
pub fn use_live(listener: impl Fn(Heard) + Send + Sync + 'static) {
    let Some(live) = use_context::<Live>() else {
        return;
    };
    let listener = Callback::new(listener);
    let number = live.listeners.try_update_value(|all| {
        let number = all.last().map_or(0, |(last, _)| last + 1);
        all.push((number, listener));
        number
    });
    on_cleanup(move || {
        live.listeners.try_update_value(|all| all.retain(|(other, _)| Some(*other) != number));
    });
}

/// Loads the page's data again, quietly, soon after something happened: many events at once are one reload.
#[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "only browsers hear anything"))]
pub fn use_live_reload(reload: impl Fn() + Send + Sync + 'static) {
    #[cfg(feature = "hydrate")]
    if let Some(live) = use_context::<Live>() {
        reload::attach(live, reload);
    }
}
