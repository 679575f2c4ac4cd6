//! The program's own figures over time: of all partners for the team, of one for the team and for the partner.

pub mod api;
mod chart;
#[cfg(feature = "ssr")]
pub mod csv;
mod line;
mod mine;
#[cfg(feature = "ssr")]
mod option;
pub mod params;
mod still;
mod tiles;
pub mod trend;
mod whole;

pub use mine::{MyFigures, OwnFigures};
pub use whole::{FiguresBody, FiguresSection, TeamFigures};
