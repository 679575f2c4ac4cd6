//! What the stand-ins know: one merchant's partners, products, orders and network actions.

use std::collections::BTreeMap;

use serde_json::Value;

/// Currency of a presentment or payout; the shop's own is USD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Currency {
    Usd,
    Eur,
    Cad,
}

impl Currency {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Cad => "CAD",
        }
    }

    /// Converts US cents at the fixed rate of the demo.
    pub(crate) fn convert(self, cents: i64) -> i64 {
        let ppm = match self {
            Self::Usd => return cents,
            Self::Eur => 921_000,
            Self::Cad => 1_368_000,
        };
        (cents * ppm + 500_000) / 1_000_000
    }
}

/// A tier of the program.
pub(crate) struct Tier {
    pub(crate) id: String,
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) discount_percent: i64,
    pub(crate) commission_bps: i64,
    pub(crate) is_default: bool,
}

/// How a discount amount is written: CC's answers use all of these.
#[derive(Clone, Copy)]
pub(crate) enum DiscountScale {
    /// 15 % as `15`
    Whole,
    /// 15 % as `0.15`
    Fraction,
    /// 10 dollars as `10`, type `FixedAmount`
    Fixed,
}

/// A creator together with the collab in this channel (there is one per creator).
pub(crate) struct Partner {
    pub(crate) creator_id: String,
    pub(crate) collab_id: String,
    pub(crate) email: String,
    pub(crate) handle: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) code: String,
    pub(crate) url: String,
    pub(crate) tier: usize,
    pub(crate) discount_percent: i64,
    pub(crate) scale: DiscountScale,
    pub(crate) picture: Value,
    pub(crate) color: String,
    pub(crate) shop_title: String,
    pub(crate) is_onboarded: bool,
    /// Custom fields of the collab by handle; the bio is `cc-bio`.
    pub(crate) custom: BTreeMap<String, Value>,
    /// Drop ids in the partner's order.
    pub(crate) drops: Vec<String>,
    pub(crate) joined_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) country: &'static str,
    /// Share of the partner's orders that come from euro countries, in permille.
    pub(crate) euro_permille: u64,
    /// The partner's id at impact.com, where it is known there.
    pub(crate) network_id: Option<u32>,
}

/// A drop: a curated list of products with notes.
pub(crate) struct Drop {
    pub(crate) id: String,
    pub(crate) creator_id: String,
    pub(crate) handle: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) media: Vec<Value>,
    pub(crate) products: Vec<usize>,
    pub(crate) enhancements: Vec<Enhancement>,
    pub(crate) custom: BTreeMap<String, Value>,
    pub(crate) form_id: Option<String>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
}

/// What a partner says about one product of a drop.
pub(crate) struct Enhancement {
    pub(crate) id: String,
    pub(crate) product: usize,
    pub(crate) note: String,
    pub(crate) media: Vec<Value>,
    pub(crate) variant: Option<String>,
    pub(crate) custom: BTreeMap<String, Value>,
    pub(crate) form_id: Option<String>,
}

/// A product of the shop.
pub(crate) struct Product {
    /// Shopify's numeric id.
    pub(crate) id: u64,
    /// CC's id of the same product.
    pub(crate) cc_id: String,
    pub(crate) title: &'static str,
    pub(crate) handle: String,
    pub(crate) kind: &'static str,
    pub(crate) vendor: &'static str,
    pub(crate) description: &'static str,
    pub(crate) shape: &'static str,
    pub(crate) status: &'static str,
    pub(crate) tags: Vec<&'static str>,
    pub(crate) collections: Vec<usize>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
}

/// A variant of a product.
pub(crate) struct Variant {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) option: &'static str,
    pub(crate) sku: String,
    pub(crate) cents: i64,
    pub(crate) compare_at: Option<i64>,
    pub(crate) stock: i64,
}

/// A collection of products.
pub(crate) struct Collection {
    pub(crate) id: u64,
    pub(crate) title: &'static str,
    pub(crate) handle: &'static str,
}

/// One line of an order, in US cents before discount.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) product: usize,
    pub(crate) variant: usize,
    pub(crate) quantity: i64,
    pub(crate) unit: i64,
    pub(crate) discount: i64,
}

impl Line {
    pub(crate) fn gross(&self) -> i64 {
        self.unit * self.quantity
    }

    pub(crate) fn net(&self) -> i64 {
        self.gross() - self.discount
    }
}

/// Money given back on an order, in US cents.
#[derive(Clone)]
pub(crate) struct Refund {
    pub(crate) id: u64,
    pub(crate) created_ms: i64,
    pub(crate) note: &'static str,
    /// Index of the line and quantity.
    pub(crate) lines: Vec<(usize, i64)>,
    /// Goods given back, net of discount.
    pub(crate) goods: i64,
    /// Everything given back, with tax and shipping.
    pub(crate) total: i64,
}

/// An order of the shop.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) number: u32,
    pub(crate) created_ms: i64,
    pub(crate) cancelled_ms: Option<i64>,
    /// The partner whose tag the order carries.
    pub(crate) partner: Option<usize>,
    pub(crate) code: Option<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) tax: i64,
    pub(crate) shipping: i64,
    pub(crate) presentment: Currency,
    pub(crate) customer: u64,
    pub(crate) customer_orders: u32,
    /// Who bought, where the shop tells: one of [`crate::people::REGULARS`].
    pub(crate) regular: Option<usize>,
    pub(crate) campaign: Option<usize>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) test: bool,
}

