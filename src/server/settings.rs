//! Settings: built-in defaults, under `tandem.toml`, under `TANDEM_*` variables; read once, all faults reported together.
//!
//! A section's setting `cc.base_url` is `base_url` under `[cc]` in the file and `TANDEM_CC__BASE_URL` in the environment.
//!
//! | setting | default | what it is |
//! |---|---|---|
//! | `listen` | `127.0.0.1:3000` | address and port to listen on |
//! | `public_url` | `http://` and `listen` | where browsers reach Tandem; `https://…` in production |
//! | `data` | `data` | folder of the SQLite file |
//! | `database_url` | `sqlite://{data}/tandem.db` | or `postgres://user:password@host/name` |
//! | `log` | `info` | what is logged, as `level` or `crate=level,…` |
//! | `log_format` | `text` | `text` or `json` |
//! | `forwarded_for` | `false` | take the visitor's address from the last entry of `X-Forwarded-For`; only behind a proxy that sets it |
//! | `img_sources` | none | further origins that pictures may come from, by comma (https is allowed anyway) |
//! | `channel.domain` | **required** | the shop's `….myshopify.com` domain: CC's key of the channel |
//! | `channel.name` | from CC, else the shop | name of the merchant |
//! | `channel.time_zone` | from the shop | IANA zone in which days are counted |
//! | `channel.currency` | from the shop | ISO 4217 currency |
//! | `cc.base_url` | `https://unified-api.creatorcommerce.shop` | CreatorCommerce's API |
//! | `cc.token` | | channel access token; without it the program alone fills the pages, and partners sign in at their private addresses |
//! | `cc.sso_issuer` | `cc.base_url` | issuer of SSO tokens |
//! | `cc.sso_secret` | none: partners cannot sign in | shared secret of SSO tokens (HS256), 32 characters or more |
//! | `cc.sso_public_key_file` | none | or the PEM file of CC's public key (RS256); one of the two |
//! | `cc.webhook_secret` | none: events refused | secret that signs CC's events |
//! | `cc.webhook_secret_previous` | none | the secret before, while it is being changed |
//! | `shopify.base_url` | `https://{channel.domain}` | the shop's Admin API |
//! | `shopify.token` | none: not connected | Admin API access token |
//! | `shopify.webhook_secret` | none: webhooks refused | secret that signs webhooks |
//! | `shopify.webhook_secret_previous` | none | the secret before, while it is being changed |
//! | `impact.base_url` | `https://api.impact.com` | impact.com's API |
//! | `impact.account_sid` | none: not connected | account SID |
//! | `impact.auth_token` | none: not connected | auth token |
//! | `impact.campaign_id` | none | the program whose actions are read; needed with the two above |
//! | `impact.pays_on_day` | `15` | the day of the month after locking on which the network pays |
//! | `hubspot.base_url` | `https://api.hubapi.com` | HubSpot's API |
//! | `hubspot.token` | none: not connected | private app token |
//! | `paypal.base_url` | `https://api-m.paypal.com` | PayPal's API |
//! | `paypal.client_id`, `paypal.client_secret` | none: not connected | the app that pays |
//! | `paypal.webhook_id` | none: webhooks refused | PayPal's id of the webhook at `/webhooks/paypal` |
//! | `stripe.base_url` | `https://api.stripe.com` | Stripe's API |
//! | `stripe.secret_key` | none: not connected | the account that pays |
//! | `stripe.webhook_secret` | none: webhooks refused | signs the webhook at `/webhooks/stripe` |
//! | `sepa.name`, `sepa.iban`, `sepa.bic` | none: no SEPA files | the merchant's account for transfers in euro; the BIC may be left out |
//! | `nacha.routing`, `nacha.bank_name`, `nacha.origin`, `nacha.company_name`, `nacha.company_id` | none: no NACHA files | the merchant and their bank in the United States |
//! | `mail.from` | required with a mail server | whom messages to partners are from, such as `Northtrail <partners@example.com>` |
//! | `mail.smtp_host` | none: messages become files in `{data}/mail` | the mail server |
//! | `mail.smtp_security` | `tls` | `tls` from the first byte, `starttls`, or `none` for a server on the same machine |
//! | `mail.smtp_port` | 465, 587 or 25, by the above | its port |
//! | `mail.smtp_user`, `mail.smtp_password` | none | when the server wants them |
//! | `secret_key` | made once, kept in `{data}/secret.key` | seals partners' payout accounts, 32 characters or more; the same on all machines |
//! | `links.allowed_hosts` | none | further hosts that partners' links may lead to and events may come from, by comma; the shop's own and `public_url` are allowed anyway |
//! | `coupon_sites.pages` | none | up to 50 pages on which partners' codes are looked for every four hours; in the environment by comma |
//! | `imports.max_mb` | `512` | the largest file of orders or partners that is taken in; it lies in `{data}/imports` until it is |
//! | `session.idle_hours` | `24` | a session ends after so much idleness |
//! | `session.absolute_days` | `7` | and so long after the sign-in in any case |
//! | `live.streams_per_account` | `12` | how many live streams one account may have open; the oldest gives way |
//! | `unify.budget_ms` | `800` | the longest that a page waits for a source that never answered |
//! | `unify.fresh_seconds` | `300` | how old an answer may grow before a new one is asked for |
//! | `unify.grace_hours` | `48` | how long the other side has to report an order before that is a mismatch |

