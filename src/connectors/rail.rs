//! Payout rails: systems that carry money from the merchant to partners.

use crate::Result;
use async_trait::async_trait;
use domain::{Email, Money, Timestamp, payout::PayoutMethod};
use http::HeaderMap;

/// Where a rail brings the money.
#[derive(Clone, PartialEq, Eq)]
pub enum Receiver {
    /// The e-mail address of a `PayPal` account.
    Paypal(Email),
    /// The id of a connected Stripe account, such as `acct_1N…`.
    Stripe(String),
}

/// One payment of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RailItem {
    /// Our id of the payout: fixed before the first attempt, and what makes a second one harmless.
    pub id: String,
    /// Where to.
    pub receiver: Receiver,
    /// How much; positive.
    pub amount: Money,
    /// What the partner reads about it.
    pub note: String,
}

/// Payments that are handed over together. All of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RailBatch {
    /// Our id of the batch: fixed before the first attempt.
    pub id: String,
    /// The subject of what the rail writes to partners.
    pub title: String,
    /// The payments that may be handed over.
    pub items: Vec<RailItem>,
    /// Our ids of payments that may have been handed over before: they are asked about, and never handed over.
    pub asked: Vec<String>,
    /// Since when the rail may have the batch; none when it for certain has not.
    pub sent_since: Option<Timestamp>,
}

impl RailBatch {
    /// Our ids of all payments that are asked about.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| &item.id).chain(&self.asked).map(String::as_str)
    }
}

/// What a rail says of one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RailOutcome {
    /// Accepted, and not at its end.
    InFlight,
    /// The money arrived.
    Paid,
    /// It did not arrive, and will not: the balance may be restored.
    Failed,
    /// Nobody can say: it has to be asked for.
    Unknown,
}

/// How one payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemReport {
    /// Our id of the payout.
    pub id: String,
    /// What came of it.
    pub outcome: RailOutcome,
    /// The rail's id of the payment: what the partner finds in their account.
    pub transaction_id: Option<String>,
    /// What the rail took for it.
    pub fee: Option<Money>,
    /// Why it failed, waits or partly came back, in the rail's words.
    pub reason: Option<String>,
    /// The rail's id of the answer that says so: what its support asks for.
    pub request_id: Option<String>,
}

/// How a batch stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchReport {
    /// The rail's own id of the batch, if it has one.
    pub rail_id: Option<String>,
    /// The payments that the rail knows; one of ours that is missing here is not known to it (yet).
    pub items: Vec<ItemReport>,
    /// Whether `items` is all that the rail will ever know of this batch: what is missing was then not taken on.
    pub is_complete: bool,
}

impl BatchReport {
    /// What the rail says of a payment; none when it does not know it.
    pub fn of(&self, id: &str) -> Option<&ItemReport> {
        self.items.iter().find(|it| it.id == id)
    }
}

/// A rail's word that something changed. It is no proof of what: whoever hears it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RailEvent {
    /// The rail's id of the event: it may be told twice.
    pub id: String,
    /// Its kind, in the rail's words.
    pub kind: String,
    /// Our id of the batch, as far as the event tells it.
    pub batch_id: Option<String>,
    /// The rail's id of the batch, as far as the event tells it.
    pub rail_id: Option<String>,
    /// Our id of the payout, as far as the event tells it.
    pub item_id: Option<String>,
}

/// Speaks to one rail for one channel.
#[async_trait]
pub trait PayoutRail: Send + Sync + std::fmt::Debug {
    /// Which rail this is.
    fn method(&self) -> PayoutMethod;

    /// How many payments it takes at a time.
    fn most_items(&self) -> usize;

    /// Hands a batch over. Doing so again with the same ids never pays twice: a rail that has it already says how that stands.
    ///
    /// # Errors
    /// When the whole batch came to nothing or nobody knows; [`is_refusal`] tells the two apart.
    async fn send(&self, batch: &RailBatch) -> Result<BatchReport>;

    /// Asks how a batch stands. `rail_id` is what [`BatchReport`] told of it, if it ever did. What can be said for certain is in the
    /// report, also that nothing was ever taken on; no error says that.
    ///
    /// # Errors
    /// `NotFound` when the rail has never heard of it; whatever else keeps it from answering.
    async fn look(&self, batch: &RailBatch, rail_id: Option<&str>) -> Result<BatchReport>;

    /// What a webhook says, before anybody has proven it: enough to see whether it is about a batch of ours.
    ///
    /// # Errors
    /// `Malformed` when it is not understood.
    fn unproven(&self, body: &[u8]) -> Result<Option<RailEvent>>;

    /// Reads a webhook, once it is proven to be the rail's. None when it is about something else.
    ///
    /// # Errors
    /// `Unauthorized` when it is not proven, `Malformed` when it is not understood.
    async fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<RailEvent>>;
}

impl std::fmt::Debug for Receiver {
    /// Accounts are nobody's business in a log.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Paypal(_) => "Paypal(…)",
            Self::Stripe(_) => "Stripe(…)",
        })
    }
}

/// Whether an error of [`PayoutRail::send`] means that nothing was taken on: then the money is free again. After any other error it
/// may be on its way, and only asking tells.
pub const fn is_refusal(error: &crate::ConnectorError) -> bool {
    use crate::ConnectorError as E;
    matches!(error, E::Paused { .. } | E::RateLimited { .. } | E::Unauthorized | E::NotFound | E::Rejected { .. })
}
