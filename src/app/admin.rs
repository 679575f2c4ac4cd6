//! The pages of the merchant's team.

pub mod api;
mod overview;
mod params;
mod partner;
mod partners;
mod parts;
mod review;

pub use overview::OverviewRoute;
pub use partner::{
    AdminPartnerAnalytics, AdminPartnerContent, AdminPartnerEarnings, AdminPartnerHome, AdminPartnerProfile,
};
pub use partners::PartnersRoute;
pub use review::{ReviewQueueRoute, ReviewRoute};
