//! Stripe Connect transfers over HTTP: from the merchant's balance to partners' connected accounts (contract 5.2).
//!
//! Each payment is a transfer of its own, under our id as `Idempotency-Key`, in the group of our batch. Stripe forgets keys after
//! a day, so a batch is looked up before it is sent: what is there already is not sent again, however late. And a call whose
//! answer was lost may still be under way there, so for a while after the last one what is missing is not called "not taken on".

mod event;
mod signature;
mod transfer;

use super::{check, foreign};
use crate::{
    ConnectorError, PayoutRail, Result,
    http::{Call, HttpPolicy, Limit, Limits, Setup, VendorClient, shortened},
    rail::{BatchReport, ItemReport, RailBatch, RailEvent, RailItem},
    wire::{Json, malformed, opaque_id, required},
};
use async_trait::async_trait;
use domain::{Clock, Timestamp, payout::PayoutMethod};
use http::{HeaderMap, HeaderName, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The version whose field names this connector was written for.
pub const API_VERSION: &str = "2026-07-29.dahlia";
/// Below the 25 a second that test mode allows.
const LIMITS: Limits = Limits { reads: Some(Limit { calls: 20, window: Duration::from_secs(1) }), writes: None };
/// One call each: a batch is done within a minute.
const MOST_ITEMS: usize = 100;
const LONGEST_KEY: usize = 255;
const PAGE_SIZE: &str = "100";
/// More pages than any batch has, of whoever made its transfers.
const MOST_PAGES: usize = 50;
/// How long a call may be under way at Stripe after we stopped waiting for it.
const UNDER_WAY: Duration = Duration::from_mins(2);
/// Transfers are made at leisure; nobody waits for them in front of a page.
const PATIENCE: Duration = Duration::from_secs(30);

/// How to reach one Stripe account.
#[derive(Clone)]
pub struct StripeConfig {
    /// Base URL, such as `https://api.stripe.com`.
    pub base_url: String,
    /// The account's secret key, such as `sk_live_…`.
    pub secret_key: SecretString,
    /// The webhook's signing secret, such as `whsec_…`. Without it no webhook is believed.
    pub webhook_secret: Option<SecretString>,
}

/// Speaks to one Stripe account.
pub struct StripeClient {
    http: VendorClient,
    webhook_secret: Option<SecretString>,
    /// When a transfer of a batch was last asked for.
    asked: Mutex<HashMap<String, Timestamp>>,
}

impl StripeClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the key cannot be used.
    pub fn new(config: StripeConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        let policy = HttpPolicy { total_timeout: PATIENCE, ..HttpPolicy::default() };
        Self::with_policy(config, policy, clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the key cannot be used.
    pub fn with_policy(config: StripeConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let bearer = format!("Bearer {}", config.secret_key.expose_secret());
        let version = HeaderName::from_static("stripe-version");
        let setup = Setup {
            vendor: "stripe",
            base_url: &config.base_url,
            headers: vec![(header::AUTHORIZATION, bearer.into()), (version, API_VERSION.into())],
            limits: LIMITS,
            judge,
        };
        let http = VendorClient::new(setup, policy, clock)?;
        Ok(Self { http, webhook_secret: config.webhook_secret, asked: Mutex::default() })
    }

    /// Notes that a transfer is asked for now; what was noted long ago is forgotten.
    fn note_asked(&self, batch: &RailBatch) {
        let now = self.http.now();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, at| now.since(*at) <= UNDER_WAY);
        asked.insert(batch.id.clone(), now);
    }

    fn may_be_under_way(&self, batch: &RailBatch) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(&batch.id).is_some_and(|at| self.http.now().since(*at) <= UNDER_WAY)
    }

    async fn transfer(&self, batch: &RailBatch, item: &RailItem) -> Result<ItemReport> {
        let form = transfer::form(batch, item)?;
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let call = Call::form("create transfer", "/v1/transfers".to_owned(), &fields);
        self.note_asked(batch);
        let answer = self.http.ask(&call.header("idempotency-key", &item.id)).await?;
        transfer::created(item, &answer)
    }

    /// All transfers of the batch's group.
    async fn listed(&self, batch: &RailBatch) -> Result<BatchReport> {
        let (mut found, mut is_readable, mut after) = (Vec::new(), true, None::<String>);
        for _ in 0..MOST_PAGES {
            let mut call = Call::get("list transfers", "/v1/transfers".to_owned())
                .query("transfer_group", &batch.id)
                .query("limit", PAGE_SIZE);
            if let Some(after) = &after {
                call = call.query("starting_after", after);
            }
            let answer = self.http.ask(&call).await?;
            let page = required("transfers", &answer, "data")?;
            let more = answer.get("has_more").flag().ok_or_else(|| malformed("a list without an end"))?;
            let last = page.last().and_then(|it| it.get("id").id());
            for json in page {
                is_readable &= transfer::note(batch, json, &mut found);
            }
            if !more {
                return Ok(BatchReport { rail_id: None, items: found, is_complete: is_readable });
            }
            if last.is_none() || last == after {
                return Err(malformed("pages of transfers go in a circle"));
            }
            after = last;
        }
        Ok(BatchReport { rail_id: None, items: found, is_complete: false })
    }
}

