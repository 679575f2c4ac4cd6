//! `tandem sandbox`: the stand-ins alone, for a Tandem that runs elsewhere.

use super::{Sandbox, log};
use crate::start;
use domain::{Clock, clock::SystemClock};
use std::time::Duration;

/// Serves the stand-ins until told to stop, and says how to point Tandem at them.
pub(super) async fn run(asked: Sandbox) -> anyhow::Result<()> {
    log::init("warn", false)?;
    let stop = start::stop_on_signal()?;
    let credentials = sandbox::Credentials::default();
    let options = sandbox::Options {
        listen: asked.listen,
        app_url: asked.app_url.trim_end_matches('/').to_owned(),
        seed: asked.seed,
        now_ms: SystemClock.now().millis(),
        live: mean_gap(asked.live),
        credentials: credentials.clone(),
    };
    let running = sandbox::start(options).await?;
    println!("The demo portal is at {}\nSettings for Tandem:\n", running.origin());
    println!("{}", settings(&running, &credentials));
    stop.cancelled().await;
    running.stop().await;
    Ok(())
}

/// The gap between live orders; none for 0.
pub(super) fn mean_gap(seconds: u64) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// The part of `tandem.toml` that points at the stand-ins.
pub(super) fn settings(running: &sandbox::Running, credentials: &sandbox::Credentials) -> String {
    let base = |system| running.base(system);
    format!(
        "[channel]\ndomain = \"{domain}\"\n\n\
         [cc]\nbase_url = \"{cc}\"\ntoken = \"{cc_token}\"\nsso_issuer = \"{issuer}\"\nsso_secret = \"{sso_secret}\"\nwebhook_secret = \"{cc_webhook_secret}\"\n\n\
         [shopify]\nbase_url = \"{shopify}\"\ntoken = \"{shopify_token}\"\nwebhook_secret = \"{webhook_secret}\"\n\n\
         [impact]\nbase_url = \"{impact}\"\naccount_sid = \"{sid}\"\nauth_token = \"{impact_token}\"\ncampaign_id = \"{campaign}\"\n\n\
         [hubspot]\nbase_url = \"{hubspot}\"\ntoken = \"{hubspot_token}\"\n\n\
         [paypal]\nbase_url = \"{paypal}\"\nclient_id = \"{paypal_id}\"\nclient_secret = \"{paypal_secret}\"\nwebhook_id = \"{paypal_webhook}\"\n\n\
         [stripe]\nbase_url = \"{stripe}\"\nsecret_key = \"{stripe_key}\"\nwebhook_secret = \"{stripe_secret}\"\n\n\
         [sepa]\nname = \"Northtrail Outfitters\"\niban = \"NL91ABNA0417164300\"\nbic = \"ABNANL2A\"\n\n\
         [nacha]\nrouting = \"021000021\"\nbank_name = \"Stand-in Bank\"\norigin = \"1234567890\"\n\
         company_name = \"Northtrail\"\ncompany_id = \"1234567890\"\n\n\
         [coupon_sites]\npages = [\"{origin}{coupons}\"]\n",
        domain = sandbox::CHANNEL_DOMAIN,
        cc = base("cc"),
        cc_token = credentials.cc_token,
        issuer = sandbox::SSO_ISSUER,
        sso_secret = credentials.cc_sso_secret,
        cc_webhook_secret = credentials.cc_webhook_secret,
        shopify = base("shopify"),
        shopify_token = credentials.shopify_token,
        webhook_secret = credentials.shopify_webhook_secret,
        impact = base("impact"),
        sid = credentials.impact_sid,
        impact_token = credentials.impact_token,
        campaign = sandbox::IMPACT_CAMPAIGN_ID,
        hubspot = base("hubspot"),
        hubspot_token = credentials.hubspot_token,
        paypal = base("paypal"),
        paypal_id = credentials.paypal_client_id,
        paypal_secret = credentials.paypal_secret,
        paypal_webhook = credentials.paypal_webhook_id,
        stripe = base("stripe"),
        stripe_key = credentials.stripe_key,
        stripe_secret = credentials.stripe_webhook_secret,
        origin = running.origin(),
        coupons = sandbox::COUPON_PAGE,
    )
}
