//! CreatorCommerce (CC) over HTTP: its published REST API, with the contradictions of its documentation (contract A10) handled.
//!
//! The biography is the collab's custom field `cc-bio`: the published update has no field for the shop's description.

mod collab;
mod drops;
pub mod event;
mod read;
pub mod sign_on;
mod storage;

use crate::{
    ConnectorError, Result,
    co_branding::{
        CcChannel, ChannelMetrics, CoBranding, Collab, CollabPage, CollabSummary, DropDraft, DropProduct, MagicLink,
        MediaFile, Tier,
    },
    http::{Call, HttpPolicy, Limit, Limits, Setup, Uploader, VendorClient, path},
    wire::{Json, malformed},
};
use async_trait::async_trait;
use domain::{Clock, Currency, Day, Email};
use http::{HeaderName, StatusCode};
use read::Page;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// Handle of the custom field that holds the biography.
pub const BIO_FIELD: &str = "cc-bio";
/// Handle of the drops' custom field that holds the key under which we made one.
pub const KEY_FIELD: &str = "cc-tandem-key";
/// Handle of the drops' custom field that says `true` when one was taken off the page.
pub const HIDDEN_FIELD: &str = "cc-tandem-hidden";

/// CC's limits: 100 reads and 50 writes a minute.
const LIMITS: Limits = Limits { reads: Some(per_minute(100)), writes: Some(per_minute(50)) };
const PAGE_SIZE: &str = "100";
pub(super) const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-channel-access-token");

const fn per_minute(calls: usize) -> Limit {
    Limit { calls, window: Duration::from_mins(1) }
}

/// How to reach CC for one channel.
#[derive(Debug, Clone)]
pub struct CcConfig {
    /// Base URL, such as `https://unified-api.creatorcommerce.shop`.
    pub base_url: String,
    /// The channel's access token.
    pub token: SecretString,
    /// The channel's `myshopify` domain.
    pub channel_domain: String,
}

/// Speaks to CC for one channel.
#[derive(Debug)]
pub struct CcClient {
    http: VendorClient,
    uploads: Uploader,
    domain: String,
    currency: Option<Currency>,
}

impl CcClient {
    /// A client with the usual patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn new(config: CcConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(config, HttpPolicy::default(), clock)
    }

    /// A client with another patience.
    ///
    /// # Errors
    /// When the base URL or the token cannot be used.
    pub fn with_policy(config: CcConfig, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let setup = Setup {
            vendor: "cc",
            base_url: &config.base_url,
            headers: vec![(TOKEN_HEADER, config.token)],
            limits: LIMITS,
            judge,
        };
        Ok(Self {
            http: VendorClient::new(setup, policy, clock)?,
            uploads: Uploader::new(&config.base_url, policy)?,
            domain: config.channel_domain,
            currency: None,
        })
    }

    /// Says the shop's currency. CC names none with a fixed discount: without this, fixed discounts are unknown.
    #[must_use]
    pub const fn with_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// Writes the note and the variant of one product of a drop.
    ///
    /// # Errors
    /// `NotFound` when CC knows it under neither of the two paths that its documentation names.
    pub async fn set_note(
        &self,
        collab_id: &str,
        drop_id: &str,
        enhancement_id: &str,
        product: &DropProduct,
    ) -> Result<()> {
        let body = drops::enhancement(product);
        let mut answer = Err(ConnectorError::NotFound);
        for name in ["enhancements", "enhancement"] {
            let tail = ["collabs", collab_id, "drops", drop_id, name, enhancement_id];
            let call = Call::post("write note", self.channel_path(&tail)?, &body);
            answer = self.http.ask(&call.repeatable()).await;
            if answer != Err(ConnectorError::NotFound) {
                break;
            }
        }
        answer.map(drop)
    }

    fn channel_path(&self, tail: &[&str]) -> Result<String> {
        path(&[&["channels", &self.domain], tail].concat())
    }

    async fn get(&self, operation: &'static str, tail: &[&str]) -> Result<Json> {
        let call = Call::get(operation, self.channel_path(tail)?);
        self.http.ask(&call).await
    }

    /// Writes to a collab; the same write twice leaves the same collab.
    async fn update(&self, operation: &'static str, collab_id: &str, body: Value) -> Result<()> {
        let path = self.channel_path(&["collabs", collab_id])?;
        let call = Call::post(operation, path, &body).repeatable();
        self.http.ask(&call).await.map(drop)
    }

    /// Writes what only the channel's own path takes; the same write twice leaves the same drop.
    async fn update_channel_drop(
        &self,
        operation: &'static str,
        collab_id: &str,
        drop_id: &str,
        body: Value,
    ) -> Result<()> {
        let path = self.channel_path(&["collabs", collab_id, "drops", drop_id])?;
        self.http.ask(&Call::post(operation, path, &body).repeatable()).await.map(drop)
    }

    async fn metrics(&self, kind: &'static str, from: Day, to: Day) -> Result<ChannelMetrics> {
        let call = Call::get("read metrics", self.channel_path(&["metrics", kind])?)
            .query("startDate", &from.iso())
            .query("endDate", &to.iso());
        read::metrics(&self.http.ask(&call).await?)
    }
}

#[async_trait]
impl CoBranding for CcClient {
    async fn channel(&self) -> Result<CcChannel> {
        read::channel(&self.get("read channel", &[]).await?)
    }

