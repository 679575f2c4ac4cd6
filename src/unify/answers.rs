//! The last answers about one key, read from the store at once.

use domain::{Source, Timestamp};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, time::Duration};
use store::Answer;

/// The last answers of all sources about one key.
#[derive(Debug, Default)]
pub(crate) struct Answers(HashMap<(Source, String), Answer>);

impl Answers {
    pub(crate) fn of(rows: Vec<(Source, String, Answer)>) -> Self {
        Self(rows.into_iter().map(|(source, kind, answer)| ((source, kind), answer)).collect())
    }

    /// The last answer of one kind.
    pub(crate) fn get(&self, source: Source, kind: &str) -> Option<&Answer> {
        self.0.get(&(source, kind.to_owned()))
    }

    /// What a source said, if it ever did and it still reads.
    pub(crate) fn read<T: DeserializeOwned>(&self, source: Source, kind: &str) -> Option<T> {
        let body = self.get(source, kind)?.body.as_deref()?;
        serde_json::from_str(body).ok()
    }

    /// All of one source.
    pub(crate) fn of_source(&self, wanted: Source) -> impl Iterator<Item = (&str, &Answer)> {
        self.0
            .iter()
            .filter(move |((source, _), _)| *source == wanted)
            .map(|((_, kind), answer)| (kind.as_str(), answer))
    }
}

/// Whether the source answered that it does not know the key, at last sight.
pub(crate) fn is_missing(answer: &Answer) -> bool {
    answer.fetched_at.is_some() && answer.body.is_none()
}

/// What went wrong on the last try, if anything.
pub(crate) fn fault(answer: &Answer) -> Option<&str> {
    answer.fault.as_deref().filter(|fault| *fault != "missing")
}

/// Whether the last try succeeded and is not older than `age`.
pub(crate) fn is_fresh(answer: &Answer, now: Timestamp, age: Duration) -> bool {
    fault(answer).is_none() && answer.fetched_at.is_some_and(|at| now.since(at) <= age)
}
