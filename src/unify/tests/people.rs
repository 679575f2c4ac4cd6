//! The people and things that the stories are about.

use connectors::{
    co_branding::{Collab, CollabSummary, Creator, Drop, DropProduct},
    crm::CrmContact,
    platform::{PlatformAction, PlatformPartner},
    storefront::{Product, StoreOrder, Variant},
};
use domain::{
    CommissionKind, CommissionStatus, Currency, Money, OrderStatus, RateBps, Timestamp,
    profile::{Contact, Discount},
    zone::parse_rfc3339,
};

/// The time at which every story begins.
pub fn start() -> Timestamp {
    at("2026-11-21T15:00:00Z")
}

pub fn at(text: &str) -> Timestamp {
    parse_rfc3339(text).unwrap()
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

/// CC's id of the creator with this name: 24 hex digits.
pub fn creator_id(name: &str) -> String {
    let number = name.bytes().fold(0, |number, byte| number << 8 | u128::from(byte));
    let hex = format!("{number:x}");
    format!("{hex:0<24.24}")
}

pub fn collab_id(name: &str) -> String {
    format!("c{:.23}", creator_id(name))
}

pub fn email(name: &str) -> String {
    format!("{name}@mail.example")
}

/// A collab of a creator whose every fact follows from the name.
pub fn collab(name: &str) -> Collab {
    let mut first_name = name.to_owned();
    first_name[..1].make_ascii_uppercase();
    Collab {
        summary: CollabSummary {
            id: collab_id(name),
            creator: Creator {
                id: creator_id(name),
                first_name,
                last_name: "Lind".into(),
                email: Some(email(name).parse().unwrap()),
                handle: Some(name.into()),
                picture_url: None,
                color: Some("#336699".into()),
                created_at: None,
            },
            tier_id: Some("64c000000000000000000001".into()),
            tier: Some("Gold".into()),
            affiliate_code: Some(format!("{name}15").parse().unwrap()),
            affiliate_url: Some(format!("https://fjordwear.example/?cc={name}")),
            discount: Some(Discount::Percentage(RateBps(1_500))),
            is_active: true,
            started_at: Some(at("2025-03-03T10:00:00Z")),
        },
        bio: Some("Runs in the rain.".into()),
        drops: vec![Drop {
            id: "64d000000000000000000001".into(),
            title: "Wet days".into(),
            description: "What keeps me dry.".into(),
            picture_url: None,
            key: None,
            is_hidden: false,
            products: vec![picked("9001", "rain-shell")],
        }],
    }
}

pub fn picked(id: &str, handle: &str) -> DropProduct {
    DropProduct { shopify_id: id.into(), handle: handle.into(), note: "My go-to.".into(), variant_id: None }
}

pub fn product(id: &str, handle: &str) -> Product {
    Product {
        id: id.into(),
        handle: handle.into(),
        title: "Rain shell".into(),
        vendor: "Fjordwear".into(),
        product_type: "Jackets".into(),
        tags: Vec::new(),
        is_active: true,
        stock: Some(4),
        price: usd(12_900),
        image_url: None,
        created_at: None,
        url: None,
        variants: vec![Variant {
            id: format!("{id}1"),
            title: "One size".into(),
            price: usd(12_900),
            is_available: true,
        }],
    }
}

pub fn owner(name: &str) -> CrmContact {
    CrmContact { id: "7001".into(), owner: Some(Contact { name: name.into(), email: "team@fjordwear.example".into() }) }
}

/// An order of a creator, placed at a time.
pub fn order(id: &str, name: &str, cents: i64, placed: &str) -> StoreOrder {
    StoreOrder {
        id: id.into(),
        name: format!("#{id}"),
        creator_id: Some(creator_id(name)),
        coupons: Vec::new(),
        buyer: None,
        notes: String::new(),
        placed_at: at(placed),
        changed_at: at(placed),
        status: OrderStatus::Paid,
        is_test: false,
        subtotal: usd(cents),
        total: usd(cents + 700),
        refunds: Vec::new(),
    }
}

pub fn account(id: &str, name: &str) -> PlatformPartner {
    PlatformPartner {
        id: id.into(),
        name: format!("{name} account"),
        state: "ACTIVE".into(),
        email: Some(email(name).parse().unwrap()),
        codes: Vec::new(),
    }
}

/// A pending action for an order: a tenth of the sale, locking in a month.
pub fn action(id: &str, account: &str, order: &str, cents: i64, happened: &str) -> PlatformAction {
    let occurred_at = at(happened);
    PlatformAction {
        id: id.into(),
        partner_id: account.into(),
        partner_name: String::new(),
        kind: CommissionKind::Sale,
        title: "Sale".into(),
        order_ref: order.into(),
        coupon: None,
        sale: Some(usd(cents)),
        amount: usd(cents / 10),
        status: CommissionStatus::Pending,
        occurred_at,
        locks_at: Some(occurred_at.plus(std::time::Duration::from_hours(30 * 24))),
        cleared_at: None,
    }
}
