//! Shopify's price of a query (contract B8): points that come back at a steady rate.

use crate::{http::clamped, wire::Json};
use domain::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What an answer says about its price and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Price {
    requested: i64,
    available: i64,
    maximum: i64,
    restored_per_second: i64,
}

impl Price {
    pub(super) fn read(body: &Json) -> Option<Self> {
        let cost = body.at("extensions.cost");
        let status = cost.get("throttleStatus");
        let points = |it: &Json| {
            let decimal = it.decimal()?;
            let whole = decimal.split('.').next()?;
            whole.parse::<i64>().ok().filter(|it| (0..1_000_000_000).contains(it))
        };
        Some(Self {
            requested: points(cost.get("requestedQueryCost"))?,
            available: points(status.get("currentlyAvailable"))?,
            maximum: points(status.get("maximumAvailable")).unwrap_or(i64::MAX),
            restored_per_second: points(status.get("restoreRate"))?.max(1),
        })
    }

    /// When the same query can be paid: `(requested − available) / restored per second`, rounded up, within 1 to 300 s.
    pub(super) fn restored_in(&self) -> Duration {
        clamped(self.wait(self.available))
    }

    fn wait(&self, available: i64) -> Duration {
        let missing = self.requested.saturating_sub(available).max(0);
        let millis = missing.saturating_mul(1_000).div_euclid(self.restored_per_second);
        let rounded_up = millis + i64::from(millis * self.restored_per_second < missing.saturating_mul(1_000));
        Duration::from_millis(u64::try_from(rounded_up).unwrap_or(0))
    }
}

/// What was left after the last answer, and what each question costs.
#[derive(Debug, Default)]
pub(super) struct CostBudget(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: Option<(Price, Timestamp)>,
    requested: HashMap<&'static str, i64>,
}

impl CostBudget {
    /// How long to wait until the question can be paid; nothing when its price is not known yet.
    pub(super) fn wait(&self, question: &'static str, now: Timestamp) -> Duration {
        let state = self.lock();
        let (Some((price, at)), Some(requested)) = (state.last, state.requested.get(question)) else {
            return Duration::ZERO;
        };
        let passed = i64::try_from(now.since(at).as_millis()).unwrap_or(i64::MAX);
        let restored = passed.saturating_mul(price.restored_per_second) / 1_000;
        let available = price.available.saturating_add(restored).min(price.maximum);
        let price = Price { requested: *requested, ..price };
        price.wait(available)
    }

    pub(super) fn note(&self, question: &'static str, price: &Price, now: Timestamp) {
        let mut state = self.lock();
        state.last = Some((*price, now));
        state.requested.insert(question, price.requested);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(requested: i64, available: i64) -> Price {
        let body = format!(
            r#"{{"extensions":{{"cost":{{"requestedQueryCost":{requested},"throttleStatus":{{"maximumAvailable":1000.0,"currentlyAvailable":{available},"restoreRate":50.0}}}}}}}}"#
        );
        Price::read(&Json::parse(body.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn the_wait_is_what_is_missing_over_the_rate() {
        assert_eq!(price(566, 66).restored_in(), Duration::from_secs(10));
        assert_eq!(price(70, 66).restored_in(), Duration::from_secs(1));
        assert_eq!(price(10, 66).wait(66), Duration::ZERO);
        assert_eq!(price(67, 66).wait(66), Duration::from_millis(20));
    }

    #[test]
    fn questions_wait_until_they_can_be_paid() {
        let costs = CostBudget::default();
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        assert_eq!(costs.wait("orders", at(0)), Duration::ZERO);
        costs.note("orders", &price(500, 100), at(0));
        assert_eq!(costs.wait("orders", at(0)), Duration::from_secs(8));
        assert_eq!(costs.wait("orders", at(5)), Duration::from_secs(3));
        assert_eq!(costs.wait("orders", at(500)), Duration::ZERO);
        assert_eq!(costs.wait("shop", at(0)), Duration::ZERO);
    }
}
