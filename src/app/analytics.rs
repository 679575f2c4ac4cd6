//! The analytics page.

pub mod api;
