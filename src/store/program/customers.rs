//! Customers: found or added by their e-mail, with what they bought and brought.

use super::{commission_rows::Kept, direct::Direct};
use crate::{
    Result,
    rows::{CHUNK, Cells, Sql, Writes},
};
use domain::{
    ChannelId, CustomerId, Email, Money, Timestamp,
    clock::random,
    program::{CustomerFacts, TrackOrder},
    text::search_text,
};
use sqlx::AnyConnection;
use std::collections::{BTreeMap, HashMap};

/// Customers of orders, and which of them were added just now.
pub(super) struct Found {
    ids: HashMap<Email, (CustomerId, bool)>,
}

impl Found {
    /// Who bought; `true` when nobody knew them before.
    pub(super) fn of(&self, order: &TrackOrder) -> Option<&(CustomerId, bool)> {
        self.ids.get(&order.customer.as_ref()?.email)
    }

    /// From now on they are known.
    pub(super) fn meet(&mut self, order: &TrackOrder) {
        let known = order.customer.as_ref().and_then(|customer| self.ids.get_mut(&customer.email));
        if let Some((_, is_new)) = known {
            *is_new = false;
        }
    }
}

/// Finds the customers of orders, or adds them; what is new about one takes the place of what was known.
pub(super) async fn record(on: &mut AnyConnection, channel: &ChannelId, orders: &[&TrackOrder]) -> Result<Found> {
    let mut newest: BTreeMap<&Email, (&CustomerFacts, Timestamp, Timestamp)> = BTreeMap::new();
    for order in orders {
        let (Some(customer), at) = (&order.customer, order.placed_at) else {
            continue;
        };
        let it = newest.entry(&customer.email).or_insert((customer, at, at));
        *it = (if at >= it.2 { customer } else { it.0 }, it.1.min(at), it.2.max(at));
    }
    let newest: Vec<_> = newest.into_iter().collect();
    let mut ids = HashMap::with_capacity(newest.len());
    for chunk in newest.chunks(CHUNK) {
        let drafts: HashMap<CustomerId, &Email> = chunk
            .iter()
            .map(|(email, (_, first, _))| (CustomerId::from_parts(first.millis(), random()), *email))
            .collect();
        let by_email: HashMap<&Email, &CustomerId> = drafts.iter().map(|(id, email)| (*email, id)).collect();
        let mut sql = Sql::new(
            "INSERT INTO customers (channel_id, id, email, name, external_id, metadata, search, first_at, last_at) VALUES ",
        );
        sql.rows(chunk, |sql, (email, (facts, first, last))| {
            let name = facts.name.as_deref().unwrap_or("");
            let search = searched(name, email, facts.external_id.as_deref());
            let id = by_email.get(email).map_or("", |id| id.as_str());
            sql.text(channel.as_str()).comma().text(id).comma().text(email.as_str()).comma();
            sql.text(name).comma().maybe(facts.external_id.as_deref()).comma().maybe(facts.metadata.as_deref()).comma();
            sql.text(&search).comma().bind(first.millis()).comma().bind(last.millis());
        });
        sql.push(
            " ON CONFLICT (channel_id, email) DO UPDATE SET \
             name = CASE WHEN excluded.name = '' THEN customers.name ELSE excluded.name END, \
             external_id = COALESCE(excluded.external_id, customers.external_id), \
             metadata = COALESCE(excluded.metadata, customers.metadata), \
             first_at = CASE WHEN excluded.first_at < customers.first_at THEN excluded.first_at ELSE customers.first_at END, \
             last_at = CASE WHEN excluded.last_at > customers.last_at THEN excluded.last_at ELSE customers.last_at END \
             RETURNING id, email, name, external_id, search",
        );
        let mut renamed: Vec<(CustomerId, String)> = Vec::new();
        for row in sql.all_on(&mut *on).await? {
            let mut cells = Cells::of(&row);
            let id: CustomerId = cells.parse("customers.id")?;
            let email: Email = cells.parse("customers.email")?;
            let is_new = drafts.contains_key(&id);
            let search = searched(&cells.text()?, &email, cells.maybe_text()?.as_deref());
            if cells.text()? != search {
                renamed.push((id.clone(), search));
            }
            ids.insert(email, (id, is_new));
        }
        find_anew(on, channel, &renamed).await?;
    }
    Ok(Found { ids })
}

