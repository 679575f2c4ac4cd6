//! CC's collabs: one creator in one channel, in the many shapes in which CC writes them.

use super::{BIO_FIELD, drops};
use crate::{
    co_branding::{Collab, CollabSummary, Creator},
    wire::{Json, color, percent, web_url},
};
use domain::{CouponCode, Currency, Email, Handle, profile::Discount};

/// A collab as lists give it. None without an id.
pub(super) fn summary(json: &Json, currency: Option<Currency>) -> Option<CollabSummary> {
    let tier = json.get("collabTier");
    let code = json.get("affiliateCode").text();
    let began = json.any(&["collabStartedAt", "startedAt", "startAt"]);
    Some(CollabSummary {
        id: json.get("_id").id().or_else(|| json.get("id").id())?,
        creator: creator(json),
        tier_id: tier.id().filter(|id| is_cc_id(id)),
        tier: tier_name(json, tier),
        affiliate_code: code.and_then(|it| it.parse::<CouponCode>().ok()),
        affiliate_url: json.get("affiliateUrl").text().and_then(|it| web_url(&it)),
        discount: discount(json.get("discount"), currency),
        is_active: json.get("isActive").flag().unwrap_or(true),
        started_at: began.time(),
    })
}

/// A collab with everything. None without an id.
pub(super) fn full(json: &Json, currency: Option<Currency>) -> Option<Collab> {
    let listed = json.get("drops").items().unwrap_or_default();
    Some(Collab {
        summary: summary(json, currency)?,
        bio: bio(json),
        drops: listed.iter().filter_map(drops::read).collect(),
    })
}

/// The creator: an object, or an id alone.
fn creator(collab: &Json) -> Creator {
    let json = collab.get("creator");
    let text = |it: &Json| it.text();
    let handle = json.any(&["handle", "shopHandle"]).text();
    let handle = handle.or_else(|| text(collab.get("shopHandle")));
    Creator {
        id: json.id().unwrap_or_default(),
        first_name: text(json.get("firstName")).unwrap_or_default(),
        last_name: text(json.get("lastName")).unwrap_or_default(),
        email: text(json.get("email")).and_then(|it| it.parse::<Email>().ok()),
        handle: handle.and_then(|it| safe_handle(&it)),
        picture_url: media(json.get("profilePicture")),
        color: text(json.at("shop.theme.primaryColor")).and_then(|it| color(&it)),
        created_at: json.get("createdAt").time(),
    }
}

fn safe_handle(text: &str) -> Option<String> {
    let handle: Handle = text.trim_start_matches('@').parse().ok()?;
    Some(handle.as_str().to_owned())
}

/// The address of a Media object, or a plain URL in its place.
pub(super) fn media(json: &Json) -> Option<String> {
    let url = json.verbatim().or_else(|| json.get("url").verbatim());
    url.and_then(web_url)
}

/// The tier's name: `tierTitle` in the list of tiers, `title` inside a collab (contract A10, 10).
pub(super) fn tier_title(json: &Json) -> Option<String> {
    json.any(&["tierTitle", "title"]).text()
}

fn tier_name(collab: &Json, tier: &Json) -> Option<String> {
    let named = tier_title(tier);
    // Where an id is due, some answers have the name.
    let plain = tier.verbatim().map(str::trim);
    let plain = plain.filter(|it| !it.is_empty() && !is_cc_id(it)).map(str::to_owned);
    named.or(plain).or_else(|| collab.get("shopifyCollabsTierName").text())
}

fn is_cc_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// What followers save: percentages of either scale (contract A10, 1), fixed amounts under either name (A10, 2).
pub(super) fn discount(json: &Json, currency: Option<Currency>) -> Option<Discount> {
    let amount = json.get("discountAmount");
    let kind = json.get("discountType").text()?.to_ascii_lowercase();
    match kind.as_str() {
        "percentage" => percent(&amount.decimal()?).map(Discount::Percentage),
        "fixedamount" | "fixed_amount" | "fixed" => {
            let named = json.any(&["currency", "currencyCode"]).currency();
            let money = amount.money(named.or(currency)?)?;
            (money.minor >= 0).then_some(Discount::Fixed(money))
        }
        _ => None,
    }
}

/// The biography: our custom field wins even when empty (it was cleared); the shop's description stands in when it was never set.
fn bio(collab: &Json) -> Option<String> {
    let ours = custom(collab, "collab", BIO_FIELD);
    let shop = collab.at("creator.shop.description").verbatim();
    ours.or_else(|| shop.filter(|it| !it.trim().is_empty()).map(str::to_owned))
}

/// A custom field of a collab or drop.
pub(super) fn custom(json: &Json, owner: &str, handle: &str) -> Option<String> {
    ["customFields", "custom"].into_iter().find_map(|name| custom_text(json.get(name), owner, handle))
}

/// A field among custom fields, kept as a list of fields or as an object by handle.
fn custom_text(fields: &Json, owner: &str, handle: &str) -> Option<String> {
    // Handles are written with hyphens or underscores (contract A10, 7).
    let is_ours = |found: &str| found.replace('_', "-") == handle;
    let listed = fields.items().into_iter().flatten();
    let mut ours = listed.filter(|field| {
        let found = field.get("handle").text();
        let of = field.get("ownerType").text();
        found.is_some_and(|it| is_ours(&it)) && of.is_none_or(|it| it == owner)
    });
    let by_handle = fields.fields().into_iter().flatten();
    let mut named = by_handle.filter(|(found, _)| is_ours(found)).map(|(_, it)| it);
    let found = ours.next().map(|it| it.get("value")).or_else(|| named.next())?;
    let text = found.verbatim().or_else(|| found.get("value").verbatim())?;
    Some(text.to_owned())
}
