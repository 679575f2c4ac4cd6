//! Figures of a range beside those of the range before, with the unknown left unknown.

use crate::core::Core;
use domain::{
    ChannelId, Currency, Money, PartnerId, RateBps,
    earnings::{Figure, Range, Reconciliation},
};
use store::{StoreError, Sums};

/// How much is known of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// It was read: the sum of its rows is the figure, zero included.
    Read,
    /// There is nothing to read, but our own program may have written rows; of whom it counts orders, it knows that there are none.
    Rows,
    /// It was never read to its end: a sum would be a part.
    Unread,
}

impl Side {
    /// Of a source that was read or not, and is connected or not.
    pub(crate) const fn of(is_read: bool, is_connected: bool) -> Self {
        match (is_read, is_connected) {
            (true, _) => Self::Read,
            (false, false) => Self::Rows,
            (false, true) => Self::Unread,
        }
    }

    const fn tells(self, is_written: bool) -> bool {
        match self {
            Self::Read => true,
            Self::Rows => is_written,
            Self::Unread => false,
        }
    }
}

/// Whose figures, in which currency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) channel: &'a ChannelId,
    /// All partners when left out.
    pub(crate) partner: Option<&'a PartnerId>,
    pub(crate) currency: Currency,
    /// What is known of orders.
    pub(crate) orders: Side,
    /// What is known of commissions.
    pub(crate) commissions: Side,
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
        let (now, before, is_in_program) = tokio::try_join!(
            self.store.sums(channel, partner, range, currency),
            self.store.sums(channel, partner, before, currency),
            self.store.has_members(channel, partner),
        )?;
        let has_orders = scope.orders.tells(is_in_program || now.orders != 0 || before.orders != 0);
        let has_commissions = scope.commissions.tells(is_in_program || now.earned != 0 || before.earned != 0);
        Ok(Figures { currency, now, before, has_orders, has_commissions })
    }

    /// What reconciliation found, with the commission at stake when the partner's rate is known.
    pub(crate) async fn reconcile(&self, scope: Scope<'_>, last_days: Range) -> Result<Reconciliation, StoreError> {
        // Without both sides there is nothing to compare: everything would be missing on the other.
        if !scope.is_comparable {
            return Ok(Reconciliation::default());
        }
        let (channel, partner, grace) = (scope.channel, scope.partner, self.policy.grace);
        let found = self.store.mismatches(channel, partner, grace, None).await?;
        if found.missing_in_network.is_empty() {
            return Ok(found);
        }
        let rate = match partner {
            Some(partner) => self.store.observed_rate(channel, partner, last_days).await?,
            None => self.average_rate(channel, scope.currency, last_days).await?,
        };
        match rate {
            Some(_) => self.store.mismatches(channel, partner, grace, rate).await,
            None => Ok(found),
        }
    }

    /// What all partners together earn on a sale. A little less than the truth, as sales that wait for their
    /// commission count as well: what is at stake is not made larger than it is.
    async fn average_rate(
        &self,
        channel: &ChannelId,
        currency: Currency,
        range: Range,
    ) -> Result<Option<RateBps>, StoreError> {
        let sums = self.store.sums(channel, None, range, currency).await?;
        let money = |minor| Money::new(minor, currency);
        let rate = RateBps::observed(money(sums.cc_sale), money(sums.sales));
        Ok(rate.filter(|rate| rate.0 > 0))
    }
}
