//! Single flight: while a question is under way, all who ask it wait for the same answer.

use crate::question::Question;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::watch, time::Instant};

/// The questions of one channel that are under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<HashMap<Question, Flight>>>);

/// A question under way, as those see it who wait for it.
#[derive(Debug, Clone)]
pub(crate) struct Flight {
    since: Instant,
    done: watch::Receiver<bool>,
}

impl Flight {
    /// Waits until the question was answered, failed or was given up. The answer is in the store then.
    pub(crate) async fn landed(mut self) {
        // An error means that the sender is gone, which is the end as well.
        let _ = self.done.wait_for(|done| *done).await;
    }
}

/// Held by the one who asks; tells all others when it is dropped, also by a panic.
#[derive(Debug)]
pub(crate) struct Pilot {
    flights: Flights,
    question: Question,
    done: watch::Sender<bool>,
}

impl Drop for Pilot {
    fn drop(&mut self) {
        self.flights.under_way().remove(&self.question);
        self.done.send_replace(true);
    }
}

impl Flights {
    /// Joins the question if it is under way; makes the caller its pilot if not.
    pub(crate) fn board(&self, question: &Question) -> (Flight, Option<Pilot>) {
        let mut under_way = self.under_way();
        if let Some(flight) = under_way.get(question) {
            return (flight.clone(), None);
        }
        let (done, receiver) = watch::channel(false);
        let flight = Flight { since: Instant::now(), done: receiver };
        under_way.insert(question.clone(), flight.clone());
        let pilot = Pilot { flights: self.clone(), question: question.clone(), done };
        (flight, Some(pilot))
    }

    /// Since when the question is under way, if it is.
    pub(crate) fn since(&self, question: &Question) -> Option<Instant> {
        self.under_way().get(question).map(|flight| flight.since)
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<Question, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_board_and_one_flies() {
        let flights = Flights::default();
        let (first, pilot) = flights.board(&Question::Orders);
        let (second, none) = flights.board(&Question::Orders);
        assert!(pilot.is_some() && none.is_none());
        assert!(flights.board(&Question::Tiers).1.is_some());
        drop(pilot);
        first.landed().await;
        second.landed().await;
        assert!(flights.board(&Question::Orders).1.is_some());
    }
}
