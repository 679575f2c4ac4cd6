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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, seen, spoilt};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn good() -> Value {
        let creator = json!({"_id": "64b000000000000000000001", "email": "ana@example.com", "handle": "ana",
            "profilePicture": {"url": "https://img.example/a.png"}, "shop": {"description": "Runs", "theme": {"primaryColor": "#a1b2c3"}}});
        let drop = json!({"_id": "d1", "title": "Race day", "products": [{"_id": "p1", "shopifyId": "gid://shopify/Product/7"}, "p2"],
            "enhancements": [{"product": "p1", "note": "Nice", "variant": "5"}]});
        let collab = json!({"_id": "c1", "creator": creator, "collabTier": {"_id": "t1", "title": "Gold"}, "affiliateCode": "ANA15",
            "discount": {"discountAmount": 0.1, "discountType": "Percentage"}, "drops": [drop],
            "customFields": [{"handle": "cc-bio", "ownerType": "collab", "value": "Runs far."}], "custom": {"cc-bio": "Runs"}});
        json!({
            "collab": collab, "collabs": {"collabs": [collab]}, "pagination": {"hasNextPage": true, "nextCursor": "c1"},
            "collabTiers": [{"_id": "t1", "tierTitle": "Gold", "discount": {"discountAmount": 5, "discountType": "Fixed"}}],
            "channel": {"_id": "ch", "name": "Demo", "brandKit": {"primaryColor": "#a1b2c3", "primaryDomain": "a.example"}},
            "metrics": {"aggregates": {"currentPeriod": {"all": {"orders": 1}, "perDay": {"2026-01-02": {"orders": 1}}}}},
            "link": "https://cc.example/x", "notify": true
        })
    }

    fn read_all(answer: &Value) -> Vec<bool> {
        let body = seen(answer);
        let money = Some(Currency::USD);
        vec![
            page(&body, money).is_ok(),
            collab::full(body.get("collab"), money).is_some(),
            tiers(&body, money).is_ok(),
            channel(&body).is_ok(),
            metrics(&body).is_ok(),
            magic_link(&body).is_ok(),
        ]
    }

    #[test]
    fn a_good_answer_is_read() {
        assert_eq!(read_all(&good()), [true; 6]);
    }

    proptest! {
        #[test]
        fn a_spoilt_answer_costs_one_part_at_most(answer in spoilt(good())) {
            // The root itself may be spoilt; a part of it leaves the others whole.
            if answer.get("collab").is_some() && answer.get("metrics").is_some() {
                let lost = read_all(&answer).into_iter().filter(|is_read| !is_read).count();
                prop_assert!(lost <= 1, "{lost}");
            }
        }

        #[test]
        fn any_answer_is_read_or_refused(answer in any_json()) {
            let _ = read_all(&answer);
        }
    }
}
