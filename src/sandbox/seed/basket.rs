//! Single orders: what lies in the basket, and what becomes of it later.

use crate::{
    clock::DAY_MS,
    model::{Currency, Line, Order, Partner, Product, Refund},
    rng::Rng,
};

const FREE_SHIPPING: i64 = 7_500;
const SHIPPING: i64 = 795;

/// Products that can be bought, with weights by popularity.
pub(crate) struct Shelf<'a> {
    products: &'a [Product],
    sellable: Vec<usize>,
    running: Vec<f64>,
}

impl<'a> Shelf<'a> {
    pub(crate) fn of(products: &'a [Product]) -> Self {
        let sellable: Vec<usize> = (0..products.len()).filter(|n| products[*n].status == "ACTIVE").collect();
        let mut sum = 0.0;
        let running = sellable
            .iter()
            .map(|n| {
                // Cheap things and bestsellers go into more baskets.
                let cheap = products[*n].variants.first().map_or(1.0, |v| (9_000.0 / v.cents as f64).sqrt());
                let liked = if products[*n].tags.contains(&"bestseller") { 2.2 } else { 1.0 };
                sum += cheap * liked;
                sum
            })
            .collect();
        Self { products, sellable, running }
    }
}

/// A new order, without refunds.
pub(crate) fn draft(
    rng: &mut Rng,
    shelf: &Shelf<'_>,
    partners: &[Partner],
    partner: Option<usize>,
    created_ms: i64,
    n: u64,
) -> Order {
    let id = 6_120_400_000_000 + n * 32_768 + 173;
    let who = partner.map(|p| &partners[p]);
    // Most partner orders use the code; the others came by the link alone.
    let with_code = who.filter(|_| rng.chance(800));
    let percent = with_code.map_or(0, |p| p.discount_percent);
    let count = 1 + rng.weighted(&[0.52, 0.82, 0.95, 1.0]);
    let mut lines: Vec<Line> = Vec::with_capacity(count);
    for line in 0..count as u64 {
        let product = shelf.sellable[rng.weighted(&shelf.running)];
        if lines.iter().any(|other| other.product == product) {
            continue;
        }
        let variant = rng.below(shelf.products[product].variants.len());
        let unit = shelf.products[product].variants[variant].cents;
        let quantity = if unit < 4_000 && rng.chance(250) { 2 } else { 1 };
        let discount = (unit * quantity * percent + 50) / 100;
        lines.push(Line {
            id: 14_870_000_000_000 + n * 65_536 + line * 512 + 59,
            product,
            variant,
            quantity,
            unit,
            discount,
        });
    }
    let subtotal: i64 = lines.iter().map(Line::net).sum();
    let presentment = match who {
        Some(p) if rng.chance(p.euro_permille) => Currency::Eur,
        Some(p) if p.country == "CA" && rng.chance(600) => Currency::Cad,
        None if rng.chance(60) => Currency::Eur,
        _ => Currency::Usd,
    };
    let taxed = presentment == Currency::Usd && rng.chance(600);
    let customer = 8_100_000_000_000 + n * 4_096 + 77;
    Order {
        id,
        number: 1_001 + u32::try_from(n).unwrap_or_default(),
        created_ms,
        cancelled_ms: None,
        partner,
        code: with_code.map(|p| p.code.clone()),
        tax: if taxed { (subtotal * 825 + 5_000) / 10_000 } else { 0 },
        shipping: if subtotal >= FREE_SHIPPING { 0 } else { SHIPPING },
        lines,
        presentment,
        customer,
        customer_orders: if rng.chance(640) { 1 } else { u32::try_from(rng.range(2, 7)).unwrap_or(2) },
        regular: None,
        campaign: (partner.is_some() && rng.chance(220)).then(|| rng.below(super::campaigns::COUNT)),
        refunds: Vec::new(),
        test: false,
    }
}

/// Decides about refunds and cancellation, as far as they have happened by `now_ms`.
pub(super) fn aftermath(rng: &mut Rng, order: &mut Order, now_ms: i64) {
    let fate = rng.below(1000);
    let after_days = rng.range(3, 24) * DAY_MS + rng.range(0, DAY_MS);
    let after_hours = rng.range(1, 20) * 3_600_000;
    match fate {
        ..22 => cancel(order, order.created_ms + after_hours, now_ms),
        22..80 => push(order, full_refund(order, order.created_ms + after_days), now_ms),
        80..130 if order.lines.len() > 1 || order.lines.iter().any(|line| line.quantity > 1) => {
            push(order, partial_refund(order, order.created_ms + after_days), now_ms);
        }
        _ => {}
    }
}

fn cancel(order: &mut Order, at_ms: i64, now_ms: i64) {
    if at_ms <= now_ms {
        order.cancelled_ms = Some(at_ms);
    }
}

fn push(order: &mut Order, refund: Refund, now_ms: i64) {
    if refund.created_ms <= now_ms {
        order.refunds.push(refund);
    }
}

fn refund_id(order: &Order) -> u64 {
    934_000_000_000 + u64::from(order.number) * 1_024 + order.refunds.len() as u64
}

/// Everything that is left goes back.
pub(crate) fn full_refund(order: &Order, created_ms: i64) -> Refund {
    Refund {
        id: refund_id(order),
        created_ms,
        note: "Returned unused",
        lines: order.lines.iter().enumerate().map(|(n, line)| (n, line.quantity)).collect(),
        goods: order.current_subtotal(),
        total: order.total() - order.refunded(),
    }
}

/// One piece of the first line goes back, with its tax.
pub(crate) fn partial_refund(order: &Order, created_ms: i64) -> Refund {
    let goods = order.lines.first().map_or(0, |line| line.net() / line.quantity.max(1));
    refund_of(order, goods, created_ms)
}

/// An amount of goods goes back, with the tax on it; the first line stands for it.
pub(crate) fn refund_of(order: &Order, goods: i64, created_ms: i64) -> Refund {
    let goods = goods.clamp(0, order.current_subtotal());
    let tax = if order.subtotal() > 0 { order.tax * goods / order.subtotal() } else { 0 };
    Refund { id: refund_id(order), created_ms, note: "Wrong size", lines: vec![(0, 1)], goods, total: goods + tax }
}
