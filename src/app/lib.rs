//! The pages of Tandem and their server functions: rendered by the server, then alive in the browser.
#![forbid(unsafe_code)]
#![recursion_limit = "256"]

pub mod admin;
pub mod analytics;
pub mod chart;
pub mod codec;
pub mod content;
#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
pub mod documents;
pub mod earnings;
pub mod error;
pub mod figures;
pub mod frame;
pub mod home;
pub mod landing;
pub mod live;
mod partner_page;
pub mod payouts;
pub mod period;
pub mod profile;
#[cfg(feature = "ssr")]
pub mod services;
mod shell;
pub mod ui;

pub use error::AppError;
#[cfg(feature = "ssr")]
pub use services::Services;
pub use shell::{App, shell};
