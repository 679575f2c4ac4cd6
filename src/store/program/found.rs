//! Orders that are there already when they are tracked, by whatever they are called.

use super::{Tracking, commission_rows::Kept, follow::Remains};
use crate::{
    Engine, Result, Store,
    rows::{Cells, Sql, clean},
    sales::order_rows::bare,
};
use domain::{ChannelId, OrderId, PartnerId, Source};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, HashMap};

/// By what else orders may have been tracked, and under which reference they are to be now.
pub(super) fn names(orders: &BTreeMap<String, &Tracking>) -> HashMap<String, String> {
    let name = |(reference, it): (&String, &&Tracking)| {
        let name = clean(bare(it.name.as_deref()?));
        (!name.is_empty() && name != *reference).then(|| (name, reference.clone()))
    };
    orders.iter().filter_map(name).collect()
}

impl Store {
    /// Whom a system's order counts for, by its id there; none when it is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn order_partner(
        &self,
        channel: &ChannelId,
        source: Source,
        external_id: &str,
    ) -> Result<Option<PartnerId>> {
        let mut sql = Sql::new("SELECT partner_id FROM orders WHERE channel_id = ");
        sql.text(channel.as_str()).push(" AND external_id = ").text(external_id);
        sql.push(" AND source = ").text(source.as_str());
        sql.all(self.reader()).await?.first().map(|row| Cells::of(row).parse("orders.partner_id")).transpose()
    }
}

/// References, and what else their orders are called.
pub(super) fn with_names<'t>(references: &[&'t str], names: &'t HashMap<String, String>) -> Vec<&'t str> {
    let called = names.iter().filter(|(_, reference)| references.contains(&reference.as_str()));
    references.iter().copied().chain(called.map(|(name, _)| name.as_str())).collect()
}

/// An order that is there already, whoever reported it.
#[derive(Clone)]
pub(super) struct FoundOrder {
    pub(super) id: OrderId,
    external_id: String,
    bare_name: String,
    pub(super) partner_id: PartnerId,
    pub(super) remains: Remains,
}

impl FoundOrder {
    pub(super) fn texts(&self) -> [&str; 2] {
        [&self.external_id, &self.bare_name]
    }

    /// Whether a commission is of this order. One whose order counts for another partner is linked to none.
    pub(super) fn is_of(&self, kept: &Kept) -> bool {
        match &kept.row.order_id {
            Some(id) => *id == self.id,
            None => self.texts().contains(&kept.row.report.external_id.as_str()),
        }
    }
}

/// Reads such orders by reference, and keeps others from changing them. An id beats a name.
pub(super) async fn find_orders(
    on: &mut AnyConnection,
    engine: Engine,
    channel: &ChannelId,
    references: &[&str],
) -> Result<HashMap<String, FoundOrder>> {
    let mut sql = Sql::new("SELECT external_id, id FROM orders WHERE channel_id = ");
    sql.text(channel.as_str()).push(" AND external_id IN ").list(references.iter().copied());
    sql.push(" UNION ALL SELECT bare_name, id FROM orders WHERE channel_id = ").text(channel.as_str());
    sql.push(" AND bare_name IN ").list(references.iter().copied());
    let mut ids: HashMap<String, OrderId> = HashMap::new();
    for row in sql.all_on(&mut *on).await? {
        let mut cells = Cells::of(&row);
        let (reference, id) = (cells.text()?, cells.parse("orders.id")?);
        ids.entry(reference).or_insert(id);
    }
    // Nearly always there is none.
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "SELECT id, external_id, bare_name, partner_id, total, refunded, is_open FROM orders WHERE channel_id = ",
    );
    sql.text(channel.as_str()).push(" AND id IN ").list(ids.values().map(OrderId::as_str)).push(engine.for_update());
    let mut orders = HashMap::with_capacity(ids.len());
    for row in sql.all_on(on).await? {
        let mut cells = Cells::of(&row);
        let order = FoundOrder {
            id: cells.parse("orders.id")?,
            external_id: cells.text()?,
            bare_name: cells.text()?,
            partner_id: cells.parse("orders.partner_id")?,
            remains: Remains { total: cells.number()?, refunded: cells.number()?, is_open: cells.flag()? },
        };
        orders.insert(order.id.clone(), order);
    }
    Ok(ids.into_iter().filter_map(|(reference, id)| Some((reference, orders.get(&id)?.clone()))).collect())
}
