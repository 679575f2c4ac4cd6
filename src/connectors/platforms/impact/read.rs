//! impact.com's partners and actions. Amounts and ids come as numbers or as text, empty dates as `""`.

use crate::{
    platform::{PlatformAction, PlatformPartner},
    wire::Json,
};
use domain::{CommissionKind, CommissionStatus, CouponCode, Email, Money};

/// A partner. None without an id.
pub(super) fn partner(json: &Json) -> Option<PlatformPartner> {
    let text = |name: &str| json.get(name).text();
    let email = json.any(&["Email", "EmailAddress", "ContactEmail"]).text();
    // The vendor names no e-mail: partners are joined by the code under which the merchant knows them.
    let codes = ["CustomPartnerId", "PromoCode"].into_iter().filter_map(text);
    Some(PlatformPartner {
        id: json.get("Id").id()?,
        name: text("Name").unwrap_or_default(),
        state: json.any(&["RelationshipState", "State"]).text().unwrap_or_default(),
        email: email.and_then(|it| it.parse::<Email>().ok()),
        codes: codes.filter_map(|it| it.parse::<CouponCode>().ok()).collect(),
    })
}

/// An action. None when its id, partner, state, payout or time cannot be read.
pub(super) fn action(json: &Json) -> Option<PlatformAction> {
    let status = status(&json.get("State").text()?)?;
    let title = json.get("ActionTrackerName").text().unwrap_or_default();
    let order_ref = json.get("Oid").text().unwrap_or_default();
    let kind = kind(&title, &order_ref);
    let sale = amount(json, "Amount", "IntendedAmount", status);
    let coupon = json.get("PromoCode").text();
    let at = json.get("EventDate").time().or_else(|| json.get("CreationDate").time());
    Some(PlatformAction {
        id: json.get("Id").id()?,
        partner_id: json.get("MediaPartnerId").id()?,
        partner_name: json.get("MediaPartnerName").text().unwrap_or_default(),
        kind,
        title,
        order_ref: if kind == CommissionKind::Bonus { String::new() } else { order_ref },
        coupon: coupon.and_then(|it| it.parse::<CouponCode>().ok()),
        sale: sale.filter(|_| kind == CommissionKind::Sale),
        amount: amount(json, "Payout", "IntendedPayout", status)?,
        status,
        occurred_at: at?,
        locks_at: json.get("LockingDate").time(),
        cleared_at: json.get("ClearedDate").time(),
    })
}

fn status(state: &str) -> Option<CommissionStatus> {
    match state.to_ascii_uppercase().as_str() {
        "PENDING" => Some(CommissionStatus::Pending),
        "APPROVED" => Some(CommissionStatus::Approved),
        "REVERSED" => Some(CommissionStatus::Rejected),
        _ => None,
    }
}

/// A bonus has no order, or says so in the name of its tracker.
fn kind(tracker: &str, order_ref: &str) -> CommissionKind {
    if order_ref.is_empty() || tracker.to_lowercase().contains("bonus") {
        CommissionKind::Bonus
    } else {
        CommissionKind::Sale
    }
}

/// An amount of the action. A reversal sets it to zero; what it was before stands beside it and tells what was lost.
fn amount(json: &Json, name: &str, intended: &str, status: CommissionStatus) -> Option<Money> {
    let currency = json.get("Currency").currency()?;
    let now = json.get(name).money(currency)?;
    let before = json.get(intended).money(currency);
    let is_reversed = status == CommissionStatus::Rejected && now.minor == 0;
    before.filter(|_| is_reversed).or(Some(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, seen, spoilt};
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn any_item_is_read_or_skipped(item in any_json()) {
            let item = seen(&item);
            let _ = (partner(&item), action(&item));
        }

        #[test]
        fn a_spoilt_action_keeps_its_amount_or_is_skipped(item in spoilt(json!({
            "Id": "1", "MediaPartnerId": 2, "State": "APPROVED", "Payout": 8.20, "Amount": "82.00", "Currency": "USD",
            "EventDate": "2026-01-02T03:04:05Z", "Oid": "5001", "ActionTrackerName": "Sale", "PromoCode": "ANA15"
        }))) {
            let is_whole = item.get("Payout") == Some(&json!(8.20)) && item.get("Currency") == Some(&json!("USD"));
            let read = action(&seen(&item));
            prop_assert!(!is_whole || read.is_none_or(|it| it.amount == Money::new(820, domain::Currency::USD)));
        }
    }
}
