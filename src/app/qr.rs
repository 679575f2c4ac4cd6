//! QR codes: drawn by the server, as a path for pages and as files to be printed.

#[cfg(feature = "ssr")]
pub mod draw;

use serde::{Deserialize, Serialize};

/// A QR code, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// What it says.
    pub text: String,
    /// Modules along one side, with the quiet zone.
    pub size: u32,
    /// The dark modules as an SVG path, one unit a module.
    pub path: String,
}
