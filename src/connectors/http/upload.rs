//! Uploads to signed addresses that a vendor's answer names: under the same policy, without credentials, and never into our own network.

use super::{HttpPolicy, public};
use crate::{ConnectorError, Result, wire::malformed};
use http::{StatusCode, header};
use reqwest::{Client, Url, redirect};
use std::{net::IpAddr, sync::Arc};

/// Uploads files.
#[derive(Debug)]
pub(crate) struct Uploader {
    /// For addresses on the vendor's own host, which the merchant configured.
    own: Client,
    /// For all others: connects to public addresses only.
    public: Client,
    base: Url,
    policy: HttpPolicy,
}

impl Uploader {
    /// An uploader for the vendor at this base URL.
    ///
    /// # Errors
    /// `Malformed` when the base URL is none.
    pub(crate) fn new(base: &str, policy: HttpPolicy) -> Result<Self> {
        let base = Url::parse(base.trim()).map_err(|_| malformed("the base URL is no plain http or https address"))?;
        let client =
            |client: reqwest::ClientBuilder| client.build().map_err(|_| malformed("no HTTP client can be made"));
        Ok(Self {
            own: client(builder(policy))?,
            public: client(builder(policy).dns_resolver(Arc::new(public::PublicOnly)))?,
            base,
            policy,
        })
    }

    /// Puts a file to a signed address.
    ///
    /// # Errors
    /// `Malformed` for an address that must not be connected to; whatever the storage has against it.
    pub(crate) async fn put(&self, address: &str, content_type: &str, bytes: Vec<u8>) -> Result<()> {
        let url = Url::parse(address).map_err(|_| refused())?;
        let client = if is_same_host(&url, &self.base) {
            &self.own
        } else if is_public_name(&url) {
            &self.public
        } else {
            return Err(refused());
        };
        let request = client.put(url).header(header::CONTENT_TYPE, content_type).body(bytes);
        let sent = tokio::time::timeout(self.policy.total_timeout, request.send()).await;
        let answer = sent.map_err(|_| ConnectorError::Timeout)?.map_err(|error| transport(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status if status.is_server_error() => {
                Err(ConnectorError::Failed { status: status.as_u16(), request_id: None })
            }
            status => Err(rejected(status)),
        }
    }
}

fn builder(policy: HttpPolicy) -> reqwest::ClientBuilder {
    // Another part of the process may have chosen the provider already; both are the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("Tandem/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(policy.connect_timeout)
        .redirect(redirect::Policy::none())
        // A proxy would resolve the name itself.
        .no_proxy()
}

fn is_same_host(url: &Url, base: &Url) -> bool {
    let place = |url: &Url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
    is_plain(url) && place(url) == place(base)
}

/// `https` at a name or at a public address. What a name stands for is checked when connecting.
fn is_public_name(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_inner = host.parse::<IpAddr>().is_ok_and(|address| !public::is_public(address));
    url.scheme() == "https" && is_plain(url) && !host.is_empty() && !is_inner
}

fn is_plain(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn refused() -> ConnectorError {
    malformed("the upload would go to an address that is not allowed")
}

fn rejected(status: StatusCode) -> ConnectorError {
    let (status, message) = (status.as_u16(), "the storage refused the upload".to_owned());
    ConnectorError::Rejected { status, code: None, message, request_id: None }
}

fn transport(error: &reqwest::Error) -> ConnectorError {
    let is_timeout = error.is_timeout() && !error.is_connect();
    if is_timeout { ConnectorError::Timeout } else { ConnectorError::Unreachable }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn inner_addresses_are_never_connected_to() {
        let uploads = Uploader::new("https://cc.example/api", HttpPolicy::default()).unwrap();
        for address in [
            "http://bucket.example/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://169.254.169.254/latest/meta-data",
            "https://0x7f000001/x",
            "https://2130706433/x",
            "https://user:pass@bucket.example/x",
            "ftp://bucket.example/x",
            "file:///etc/passwd",
            "http://cc.example/x",
            "",
        ] {
            let put = uploads.put(address, "image/png", vec![1]).await;
            assert!(matches!(put, Err(ConnectorError::Malformed { .. })), "{address}: {put:?}");
        }
        // A name that stands for an inner address is refused when it is resolved.
        let put = uploads.put("https://localhost/x", "image/png", vec![1]).await;
        assert_eq!(put, Err(ConnectorError::Unreachable));
    }
}
