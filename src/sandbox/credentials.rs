//! The keys of the stand-ins: fixed demo values unless a test sets its own.

use std::fmt;

/// Keys and signing secrets. `Debug` shows none of them.
#[derive(Clone)]
pub struct Credentials {
    /// CC's channel access token.
    pub cc_token: String,
    /// Signs SSO tokens (HS256).
    pub cc_sso_secret: String,
    /// Signs CC's events.
    pub cc_webhook_secret: String,
    /// Shopify's Admin API token.
    pub shopify_token: String,
    /// Signs Shopify's webhooks.
    pub shopify_webhook_secret: String,
    /// impact.com's account SID: user name and part of every path.
    pub impact_sid: String,
    /// impact.com's auth token.
    pub impact_token: String,
    /// HubSpot's private app token.
    pub hubspot_token: String,
    /// PayPal's client id.
    pub paypal_client_id: String,
    /// PayPal's client secret.
    pub paypal_secret: String,
    /// PayPal's id of Tandem's webhook.
    pub paypal_webhook_id: String,
    /// Stripe's secret key.
    pub stripe_key: String,
    /// Signs Stripe's webhooks.
    pub stripe_webhook_secret: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            cc_token: "cc-demo-channel-token".to_owned(),
            cc_sso_secret: "cc-demo-sso-secret-0123456789abcdef".to_owned(),
            cc_webhook_secret: "cc-demo-webhook-secret-northtrail".to_owned(),
            shopify_token: "shpat_demo_northtrail".to_owned(),
            shopify_webhook_secret: "shpss_demo_northtrail".to_owned(),
            impact_sid: "IRdemoNorthtrail".to_owned(),
            impact_token: "impact-demo-token".to_owned(),
            hubspot_token: "pat-demo-northtrail".to_owned(),
            paypal_client_id: "paypal-demo-client".to_owned(),
            paypal_secret: "paypal-demo-secret".to_owned(),
            paypal_webhook_id: "4JH86294D6297924G".to_owned(),
            stripe_key: "sk_test_demo_northtrail".to_owned(),
            stripe_webhook_secret: "whsec_demo_northtrail_0123456789".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}
