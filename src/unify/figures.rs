//! Figures of a range beside those of the range before, with the unknown left unknown.

use crate::core::Core;
use domain::{
    ChannelId, Currency, Money, PartnerId,
    earnings::{Figure, Range, Reconciliation},
};
use store::{StoreError, Sums};

/// Whose figures, in which currency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) channel: &'a ChannelId,
    /// All partners when left out.
    pub(crate) partner: Option<&'a PartnerId>,
    pub(crate) currency: Currency,
    /// Whether the shop's orders were ever read.
    pub(crate) has_orders: bool,
    /// Whether the network's commissions were ever read, and the partner has an account there.
    pub(crate) has_commissions: bool,
    /// Whether both sides were read, so that one can lack what the other has.
    pub(crate) is_comparable: bool,
}

/// Sums of a range and of the range before.
#[derive(Debug)]
pub(crate) struct Figures {
    currency: Currency,
    now: Sums,
    before: Sums,
    has_orders: bool,
    has_commissions: bool,
}

impl Figures {
    pub(crate) fn sales(&self) -> Figure<Money> {
        self.figure(self.has_orders, |sums| self.money(sums.sales))
    }

    pub(crate) fn orders(&self) -> Figure<i64> {
        self.figure(self.has_orders, |sums| sums.orders)
    }

    pub(crate) fn earned(&self) -> Figure<Money> {
        self.figure(self.has_commissions, |sums| self.money(sums.earned))
    }

    /// Sales by order; unknown for a time without orders.
    pub(crate) fn average_order(&self) -> Figure<Money> {
        let average = |sums: &Sums| {
            let minor = sums.sales.checked_div(sums.orders).filter(|_| self.has_orders);
            minor.map(|minor| self.money(minor))
        };
        Figure { now: average(&self.now), before: average(&self.before) }
    }

    /// Whether what was earned is known.
    pub(crate) const fn knows_earned(&self) -> bool {
        self.has_commissions
    }

    const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    fn figure<T>(&self, is_known: bool, of: impl Fn(&Sums) -> T) -> Figure<T> {
        Figure { now: is_known.then(|| of(&self.now)), before: is_known.then(|| of(&self.before)) }
    }
}

impl Core {
    /// Figures of a range and the one before.
    pub(crate) async fn figures(&self, scope: Scope<'_>, range: Range, before: Range) -> Result<Figures, StoreError> {
        let Scope { channel, partner, currency, .. } = scope;
        let (now, before) = tokio::try_join!(
            self.store.sums(channel, partner, range, currency),
            self.store.sums(channel, partner, before, currency),
        )?;
        // Rows tell as much as an answered question does: another part of the house may have written them.
        let has_orders = now.orders != 0 || before.orders != 0;
        let has_earned = now.earned != 0 || before.earned != 0;
        Ok(Figures {
            currency,
            now,
            before,
            has_orders: scope.has_orders || has_orders,
            has_commissions: scope.has_commissions || has_earned,
        })
    }

    /// What reconciliation found, with the commission at stake when the partner's rate is known.
    pub(crate) async fn reconcile(&self, scope: Scope<'_>, last_days: Range) -> Result<Reconciliation, StoreError> {
        // Without both sides there is nothing to compare: everything would be missing on the other.
        if !scope.is_comparable {
            return Ok(Reconciliation::default());
        }
        let (channel, partner, grace) = (scope.channel, scope.partner, self.policy.grace);
        let found = self.store.mismatches(channel, partner, grace, None).await?;
        let Some(partner) = partner.filter(|_| !found.missing_in_network.is_empty()) else {
            return Ok(found);
        };
        let rate = self.store.observed_rate(channel, partner, last_days).await?;
        match rate {
            Some(_) => self.store.mismatches(channel, Some(partner), grace, rate).await,
            None => Ok(found),
        }
    }
}
