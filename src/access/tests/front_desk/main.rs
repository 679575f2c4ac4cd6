//! The front desk on a real store: who is let in, for how long, and what they may see.

mod admins;
mod desk;
mod partners;
mod sessions;
