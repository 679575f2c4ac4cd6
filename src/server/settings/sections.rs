//! The sections of the settings: the channel, one per outside system, and how the house behaves.

use super::{Need, currency, reader::Reader};
use domain::{Currency, link::AllowedHosts};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

const CC: &str = "https://unified-api.creatorcommerce.shop";

/// The merchant's channel.
#[derive(Debug, Clone)]
pub struct ChannelSettings {
    /// The shop's `….myshopify.com` domain.
    pub domain: String,
    /// Name of the merchant, when it shall not come from CC.
    pub name: Option<String>,
    /// IANA zone, when it shall not come from the shop.
    pub time_zone: Option<String>,
    /// Currency, when it shall not come from the shop.
    pub currency: Option<Currency>,
}

impl ChannelSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let domain = reader.text("channel.domain").unwrap_or_default().to_lowercase();
        let is_domain =
            domain.contains('.') && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        if domain.is_empty() {
            reader.fault("channel.domain", "is required: the shop's domain, such as example.myshopify.com");
        } else if !is_domain {
            reader.fault("channel.domain", "must be a domain such as example.myshopify.com");
        }
        let time_zone = reader.text("channel.time_zone");
        if time_zone.as_deref().is_some_and(|name| domain::zone::Zone::named(name).is_err()) {
            reader.fault("channel.time_zone", "must be an IANA time zone such as America/New_York");
        }
        Self { domain, name: reader.text("channel.name"), time_zone, currency: currency(reader, "channel.currency") }
    }
}

/// How CC's SSO tokens are checked.
#[derive(Debug, Clone)]
pub enum SsoKey {
    /// By a shared secret (HS256).
    Secret(SecretString),
    /// By CC's public key in PEM (RS256).
    PublicKey(String),
}

/// CreatorCommerce.
#[derive(Debug, Clone)]
pub struct CcSettings {
    /// Base URL of the API.
    pub base_url: String,
    /// Channel access token.
    pub token: SecretString,
    /// Issuer of SSO tokens.
    pub sso_issuer: String,
    /// How SSO tokens are checked; without it no partner can sign in.
    pub sso_key: Option<SsoKey>,
    /// Secrets that sign CC's events, the current one first; with none, they are refused.
    pub webhook_secrets: Vec<SecretString>,
}

impl CcSettings {
    pub(super) fn read(reader: &mut Reader, need: Need) -> Option<Self> {
        let base_url = reader.address("cc.base_url", CC);
        let sso_issuer = reader.text("cc.sso_issuer").unwrap_or_else(|| base_url.clone());
        let sso_key = sso_key(reader);
        let webhook_secrets = webhook_secrets(reader, "cc.webhook_secret", "cc.webhook_secret_previous");
        let token = reader.secret("cc.token");
        if token.is_none() && need == Need::Serve && (sso_key.is_some() || !webhook_secrets.is_empty()) {
            reader.fault("cc.token", "is required with other settings of cc: the channel access token that CC issued");
        }
        Some(Self { base_url, token: token?, sso_issuer, sso_key, webhook_secrets })
    }
}

fn sso_key(reader: &mut Reader) -> Option<SsoKey> {
    let secret = reader.secret("cc.sso_secret");
    let file = reader.text("cc.sso_public_key_file");
    match (secret, file) {
        (Some(_), Some(_)) => {
            reader.fault("cc.sso_secret", "cannot be set together with cc.sso_public_key_file");
            None
        }
        (Some(secret), None) => {
            // RFC 7518, 3.2: the key of HS256 is at least as long as the hash.
            if secret.expose_secret().len() < 32 {
                reader.fault("cc.sso_secret", "must have 32 characters or more");
            }
            Some(SsoKey::Secret(secret))
        }
        (None, Some(path)) => match std::fs::read_to_string(&path) {
            Ok(pem) if pem.contains("PUBLIC KEY") => Some(SsoKey::PublicKey(pem)),
            Ok(_) => {
                reader.fault("cc.sso_public_key_file", "must name a PEM file that holds a public key");
                None
            }
            Err(error) => {
                reader.fault("cc.sso_public_key_file", format!("cannot be read: {error}"));
                None
            }
        },
        (None, None) => None,
    }
}

/// Shopify.
#[derive(Debug, Clone)]
pub struct ShopifySettings {
    /// Base URL of the Admin API.
    pub base_url: String,
    /// Admin API access token; none when not connected.
    pub token: Option<SecretString>,
    /// Secrets that sign webhooks, the current one first.
    pub webhook_secrets: Vec<SecretString>,
}

impl ShopifySettings {
    pub(super) fn read(reader: &mut Reader, domain: &str) -> Self {
        // A missing domain is reported where it is missing, not as a bad address here.
        let domain = if domain.is_empty() { "shop.invalid" } else { domain };
        let webhook_secrets = webhook_secrets(reader, "shopify.webhook_secret", "shopify.webhook_secret_previous");
        Self {
            base_url: reader.address("shopify.base_url", &format!("https://{domain}")),
            token: reader.secret("shopify.token"),
            webhook_secrets,
        }
    }
}

