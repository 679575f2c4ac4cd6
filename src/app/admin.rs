//! The pages of the merchant's team.

pub mod api;
mod overview;
mod partner;
mod partners;

pub use overview::OverviewRoute;
pub use partner::{AdminPartnerEarnings, AdminPartnerHome, AdminPartnerProfile};
pub use partners::PartnersRoute;
