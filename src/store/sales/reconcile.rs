//! Reconciliation: what the store has and the network lacks, and the other way round.

use crate::{Result, Store};
use domain::{ChannelId, PartnerId, RateBps, earnings::Reconciliation};
use std::time::Duration;

impl Store {
    /// What one side has and the other still lacks after `grace`, per currency; of one partner, or of all.
    /// The commission at stake on orders the network lacks is counted at `rate`, and unknown without one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mismatches(
        &self,
        channel: &ChannelId,
        partner: Option<&PartnerId>,
        grace: Duration,
        rate: Option<RateBps>,
    ) -> Result<Reconciliation> {
        let _ = (channel, partner, grace, rate);
        todo!()
    }
}
