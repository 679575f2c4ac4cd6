//! The views that pages show, each put together from our own store.

mod discount;
mod earnings;
mod home;
mod landing;
mod overview;
mod profile;
mod ranges;
mod tasks;
