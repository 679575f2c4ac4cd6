//! What a channel is connected to, and how long a page waits for it.

use connectors::{AffiliatePlatform, CoBranding, Crm, Storefront};
use std::{sync::Arc, time::Duration};

/// The outside systems of one channel. What is `None` the merchant has not connected.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The co-branding layer; a channel without it lives by its own program.
    pub cc: Option<Arc<dyn CoBranding>>,
    /// The shop.
    pub storefront: Option<Arc<dyn Storefront>>,
    /// The affiliate network.
    pub platform: Option<Arc<dyn AffiliatePlatform>>,
    /// The CRM.
    pub crm: Option<Arc<dyn Crm>>,
}

/// How the data layer behaves, for all channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The longest that a page waits for a source that never answered; all are waited for at the same time.
    pub budget: Duration,
    /// How old an answer may grow before a page asks for a new one behind the visitor's back.
    pub fresh: Duration,
    /// How long the other side has to report an order before that is a mismatch.
    pub grace: Duration,
    /// The day of the month after locking on which the network pays.
    pub pays_on_day: i64,
    /// Where Tandem is reached, such as `https://partners.example.com`.
    pub public_url: String,
    /// Hosts that partners' links may lead to, beside the shop's own and our landing pages.
    pub link_hosts: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            budget: Duration::from_millis(800),
            fresh: Duration::from_mins(5),
            grace: Duration::from_hours(48),
            pays_on_day: 15,
            public_url: String::new(),
            link_hosts: Vec::new(),
        }
    }
}
