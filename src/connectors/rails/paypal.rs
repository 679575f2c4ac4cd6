//! PayPal Payouts v1 over HTTP (contract 5.1).
//!
//! A batch is handed over under our own id, which PayPal takes once in 30 days: handing it over again is answered with a
//! reference to the first one, which is then read instead. A call is never repeated by itself: the answer to the second attempt
//! (a refusal, say, because the balance ran out) would hide that nobody knows what came of the first.

mod batch;
mod event;
mod report;
mod token;

use super::foreign;
use crate::{
    ConnectorError, PayoutRail, Result,
    http::{Call, HttpPolicy, Limits, Refusal, Setup, VendorClient, path, shortened},
    rail::{BatchReport, RailBatch, RailEvent},
    wire::{Json, malformed},
};
use async_trait::async_trait;
use domain::{Clock, payout::PayoutMethod};
use http::{HeaderMap, StatusCode};
use report::{Earlier, Reading};
use secrecy::SecretString;
use std::{fmt, sync::Arc, time::Duration};
use token::Tokens;

const MOST_ITEMS: usize = 15_000;
const PAGE_SIZE: &str = "1000";
/// More pages than the largest batch has.
const MOST_PAGES: usize = 50;
/// A batch of thousands takes its time; nobody waits for it in front of a page.
const PATIENCE: Duration = Duration::from_secs(30);
/// When to try again after no token came.
const UNTIL_NEXT: Duration = Duration::from_secs(30);

/// How to reach one PayPal account.
#[derive(Clone)]
pub struct PaypalConfig {
    /// Base URL, such as `https://api-m.paypal.com`.
    pub base_url: String,
    /// The app's client id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: SecretString,
    /// PayPal's id of our webhook. Without it no webhook is believed.
    pub webhook_id: Option<String>,
}

/// Speaks to one PayPal account.
pub struct PaypalClient {
    http: VendorClient,
    tokens: Tokens,
    webhook_id: Option<String>,
}

