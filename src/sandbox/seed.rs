//! Builds the demo merchant from a seed and a "today"; nothing here reads a clock or the network.

pub(crate) mod basket;
pub(crate) mod campaigns;
mod catalog;
mod crm;
mod names;
pub(crate) mod network;
mod notes;
mod orders;
mod partners;

use crate::model::State;

/// What the seed depends on.
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) now_ms: i64,
    /// Absolute address of this program, for pictures.
    pub(crate) origin: String,
}

/// The whole state: same plan, same state.
pub(crate) fn build(plan: &Plan) -> State {
    let tiers = partners::tiers();
    let (products, collections) = catalog::build(plan);
    let mut partners = partners::build(plan, &tiers);
    let drops = notes::build(plan, &mut partners, &products);
    let orders = orders::build(plan, &partners, &products);
    let actions = network::build(plan, &partners, &tiers, &orders);
    let (contacts, owners) = crm::build(plan, &partners, &tiers);
    let cc = campaigns::build(plan, &tiers);
    State { tiers, partners, drops, products, collections, orders, actions, contacts, owners, cc, made: 0 }
}