/// The secrets that sign a system's webhooks: two are valid while one is being changed.
fn webhook_secrets(reader: &mut Reader, current: &'static str, previous: &'static str) -> Vec<SecretString> {
    let (now, before) = (reader.secret(current), reader.secret(previous));
    if now.is_none() && before.is_some() {
        reader.fault(previous, format!("needs {current} beside it"));
    }
    now.into_iter().chain(before).collect()
}

/// impact.com.
#[derive(Debug, Clone)]
pub struct ImpactSettings {
    /// Base URL of the API.
    pub base_url: String,
    /// Account SID.
    pub account_sid: String,
    /// Auth token.
    pub auth_token: SecretString,
    /// The program whose actions are read.
    pub campaign_id: String,
}

impl ImpactSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let base_url = reader.address("impact.base_url", "https://api.impact.com");
        let sid = reader.text("impact.account_sid");
        let token = reader.secret("impact.auth_token");
        let campaign = reader.text("impact.campaign_id");
        let given = [sid.is_some(), token.is_some(), campaign.is_some()];
        if given.contains(&true) && given.contains(&false) {
            let names = ["impact.account_sid", "impact.auth_token", "impact.campaign_id"];
            for (name, _) in names.iter().zip(given).filter(|(_, is_given)| !is_given) {
                reader.fault(name, "is required to connect impact.com");
            }
        }
        Some(Self { base_url, account_sid: sid?, auth_token: token?, campaign_id: campaign? })
    }
}

/// HubSpot.
#[derive(Debug, Clone)]
pub struct HubspotSettings {
    /// Base URL of the API.
    pub base_url: String,
    /// Private app token.
    pub token: SecretString,
}

impl HubspotSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let base_url = reader.address("hubspot.base_url", "https://api.hubapi.com");
        let token = reader.secret("hubspot.token")?;
        Some(Self { base_url, token })
    }
}

/// Where partners' links may lead.
#[derive(Debug, Clone)]
pub struct LinkSettings {
    /// Hosts beside the shop's own.
    pub allowed_hosts: Vec<String>,
}

impl LinkSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let allowed_hosts = reader.list("links.allowed_hosts");
        if allowed_hosts.iter().any(|host| AllowedHosts::new([host]).hosts().count() == 0) {
            reader.fault("links.allowed_hosts", "must be hosts such as blog.example.com, separated by commas");
        }
        Self { allowed_hosts }
    }
}

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct SessionSettings {
    /// A session ends after so much idleness.
    pub idle: Duration,
    /// And so long after the sign-in in any case.
    pub absolute: Duration,
}

impl SessionSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        // CC's own sessions last an hour to thirty days.
        Self {
            idle: Duration::from_hours(reader.number("session.idle_hours", 24, 1, 720)),
            absolute: Duration::from_hours(24 * reader.number("session.absolute_days", 7, 1, 30)),
        }
    }
}

/// Live streams.
#[derive(Debug, Clone, Copy)]
pub struct LiveSettings {
    /// How many one account may have open.
    pub streams_per_account: usize,
}

impl LiveSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let most = reader.number("live.streams_per_account", 12, 1, 100_000);
        Self { streams_per_account: usize::try_from(most).unwrap_or(12) }
    }
}

/// Files of orders and partners.
#[derive(Debug, Clone, Copy)]
pub struct ImportSettings {
    /// How large one may be, in bytes.
    pub largest: u64,
}

impl ImportSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self { largest: 1_000_000 * reader.number("imports.max_mb", 512, 1, 10_000) }
    }
}

/// How the data layer behaves.
#[derive(Debug, Clone, Copy)]
pub struct UnifySettings {
    /// The longest that a page waits for a source that never answered.
    pub budget: Duration,
    /// How old an answer may grow before a new one is asked for.
    pub fresh: Duration,
    /// How long the other side has to report an order.
    pub grace: Duration,
    /// The day of the month after locking on which the network pays.
    pub pays_on_day: i64,
}

impl UnifySettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let day = reader.number("impact.pays_on_day", 15, 1, 28);
        Self {
            budget: Duration::from_millis(reader.number("unify.budget_ms", 800, 50, 5_000)),
            fresh: Duration::from_secs(reader.number("unify.fresh_seconds", 300, 1, 86_400)),
            grace: Duration::from_hours(reader.number("unify.grace_hours", 48, 1, 720)),
            pays_on_day: i64::try_from(day).unwrap_or(15),
        }
    }
}

/// Pages of coupon sites.
#[derive(Debug, Clone, Default)]
pub struct CouponSiteSettings {
    /// Their addresses, each once.
    pub pages: Vec<String>,
}

impl CouponSiteSettings {
    const MOST: usize = 50;

    pub(super) fn read(reader: &mut Reader) -> Self {
        let mut pages: Vec<String> = Vec::new();
        for page in reader.list("coupon_sites.pages") {
            if !pages.contains(&page) {
                pages.push(page);
            }
        }
        if pages.len() > Self::MOST {
            reader.fault("coupon_sites.pages", "names more than 50 pages");
        }
        if !pages.iter().all(|page| is_page(page)) {
            let must =
                "must be addresses of pages such as https://coupons.example/your-shop, without user name and fragment";
            reader.fault("coupon_sites.pages", must);
        }
        Self { pages }
    }
}

fn is_page(text: &str) -> bool {
    let is_address = text.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
    });
    is_address && text.len() <= 2_000 && !text.contains('#')
}
