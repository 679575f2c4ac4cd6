//! What the routes reach: everything that answering a request needs, put together once at the start.

use crate::Hub;
use access::Access;
use api::collect::Collect;
use app::Services;
use domain::ChannelId;
use leptos::config::LeptosOptions;
use program::Program;
use secrecy::SecretString;
use std::sync::Arc;
use store::Store;
use tokio::sync::Notify;
use unify::Unify;

/// The rooms of the house, open for requests. Cheap to clone.
#[derive(Debug, Clone)]
pub struct House {
    /// Where everything is kept.
    pub store: Store,
    /// Who may do what.
    pub access: Arc<Access>,
    /// The combined data layer.
    pub unify: Arc<Unify>,
    /// The affiliate program.
    pub program: Program,
    /// The merchant's channel.
    pub channel: ChannelId,
    /// The channel's shop domain: webhooks of other shops are refused.
    pub shop_domain: String,
    /// Secrets that sign the shop's webhooks; with none, webhooks are refused.
    pub webhook_secrets: Vec<SecretString>,
    /// Counts visits and what the shop's pages tell.
    pub collect: Collect,
    /// Secrets that sign CC's events; with none, they are refused.
    pub cc_webhook_secrets: Vec<SecretString>,
    /// Whether the channel holds test data only.
    pub is_test: bool,
    /// Told when an event came in.
    pub inbox: Arc<Notify>,
    /// Who listens to what happens.
    pub live: Hub,
    /// Where browsers reach Tandem, without a slash at the end.
    pub public_url: String,
    /// Further origins that pictures may come from.
    pub img_sources: Vec<String>,
    /// Whether the visitor's address is taken from `X-Forwarded-For`.
    pub forwarded_for: bool,
    /// The largest file of orders or partners that is taken in, in bytes.
    pub largest_import: u64,
    /// Where the built pages are and what they are called.
    pub leptos: LeptosOptions,
}

impl House {
    /// What server functions reach.
    pub(crate) fn services(&self) -> Services {
        Services {
            unify: Arc::clone(&self.unify),
            program: self.program.clone(),
            access: Arc::clone(&self.access),
            public_url: self.public_url.clone(),
        }
    }
}
