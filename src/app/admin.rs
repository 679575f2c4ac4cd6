//! The pages of the merchant's team.

pub mod api;
mod overview;
mod params;
mod partners;
pub mod parts;
pub mod payouts;
pub mod program;
mod review;

pub use overview::OverviewRoute;
pub use partners::PartnersRoute;
pub use payouts::{PayoutRunRoute, PayoutsAdminRoute};
pub use review::{ReviewQueueRoute, ReviewRoute};
