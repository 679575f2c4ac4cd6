//! Orders that arrive at the same time are written together: one commit, and one wait for the disk, for all of them.
//!
//! Whoever finds nobody writing takes all that wait, and goes on until nobody waits. An order is answered only after it is on the disk.

use domain::ChannelId;
use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{Store, StoreError, Tracked, Tracking};
use tokio::sync::oneshot;

/// How many are written together: a transaction that is too long keeps others waiting.
const MOST: usize = 256;

type Answer = Result<Tracked, StoreError>;

#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    store: Store,
    channel: ChannelId,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(Tracking, oneshot::Sender<Answer>)>,
    is_writing: bool,
}

impl Gate {
    pub(crate) fn new(store: Store, channel: ChannelId) -> Self {
        Self(Arc::new(Inner { store, channel, queue: Mutex::default() }))
    }

    /// Writes an order, with whatever others are on their way.
    pub(crate) async fn pass(&self, tracking: Tracking) -> Answer {
        let (sender, answer) = oneshot::channel();
        let must_write = {
            let mut queue = self.queue();
            queue.waiting.push((tracking, sender));
            !mem::replace(&mut queue.is_writing, true)
        };
        if must_write {
            // On its own: whoever asked may hang up, and the others still want their answer.
            tokio::spawn(self.clone().write());
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the order was not written".into())))
    }

    async fn write(self) {
        loop {
            let batch = {
                let mut queue = self.queue();
                if queue.waiting.is_empty() {
                    queue.is_writing = false;
                    return;
                }
                let count = queue.waiting.len().min(MOST);
                queue.waiting.drain(..count).collect::<Vec<_>>()
            };
            let (orders, senders): (Vec<Tracking>, Vec<oneshot::Sender<Answer>>) = batch.into_iter().unzip();
            match self.0.store.track_orders(&self.0.channel, &orders).await {
                Ok(done) => tell(senders, done.into_iter().map(Ok)),
                // One of them may be at fault: alone each gets the answer that is its own.
                Err(error) if orders.len() == 1 => tell(senders, std::iter::once(Err(error))),
                Err(_) => self.one_by_one(orders, senders).await,
            }
        }
    }

    async fn one_by_one(&self, orders: Vec<Tracking>, senders: Vec<oneshot::Sender<Answer>>) {
        for (order, sender) in orders.into_iter().zip(senders) {
            let done = self.0.store.track_orders(&self.0.channel, std::slice::from_ref(&order)).await;
            let answer = done.and_then(|done| done.into_iter().next().ok_or(StoreError::Corrupt("orders")));
            let _ = sender.send(answer);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(senders: Vec<oneshot::Sender<Answer>>, answers: impl Iterator<Item = Answer>) {
    for (sender, answer) in senders.into_iter().zip(answers) {
        // Whoever hung up finds the order tracked.
        let _ = sender.send(answer);
    }
}