mod mail;
mod payouts;
mod reader;
mod sections;

pub use mail::MailSettings;
pub use payouts::{PaypalSettings, StripeSettings};
pub use reader::Fault;
pub use sections::{
    CcSettings, ChannelSettings, CouponSiteSettings, HubspotSettings, ImpactSettings, ImportSettings, LinkSettings,
    LiveSettings, SessionSettings, ShopifySettings, SsoKey, UnifySettings,
};

use domain::Currency;
use program::Payer;
use reader::Reader;
use secrecy::SecretString;
use std::{fmt, fmt::Write as _, net::SocketAddr, path::PathBuf};

/// Everything that can be set. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Where browsers reach Tandem, without a slash at the end.
    pub public_url: String,
    /// Folder of the SQLite file.
    pub data: PathBuf,
    /// The database; may hold a password.
    pub database_url: SecretString,
    /// What is logged.
    pub log: String,
    /// Whether log lines are JSON.
    pub is_log_json: bool,
    /// Whether the visitor's address is taken from `X-Forwarded-For`.
    pub forwarded_for: bool,
    /// Further origins that pictures may come from.
    pub img_sources: Vec<String>,
    /// The merchant's channel.
    pub channel: ChannelSettings,
    /// CreatorCommerce; none without a token.
    pub cc: Option<CcSettings>,
    /// Shopify.
    pub shopify: ShopifySettings,
    /// impact.com, when connected.
    pub impact: Option<ImpactSettings>,
    /// HubSpot, when connected.
    pub hubspot: Option<HubspotSettings>,
    /// `PayPal`, when connected.
    pub paypal: Option<PaypalSettings>,
    /// Stripe, when connected.
    pub stripe: Option<StripeSettings>,
    /// The merchant's own accounts, from which banks pay.
    pub payer: Payer,
    /// Mail to partners.
    pub mail: MailSettings,
    /// Seals partners' payout accounts; kept beside the data when it is not set.
    pub secret_key: Option<SecretString>,
    /// Where partners' links may lead.
    pub links: LinkSettings,
    /// Coupon sites that are looked at for partners' codes.
    pub coupon_sites: CouponSiteSettings,
    /// How long sessions last.
    pub session: SessionSettings,
    /// Live streams.
    pub live: LiveSettings,
    /// Files of orders and partners.
    pub imports: ImportSettings,
    /// How the data layer behaves.
    pub unify: UnifySettings,
}

/// What a command needs to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Only the database and the channel's domain.
    Store,
    /// All that serving needs.
    Serve,
}

/// The settings are no good. Says everything that is wrong, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError(pub Vec<Fault>);

