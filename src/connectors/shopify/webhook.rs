//! Shopify's webhooks: is it Shopify that speaks, and what does it say (contract B2).

use super::order::{coupons, creator_id, shop_money, status};
use crate::{
    Result,
    storefront::{Buyer, StoreOrder, StoreRefund},
    wire::{Json, malformed},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Currency, Money};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Whether the header is the signature of the raw body under one of the secrets. Two are valid while a secret is rotated.
///
/// Takes the same time whichever byte is wrong. An empty secret never matches.
pub fn verify(secrets: &[SecretString], body: &[u8], header: &str) -> bool {
    let Ok(given) = STANDARD.decode(header.trim()) else {
        return false;
    };
    let usable = secrets.iter().filter(|it| !it.expose_secret().is_empty());
    // All are tried, without stopping at the first that matches.
    usable.fold(false, |found, secret| is_signed(secret, body, &given) | found)
}

fn is_signed(secret: &SecretString, body: &[u8], given: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return false;
    };
    mac.update(body);
    mac.verify_slice(given).is_ok()
}

/// The order of an `orders/*` webhook.
///
/// # Errors
/// `Malformed` when it has no id, time, currency or amount.
pub fn parse_order(body: &[u8]) -> Result<StoreOrder> {
    let json = Json::parse(body)?;
    order(&json).ok_or_else(|| malformed("an order without id, time, currency or amount"))
}

fn order(json: &Json) -> Option<StoreOrder> {
    let id = json.any(&["id", "admin_graphql_api_id"]).numeric_id()?;
    let currency = json.get("currency").currency()?;
    let placed_at = json.get("processed_at").time().or_else(|| json.get("created_at").time())?;
    let tags = json.get("tags");
    let listed = tags.items().unwrap_or_default().iter().filter_map(Json::verbatim);
    let tags = tags.verbatim().unwrap_or_default().split(',').chain(listed);
    let refunds = json.get("refunds").items().unwrap_or_default().iter();
    Some(StoreOrder {
        name: json.get("name").text().unwrap_or_else(|| format!("#{id}")),
        creator_id: creator_id(tags, json.get("note_attributes"), "name"),
        coupons: coupons(json.get("discount_codes").items().unwrap_or_default()),
        buyer: buyer(json),
        notes: json.get("note").text().unwrap_or_default(),
        placed_at,
        changed_at: json.get("updated_at").time().unwrap_or(placed_at),
        status: status(json.get("financial_status"), json.get("cancelled_at")),
        is_test: json.get("test").flag().unwrap_or(false),
        subtotal: amount(json, "subtotal_price", currency)?,
        total: amount(json, "total_price", currency)?,
        refunds: refunds.filter_map(|it| refund(it, Some(currency))).collect(),
        id,
    })
}

/// Who bought, as far as the shop tells: some apps hear the customer's id alone.
fn buyer(json: &Json) -> Option<Buyer> {
    let customer = json.get("customer");
    let email = json.any(&["email", "contact_email"]).text().or_else(|| customer.get("email").text());
    let email = email.and_then(|email| email.parse().ok());
    let id = customer.get("id").numeric_id();
    let names = ["first_name", "last_name"].map(|name| customer.get(name).text().unwrap_or_default());
    let name = names.join(" ").trim().to_owned();
    (email.is_some() || id.is_some()).then(|| Buyer { email, name: Some(name).filter(|name| !name.is_empty()), id })
}

/// An amount in shop money: from its set, else the plain field, which is of the shop's currency.
fn amount(json: &Json, name: &str, currency: Currency) -> Option<Money> {
    let set = shop_money(json.get(&format!("{name}_set")));
    set.or_else(|| json.get(name).money(currency))
}

/// The refund of a `refunds/create` webhook, with the numeric id of its order.
///
/// # Errors
/// `Malformed` when it has no id, order, time, currency or amount.
pub fn parse_refund(body: &[u8]) -> Result<(String, StoreRefund)> {
    let json = Json::parse(body)?;
    let order_id = json.get("order_id").numeric_id();
    let refund = refund(&json, shop_currency(&json));
    order_id.zip(refund).ok_or_else(|| malformed("a refund without id, order, time or amount"))
}

fn refund(json: &Json, currency: Option<Currency>) -> Option<StoreRefund> {
    Some(StoreRefund {
        id: json.any(&["id", "admin_graphql_api_id"]).numeric_id()?,
        amount: refunded(json, currency)?,
        refunded_at: json.get("processed_at").time().or_else(|| json.get("created_at").time())?,
    })
}

