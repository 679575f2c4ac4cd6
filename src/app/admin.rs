//! The pages of the merchant's team.

pub mod api;
mod bulk;
mod finder;
pub mod overview;
mod pages;
mod params;
pub mod partners;
pub mod parts;
pub mod payouts;
mod picked;
pub mod program;
mod review;

pub use overview::OverviewRoute;
pub use partners::{NewPartnerRoute, PartnersRoute};
pub use payouts::{PayoutRunRoute, PayoutsAdminRoute};
pub use review::{ReviewQueueRoute, ReviewRoute};
