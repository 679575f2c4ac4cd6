//! Draws QR codes as SVG paths, on the server only: the browser gets the finished path.

use super::api::QrCode;
use qrcode::{Color, EcLevel};
use std::fmt::Write;

/// Light modules that a reader needs around the code.
pub(crate) const QUIET: usize = 4;

/// The code of a text; none when the text is too long for one.
pub fn draw(text: &str) -> Option<QrCode> {
    let (width, modules) = modules(text)?;
    let mut path = String::new();
    for (row, line) in modules.chunks(width.max(1)).enumerate() {
        draw_line(line, row + QUIET, &mut path);
    }
    let size = u32::try_from(width + 2 * QUIET).ok()?;
    Some(QrCode { text: text.to_owned(), size, path })
}

/// How many modules a side has, and the modules line by line.
pub(crate) fn modules(text: &str) -> Option<(usize, Vec<Color>)> {
    let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some((code.width(), code.to_colors()))
}

/// Each run of dark modules becomes one bar.
fn draw_line(line: &[Color], row: usize, path: &mut String) {
    let mut column = QUIET;
    for run in line.chunk_by(|left, right| left == right) {
        if run.first() == Some(&Color::Dark) {
            let length = run.len();
            // Writing to a String cannot fail.
            let _ = write!(path, "M{column} {row}h{length}v1h-{length}z");
        }
        column += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_finder_in_the_corner() {
        let code = draw("https://shop.example/ana").unwrap();
        assert_eq!(code.size, 33);
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
    }

    #[test]
    fn a_text_that_no_code_can_hold_has_none() {
        assert_eq!(draw(&"x".repeat(10_000)), None);
    }
}
