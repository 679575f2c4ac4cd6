//! impact.com's brand API over HTTP: partners, actions and clicks (contract 4.1).

mod clicks;
mod read;

use crate::{
    ConnectorError, Result,
    http::{Call, HttpPolicy, Limit, Limits, Setup, VendorClient, path},
    platform::{ActionWindow, AffiliatePlatform, PlatformAction, PlatformPartner},
    wire::{Json, each, malformed, required},
};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Clock, Day, Source};
use http::{HeaderName, header};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

const LIMITS: Limits = Limits { reads: Some(Limit { calls: 1_000, window: Duration::from_hours(1) }), writes: None };
const LONGEST_WINDOW: i64 = 45;
/// The vendor's default of 20,000 actions can be more than the largest answer that is read.
const PAGE_SIZE: &str = "5000";
/// More pages than any account has: an answer that never ends is ended.
const MOST_PAGES: usize = 500;

/// How to reach one program of one account.
#[derive(Debug, Clone)]
pub struct ImpactConfig {
    /// Base URL, such as `https://api.impact.com`.
    pub base_url: String,
    /// The account's SID: user name and part of every path.
    pub account_sid: String,
    /// The account's token.
    pub auth_token: SecretString,
    /// The campaign (program) whose actions are asked for.
    pub campaign_id: String,
}

/// Speaks to impact.com for one program.
#[derive(Debug)]
pub struct ImpactClient {
    http: VendorClient,
    account_sid: String,
    campaign_id: String,
}

impl ImpactClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the credentials cannot be used.
    pub fn new(config: ImpactConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(config, HttpPolicy::default(), clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the credentials cannot be used.
    pub fn with_policy(config: ImpactConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let pair = format!("{}:{}", config.account_sid, config.auth_token.expose_secret());
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let version = HeaderName::from_static("ir-version");
        let setup = Setup {
            vendor: "impact",
            base_url: &config.base_url,
            headers: vec![(header::AUTHORIZATION, basic.into()), (version, "14".into())],
            limits: LIMITS,
            judge: |_, _| None,
        };
        Ok(Self {
            http: VendorClient::new(setup, policy, clock)?,
            account_sid: config.account_sid,
            campaign_id: config.campaign_id,
        })
    }

    fn list(&self, operation: &'static str, name: &str) -> Result<Call> {
        let path = path(&["Advertisers", &self.account_sid, name])?;
        Ok(Call::get(operation, path).query("CampaignId", &self.campaign_id).query("PageSize", PAGE_SIZE))
    }

    /// All pages of a list: the next one stands in `@nextpageuri`, relative to the base URL, empty on the last.
    async fn pages<T>(
        &self,
        operation: &'static str,
        first: Call,
        names: [&str; 2],
        item: fn(&Json) -> Option<T>,
    ) -> Result<Vec<T>> {
        let (mut all, mut seen, mut call) = (Vec::new(), HashSet::new(), first);
        for _ in 0..MOST_PAGES {
            let body = self.http.ask(&call).await?;
            let name = names.iter().find(|name| body.has(name)).unwrap_or(&names[0]);
            all.extend(each(operation, required(operation, &body, name)?, item)?);
            let Some(next) = next_page(&body) else {
                return Ok(all);
            };
            if !seen.insert(next.clone()) {
                return Err(malformed("pages of impact.com go in a circle"));
            }
            call = Call::get(operation, next);
        }
        Err(malformed("pages of impact.com without end"))
    }
}

/// A path below the base URL. Whole addresses are not followed: credentials go to the configured host only.
fn next_page(body: &Json) -> Option<String> {
    let uri = body.get("@nextpageuri").text()?;
    let is_path = uri.starts_with('/') && uri.bytes().all(|it| it.is_ascii_graphic());
    is_path.then_some(uri)
}

#[async_trait]
impl AffiliatePlatform for ImpactClient {
    fn source(&self) -> Source {
        Source::Impact
    }

    fn longest_window(&self) -> i64 {
        LONGEST_WINDOW
    }

    async fn partners(&self) -> Result<Vec<PlatformPartner>> {
        let first = self.list("list partners", "MediaPartners")?;
        let names = ["MediaPartners", "Partners"];
        self.pages("list partners", first, names, read::partner).await
    }

    async fn actions(&self, window: ActionWindow) -> Result<Vec<PlatformAction>> {
        let (begin, end, from, to) = match window {
            ActionWindow::Updated(from, to) => ("StartDate", "EndDate", from, to),
            ActionWindow::Locking(from, to) => ("LockingDateStart", "LockingDateEnd", from, to),
            ActionWindow::Happened(from, to) => ("ActionDateStart", "ActionDateEnd", from, to),
        };
        guard(from, to)?;
        let first = self
            .list("list actions", "Actions")?
            .query(begin, &format!("{}T00:00:00Z", from.iso()))
            .query(end, &format!("{}T23:59:59Z", to.iso()));
        self.pages("list actions", first, ["Actions", "Items"], read::action).await
    }

    async fn order_clicks(&self, day: Day) -> Result<Option<String>> {
        self.order(day).await.map(Some)
    }

    async fn ordered_clicks(&self, job: &str) -> Result<Option<BTreeMap<String, i64>>> {
        self.ordered(job).await
    }
}

/// The vendor would refuse it, or worse, silently answer another window.
fn guard(from: Day, to: Day) -> Result<()> {
    let days = to.number() - from.number() + 1;
    if (1..=LONGEST_WINDOW).contains(&days) {
        return Ok(());
    }
    Err(ConnectorError::Rejected {
        status: 400,
        code: Some("window".to_owned()),
        message: format!("a window of {days} days: 1 to {LONGEST_WINDOW} can be asked for"),
        request_id: None,
    })
}
