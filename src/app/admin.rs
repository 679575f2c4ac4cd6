//! The pages of the merchant's team.

pub mod api;
mod overview;
mod params;
mod partner;
mod partners;
mod parts;

pub use overview::OverviewRoute;
pub use partner::{AdminPartnerAnalytics, AdminPartnerEarnings, AdminPartnerHome, AdminPartnerProfile};
pub use partners::PartnersRoute;
