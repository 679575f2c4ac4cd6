//! CC's answers about the channel: lists of collabs, tiers, metrics, links.

use super::collab;
use crate::{
    Result,
    co_branding::{CcChannel, ChannelMetrics, CollabSummary, MagicLink, Tier},
    wire::{Json, color, each, host, malformed, required, web_url},
};
use domain::{Currency, Day, Email};
use std::collections::BTreeMap;

/// A page of collabs as CC means it.
pub(super) struct Page {
    pub(super) collabs: Vec<CollabSummary>,
    pub(super) next: Option<String>,
}

/// Reads `{collabs:[…]}`, `{collabs:{collabs:[…]}}` or a bare list (contract A10, 3).
pub(super) fn page(body: &Json, currency: Option<Currency>) -> Result<Page> {
    let holder =
        std::iter::successors(Some(body), |it| Some(it.get("collabs"))).take(4).find(|it| it.items().is_some());
    let items = match holder {
        Some(list) => list.items().unwrap_or_default().iter().collect(),
        None => required("collabs", body, "collabs")?,
    };
    Ok(Page { collabs: each("collabs", items, |it| collab::summary(it, currency))?, next: next_page(body) })
}

/// `nextCursor` stands there on the last page too: only `hasNextPage` counts.
fn next_page(body: &Json) -> Option<String> {
    let inner = body.get("collabs").get("pagination");
    let pagination = Some(body.get("pagination")).filter(|it| !it.is_null()).unwrap_or(inner);
    let goes_on = pagination.get("hasNextPage").flag().unwrap_or(false);
    goes_on.then(|| pagination.get("nextCursor").text()).flatten()
}

/// The collab of that creator: the one that says so, or the only one when it does not say whose it is.
pub(super) fn of_email(collabs: Vec<CollabSummary>, email: &Email) -> Option<CollabSummary> {
    let is_only = collabs.len() == 1;
    collabs.into_iter().find(|it| match &it.creator.email {
        Some(found) => found == email,
        None => is_only,
    })
}

pub(super) fn tiers(body: &Json, currency: Option<Currency>) -> Result<Vec<Tier>> {
    let items = required("tiers", body, "collabTiers")?;
    each("tiers", items, |it| {
        Some(Tier {
            id: it.get("_id").id()?,
            title: collab::tier_title(it).or_else(|| it.get("tierKey").text())?,
            discount: collab::discount(it.get("discount"), currency),
            is_default: it.get("isDefault").flag().unwrap_or(false),
        })
    })
}

pub(super) fn channel(body: &Json) -> Result<CcChannel> {
    let channel = match body.get("channel") {
        Json::Object(_) => body.get("channel"),
        _ => body,
    };
    let brand = channel.get("brandKit");
    let logo = brand.any(&["primaryLogo", "logo", "logoUrl"]);
    let name = channel.any(&["name", "handle"]).text();
    let text = |it: &Json| it.text();
    Ok(CcChannel {
        id: channel.get("_id").id().ok_or_else(|| malformed("a channel without id"))?,
        name: name.or_else(|| text(brand.get("title"))).unwrap_or_default(),
        is_test: channel.get("isTest").flag().unwrap_or(false),
        primary_color: text(brand.get("primaryColor")).and_then(|it| color(&it)),
        logo_url: collab::media(logo),
        primary_domain: text(brand.get("primaryDomain")).and_then(|it| host(&it)),
    })
}

pub(super) fn metrics(body: &Json) -> Result<ChannelMetrics> {
    let aggregates = body.at("metrics.aggregates");
    let current = aggregates.get("currentPeriod");
    if current.fields().is_none() {
        return Err(malformed("metrics without a current period"));
    }
    let days = current.get("perDay").fields().into_iter().flatten();
    let per_day = days.filter_map(|(day, it)| Some((Day::parse_iso(day)?, numbers(it))));
    Ok(ChannelMetrics {
        all: numbers(current.get("all")),
        per_day: per_day.collect(),
        before: numbers(aggregates.at("prevPeriod.all")),
    })
}

fn numbers(fields: &Json) -> BTreeMap<String, String> {
    let fields = fields.fields().into_iter().flatten();
    let numbers = fields.filter_map(|(name, it)| Some((name.clone(), it.decimal()?)));
    numbers.collect()
}

pub(super) fn magic_link(body: &Json) -> Result<MagicLink> {
    let link = body.get("link").text().and_then(|it| web_url(&it));
    Ok(MagicLink {
        link: link.ok_or_else(|| malformed("a magic link that is no web address"))?,
        is_invitation: body.get("notify").flag().unwrap_or(false),
    })
}
