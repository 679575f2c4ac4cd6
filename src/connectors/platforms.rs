//! Affiliate networks, one module per vendor.

pub mod impact;
