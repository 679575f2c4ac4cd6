//! Which commission belongs to which order, whichever arrives first.

use super::{
    commission_rows::{self, StoredCommission},
    order_rows::{self, StoredOrder, bare},
};
use crate::{
    Engine, Result,
    rows::{CHUNK, Cells, Sql},
    totals::deltas::{Deltas, Sign},
};
use domain::{ChannelId, OrderId, PartnerId};
use sqlx::AnyConnection;
use std::collections::{BTreeSet, HashMap};

/// Takes the partners' rows as locks: two transactions about one partner follow one another, so that neither an order
/// nor its commission can miss the other because both were on their way. In one order, so that two never wait for each other.
pub(crate) async fn lock_partners<'p>(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    partners: impl Iterator<Item = &'p str>,
) -> Result<()> {
    let Some(lock) = engine.for_lock() else {
        return Ok(());
    };
    let partners: Vec<&str> = partners.collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in partners.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT id FROM partners WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND id IN ");
        sql.list(chunk.iter().copied()).push(" ORDER BY id").push(lock);
        sql.all_on(&mut *on).await?;
    }
    Ok(())
}

/// An order that commissions may wait for.
pub(super) struct Candidate {
    id: OrderId,
    partner_id: PartnerId,
    external_id: String,
    bare_name: String,
}

impl Candidate {
    pub(super) fn of(order: &StoredOrder) -> Self {
        Self {
            id: order.id.clone(),
            partner_id: order.report.partner_id.clone(),
            external_id: order.report.external_id.clone(),
            bare_name: bare(&order.report.name).to_owned(),
        }
    }
}

/// Which order each partner's references mean.
#[derive(Default)]
pub(super) struct Orders {
    by_reference: HashMap<(PartnerId, String), OrderId>,
    /// Names without `#`.
    names: HashMap<OrderId, String>,
}

impl Orders {
    /// An external id beats a name: names are for people, and a merchant may choose them freely. Of equals the oldest counts.
    fn new(candidates: Vec<Candidate>) -> Self {
        let mut orders = Self::default();
        for it in &candidates {
            let key = (it.partner_id.clone(), it.bare_name.clone());
            orders.by_reference.entry(key).or_insert_with(|| it.id.clone());
        }
        for it in candidates.into_iter().rev() {
            orders.names.insert(it.id.clone(), it.bare_name);
            orders.by_reference.insert((it.partner_id, it.external_id), it.id);
        }
        orders
    }

    pub(super) fn find(&self, partner: &PartnerId, order_ref: &str) -> Option<&OrderId> {
        self.by_reference.get(&(partner.clone(), order_ref.to_owned()))
    }

    /// What people call an order that was looked up.
    pub(super) fn name(&self, order: &OrderId) -> Option<&str> {
        self.names.get(order).map(String::as_str).filter(|name| !name.is_empty())
    }
}

/// Looks up the orders that references mean.
pub(super) async fn find_orders(on: &mut AnyConnection, channel: &ChannelId, references: &[&str]) -> Result<Orders> {
    let mut candidates = Vec::new();
    for chunk in references.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT id, partner_id, external_id, bare_name FROM orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND external_id IN ").list(chunk.iter().copied());
        sql.push(" UNION SELECT id, partner_id, external_id, bare_name FROM orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND bare_name IN ").list(chunk.iter().copied());
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            candidates.push(Candidate {
                id: cells.parse("orders.id")?,
                partner_id: cells.parse("orders.partner_id")?,
                external_id: cells.text()?,
                bare_name: cells.text()?,
            });
        }
    }
    candidates.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(Orders::new(candidates))
}

/// Links the commissions that waited for these orders: what they earn moves from the network's stream to that of attributed sales.
pub(super) async fn link_waiting(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    candidates: &[StoredOrder],
    deltas: &mut Deltas,
) -> Result<()> {
    let references: BTreeSet<&str> = candidates
        .iter()
        .flat_map(|order| [order.report.external_id.as_str(), bare(&order.report.name)])
        .filter(|reference| !reference.is_empty())
        .collect();
    let references: Vec<&str> = references.into_iter().collect();
    let waiting = commission_rows::load_waiting(on, engine, channel, &references).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let orders = Orders::new(candidates.iter().map(Candidate::of).collect());
    let mut linked = Vec::new();
    let mut counts: HashMap<OrderId, i64> = HashMap::new();
    for commission in waiting {
        let report = &commission.report;
        let Some(order_id) = orders.find(&report.partner_id, &report.order_ref) else {
            continue;
        };
        *counts.entry(order_id.clone()).or_default() += 1;
        linked.push(relink(commission.clone(), Some(order_id.clone()), deltas));
    }
    commission_rows::update_links(on, channel, &linked).await?;
    order_rows::count_commissions(on, channel, &counts).await
}

/// Takes the commissions off orders that now count for somebody else.
pub(super) async fn unlink(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    orders: &[StoredOrder],
    deltas: &mut Deltas,
) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let former = orders.iter().map(|order| order.report.partner_id.as_str());
    lock_partners(on, engine, channel, former).await?;
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    let mut unlinked = Vec::new();
    for commission in commission_rows::load_linked(on, engine, channel, &ids).await? {
        unlinked.push(relink(commission, None, deltas));
    }
    commission_rows::update_links(on, channel, &unlinked).await
}

fn relink(mut commission: StoredCommission, order_id: Option<OrderId>, deltas: &mut Deltas) -> StoredCommission {
    deltas.commission(Sign::Minus, &commission.counted());
    commission.order_id = order_id;
    deltas.commission(Sign::Plus, &commission.counted());
    commission
}
