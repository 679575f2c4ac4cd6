//! The tab's one stream. It is open only while the tab is seen, goes on where it stopped, and comes back by itself.

use super::{Heard, Line, Live, reload::now, tally::Tally};
use domain::{PartnerId, live::LiveEvent};
use leptos::{
    ev::{self, visibilitychange},
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent, VisibilityState};

/// What the server calls what it says.
const NAMES: [&str; 9] = ["order", "commission", "refund", "click", "code_seen", "reset", "hello", "beat", "bye"];
/// The first pause after the line was lost; it doubles up to the longest.
const PAUSE_MS: f64 = 600.0;
const LONGEST_MS: f64 = 30_000.0;
/// A line is dead that was silent for so long: the server says something every fifteen seconds.
const SILENCE_MS: f64 = 40_000.0;

/// What the stream consists of at the moment.
#[derive(Default)]
struct Wire {
    source: Option<EventSource>,
    /// The last that was heard.
    after: Option<String>,
    partner: Option<PartnerId>,
    /// How often the line was lost in a row.
    losses: i32,
    /// When something was heard last.
    heard_at: f64,
    /// Opens the line again, or looks whether it is alive.
    timer: Option<TimeoutHandle>,
    /// Not opened again before the tab is seen anew.
    rests: bool,
    heard: Option<Closure<dyn FnMut(MessageEvent)>>,
    lost: Option<Closure<dyn FnMut()>>,
}

impl Wire {
    fn hang_up(&mut self) {
        if let Some(source) = self.source.take() {
            source.set_onerror(None);
            source.close();
        }
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

/// The stream and what it reports to.
#[derive(Clone, Copy)]
struct Stream {
    live: Live,
    wire: StoredValue<Wire, LocalStorage>,
}

/// Opens the stream once the position to begin at is known, and keeps it as it should be.
pub(super) fn attach(live: Live, position: Signal<Option<String>>, partner: Signal<Option<PartnerId>>) {
    let stream = Stream { live, wire: StoredValue::new_local(Wire::default()) };
    stream.wire.update_value(|wire| {
        wire.heard = Some(Closure::new(move |message| stream.hear(&message)));
        wire.lost = Some(Closure::new(move || stream.lose()));
    });
    Effect::new(move |_| {
        let (Some(position), partner) = (position.get(), partner.get()) else {
            return;
        };
        stream.wire.update_value(|wire| {
            wire.after.get_or_insert(position);
            wire.partner = partner;
        });
        stream.look();
    });
    let seen = window_event_listener(visibilitychange, move |_| {
        stream.wire.update_value(|wire| (wire.rests, wire.losses) = (false, 0));
        stream.look();
    });
    let online = window_event_listener(ev::online, move |_| stream.look());
    let focused = window_event_listener(ev::focus, move |_| {
        if stream.wire.try_update_value(|wire| std::mem::take(&mut wire.rests)) == Some(true) {
            stream.look();
        }
    });
    on_cleanup(move || {
        seen.remove();
        online.remove();
        focused.remove();
        let _ = stream.wire.try_update_value(|wire| {
            wire.hang_up();
            // What is dropped is called no more, and the browser may still have something to say.
            (wire.heard.take(), wire.lost.take())
        });
    });
}

impl Stream {
    /// Opens the line anew if somebody looks, and closes it if nobody does.
    fn look(self) {
        let _ = self.wire.try_update_value(|wire| {
            wire.hang_up();
            if self.live.line.get_untracked() == Line::Over || wire.after.is_none() {
                return;
            }
            if document().visibility_state() != VisibilityState::Visible || wire.rests {
                self.live.line.set(Line::Paused);
                return;
            }
            let line = if wire.losses > 0 { Line::Lost } else { Line::Opening };
            self.live.line.set(line);
            wire.source = open(wire);
            wire.heard_at = now();
        });
        self.watch();
    }

    /// Gives the line up when it has been silent for too long: a network that fell asleep cuts without a word.
    fn watch(self) {
        let _ = self.wire.try_update_value(|wire| {
            if wire.source.is_none() {
                return;
            }
            let left = wire.heard_at + SILENCE_MS - now();
            let look = move || {
                let is_silent = self.wire.try_with_value(|wire| now() - wire.heard_at >= SILENCE_MS);
                match is_silent {
                    Some(true) => self.lose(),
                    Some(false) => self.watch(),
                    None => {}
                }
            };
            wire.timer = set_timeout_with_handle(look, Duration::from_secs_f64(left.max(0.0) / 1_000.0)).ok();
        });
    }

    fn hear(self, message: &MessageEvent) {
        let id = message.last_event_id();
        let name = message.type_();
        let _ = self.wire.try_update_value(|wire| {
            wire.heard_at = now();
            if !id.is_empty() {
                wire.after = Some(id);
            }
        });
        let data = message.data().as_string().unwrap_or_default();
        match name.as_str() {
            "hello" => {
                let _ = self.wire.try_update_value(|wire| wire.losses = 0);
                self.live.line.set(Line::Open);
            }
            "beat" => {}
            "bye" => self.end(&data),
            "reset" => self.tell(&Heard::Reset),
            _ => {
                if let Ok(event) = serde_json::from_str::<LiveEvent>(&data) {
                    self.live.tally.update(|tally| tally.get_or_insert_with(Tally::default).add(event.clone()));
                    self.tell(&Heard::Event(event));
                }
            }
        }
    }

    fn tell(self, update: &Heard) {
        for (_, listener) in self.live.listeners.get_value() {
            listener.run(update.clone());
        }
    }

    /// The server ends the stream, and says why.
    fn end(self, why: &str) {
        match why {
            "over" => {
                let _ = self.wire.try_update_value(Wire::hang_up);
                self.live.line.set(Line::Over);
            }
            "crowded" => {
                let _ = self.wire.try_update_value(|wire| wire.rests = true);
                self.look();
            }
            _ => self.lose(),
        }
    }

    /// Comes back after a while: longer each time, and never when all others do.
    fn lose(self) {
        let _ = self.wire.try_update_value(|wire| {
            wire.hang_up();
            let pause = (PAUSE_MS * 2_f64.powi(wire.losses)).min(LONGEST_MS) * (0.5 + js_sys::Math::random());
            wire.losses = (wire.losses + 1).min(20);
            self.live.line.set(Line::Lost);
            let again = set_timeout_with_handle(move || self.look(), Duration::from_secs_f64(pause / 1_000.0));
            wire.timer = again.ok();
        });
    }
}

fn open(wire: &Wire) -> Option<EventSource> {
    let after = wire.after.as_deref().unwrap_or_default();
    let partner = wire.partner.as_ref().map(|partner| format!("&partner={partner}")).unwrap_or_default();
    let source = EventSource::new(&format!("/live?after={after}{partner}")).ok()?;
    let heard = wire.heard.as_ref()?.as_ref().unchecked_ref();
    for name in NAMES {
        let _ = source.add_event_listener_with_callback(name, heard);
    }
    source.set_onerror(wire.lost.as_ref().map(|lost| lost.as_ref().unchecked_ref()));
    Some(source)
}
