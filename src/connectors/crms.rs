//! CRMs, one module per vendor.

pub mod hubspot;
