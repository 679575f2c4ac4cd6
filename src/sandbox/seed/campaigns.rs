//! CC's channel, campaigns, forms and custom-field definitions at the start.

use serde_json::{Value, json};

use super::Plan;
use crate::{
    CHANNEL_DOMAIN, CHANNEL_ZONE,
    clock::{DAY_MS, utc_millis},
    model::{CcState, Tier},
    rng::object_id,
};

/// Number of campaigns that orders can be tagged with.
pub(crate) const COUNT: usize = 3;

/// CC's id of the channel.
pub(crate) fn channel_id() -> String {
    object_id("channel", 1)
}

/// CC's id of a campaign.
pub(crate) fn campaign_id(n: usize) -> String {
    object_id("campaign", n as u64)
}

pub(super) fn build(plan: &Plan, tiers: &[Tier]) -> CcState {
    let at = |days: i64| utc_millis(plan.now_ms - days * DAY_MS);
    let tier_ids: Vec<&str> = tiers.iter().map(|tier| tier.id.as_str()).collect();
    let campaign = |n: usize, title: &str, query: &str, days: i64| {
        json!({
            "_id": campaign_id(n), "title": title, "collabTiers": tier_ids, "channel": channel_id(), "isActive": true,
            "brandPage": null, "productPage": null, "queryParams": query, "tags": ["northtrail"],
            "startedAt": at(days), "createdAt": at(days + 7), "updatedAt": at(2),
        })
    };
    CcState {
        channel: channel(&at(900), &at(3)),
        campaigns: vec![
            campaign(0, "All-year program", "utm_campaign=cc-all-year", 800),
            campaign(1, "Spring on the trail", "utm_campaign=cc-spring", 220),
            campaign(2, "Cold mornings", "utm_campaign=cc-winter", 60),
        ],
        definitions: vec![
            definition(1, "Bio", "cc-bio", "multi_line_text_field", &at(880)),
            definition(2, "Headline", "cc-headline", "single_line_text_field", &at(880)),
        ],
        forms: vec![json!({
            "_id": object_id("form", 1), "channel": channel_id(), "collabTiers": tier_ids, "productTags": [],
            "type": "application", "title": "Become a Northtrail partner", "description": "Tell us where you walk.",
            "isActive": true, "createdAt": at(700), "updatedAt": at(30),
            "fields": [{"name": "why", "label": "Why Northtrail?", "type": "multi_line_text_field"}],
        })],
        ..CcState::default()
    }
}

fn definition(n: u64, name: &str, handle: &str, kind: &str, at: &str) -> Value {
    json!({
        "_id": object_id("definition", n), "ownerType": "collab", "name": name, "handle": handle, "type": kind,
        "description": format!("{name} on the partner's page"), "isEditable": true, "isCreatorEditable": true,
        "isDeleted": false, "channel": channel_id(), "createdAt": at, "updatedAt": at,
    })
}

fn channel(created: &str, updated: &str) -> Value {
    json!({
        "_id": channel_id(), "name": "Northtrail", "handle": "northtrail", "isInstalled": true, "isTest": false,
        "platform": "shopify",
        "shopify": {
            "shopId": "gid://shopify/Shop/71044628", "myshopifyDomain": CHANNEL_DOMAIN, "shopName": "Northtrail",
            "ianaTimezone": CHANNEL_ZONE, "currencyCode": "USD",
        },
        "brandKit": {"title": "Northtrail", "description": "Kit for people who walk on.", "primaryColor": "#1f6f54",
                     "primaryDomain": "northtrail.example"},
        "onboardingSettings": {"title": "Walk with us", "perks": ["Early access", "A code for your followers"]},
        "features": {"isWebPixelEnabled": true, "isDefaultMessagingEnabled": false},
        "connectedIntegrations": [{"name": "Impact", "handle": "impact", "type": "affiliate", "isEnabled": true}],
        "tags": [], "createdAt": created, "updatedAt": updated,
    })
}
