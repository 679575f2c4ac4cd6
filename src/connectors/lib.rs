//! How outside systems are spoken to: one trait per kind of system, one HTTP implementation per vendor, one client policy for all.
#![forbid(unsafe_code)]

pub mod cc;
pub mod co_branding;
pub mod coupon_page;
pub mod crm;
pub mod crms;
pub mod error;
pub mod http;
pub mod mail;
pub mod platform;
pub mod platforms;
pub mod rail;
pub mod rails;
pub mod shopify;
pub mod sign_on;
pub mod storefront;
mod wire;

pub use co_branding::CoBranding;
pub use coupon_page::CouponPage;
pub use crm::Crm;
pub use error::ConnectorError;
pub use platform::AffiliatePlatform;
pub use rail::PayoutRail;
pub use sign_on::SignOn;
pub use storefront::Storefront;

/// What every call to an outside system answers.
pub type Result<T> = std::result::Result<T, ConnectorError>;
