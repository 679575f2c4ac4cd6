//! What of a transaction is news, and what is only heard of late.

use super::NewEvent;
use crate::{CommissionReport, OrderReport, RefundReport};
use domain::{CommissionId, OrderId, PartnerId, Timestamp, live::Happening};
use std::time::Duration;

/// How long something stays news. An hour, and another because networks tell of changes to the full hour only.
const NEWS: Duration = Duration::from_hours(2);

/// Events of a transaction under way: gathered first, written once at its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct News {
    since: Timestamp,
    events: Vec<NewEvent>,
}

impl News {
    /// Takes what happened lately, seen from `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { since: now.minus(NEWS), events: Vec::new() }
    }

    /// Exactly these, whenever they happened.
    pub(crate) fn of(events: &[NewEvent]) -> Self {
        Self { since: Timestamp::default(), events: events.to_vec() }
    }

    pub(crate) fn events(&self) -> &[NewEvent] {
        &self.events
    }

    /// Adds what another part of the transaction gathered.
    pub(crate) fn append(&mut self, other: Self) {
        self.events.extend(other.events);
    }

    /// A sale came to count for a partner.
    pub(crate) fn order(&mut self, id: &OrderId, order: &OrderReport, at: Timestamp) {
        if !order.status.counts() {
            return;
        }
        self.add(NewEvent {
            partner_id: order.partner_id.clone(),
            what: Happening::Order,
            subject: id.to_string(),
            title: order.name.clone(),
            count: 1,
            amount: Some(order.subtotal),
            happened_at: at,
        });
    }

    /// Money was given back for a sale.
    pub(crate) fn refund(&mut self, id: &OrderId, order: &OrderReport, refund: &RefundReport) {
        self.add(NewEvent {
            partner_id: order.partner_id.clone(),
            what: Happening::Refund,
            subject: id.to_string(),
            title: order.name.clone(),
            count: 1,
            amount: Some(refund.amount),
            happened_at: refund.refunded_at,
        });
    }

    /// A commission was decided, or changed.
    pub(crate) fn commission(&mut self, id: &CommissionId, report: &CommissionReport, title: String, at: Timestamp) {
        self.add(NewEvent {
            partner_id: report.partner_id.clone(),
            what: Happening::Commission,
            subject: id.to_string(),
            title,
            count: 1,
            amount: Some(report.amount),
            happened_at: at,
        });
    }

    /// A link was followed, so many times at once.
    pub(crate) fn clicks(&mut self, partner: &PartnerId, code: &str, label: String, count: i64, at: Timestamp) {
        self.add(NewEvent {
            partner_id: partner.clone(),
            what: Happening::Click,
            subject: code.to_owned(),
            title: label,
            count,
            amount: None,
            happened_at: at,
        });
    }

    fn add(&mut self, event: NewEvent) {
        if event.happened_at >= self.since {
            self.events.push(event);
        }
    }
}