/// By what a customer is found.
pub(super) fn searched(name: &str, email: &Email, external_id: Option<&str>) -> String {
    search_text(&[name, email.as_str(), external_id.unwrap_or("")])
}

/// Customers are found by what they are called now, and by nothing that they were called before.
async fn find_anew(on: &mut AnyConnection, channel: &ChannelId, renamed: &[(CustomerId, String)]) -> Result<()> {
    if renamed.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("WITH v (id, search) AS (VALUES ");
    sql.rows(renamed, |sql, (id, search)| {
        sql.text(id.as_str()).comma().text(search);
    });
    sql.push(") UPDATE customers SET search = v.search FROM v WHERE customers.channel_id = ").text(channel.as_str());
    sql.push(" AND customers.id = v.id");
    sql.run_on(on).await?;
    Ok(())
}

/// Changes of what customers bought and brought.
#[derive(Default)]
pub(super) struct CustomerSums {
    changes: BTreeMap<(CustomerId, String), [i64; 3]>,
}

impl CustomerSums {
    /// Counts an order.
    pub(super) fn order(&mut self, customer: &CustomerId, total: Money) {
        let [orders, revenue, _] = self.sums(customer, total);
        *orders += 1;
        *revenue += total.minor;
    }

    /// Counts an order that no partner brought, in the place of what it was before.
    pub(super) fn direct(&mut self, before: Option<&Direct>, after: Option<&Direct>) {
        for (direct, sign) in [(before, -1), (after, 1)] {
            let Some(Direct { customer_id, order }) = direct else {
                continue;
            };
            let [orders, revenue, _] = self.sums(customer_id, order.subtotal);
            *orders += sign;
            *revenue += sign * order.subtotal.minor;
        }
    }

    /// Counts a commission, in the place of what it was before.
    pub(super) fn commission(&mut self, after: &Kept, before: Option<&Kept>) {
        let Some(customer) = &after.extra.customer_id else {
            return;
        };
        for (kept, sign) in [(before, -1), (Some(after), 1)] {
            if let Some(report) = kept.map(|kept| &kept.row.report).filter(|report| report.status.counts()) {
                let [.., commission] = self.sums(customer, report.amount);
                *commission += sign * report.amount.minor;
            }
        }
    }

    fn sums(&mut self, customer: &CustomerId, of: Money) -> &mut [i64; 3] {
        self.changes.entry((customer.clone(), of.currency.code().to_owned())).or_default()
    }

    pub(super) fn write(self, writes: &mut Writes, channel: &ChannelId) {
        let changes: Vec<_> = self.changes.into_iter().filter(|(_, sums)| *sums != [0; 3]).collect();
        for chunk in changes.chunks(CHUNK) {
            let sql = writes.begin(
                "INSERT INTO customer_totals (channel_id, customer_id, currency, orders, revenue, commission) VALUES ",
            );
            sql.rows(chunk, |sql, ((customer, currency), [orders, revenue, commission])| {
                sql.text(channel.as_str()).comma().text(customer.as_str()).comma().text(currency).comma();
                sql.bind(*orders).comma().bind(*revenue).comma().bind(*commission);
            });
            sql.push(
                " ON CONFLICT (channel_id, customer_id, currency) DO UPDATE SET orders = customer_totals.orders + excluded.orders, \
                 revenue = customer_totals.revenue + excluded.revenue, commission = customer_totals.commission + excluded.commission",
            );
        }
    }
}
