//! The reading end of a stream of server-sent events, as a browser takes it apart.

use axum::{body::BodyDataStream, response::Response};
use domain::live::LiveEvent;
use futures::StreamExt;
use http::HeaderMap;
use std::time::Duration;

/// Longer than any of what is waited for takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// What came over a stream at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub id: String,
    pub name: String,
    pub data: String,
}

/// An open stream.
pub struct Listener {
    pub status: u16,
    pub headers: HeaderMap,
    body: BodyDataStream,
    text: String,
    /// How many signs of life came.
    pub beats: usize,
}

impl Listener {
    pub fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.into_data_stream();
        Self { status: parts.status.as_u16(), headers: parts.headers, body, text: String::new(), beats: 0 }
    }

    /// The next event; none when the stream ended.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (told, rest) = (parse(block), rest.to_owned());
                self.text = rest;
                match told.name.as_str() {
                    "" => {}
                    "beat" => self.beats += 1,
                    _ => return Some(told),
                }
                continue;
            }
            // Something comes in time, or the stream has ended.
            let chunk = tokio::time::timeout(PATIENCE, self.body.next()).await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    /// All up to the word that the reader is up to date.
    pub async fn opening(&mut self) -> Vec<Told> {
        let mut all = Vec::new();
        loop {
            let told = self.next().await.unwrap();
            if told.name == "hello" {
                return all;
            }
            all.push(told);
        }
    }

    /// The next event, which must be one that happened.
    pub async fn event(&mut self) -> LiveEvent {
        let told = self.next().await.unwrap();
        let event: LiveEvent = serde_json::from_str(&told.data).unwrap();
        assert_eq!((told.id.as_str(), told.name.as_str()), (event.id.as_str(), event.what.as_str()));
        event
    }
}

fn parse(block: &str) -> Told {
    let mut told = Told::default();
    for (field, value) in block.lines().filter_map(|line| line.split_once(": ")) {
        match field {
            "id" => value.clone_into(&mut told.id),
            "event" => value.clone_into(&mut told.name),
            "data" => value.clone_into(&mut told.data),
            _ => {}
        }
    }
    told
}