/// The shop's currency, as far as the refund's own parts tell.
fn shop_currency(json: &Json) -> Option<Currency> {
    let parts = |name: &str| json.get(name).items().unwrap_or_default().iter();
    let lines = parts("refund_line_items").map(|it| it.get("subtotal_set"));
    let mut sets = lines.chain(parts("transactions").map(|it| it.get("amount_set")));
    sets.find_map(|set| Some(shop_money(set)?.currency))
}

/// What was paid back in the shop's currency; when no such payment is listed, the worth of the goods with their tax.
fn refunded(json: &Json, currency: Option<Currency>) -> Option<Money> {
    let payments = json.get("transactions").items().unwrap_or_default().iter();
    let paid = payments.filter(|it| is_paid_back(it)).map(|it| payment(it, currency));
    let paid = sum(paid).filter(|it| currency.is_none_or(|shop| shop == it.currency));
    paid.or_else(|| goods(json, currency))
}

fn goods(json: &Json, currency: Option<Currency>) -> Option<Money> {
    let lines = json.get("refund_line_items").items()?;
    sum(lines.iter().flat_map(|it| [line_amount(it, "subtotal", currency), line_amount(it, "total_tax", currency)]))
}

fn is_paid_back(transaction: &Json) -> bool {
    let is = |name: &str, word: &str| transaction.get(name).text().is_some_and(|it| it.eq_ignore_ascii_case(word));
    is("kind", "refund") && !is("status", "failure") && !is("status", "error")
}

fn payment(json: &Json, currency: Option<Currency>) -> Option<Money> {
    let named = json.get("currency").currency();
    shop_money(json.get("amount_set")).or_else(|| json.get("amount").money(named.or(currency)?))
}

/// A part of a line's worth. Without tax there is no tax; without a price there is nothing to go by.
fn line_amount(json: &Json, name: &str, currency: Option<Currency>) -> Option<Money> {
    let set = shop_money(json.get(&format!("{name}_set")));
    let currency = || currency.or_else(|| Some(shop_money(json.get("subtotal_set"))?.currency));
    match json.get(name) {
        Json::Null if set.is_none() && name == "total_tax" => Some(Money::zero(currency()?)),
        plain => set.or_else(|| plain.money(currency()?)),
    }
}

/// The sum, when every part is known and of one currency.
fn sum(mut parts: impl Iterator<Item = Option<Money>>) -> Option<Money> {
    let first = parts.next()??;
    parts.try_fold(first, |sum, part| sum.plus(part?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::testing::{any_json, spoilt};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn good() -> Value {
        let refund = json!({"id": 7, "order_id": 1, "created_at": "2026-01-02T03:04:05Z",
            "transactions": [{"kind": "refund", "amount": "1.00", "currency": "USD", "amount_set": {}}],
            "refund_line_items": [{"subtotal": 1.00, "total_tax": 0.10, "subtotal_set": {"shop_money": {"amount": "1.00", "currency_code": "USD"}}}]});
        json!({"id": 1, "order_id": 1, "created_at": "2026-01-02T03:04:05Z", "currency": "USD", "tags": "a, cc-creator-id-64b0",
            "subtotal_price": "1.00", "total_price": 1.10, "discount_codes": [{"code": "A"}], "refunds": [refund],
            "transactions": refund["transactions"], "refund_line_items": refund["refund_line_items"]})
    }

    #[test]
    fn a_good_body_is_read() {
        let body = good().to_string();
        assert!(parse_order(body.as_bytes()).is_ok() && parse_refund(body.as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(body in prop_oneof![any_json(), spoilt(good())]) {
            let body = body.to_string();
            let _ = parse_order(body.as_bytes());
            let _ = parse_refund(body.as_bytes());
        }

        #[test]
        fn any_header_is_compared(body in proptest::collection::vec(any::<u8>(), 0..50), header in "\\PC{0,60}") {
            prop_assert!(!verify(&["hush".into()], &body, &header));
        }

        #[test]
        fn a_refund_is_never_more_than_its_parts(cents in proptest::collection::vec(0i64..1_000_000, 1..6)) {
            let amounts = cents.iter().map(|it| Money::new(*it, Currency::USD).decimal());
            let paid: Vec<Value> = amounts.map(|it| json!({"kind": "refund", "status": "success", "amount": it, "currency": "USD"})).collect();
            let body = json!({"id": 7, "order_id": 1, "created_at": "2026-01-02T03:04:05Z", "transactions": paid});
            let (_, refund) = parse_refund(body.to_string().as_bytes()).unwrap();
            prop_assert_eq!(refund.amount.minor, cents.iter().sum::<i64>());
        }
    }
}
