//! The content manager: bio, drops, products, their preview and the team's review of changes.

pub mod api;