#[async_trait]
impl PayoutRail for StripeClient {
    fn method(&self) -> PayoutMethod {
        PayoutMethod::Stripe
    }

    fn most_items(&self) -> usize {
        MOST_ITEMS
    }

    /// One refusal is of one payment; the others go on. When Stripe takes no calls at all, those not yet sent are left out of
    /// the report: they were not taken on.
    async fn send(&self, batch: &RailBatch) -> Result<BatchReport> {
        check(batch, MOST_ITEMS, LONGEST_KEY)?;
        let known = self.listed(batch).await?;
        if !known.is_complete {
            return Err(malformed("what was sent before cannot be read to its end"));
        }
        let mut report = BatchReport { is_complete: true, ..BatchReport::default() };
        for item in &batch.items {
            if let Some(before) = known.of(&item.id) {
                report.items.push(before.clone());
                continue;
            }
            match self.transfer(batch, item).await {
                Ok(made) => report.items.push(made),
                Err(fault) if !is_of_all(&fault) => report.items.push(transfer::came_to_nothing(item, &fault)),
                Err(fault) if report.items.is_empty() => return Err(fault),
                Err(_) => break,
            }
        }
        Ok(report)
    }

    /// Reads the batch's group to its end. A call that is still under way at Stripe is not in it yet: for two minutes after the
    /// last one a report that lacks a payment is not complete. Only this client's own calls are known to it: after a restart,
    /// look no sooner than that.
    async fn look(&self, batch: &RailBatch, _rail_id: Option<&str>) -> Result<BatchReport> {
        // Asked first: a call that ends meanwhile does not make the listing before it complete.
        let may_miss = self.may_be_under_way(batch);
        let mut report = self.listed(batch).await?;
        let has_all = batch.ids().all(|id| report.of(id).is_some());
        report.is_complete &= has_all || !may_miss;
        Ok(report)
    }

    fn unproven(&self, body: &[u8]) -> Result<Option<RailEvent>> {
        event::read(body)
    }

    async fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<RailEvent>> {
        let secret = self.webhook_secret.as_ref().ok_or(ConnectorError::Unauthorized)?;
        let header = headers.get("stripe-signature").and_then(|it| it.to_str().ok()).unwrap_or_default();
        if !signature::verify(secret, self.http.now(), header, body) {
            return Err(ConnectorError::Unauthorized);
        }
        event::read(body)
    }
}

/// Whether a call was turned away for a reason that holds for every other one too. Nothing came of it.
const fn is_of_all(fault: &ConnectorError) -> bool {
    use ConnectorError as E;
    matches!(fault, E::Paused { .. } | E::RateLimited { .. } | E::Unauthorized)
}

impl fmt::Debug for StripeConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StripeConfig").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for StripeClient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StripeClient").field("http", &self.http).finish_non_exhaustive()
    }
}

/// Refusals with Stripe's own code for them, or their type where there is no code.
fn judge(status: StatusCode, body: &Json) -> Option<ConnectorError> {
    let error = body.get("error");
    let kind = error.get("type").text();
    if let Some(fault) = foreign(status, kind.is_some()) {
        return Some(fault);
    }
    if !matches!(status.as_u16(), 400 | 402 | 404..=428 | 430..=499) {
        return None;
    }
    let is_about_key = kind.as_deref() == Some(transfer::IDEMPOTENCY_ERROR);
    let code = if is_about_key { kind } else { error.get("code").text().or(kind) };
    Some(ConnectorError::Rejected {
        status: status.as_u16(),
        code: code.map(|it| shortened(&it, 100)),
        message: error.get("message").text().map(|it| shortened(&it, 300)).unwrap_or_default(),
        request_id: request_id(error),
    })
}

/// The last part of the address at which Stripe shows the request.
fn request_id(error: &Json) -> Option<String> {
    let url = error.get("request_log_url").text()?;
    let id = url.split(['?', '#']).next()?.rsplit('/').next()?;
    opaque_id(id).filter(|it| it.starts_with("req_"))
}
