//! One open stream: a short queue that its response's body is read from. It has no task and no timer of its own.

use super::{
    hub::{Hub, Place},
    wire,
};
use access::SessionKey;
use axum::body::Bytes;
use domain::EventId;
use futures::Stream;
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// How many frames wait for a reader that is slow; then they give way to one that has it read everything anew.
const MOST_WAITING: usize = 64;

/// Where a reader sits: what the hub writes to.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) key: SessionKey,
    pub(super) account: String,
    queue: Mutex<Queue>,
}

#[derive(Debug)]
struct Queue {
    frames: VecDeque<Bytes>,
    /// What the reader has seen already is not told again.
    seen: EventId,
    is_over: bool,
    waker: Option<Waker>,
}

impl Seat {
    /// A seat whose reader has seen everything up to a position.
    pub(super) fn new(key: SessionKey, account: String, seen: EventId) -> Self {
        let queue = Queue { frames: VecDeque::new(), seen, is_over: false, waker: None };
        Self { key, account, queue: Mutex::new(queue) }
    }

    /// Tells of an event.
    pub(super) fn tell(&self, id: &EventId, frame: &Bytes) {
        let mut queue = self.queue();
        if *id <= queue.seen {
            return;
        }
        if queue.frames.len() >= MOST_WAITING {
            queue.frames.clear();
            queue.push(wire::reset(id));
        } else {
            queue.push(frame.clone());
        }
        queue.seen = id.clone();
    }

    /// Shows that the line is there, unless something waits that shows it as well.
    pub(super) fn beat(&self) {
        let mut queue = self.queue();
        if queue.frames.is_empty() {
            queue.push(wire::HEARTBEAT);
        }
    }

    /// Says why, and ends the stream.
    pub(super) fn end(&self, why: wire::Bye) {
        let mut queue = self.queue();
        queue.push(wire::bye(why));
        queue.is_over = true;
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, frame: Bytes) {
        if self.is_over {
            return;
        }
        self.frames.push_back(frame);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// The reader's end; leaves the seat when it is dropped.
#[derive(Debug)]
pub(crate) struct Line {
    seat: Arc<Seat>,
    hub: Hub,
    place: Place,
}

impl Line {
    pub(super) fn new(seat: Arc<Seat>, hub: Hub, place: Place) -> Self {
        Self { seat, hub, place }
    }

    /// Puts a frame before all that came meanwhile.
    pub(super) fn begin_with(&self, frame: Bytes) {
        self.seat.queue().frames.push_front(frame);
    }
}

impl Stream for Line {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut queue = self.seat.queue();
        if let Some(frame) = queue.frames.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        // An idle stream keeps no room for frames.
        queue.frames.shrink_to_fit();
        if queue.is_over {
            return Poll::Ready(None);
        }
        if !queue.waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            queue.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.hub.leave(&self.place);
    }
}
