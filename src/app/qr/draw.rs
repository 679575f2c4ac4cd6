//! Draws QR codes, on the server only: as the path that a page shows, as an SVG file, and as a PNG file.

use super::QrCode;
use qrcode::{Color, EcLevel};
use std::fmt::Write;

/// Light modules that a reader needs around the code.
const QUIET: usize = 4;

/// At least so many pixels along a side of the PNG: enough to be printed as large as a hand.
const PIXELS: usize = 1_024;

/// The code of a text; none when the text is too long for one.
pub fn draw(text: &str) -> Option<QrCode> {
    let code = modules(text)?;
    let width = code.width();
    let mut path = String::new();
    for (row, line) in code.to_colors().chunks(width.max(1)).enumerate() {
        draw_line(line, row + QUIET, &mut path);
    }
    let size = u32::try_from(width + 2 * QUIET).ok()?;
    Some(QrCode { text: text.to_owned(), size, path })
}

/// The code as an SVG file: dark on light, whatever is behind it.
pub fn svg(text: &str) -> Option<String> {
    let QrCode { size, path, .. } = draw(text)?;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{PIXELS}\" height=\"{PIXELS}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The code as a PNG file, one bit a pixel.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = modules(text)?;
    let (width, colors) = (code.width(), code.to_colors());
    let modules = width + 2 * QUIET;
    let scale = PIXELS.div_ceil(modules);
    let is_dark = |x: usize, y: usize| {
        let (column, row) = ((x / scale).checked_sub(QUIET)?, (y / scale).checked_sub(QUIET)?);
        (column < width).then(|| colors.get(row * width + column) == Some(&Color::Dark))
    };
    let side = modules * scale;
    let mut pixels = Vec::with_capacity(side * side.div_ceil(8));
    for y in 0..side {
        for first in (0..side).step_by(8) {
            let light = |bit: usize| !is_dark(first + bit, y).unwrap_or(false);
            pixels.push((0..8).fold(0_u8, |byte, bit| byte << 1 | u8::from(light(bit))));
        }
    }
    encode(u32::try_from(side).ok()?, &pixels).ok()
}

fn encode(side: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

fn modules(text: &str) -> Option<qrcode::QrCode> {
    qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()
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
        let long = "x".repeat(10_000);
        assert_eq!(draw(&long), None);
        assert_eq!((svg(&long), png(&long)), (None, None));
    }

    #[test]
    fn the_picture_has_the_same_modules_as_the_path() {
        let text = "https://shop.example/ana";
        let (code, file) = (draw(text).unwrap(), png(text).unwrap());
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let scale = info.width as usize / code.size as usize;
        assert!(info.width >= 1_024 && info.width == info.height && info.width as usize == scale * code.size as usize);
        let is_dark = |column: usize, row: usize| {
            let (x, y) = (column * scale + scale / 2, row * scale + scale / 2);
            pixels[y * info.line_size + x / 8] >> (7 - x % 8) & 1 == 0
        };
        let dark = (0..33 * 33).filter(|at| is_dark(at % 33, at / 33)).count();
        let runs = code.path.split('h').skip(1).step_by(2).map(|it| it.split('v').next().unwrap().parse::<usize>());
        assert_eq!(dark, runs.map(Result::unwrap).sum::<usize>());
        assert!(is_dark(4, 4) && !is_dark(3, 4) && !is_dark(5, 5));
    }
}
