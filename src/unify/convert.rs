//! Outside words into the store's: what CC, the shop and the network report, as our tables keep it.

use connectors::{
    co_branding::{Collab, CollabSummary, Drop},
    platform::PlatformAction,
    storefront::{Product, StoreOrder, StoreRefund},
};
use domain::{
    Attribution, CommissionStatus, Day, PartnerId, Source, Timestamp,
    content::{Content, DropContent, Pick, ShelfProduct, ShelfVariant},
    zone::Zone,
};
use std::collections::{HashMap, HashSet};
use store::{CommissionReport, OrderReport, PartnerReport, RefundReport};

/// A collab as a partner. `tiers` names the tiers where the answer holds the id alone.
pub(crate) fn partner_report(collab: &CollabSummary, tiers: &HashMap<String, String>) -> PartnerReport {
    let creator = &collab.creator;
    let named = |name: &String| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let tier = collab.tier_id.as_ref().and_then(|id| tiers.get(id));
    PartnerReport {
        cc_creator_id: named(&creator.id),
        cc_collab_id: named(&collab.id),
        email: creator.email.clone(),
        first_name: named(&one_way(&creator.first_name)),
        last_name: named(&one_way(&creator.last_name)),
        handle: creator.handle.as_deref().and_then(|it| it.parse().ok()),
        affiliate_code: collab.affiliate_code.clone(),
        tier_id: collab.tier_id.clone(),
        tier: collab.tier.clone().or_else(|| tier.cloned()),
        picture_url: creator.picture_url.clone(),
        is_active: collab.is_active,
        joined_at: collab.started_at.or(creator.created_at),
    }
}

/// What of a collab its partner edits, in the one form in which contents are compared. Drops that were taken off the page
/// are not part of it, and of a product that stands in a drop twice the first counts.
pub(crate) fn content(collab: &Collab) -> Content {
    let shown = collab.drops.iter().filter(|drop| !drop.is_hidden);
    let content = Content {
        bio: collab.bio.clone().unwrap_or_default(),
        picture_url: collab.summary.creator.picture_url.clone(),
        drops: shown.map(drop_content).collect(),
    };
    content.tidied()
}

fn drop_content(drop: &Drop) -> DropContent {
    let mut seen = HashSet::new();
    let products = drop.products.iter().filter(|product| seen.insert(product.shopify_id.as_str()));
    let picks = products.map(|product| Pick {
        product_id: product.shopify_id.clone(),
        variant_id: product.variant_id.clone(),
        note: product.note.clone(),
    });
    DropContent {
        id: drop.id.clone(),
        title: drop.title.clone(),
        description: drop.description.clone(),
        picture_url: drop.picture_url.clone(),
        picks: picks.collect(),
    }
}

/// A product as the picker and the landing page need it.
pub(crate) fn shelf_product(product: Product) -> ShelfProduct {
    let variants = product.variants.into_iter().map(|variant| ShelfVariant {
        id: variant.id,
        title: variant.title,
        price: variant.price,
        is_available: variant.is_available,
    });
    ShelfProduct {
        id: product.id,
        handle: product.handle,
        title: product.title,
        vendor: product.vendor,
        product_type: product.product_type,
        is_active: product.is_active,
        stock: product.stock,
        price: product.price,
        image_url: product.image_url,
        variants: variants.collect(),
    }
}

/// A name without the marks that turn the direction of all text after it: names stand in the middle of sentences and titles.
fn one_way(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')).collect()
}

/// An order that CC's tag gives to a partner.
pub(crate) fn order_report(order: &StoreOrder, partner: PartnerId) -> OrderReport {
    OrderReport {
        source: Source::Shopify,
        external_id: order.id.clone(),
        name: order.name.clone(),
        partner_id: partner,
        attribution: Attribution::CcTag,
        coupon: order.coupons.first().cloned(),
        placed_at: order.placed_at,
        status: order.status,
        subtotal: order.subtotal,
        total: order.total,
        changed_at: order.changed_at,
        refunds: order.refunds.iter().map(refund_report).collect(),
    }
}

/// A refund.
pub(crate) fn refund_report(refund: &StoreRefund) -> RefundReport {
    RefundReport { external_id: refund.id.clone(), amount: refund.amount, refunded_at: refund.refunded_at }
}

/// An action of a network as a commission. `asked_at` is when the network was asked: it does not say when the action
/// changed its state, so the later question holds the later truth. Told apart by the hour, or every question would
/// rewrite every row.
pub(crate) fn commission_report(
    action: &PlatformAction,
    source: Source,
    partner: PartnerId,
    zone: &Zone,
    pays_on_day: i64,
    asked_at: Timestamp,
) -> CommissionReport {
    let is_refused = !action.status.counts();
    let is_paid = !is_refused && action.cleared_at.is_some_and(|at| at <= asked_at);
    let locks = action.locks_at.map(|at| zone.day(at));
    let cleared = action.cleared_at.map(|at| zone.day(at));
    let expected = cleared.or_else(|| locks.map(|day| pay_day(day, pays_on_day)));
    let status = match action.status {
        _ if is_paid => CommissionStatus::Paid,
        status => status,
    };
    let reason = match status {
        CommissionStatus::Rejected => format!("Reversed by {source}"),
        _ => String::new(),
    };
    CommissionReport {
        source,
        external_id: action.id.clone(),
        partner_id: partner,
        kind: action.kind,
        title: action.title.clone(),
        order_ref: action.order_ref.clone(),
        sale: action.sale,
        amount: action.amount,
        status,
        reason,
        occurred_at: action.occurred_at,
        hold_until: locks.filter(|_| !is_refused),
        pay_day: expected.filter(|_| !is_refused),
        changed_at: hour(asked_at).max(action.occurred_at),
    }
}

/// The full hour.
fn hour(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis() - at.millis().rem_euclid(3_600_000))
}

/// The day of the month after locking on which the network pays; the month's last day when it is shorter.
fn pay_day(locks: Day, pays_on_day: i64) -> Day {
    let month = locks.month_start_after(1);
    let last = month.month_start_after(1).plus(-1);
    month.plus(pays_on_day.max(1) - 1).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_turn_the_text_after_it() {
        assert_eq!(one_way("\u{202E}Zed\u{2066} ×"), "Zed ×");
        assert_eq!(one_way("Łukasz עדי"), "Łukasz עדי");
    }

    #[test]
    fn the_network_pays_in_the_month_after_locking() {
        let day = |text| Day::parse_iso(text).unwrap();
        assert_eq!(pay_day(day("2026-11-02"), 15), day("2026-12-15"));
        assert_eq!(pay_day(day("2026-12-31"), 15), day("2027-01-15"));
        assert_eq!(pay_day(day("2027-01-20"), 31), day("2027-02-28"));
        assert_eq!(pay_day(day("2027-01-20"), 0), day("2027-02-01"));
    }
}
