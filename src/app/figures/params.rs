//! Which days, cut and currency the figures are asked for: read from the page's URL and written back to it.

use crate::period::{Fault, Period};
use domain::{PartnerId, program::FiguresQuery};
use leptos_router::params::ParamsMap;

/// The choices that live in the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    /// Days, cut and currency.
    pub period: Period,
    /// What could not be read: the field, and what to do about it.
    pub faults: Vec<Fault>,
}

impl Params {
    /// Reads the URL's query. What cannot be read is named in `faults` and otherwise left out.
    pub fn read(map: &ParamsMap) -> Self {
        let mut faults = Vec::new();
        let period = Period::read(map, &mut faults);
        Self { period, faults }
    }

    /// What the page asks the server.
    pub fn query(&self, partner: Option<PartnerId>) -> FiguresQuery {
        let Period { from, to, bucket, currency, .. } = self.period;
        FiguresQuery { partner, from, to, bucket, currency }
    }
}