impl PaypalClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the credentials cannot be used.
    pub fn new(config: PaypalConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        let policy = HttpPolicy { total_timeout: PATIENCE, ..HttpPolicy::default() };
        Self::with_policy(config, policy, clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the credentials cannot be used.
    pub fn with_policy(config: PaypalConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let tokens = Tokens::new(&config.client_id, &config.client_secret);
        let setup = Setup {
            vendor: "paypal",
            base_url: &config.base_url,
            headers: Vec::new(),
            limits: Limits::default(),
            judge,
        };
        Ok(Self { http: VendorClient::new(setup, policy, clock)?, tokens, webhook_id: config.webhook_id })
    }

    /// Asks with a token; when PayPal no longer takes it, once more with a new one. A call refused so was not acted on.
    async fn ask(&self, call: Call) -> std::result::Result<Json, Refusal> {
        let token = self.tokens.current(&self.http).await?;
        let answer = self.http.ask_or_why(&call.clone().authorized(token.clone())).await;
        if !matches!(&answer, Err(refusal) if refusal.fault == ConnectorError::Unauthorized) {
            return answer;
        }
        let fresh = self.tokens.instead_of(&token, &self.http).await?;
        self.http.ask_or_why(&call.authorized(fresh)).await
    }

    async fn hand_over(&self, batch: &RailBatch) -> Result<BatchReport> {
        let body = batch::request(batch)?;
        batch::check_age(batch, self.http.now())?;
        // Without a token the batch is not on its way: that is certain, whatever kept the token from coming.
        self.tokens.current(&self.http).await.map_err(not_asked)?;
        let path = "/v1/payments/payouts".to_owned();
        let call = Call::post("create payouts", path, &body).header("paypal-request-id", &batch.id);
        let refusal = match self.ask(call).await {
            Ok(answer) => return report::accepted(batch, &answer),
            Err(refusal) => refusal,
        };
        match report::earlier(batch, &refusal.body) {
            Earlier::None => Err(refusal.fault),
            Earlier::Batch(rail_id) => self.read(batch, &rail_id).await,
            Earlier::Unnamed => Err(malformed("PayPal has the batch already, and does not say where")),
        }
    }

    async fn read(&self, batch: &RailBatch, rail_id: &str) -> Result<BatchReport> {
        let mut reading = Reading::new(batch, rail_id);
        for page in 1..=MOST_PAGES {
            let call = Call::get("read payouts", path(&["v1", "payments", "payouts", rail_id])?)
                .query("page", &page.to_string())
                .query("page_size", PAGE_SIZE)
                .query("total_required", "true");
            let answer = self.ask(call).await.map_err(|refusal| refusal.fault)?;
            if reading.take(page, &answer)? {
                break;
            }
        }
        Ok(reading.finish())
    }
}

#[async_trait]
impl PayoutRail for PaypalClient {
    fn method(&self) -> PayoutMethod {
        PayoutMethod::Paypal
    }

    fn most_items(&self) -> usize {
        MOST_ITEMS
    }

    async fn send(&self, batch: &RailBatch) -> Result<BatchReport> {
        self.hand_over(batch).await
    }

    /// PayPal finds a batch by its own id only. While that is not known, asking is handing the very same batch over again:
    /// taken on when the first attempt never arrived, answered with the first batch when it did. That is safe for as long as
    /// PayPal remembers our id; a batch that may be older than that is not asked for in this way.
    ///
    /// A refusal of the batch's form tells of every attempt before: the text was the same, or one that had the same fault and more.
    /// Any other refusal, because the balance ran out, say, is of this attempt alone: it is an error, and nobody knows of the others.
    async fn look(&self, batch: &RailBatch, rail_id: Option<&str>) -> Result<BatchReport> {
        if let Some(rail_id) = rail_id {
            return self.read(batch, rail_id).await;
        }
        if batch.items.is_empty() {
            return Err(malformed("what PayPal was given cannot be given again, and it never told its own id of it"));
        }
        if let Err(fault) = batch::request(batch) {
            return Ok(report::never_taken_on(batch, &fault));
        }
        match self.hand_over(batch).await {
            Err(fault) if is_about_form(&fault) => Ok(report::never_taken_on(batch, &fault)),
            // "Not found" would be of the address, not of the batch.
            Err(ConnectorError::NotFound) => Err(malformed("PayPal does not know where payouts are created")),
            other => other,
        }
    }

    fn unproven(&self, body: &[u8]) -> Result<Option<RailEvent>> {
        event::read(body)
    }

    async fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<RailEvent>> {
        let webhook_id = self.webhook_id.as_deref().ok_or(ConnectorError::Unauthorized)?;
        let question = event::question(headers, body, webhook_id)?;
        let path = "/v1/notifications/verify-webhook-signature".to_owned();
        let call = Call::post("verify webhook", path, &question).reading();
        let answer = self.ask(call).await.map_err(|refusal| refusal.fault)?;
        match answer.get("verification_status").verbatim() {
            Some("SUCCESS") => event::read(body),
            _ => Err(ConnectorError::Unauthorized),
        }
    }
}

/// Whether PayPal refuses a batch for what its text is: then it never took it on.
fn is_about_form(fault: &ConnectorError) -> bool {
    let ConnectorError::Rejected { code: Some(code), .. } = fault else { return false };
    matches!(code.as_str(), "VALIDATION_ERROR" | "MALFORMED_REQUEST" | "MALFORMED_REQUEST_JSON")
}

/// What kept a call from being made at all.
fn not_asked(fault: ConnectorError) -> ConnectorError {
    match fault {
        ConnectorError::Timeout
        | ConnectorError::Unreachable
        | ConnectorError::Failed { .. }
        | ConnectorError::Malformed { .. }
        | ConnectorError::TooLarge => ConnectorError::Paused { retry_after: UNTIL_NEXT },
        // The credentials are at fault, not what would be sent with them.
        ConnectorError::Rejected { .. } => ConnectorError::Unauthorized,
        other => other,
    }
}

impl fmt::Debug for PaypalConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PaypalConfig").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for PaypalClient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PaypalClient").field("http", &self.http).finish_non_exhaustive()
    }
}

/// Refusals with PayPal's own name for them, the issue in words, and the id that its support asks for.
fn judge(status: StatusCode, body: &Json) -> Option<ConnectorError> {
    let name = body.get("name").text();
    let is_own = name.is_some() || body.get("error").text().is_some();
    if let Some(fault) = foreign(status, is_own) {
        return Some(fault);
    }
    let is_about_rights = matches!(name.as_deref(), None | Some("NOT_AUTHORIZED" | "AUTHORIZATION_ERROR"));
    match status.as_u16() {
        400 | 402 | 405..=428 | 430..=499 => {}
        403 if !is_about_rights => {}
        _ => return None,
    }
    Some(ConnectorError::Rejected {
        status: status.as_u16(),
        code: name.map(|it| shortened(&it, 100)),
        message: report::reason(body).unwrap_or_default(),
        request_id: body.get("debug_id").text().map(|it| shortened(&it, 100)),
    })
}
