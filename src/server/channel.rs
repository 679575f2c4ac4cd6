//! The merchant's channel: put together from settings, CC and the shop, and kept in the store.

use crate::{connect, settings::Settings};
use anyhow::{Context, bail};
use connectors::{CoBranding, co_branding::CcChannel, storefront::Shop};
use domain::{ChannelId, Clock, Currency, partner::Channel};
use std::{sync::Arc, time::Duration};
use store::Store;

/// How long a start waits for CC and the shop. Later starts go on with what is in the store.
const PATIENCE: Duration = Duration::from_secs(4);
/// The pages' own blue, for merchants whose brand kit names no colour.
const BRAND_COLOR: &str = "#2563eb";

/// Brings the channel up to date, or adds it on the first start.
///
/// # Errors
/// On the first start when nobody says the shop's currency and time zone: amounts and days would be wrong for ever. And when
/// the store fails.
pub async fn set_up(settings: &Settings, store: &Store, clock: &Arc<dyn Clock>) -> anyhow::Result<Channel> {
    let known = store.channel_by_domain(&settings.channel.domain).await?;
    let (cc, shop) = tokio::join!(ask_cc(settings, clock), ask_shop(settings, clock));
    let channel = join(settings, known, cc, shop, clock)?;
    store.put_channel(&channel).await.context("the channel could not be kept")?;
    Ok(channel)
}

/// The channel as the store has it, else set up now: for commands that come before the first start.
///
/// # Errors
/// As [`set_up`].
pub async fn find(settings: &Settings, store: &Store, clock: &Arc<dyn Clock>) -> anyhow::Result<Channel> {
    match store.channel_by_domain(&settings.channel.domain).await? {
        Some(channel) => Ok(channel),
        None => set_up(settings, store, clock).await,
    }
}

async fn ask_cc(settings: &Settings, clock: &Arc<dyn Clock>) -> Option<CcChannel> {
    let client = connect::cc(settings, settings.cc.as_ref()?, None, clock).ok()?;
    let asked = tokio::time::timeout(PATIENCE, client.channel()).await;
    answered("CreatorCommerce", asked)
}

async fn ask_shop(settings: &Settings, clock: &Arc<dyn Clock>) -> Option<Shop> {
    let client = connect::storefront(settings, clock).ok()??;
    let asked = tokio::time::timeout(PATIENCE, client.shop()).await;
    answered("Shopify", asked)
}

fn answered<T, L>(who: &str, asked: Result<connectors::Result<T>, L>) -> Option<T> {
    match asked {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!(%error, "{who} did not describe the channel");
            None
        }
        Err(_) => {
            tracing::warn!("{who} did not describe the channel in time");
            None
        }
    }
}

/// Settings win over what the systems say now, and that over what was known before.
fn join(
    settings: &Settings,
    known: Option<Channel>,
    cc: Option<CcChannel>,
    shop: Option<Shop>,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Channel> {
    let wanted = &settings.channel;
    let domain = &wanted.domain;
    let currency =
        wanted.currency.or(shop.as_ref().map(|shop| shop.currency)).or(known.as_ref().map(|known| known.currency));
    let time_zone = wanted
        .time_zone
        .clone()
        .or_else(|| Some(shop.as_ref()?.time_zone.clone()))
        .or_else(|| Some(known.as_ref()?.time_zone.clone()));
    let (Some(currency), Some(time_zone)) = (currency, time_zone) else {
        bail!(
            "the currency and time zone of {domain} are not known yet: connect Shopify (shopify.token), or set channel.currency \
             (TANDEM_CHANNEL__CURRENCY) and channel.time_zone (TANDEM_CHANNEL__TIME_ZONE)"
        );
    };
    warn_of_change(known.as_ref(), currency, &time_zone);
    let cc_domain = cc.as_ref().and_then(|cc| cc.primary_domain.clone());
    Ok(Channel {
        id: known.as_ref().map_or_else(|| ChannelId::new(clock.as_ref()), |known| known.id.clone()),
        domain: domain.clone(),
        name: wanted
            .name
            .clone()
            .or_else(|| Some(cc.as_ref()?.name.clone()))
            .or_else(|| Some(shop.as_ref()?.name.clone()))
            .or_else(|| Some(known.as_ref()?.name.clone()))
            .unwrap_or_else(|| domain.split('.').next().unwrap_or(domain).to_owned()),
        currency,
        time_zone,
        brand_color: cc
            .as_ref()
            .and_then(|cc| cc.primary_color.clone())
            .or_else(|| Some(known.as_ref()?.brand_color.clone()))
            .unwrap_or_else(|| BRAND_COLOR.to_owned()),
        logo_url: match &cc {
            Some(cc) => cc.logo_url.clone(),
            None => known.as_ref().and_then(|known| known.logo_url.clone()),
        },
        store_url: shop
            .map(|shop| shop.url)
            .or_else(|| cc_domain.map(|domain| format!("https://{domain}")))
            .or_else(|| Some(known.as_ref()?.store_url.clone()))
            .unwrap_or_else(|| format!("https://{domain}")),
        is_test: cc.map_or_else(|| known.is_some_and(|known| known.is_test), |cc| cc.is_test),
    })
}

/// Days that were counted stay counted as they were.
fn warn_of_change(known: Option<&Channel>, currency: Currency, time_zone: &str) {
    let Some(known) = known else { return };
    if known.currency != currency || known.time_zone != time_zone {
        tracing::warn!("the shop's currency or time zone changed; totals of past days stay as they were counted");
    }
}
