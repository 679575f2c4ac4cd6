//! The process: settings, wiring, routes, workers and the command line.
#![forbid(unsafe_code)]
#![recursion_limit = "256"]

mod address;
mod apply;
pub mod channel;
pub mod cli;
pub mod connect;
mod files;
mod functions;
mod guard;
mod headers;
mod health;
mod house;
mod imports;
mod landing;
mod limits;
mod live;
mod media;
mod pages;
mod redirect;
mod respond;
mod router;
pub mod secret;
mod session_layer;
pub mod settings;
mod sign_in;
pub mod start;
mod trace;
mod visit;

pub use house::House;
pub use live::Hub;
pub use pages::listing;
pub use router::build;
pub use session_layer::COOKIE;
