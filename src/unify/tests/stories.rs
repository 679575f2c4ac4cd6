//! The combined data layer as pages, webhooks and workers see it: on a real store, with sources that do as they are told.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on has failed")]

mod analytics;
mod breakers;
mod content;
mod fakes;
mod joins;
mod landing;
mod network;
mod pages;
mod people;
mod reviews;
mod sales;
mod stage;
mod workers;