    async fn collabs(&self, after: Option<&str>) -> Result<CollabPage> {
        let path = self.channel_path(&["collabs"])?;
        let mut call = Call::get("list collabs", path).query("limit", PAGE_SIZE);
        if let Some(cursor) = after {
            call = call.query("cursor", cursor);
        }
        let Page { collabs, next } = read::page(&self.http.ask(&call).await?, self.currency)?;
        // A CC that knows no cursor gives its first page again: without this the caller would never end.
        let next = next.filter(|next| Some(next.as_str()) != after);
        Ok(CollabPage { collabs, next })
    }

    async fn collab_by_email(&self, email: &Email) -> Result<Option<CollabSummary>> {
        let call = Call::get("find collab", self.channel_path(&["collabs"])?);
        let answer = self.http.ask(&call.query("email", email.as_str())).await;
        let Some(body) = found(answer)? else {
            return Ok(None);
        };
        let page = read::page(&body, self.currency)?;
        Ok(read::of_email(page.collabs, email))
    }

    async fn collab(&self, collab_id: &str) -> Result<Option<Collab>> {
        let answer = self.get("read collab", &["collabs", collab_id]).await;
        let Some(body) = found(answer)? else {
            return Ok(None);
        };
        let collab =
            collab::full(body.any(&["collab", "data"]), self.currency).or_else(|| collab::full(&body, self.currency));
        collab.map(Some).ok_or_else(|| malformed("a collab without id"))
    }

    async fn tiers(&self) -> Result<Vec<Tier>> {
        let body = self.get("list tiers", &["collab-tiers"]).await?;
        read::tiers(&body, self.currency)
    }

    async fn set_bio(&self, collab_id: &str, bio: &str) -> Result<()> {
        let body = json!({ "custom": { (BIO_FIELD): bio } });
        self.update("write bio", collab_id, body).await
    }

    async fn set_picture(&self, collab_id: &str, url: Option<&str>) -> Result<()> {
        let body = json!({ "creator": { "profilePicture": url } });
        self.update("write profile picture", collab_id, body).await
    }

    async fn create_drop(&self, collab_id: &str, draft: &DropDraft) -> Result<String> {
        let path = path(&["creators", "collabs", collab_id, "drops"])?;
        let call = Call::post("create drop", path, &drops::request(draft));
        let body = self.http.ask(&call).await?;
        let id = body.any(&["drop", "data"]).id().or_else(|| body.id());
        id.ok_or_else(|| malformed("the new drop has no id"))
    }

    async fn update_drop(&self, collab_id: &str, drop_id: &str, draft: &DropDraft) -> Result<()> {
        let path = path(&["creators", "collabs", collab_id, "drops", drop_id])?;
        let call = Call::post("update drop", path, &drops::request(draft)).repeatable();
        self.http.ask(&call).await.map(drop)
    }

    async fn add_products(&self, collab_id: &str, drop_id: &str, products: &[DropProduct]) -> Result<()> {
        let tail = ["collabs", collab_id, "drops", drop_id, "products"];
        let body = json!({ "products": drops::products(products) });
        let call = Call::post("add products", self.channel_path(&tail)?, &body);
        self.http.ask(&call).await.map(drop)
    }

    async fn reorder_drops(&self, collab_id: &str, drop_ids: &[String]) -> Result<()> {
        let body = json!({ "drops": drop_ids });
        self.update("reorder drops", collab_id, body).await
    }

    async fn set_drop_picture(&self, collab_id: &str, drop_id: &str, url: Option<&str>) -> Result<()> {
        let media: Vec<&str> = url.into_iter().collect();
        self.update_channel_drop("write picture of drop", collab_id, drop_id, json!({ "media": media })).await
    }

    async fn hide_drop(&self, collab_id: &str, drop_id: &str) -> Result<()> {
        let body = json!({ "custom": { (HIDDEN_FIELD): "true" } });
        self.update_channel_drop("hide drop", collab_id, drop_id, body).await
    }

    async fn upload_media(&self, file: &MediaFile<'_>) -> Result<String> {
        let call = storage::presign(file)?;
        let place = storage::place(&self.http.ask(&call).await?)?;
        self.uploads.put(&place.address, file.content_type, file.bytes.to_vec()).await?;
        Ok(place.media_url)
    }

    async fn session_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.metrics("session", from, to).await
    }

    async fn revenue_metrics(&self, from: Day, to: Day) -> Result<ChannelMetrics> {
        self.metrics("revenue", from, to).await
    }

    async fn magic_link(&self, email: &Email) -> Result<MagicLink> {
        let path = self.channel_path(&["creators", "magic-link"])?;
        // Not repeated: each call makes a link, and for a new creator an invitation.
        let call = Call::get("make magic link", path).query("email", email.as_str());
        read::magic_link(&self.http.ask(&call.once()).await?)
    }
}

/// CC says 500 for what is not there (contract A10, 4).
fn judge(status: StatusCode, body: &Json) -> Option<ConnectorError> {
    let words = body.any(&["message", "error"]).text().unwrap_or_default();
    let is_missing = words.to_ascii_lowercase().contains("not found");
    (status.is_server_error() && is_missing).then_some(ConnectorError::NotFound)
}

/// Turns "not found" into none.
fn found(answer: Result<Json>) -> Result<Option<Json>> {
    match answer {
        Err(ConnectorError::NotFound) => Ok(None),
        other => other.map(Some),
    }
}
