//! From settings to outside systems: which connectors a channel has, and with which credentials.

use crate::settings::{CcSettings, MailSettings, Settings, SsoKey};
use connectors::{
    AffiliatePlatform, CoBranding, CouponPage, Crm, PayoutRail, SignOn, Storefront,
    cc::{
        CcClient, CcConfig,
        sign_on::{CcSignOn, SignOnConfig, SignOnKey},
    },
    crms::hubspot::{HubspotClient, HubspotConfig},
    mail::Mailer,
    platforms::impact::{ImpactClient, ImpactConfig},
    rails::{
        paypal::{PaypalClient, PaypalConfig},
        stripe::{StripeClient, StripeConfig},
    },
    shopify::{ShopifyClient, ShopifyConfig},
};
use domain::{Clock, Currency};
use std::sync::Arc;
use unify::Sources;

type Result<T> = connectors::Result<T>;

/// Whom files of messages are from until a setting says it.
const NOBODY: &str = "Tandem <partners@localhost>";

/// CC, for the channel of the settings. The currency is that of CC's fixed discounts, which name none.
///
/// # Errors
/// When an address, a token or a key of the settings cannot be used.
pub fn cc(
    settings: &Settings,
    cc: &CcSettings,
    currency: Option<Currency>,
    clock: &Arc<dyn Clock>,
) -> Result<CcClient> {
    let config = CcConfig {
        base_url: cc.base_url.clone(),
        token: cc.token.clone(),
        channel_domain: settings.channel.domain.clone(),
    };
    let client = CcClient::new(config, Arc::clone(clock))?;
    Ok(match currency {
        Some(currency) => client.with_currency(currency),
        None => client,
    })
}

/// The shop, when it is connected.
///
/// # Errors
/// When an address, a token or a key of the settings cannot be used.
pub fn storefront(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Option<Arc<dyn Storefront>>> {
    let Some(token) = settings.shopify.token.clone() else {
        return Ok(None);
    };
    let config = ShopifyConfig { base_url: settings.shopify.base_url.clone(), token };
    Ok(Some(Arc::new(ShopifyClient::new(config, Arc::clone(clock))?)))
}

/// Everything that the channel is connected to.
///
/// # Errors
/// When an address, a token or a key of the settings cannot be used.
pub fn sources(settings: &Settings, currency: Currency, clock: &Arc<dyn Clock>) -> Result<Sources> {
    let co_branding = match &settings.cc {
        Some(of_channel) => Some(Arc::new(cc(settings, of_channel, Some(currency), clock)?) as Arc<dyn CoBranding>),
        None => None,
    };
    Ok(Sources {
        cc: co_branding,
        storefront: storefront(settings, clock)?,
        platform: platform(settings, clock)?,
        crm: crm(settings, clock)?,
    })
}

fn platform(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Option<Arc<dyn AffiliatePlatform>>> {
    let Some(impact) = &settings.impact else {
        return Ok(None);
    };
    let config = ImpactConfig {
        base_url: impact.base_url.clone(),
        account_sid: impact.account_sid.clone(),
        auth_token: impact.auth_token.clone(),
        campaign_id: impact.campaign_id.clone(),
    };
    Ok(Some(Arc::new(ImpactClient::new(config, Arc::clone(clock))?)))
}

fn crm(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Option<Arc<dyn Crm>>> {
    let Some(hubspot) = &settings.hubspot else {
        return Ok(None);
    };
    let config = HubspotConfig { base_url: hubspot.base_url.clone(), token: hubspot.token.clone() };
    Ok(Some(Arc::new(HubspotClient::new(config, Arc::clone(clock))?)))
}

/// What sends messages to partners: the mail server, or a folder beside the data.
///
/// # Errors
/// When the server's name cannot be in a certificate.
pub fn mailer(settings: &Settings) -> anyhow::Result<Mailer> {
    let MailSettings { from, server } = &settings.mail;
    let from = match from {
        Some(from) => from.clone(),
        None => NOBODY.parse()?,
    };
    Ok(match server {
        Some(server) => Mailer::smtp(from, server)?,
        None => Mailer::files(from, settings.data_file("mail")),
    })
}

/// The rails that payouts of the channel can go by. What a test channel earns never moves real money.
///
/// # Errors
/// When an address or a key of the settings cannot be used, or a test channel is to be paid for real.
pub fn rails(settings: &Settings, is_test: bool, clock: &Arc<dyn Clock>) -> anyhow::Result<Vec<Arc<dyn PayoutRail>>> {
    let mut rails: Vec<Arc<dyn PayoutRail>> = Vec::new();
    if let Some(paypal) = &settings.paypal {
        anyhow::ensure!(
            !(is_test && paypal.is_live()),
            "the channel is a test channel, and paypal.base_url pays for real: \
             set it to https://api-m.sandbox.paypal.com, with the credentials of a sandbox app"
        );
        let config = PaypalConfig {
            base_url: paypal.base_url.clone(),
            client_id: paypal.client_id.clone(),
            client_secret: paypal.client_secret.clone(),
            webhook_id: paypal.webhook_id.clone(),
        };
        rails.push(Arc::new(PaypalClient::new(config, Arc::clone(clock))?));
    }
    if let Some(stripe) = &settings.stripe {
        anyhow::ensure!(
            !(is_test && stripe.is_live()),
            "the channel is a test channel, and stripe.secret_key pays for real: set a key of Stripe's test mode (sk_test_…)"
        );
        let config = StripeConfig {
            base_url: stripe.base_url.clone(),
            secret_key: stripe.secret_key.clone(),
            webhook_secret: stripe.webhook_secret.clone(),
        };
        rails.push(Arc::new(StripeClient::new(config, Arc::clone(clock))?));
    }
    Ok(rails)
}

/// The pages on which partners' codes are looked for.
///
/// # Errors
/// When an address of the settings cannot be used.
pub fn coupon_pages(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Vec<CouponPage>> {
    settings.coupon_sites.pages.iter().map(|page| CouponPage::new(page, Arc::clone(clock))).collect()
}

/// How partners of the channel sign on; nothing when CC's key is not set.
///
/// # Errors
/// When an address, a token or a key of the settings cannot be used.
pub fn sign_on(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Vec<(String, Arc<dyn SignOn>)>> {
    let Some((cc, key)) = settings.cc.as_ref().and_then(|cc| Some((cc, cc.sso_key.as_ref()?))) else {
        return Ok(Vec::new());
    };
    let domain = settings.channel.domain.clone();
    let config = SignOnConfig {
        base_url: cc.base_url.clone(),
        channel_token: cc.token.clone(),
        issuer: cc.sso_issuer.clone(),
        channel_domain: domain.clone(),
        key: match key {
            SsoKey::Secret(secret) => SignOnKey::Hs256(secret.clone()),
            SsoKey::PublicKey(pem) => SignOnKey::Rs256Pem(pem.clone()),
        },
    };
    let sign_on: Arc<dyn SignOn> = Arc::new(CcSignOn::new(config, Arc::clone(clock))?);
    Ok(vec![(domain, sign_on)])
}