impl Order {
    pub(crate) fn gross(&self) -> i64 {
        self.lines.iter().map(Line::gross).sum()
    }

    pub(crate) fn discount(&self) -> i64 {
        self.lines.iter().map(|line| line.discount).sum()
    }

    /// Goods after discount: Shopify's subtotal, and the base of commissions.
    pub(crate) fn subtotal(&self) -> i64 {
        self.gross() - self.discount()
    }

    pub(crate) fn total(&self) -> i64 {
        self.subtotal() + self.tax + self.shipping
    }

    pub(crate) fn refunded(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.total).sum()
    }

    /// Goods after discount and refunds; nothing is left of a cancelled order.
    pub(crate) fn current_subtotal(&self) -> i64 {
        if self.cancelled_ms.is_some() {
            return 0;
        }
        self.subtotal() - self.refunds.iter().map(|refund| refund.goods).sum::<i64>()
    }

    pub(crate) fn current_total(&self) -> i64 {
        if self.cancelled_ms.is_some() { 0 } else { self.total() - self.refunded() }
    }

    /// Every change of an order moves this, as Shopify's `updatedAt` does.
    pub(crate) fn updated_ms(&self) -> i64 {
        let refunds = self.refunds.iter().map(|refund| refund.created_ms);
        refunds.chain(self.cancelled_ms).fold(self.created_ms + 4_000, i64::max)
    }

    pub(crate) fn financial_status(&self) -> &'static str {
        match (self.cancelled_ms, self.refunded()) {
            (Some(_), 0) => "VOIDED",
            (None, 0) => "PAID",
            (_, refunded) if refunded >= self.total() => "REFUNDED",
            _ => "PARTIALLY_REFUNDED",
        }
    }
}

/// A commission or bonus at impact.com. Its state follows from the time it is asked at.
pub(crate) struct Action {
    pub(crate) number: u64,
    pub(crate) partner: usize,
    /// Index of the Shopify order, where there is one.
    pub(crate) order: Option<usize>,
    pub(crate) oid: String,
    pub(crate) tracker: Tracker,
    pub(crate) currency: Currency,
    /// Sale and payout as they were at first, minor units of `currency`.
    pub(crate) intended_amount: i64,
    pub(crate) intended_payout: i64,
    pub(crate) event_ms: i64,
    pub(crate) created_ms: i64,
    pub(crate) locking_ms: i64,
    pub(crate) changes: Vec<Change>,
    pub(crate) new_customer: bool,
}

/// What earned the payout.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tracker {
    Sale,
    Bonus,
}

/// A correction of an action: a refund lowers it, a full refund or cancellation reverses it.
pub(crate) struct Change {
    pub(crate) at_ms: i64,
    pub(crate) amount: i64,
    pub(crate) payout: i64,
    pub(crate) reversed: bool,
}

impl Action {
    /// The last change known at a moment.
    pub(crate) fn change_at(&self, now_ms: i64) -> Option<&Change> {
        self.changes.iter().rev().find(|change| change.at_ms <= now_ms)
    }

    pub(crate) fn state_at(&self, now_ms: i64) -> &'static str {
        match self.change_at(now_ms) {
            Some(change) if change.reversed => "REVERSED",
            _ if self.locking_ms <= now_ms => "APPROVED",
            _ => "PENDING",
        }
    }

    /// Going from pending to approved is no update: this is the vendor's trap.
    pub(crate) fn last_updated_at(&self, now_ms: i64) -> i64 {
        self.change_at(now_ms).map_or(self.created_ms, |change| change.at_ms)
    }
}

/// A contact in HubSpot: every property is text or null.
pub(crate) struct Contact {
    pub(crate) id: u64,
    pub(crate) properties: BTreeMap<String, Option<String>>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
}

/// An owner in HubSpot: the partner's contact on the merchant's side.
pub(crate) struct Owner {
    pub(crate) id: u64,
    pub(crate) user_id: u64,
    pub(crate) email: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) team: &'static str,
}

/// Everything the stand-ins know; all of them answer from this one state.
pub(crate) struct State {
    pub(crate) tiers: Vec<Tier>,
    pub(crate) partners: Vec<Partner>,
    pub(crate) drops: Vec<Drop>,
    pub(crate) products: Vec<Product>,
    pub(crate) collections: Vec<Collection>,
    /// In the order they were made, which is that of their ids.
    pub(crate) orders: Vec<Order>,
    pub(crate) actions: Vec<Action>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) owners: Vec<Owner>,
    pub(crate) cc: CcState,
    /// Counter for ids of what is made while running.
    pub(crate) made: u64,
}

impl State {
    /// A number no other object made while running has.
    pub(crate) fn next_made(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// Index of an order by Shopify's number.
    pub(crate) fn order_by_id(&self, id: u64) -> Option<usize> {
        self.orders.binary_search_by_key(&id, |order| order.id).ok()
    }

    pub(crate) fn partner_by_handle(&self, handle: &str) -> Option<usize> {
        self.partners.iter().position(|partner| partner.handle == handle)
    }
}

/// CC's own objects, kept as the JSON that CC answers with.
#[derive(Default)]
pub(crate) struct CcState {
    pub(crate) channel: Value,
    pub(crate) definitions: Vec<Value>,
    pub(crate) forms: Vec<Value>,
    pub(crate) campaigns: Vec<Value>,
    /// Uploaded files by media id: content type and bytes.
    pub(crate) uploads: BTreeMap<String, (String, Vec<u8>)>,
    /// Used SSO token ids with their expiry.
    pub(crate) used_jti: BTreeMap<String, i64>,
}