impl fmt::Display for SettingsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the settings are not usable:")?;
        self.0.iter().try_for_each(|fault| write!(out, "\n  - {fault}"))
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Reads `tandem.toml` (or the file that `TANDEM_SETTINGS` names) and the environment.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn load(need: Need) -> Result<Self, SettingsError> {
        let named = std::env::var("TANDEM_SETTINGS").ok();
        let path = named.as_deref().unwrap_or("tandem.toml");
        let file = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => String::new(),
            Err(error) => return Err(unreadable(path, &error)),
        };
        Self::read(&file, std::env::vars(), need)
    }

    /// Reads the text of a settings file and variables.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn read(
        file: &str,
        environment: impl Iterator<Item = (String, String)>,
        need: Need,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(file, environment);
        let settings = Self::gather(&mut reader, need);
        let faults = reader.faults();
        if faults.is_empty() { Ok(settings) } else { Err(SettingsError(faults)) }
    }

    fn gather(reader: &mut Reader, need: Need) -> Self {
        // The name of the settings file is no setting in it.
        let _ = reader.text("settings");
        let listen = reader
            .parse("listen", "an address and a port, such as 127.0.0.1:3000")
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let data = PathBuf::from(reader.text("data").unwrap_or_else(|| "data".to_owned()));
        let database_url = database_url(reader, &data);
        let log_format = reader.text("log_format").unwrap_or_default();
        if !matches!(log_format.as_str(), "" | "text" | "json") {
            reader.fault("log_format", "must be text or json");
        }
        let channel = ChannelSettings::read(reader);
        Self {
            listen,
            public_url: reader.address("public_url", &format!("http://{listen}")),
            data,
            database_url,
            log: reader.text("log").unwrap_or_else(|| "info".to_owned()),
            is_log_json: log_format == "json",
            forwarded_for: reader.flag("forwarded_for"),
            img_sources: img_sources(reader),
            cc: CcSettings::read(reader, need),
            shopify: ShopifySettings::read(reader, &channel.domain),
            impact: ImpactSettings::read(reader),
            hubspot: HubspotSettings::read(reader),
            paypal: PaypalSettings::read(reader),
            stripe: StripeSettings::read(reader),
            payer: payouts::payer(reader),
            mail: MailSettings::read(reader),
            secret_key: payouts::secret_key(reader),
            links: LinkSettings::read(reader),
            coupon_sites: CouponSiteSettings::read(reader),
            session: SessionSettings::read(reader),
            live: LiveSettings::read(reader),
            imports: ImportSettings::read(reader),
            unify: UnifySettings::read(reader),
            channel,
        }
    }

    /// Where one thing is kept on disk.
    pub fn data_file(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }
}

fn database_url(reader: &mut Reader, data: &std::path::Path) -> SecretString {
    let mut default = String::from("sqlite://");
    let _ = write!(default, "{}", data.join("tandem.db").display());
    let given = reader.text("database_url").unwrap_or(default);
    let is_known = ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| given.starts_with(scheme));
    if !is_known {
        reader.fault("database_url", "must begin with sqlite:// or postgres://");
    }
    given.into()
}

/// Origins go into the content security policy: nothing else may slip in with them.
fn img_sources(reader: &mut Reader) -> Vec<String> {
    let sources = reader.list("img_sources");
    let is_origin = |text: &String| {
        text.parse::<http::Uri>().is_ok_and(|uri| {
            uri.authority().is_some() && uri.path() == "/" && matches!(uri.scheme_str(), Some("http" | "https"))
        }) && !text.contains([';', '\'', ' ', ','])
    };
    if !sources.iter().all(is_origin) {
        reader.fault("img_sources", "must be origins such as https://cdn.example.com, separated by commas");
    }
    sources
}

fn unreadable(path: &str, error: &std::io::Error) -> SettingsError {
    let mut reader = Reader::new("", std::iter::empty());
    reader.fault("settings", format!("{path} cannot be read: {error}"));
    SettingsError(reader.faults())
}

/// Reads a currency of the settings.
fn currency(reader: &mut Reader, setting: &'static str) -> Option<Currency> {
    reader.parse(setting, "an ISO 4217 code such as USD")
}
