//! A page of a coupon site, read as anybody could read it.

use crate::{
    ConnectorError, Result,
    http::{Call, HttpPolicy, Limits, Setup, VendorClient},
    wire::malformed,
};
use domain::Clock;
use reqwest::Url;
use std::{fmt, sync::Arc};

/// The largest page that is read.
const LARGEST: usize = 4 * 1024 * 1024;
const KINDS: &str = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8";

/// A page that the operator named.
pub struct CouponPage {
    address: String,
    target: String,
    http: VendorClient,
}

impl CouponPage {
    /// A page with the usual patience.
    ///
    /// # Errors
    /// `Malformed` when the address is not http or https, or names a user.
    pub fn new(address: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_policy(address, HttpPolicy { max_bytes: LARGEST, ..HttpPolicy::default() }, clock)
    }

    /// A page with another patience.
    ///
    /// # Errors
    /// As [`CouponPage::new`].
    pub fn with_policy(address: &str, policy: HttpPolicy, clock: Arc<dyn Clock>) -> Result<Self> {
        let url = Url::parse(address).map_err(|_| malformed("the page's address is none"))?;
        let origin = url.origin().ascii_serialization();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(malformed("the page's address names a user"));
        }
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let setup = Setup {
            vendor: "coupon site",
            base_url: &origin,
            headers: Vec::new(),
            limits: Limits { reads: None, writes: None },
            judge: |_, _| None,
        };
        let http = VendorClient::new(setup, policy, clock)?;
        Ok(Self { address: address.to_owned(), target: format!("{}{query}", url.path()), http })
    }

    /// Where it is, as the operator wrote it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it says now: its HTML.
    ///
    /// # Errors
    /// Whatever the site, the network or the breaker has against it. A page that leads elsewhere is not followed.
    pub async fn read(&self) -> Result<String> {
        let call = Call::get("read page", self.target.clone()).header("accept", KINDS);
        self.http.page(&call).await
    }
}

/// Why a page could not be read, in words for the team.
pub fn words(fault: &ConnectorError) -> String {
    match fault {
        ConnectorError::Rejected { status: 300..=399, .. } => "it leads elsewhere: name that page instead".to_owned(),
        ConnectorError::Rejected { status, .. } => format!("refused with status {status}"),
        ConnectorError::Unauthorized => "it refuses to be read".to_owned(),
        other => other.to_string(),
    }
}

impl fmt::Debug for CouponPage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("CouponPage").field("address", &self.address).finish_non_exhaustive()
    }
}
